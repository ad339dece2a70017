"""What an engagement's page shows, in a number of statements that does not grow with what there is."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.models import Checklist
from checklists.readers.facts import known_about_all
from contracts.models import Contract
from history.readers import history_of
from selection.actions import is_partial
from selection.models import Award, Candidate, Dossier
from selection.views import shown_quotes, shown_scorecard
from sharing.models import SharingRequest
from vendors.models import DataCategory, Engagement
from vendors.rules import hours, over
from vendors.rules.locations import location
from vendors.views import addresses, shown_fit, shown_risks, shown_staff, shown_subcontractors
from vendors.views.access import CONFIRM, LOG_ENGAGEMENT, is_own
from vendors.views.shown import HISTORY_ROWS, ROWS, checklists
from vendors.views.shown_facts import Shown, shown_facts
from vendors.views.shown_sharing import SharingLine, first_urgent, sharing_lines

Status = Engagement.Status


def engagement(engagement: Engagement, user: User, at: datetime, today: date) -> dict[str, Any]:
    """The whole page: verdict, facts, candidates, award, checklists, contracts, sharing requests, history."""
    sharings = SharingRequest.objects.visible_to(user).filter(engagement=engagement).select_related("vendor", "owner")
    lines = sharing_lines(sharings[:ROWS], at)
    facts = shown_facts(engagement, user.person_id)
    fit = shown_fit.section(engagement, user)
    candidates = _candidates(engagement, today)
    quotes = shown_quotes.section(engagement, candidates, user, today)
    awards = Award.objects.filter(engagement=engagement).exclude(status__in=OVER).select_related(*WITH_AWARD)
    award = awards.prefetch_related("rejections__candidate__vendor").first()
    scoring = shown_scorecard.box(engagement, user, quotes and quotes["costs"])
    listed = checklists(Checklist.objects.visible_to(user).filter(engagement=engagement))
    return {
        "engagement": engagement,
        "today": today,
        "may": may(engagement, user, award),
        "facts": facts,
        "unconfirmed": [fact for fact in facts if not fact.confirmed_by],
        "categories": [
            DataCategory(one).label for one in engagement.data_categories or () if one in DataCategory.values
        ],
        "fit": fit,
        "benefits": engagement.benefits.all(),
        "candidates": candidates,
        "subcontractors": shown_subcontractors.of_engagement(engagement, user, today),
        "may_log_subcontractor": shown_subcontractors.may_log(engagement, user),
        "staff": shown_staff.of_engagement(engagement, user, today),
        "may_log_staff": user.has_perm(shown_staff.LOG)
        and award is not None
        and not over.why_nothing_begins(award.candidate.vendor, engagement),
        "risks": shown_risks.section(engagement, candidates, user, today),
        "award": award,
        "refused": refused_awards(engagement),
        "has_dossier": Dossier.objects.visible_to(user).filter(award__engagement=engagement).exists(),
        "quotes": quotes,
        "before_award": [
            *placed("fit", [fit["missing"]]),
            *placed("candidates", before_award(engagement, candidates)),
            *placed("scorecard", [scoring["scores_wait"]]),
            *placed("quotes", quotes["before_award"] if quotes else []),
        ],
        "sharings": lines,
        "urgent": first_urgent(lines, today),
        "checklists": listed,
        "contracts": Contract.objects.visible_to(user).filter(engagement=engagement).select_related("vendor")[:ROWS],
        "steps": steps(engagement, facts, candidates, listed, lines),
        **scoring,
        "history": history_of(engagement, HISTORY_ROWS),
    }


OVER = (Award.Status.REFUSED, Award.Status.WITHDRAWN)
WITH_AWARD = ("candidate__vendor", "proposed_by", "decided_by")


def refused_awards(engagement: Engagement) -> list[Award]:
    """The newest first: why they were refused is read by who proposes the next one."""
    rows = Award.objects.filter(engagement=engagement, status=Award.Status.REFUSED)
    return list(rows.select_related(*WITH_AWARD).order_by("-pk")[:ROWS])


def may(engagement: Engagement, user: User, award: Award | None) -> dict[str, Any]:
    """Which acts this page offers, and why an expected one cannot be done."""
    moves = engagement.MOVES[engagement.status]
    own = is_own(user, engagement)
    can_log = user.has_perm(LOG_ENGAGEMENT)
    choosing = engagement.status in (Status.DRAFT, Status.SOURCING, Status.EVALUATING)
    proposed = award is not None and award.status == Award.Status.PROPOSED
    partial = is_partial(engagement, user)
    return {
        "edit": (own or can_log) and bool(moves),
        "confirm": user.has_perm(CONFIRM) and bool(moves),
        "source": Status.SOURCING in moves and can_log and engagement.status == Status.DRAFT,
        "evaluate": Status.EVALUATING in moves and can_log and engagement.status == Status.SOURCING,
        "live": Status.LIVE in moves and can_log,
        "close": Status.CLOSED in moves and can_log,
        "cancel": Status.CANCELLED in moves and can_log,
        "candidate": choosing and user.has_perm("selection.log_candidate"),
        "propose": choosing and not proposed and not partial and user.has_perm("selection.propose_award"),
        "decide": proposed and bool(moves) and user.has_perm("selection.confirm_award"),
        "why_not_decide": _("You proposed this award, so somebody else must decide on it.")
        if award is not None and award.proposed_by_id == user.person_id
        else _("You stepped back for a conflict of interest, so somebody else decides on the award.")
        if partial
        else "",
        "withdraw": award is not None
        and (proposed or Status.EVALUATING in moves)
        and user.has_perm("selection.propose_award"),
        "share": bool(moves)
        and user.has_perm("sharing.ask_sharing")
        and addresses.start("sharing/new/", engagement=engagement.ref),
        "lay_out": user.has_perm("checklists.lay_out_checklist") and bool(moves),
        "contract": award is not None
        and not over.why_nothing_begins(award.candidate.vendor, engagement)
        and user.has_perm("contracts.log_contract")
        and addresses.start("contracts/new/", vendor=award.candidate.vendor.ref, engagement=engagement.ref),
    }


def placed(section: str, sentences: Iterable[str]) -> list[tuple[str, str]]:
    """What is missing, each with the section of the page where it is done."""
    return [(section, sentence) for sentence in sentences if sentence]


def before_award(engagement: Engagement, candidates: list[Candidate]) -> list[str]:
    """What must be done before this engagement can be awarded."""
    if engagement.status not in (Status.DRAFT, Status.SOURCING, Status.EVALUATING):
        return []
    missing = []
    if not candidates:
        missing.append(_("Add a candidate: a vendor that is considered."))
    elif not any(one.status == Candidate.Status.SHORTLISTED for one in candidates):
        missing.append(_("Shortlist a candidate."))
    return missing


def steps(
    engagement: Engagement,
    facts: list[Shown],
    candidates: list[Candidate],
    laid_out: list[Checklist],
    lines: list[SharingLine],
) -> list[dict[str, Any]]:
    """The way of an engagement in six steps; the first that is not done is where it stands."""
    short = [one for one in candidates if one.status in (Candidate.Status.SHORTLISTED, Candidate.Status.SELECTED)]
    is_awarded = engagement.status in (Status.AWARDED, Status.LIVE, Status.CLOSED)
    is_checked = bool(laid_out) and not any(one.outstanding_count for one in laid_out)
    listed = [
        {
            "word": _("Facts confirmed"),
            "section": "facts",
            "done": all(fact.confirmed_by for fact in facts),
            "count": "",
        },
        {"word": _("Candidates"), "section": "candidates", "done": bool(candidates), "count": len(candidates) or ""},
        {"word": _("Shortlist"), "section": "candidates", "done": bool(short), "count": len(short) or ""},
        {"word": _("Award"), "section": "award", "done": is_awarded, "count": ""},
        {"word": _("Due diligence"), "section": "checklists", "done": is_checked, "count": ""},
        {
            "word": _("Sharing"),
            "section": "sharing",
            "done": any(one.state in ("cleared", "active") for one in lines),
            "count": "",
        },
    ]
    current = next((one for one in listed if not one["done"]), None)
    return [{**one, "is_current": one is current} for one in listed]


def _candidates(engagement: Engagement, today: date) -> list[Candidate]:
    """The candidates with location, hours in common and tier; those still in question first."""
    listed = list(engagement.candidates.select_related("vendor").order_by("pk")[:ROWS])
    order = {value: place for place, value in enumerate(("selected", "shortlisted", "longlisted", "rejected"))}
    known = known_about_all([(one.vendor, engagement) for one in listed])
    zones = hours.own_zones(engagement.country, settings.TIME_ZONE)
    for one in listed:
        one.common = hours.in_common(zones, one.vendor.delivery_countries, today.year)
        one.tier = known[one.vendor_id, engagement.pk].tier.level.value
        one.location = location(engagement.country, one.vendor.delivery_countries, settings.NEAR_COUNTRIES)
    return sorted(listed, key=lambda one: (order[one.status], one.pk))

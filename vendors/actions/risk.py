"""Risks: logging them, what is done about them, what remains, and their end."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from vendors import locks
from vendors.actions.over import refuse_late, refuse_over
from vendors.models import WORST, Engagement, Risk, RiskCategory, RiskLevel, RiskResponse, Vendor
from vendors.rules.risks import Suggestion, is_above, level_of

EDITABLE = frozenset(
    {"category", "title", "inherent_likelihood", "inherent_impact", "response", "treatment", "owner", "review_on"}
)
# What an assessment rests on: with another of these, somebody has to say anew what remains.
ASSESSED_ON = frozenset({"category", "inherent_likelihood", "inherent_impact", "response", "treatment"})
NOT_ASSESSED: dict[str, Any] = {
    "residual_likelihood": None,
    "residual_impact": None,
    "assessment_note": "",
    "assessed_by_id": None,
    "assessed_at": None,
}


@transaction.atomic
def log_risk(engagement: Engagement, vendor: Vendor, by: User | Person, **fields: Any) -> Risk:
    """Log what may go wrong; it counts without treatment until somebody else than its owner says what remains.

    A risk that is more than low stops what is cleared until it is decided anew.
    """
    _refuse_unknown(fields)
    risk = Risk(engagement=engagement, vendor=vendor, logged_by=by.person, **fields)
    _refuse_faulty(risk)
    _hold_open(engagement, vendor, closing=_is_more(risk.inherent_score))
    return moves.create(risk, by=by)


def accept_suggestion(
    engagement: Engagement,
    vendor: Vendor,
    suggestion: Suggestion,
    by: User | Person,
    review_on: date,
    owner: Person | None = None,
) -> Risk:
    """Take up a risk that the facts suggest, once; the engagement's owner treats it unless somebody else is named."""
    with transaction.atomic():
        engagement = _hold_open(engagement, vendor, closing=_is_more(suggestion.score))
        if Risk.objects.filter(engagement=engagement, vendor=vendor, suggested_as=suggestion.key).exists():
            raise NotAllowed(_("Somebody has taken this risk up already."), code="stale")
        risk = Risk(
            engagement=engagement,
            vendor=vendor,
            category=suggestion.category,
            title=str(suggestion.title),
            inherent_likelihood=suggestion.likelihood,
            inherent_impact=suggestion.impact,
            owner=owner or engagement.owner,
            review_on=review_on,
            suggested_as=suggestion.key,
            logged_by=by.person,
        )
        return moves.create(risk, by=by, why=str(suggestion.why))


@transaction.atomic
def edit_risk(risk: Risk, by: User | Person, **fields: Any) -> Risk:
    """Change what is known of a risk, or what is done about it: then what remains has to be said anew."""
    _refuse_unknown(fields)
    risk = _hold(risk)
    _refuse_closed(risk)
    before = risk.counted_score
    changed = {name: value for name, value in fields.items() if getattr(risk, name) != value}
    ends = bool(ASSESSED_ON & changed.keys()) and risk.is_assessed
    if risk.assessed_by_id is not None and not ends and "owner" in changed:
        _refuse_owner_of(risk, changed["owner"].pk)
    values = {**changed, **(NOT_ASSESSED if ends else {})}
    _refuse_faulty(_as_it_will_be(risk, values))
    _close_if_worse(risk, before, _as_it_will_be(risk, values).counted_score)
    return moves.change(risk, by=by, **values)


@transaction.atomic
def assess_risk(
    risk: Risk, by: User | Person, likelihood: int, impact: int, review_on: date, at: datetime, note: str = ""
) -> Risk:
    """Say what remains of a risk after its treatment, as somebody else than its owner; and when to look again."""
    risk = _hold(risk)
    _refuse_closed(risk)
    if risk.owner_id == by.person_id:
        raise NotAllowed(_("You own this risk, so somebody else says what remains of it."), code="same-person")
    if not (1 <= likelihood <= risk.inherent_likelihood and 1 <= impact <= risk.inherent_impact):
        raise NotAllowed(
            _(
                "What remains is no more than before treatment, and at least 1: likelihood up to %(likelihood)d, "
                "impact up to %(impact)d."
            )
            % {"likelihood": risk.inherent_likelihood, "impact": risk.inherent_impact}
        )
    if likelihood * impact < risk.inherent_score and not risk.treatment.strip():
        raise NotAllowed(_("Less remains only where something is done: write the treatment first."), code="treatment")
    _close_if_worse(risk, risk.counted_score, likelihood * impact)
    return moves.change(
        risk,
        by=by,
        act="assessed",
        residual_likelihood=likelihood,
        residual_impact=impact,
        assessment_note=note.strip(),
        assessed_by_id=by.person_id,
        assessed_at=at,
        review_on=review_on,
    )


@transaction.atomic
def close_risk(risk: Risk, by: User | Person, why: str) -> Risk:
    """A risk is there no more: said by somebody else than its owner, with the reason."""
    if not why.strip():
        raise NotAllowed(_("Say why: the reason is kept in the history."))
    held = locks.hold(engagements=[risk.engagement_id])
    risk = Risk.objects.select_related("engagement").get(pk=risk.pk)
    refuse_over(risk.engagement)
    if risk.owner_id == by.person_id:
        raise NotAllowed(_("You own this risk, so somebody else closes it."), code="same-person")
    stamps: dict[str, Any] = {"closed_by_id": by.person_id, "closed_why": why.strip()}
    return moves.move(risk, Risk.Status.CLOSED, by=by, why=why, held=held, **stamps)


@transaction.atomic
def reopen_risk(risk: Risk, by: User | Person, why: str) -> Risk:
    """It is there after all: it counts again as it was left."""
    if not why.strip():
        raise NotAllowed(_("Say why: the reason is kept in the history."))
    locks.hold([risk.vendor_id])
    held = locks.hold(engagements=[risk.engagement_id], closing=_is_more(risk.counted_score))
    risk = Risk.objects.select_related("engagement", "vendor").get(pk=risk.pk)
    refuse_late(risk.vendor, risk.engagement)
    stamps: dict[str, Any] = {"closed_by_id": None, "closed_why": ""}
    return moves.move(risk, Risk.Status.OPEN, by=by, why=why, held=held, **stamps)


def _hold_open(engagement: Engagement, vendor: Vendor, *, closing: bool) -> Engagement:
    """The engagement read again under the lock of both, where something may begin; `closing` is the engagement's."""
    locks.hold([vendor])
    locks.hold(engagements=[engagement], closing=closing)
    engagement = Engagement.objects.get(pk=engagement.pk)
    refuse_late(Vendor.objects.get(pk=vendor.pk), engagement)
    return engagement


def _hold(risk: Risk) -> Risk:
    locks.hold(engagements=[risk.engagement_id])
    return Risk.objects.select_related("engagement", "owner").get(pk=risk.pk)


def _is_more(score: int) -> bool:
    """Whether a score is more than what every policy accepts."""
    return level_of(score) != RiskLevel.LOW


def _close_if_worse(risk: Risk, before: int, after: int) -> None:
    """Stop what is cleared where the level rises: a policy may accept the old one and not the new."""
    if is_above(level_of(after), level_of(before)):
        locks.hold(engagements=[risk.engagement_id], closing=True)


def _as_it_will_be(risk: Risk, values: dict[str, Any]) -> Risk:
    """The risk with these values, unsaved."""
    names = [field.attname for field in Risk._meta.concrete_fields]
    made = Risk(**{name: getattr(risk, name) for name in names})
    for name, value in values.items():
        setattr(made, name, value)
    return made


def _refuse_unknown(fields: dict[str, Any]) -> None:
    if unknown := sorted(set(fields) - EDITABLE):
        raise NotAllowed(_("These are not edited with a risk: %(names)s.") % {"names": ", ".join(unknown)})


def _refuse_faulty(risk: Risk) -> None:
    """The words and figures of a risk are ours, and who says how it is treated says with what."""
    if risk.category not in RiskCategory.values or risk.response not in RiskResponse.values:
        raise NotAllowed(_("Choose category and response from the list."))
    if not risk.title.strip():
        raise NotAllowed(_("Say what may go wrong."), code="title")
    if not all(1 <= figure <= WORST for figure in (risk.inherent_likelihood, risk.inherent_impact)):
        raise NotAllowed(_("Likelihood and impact are figures from 1 to 5."))
    if risk.response != RiskResponse.UNDECIDED and not risk.treatment.strip():
        raise NotAllowed(_("Write what is done about it, or leave the response undecided."), code="treatment")


def _refuse_closed(risk: Risk) -> None:
    refuse_over(risk.engagement)
    if risk.status != Risk.Status.OPEN:
        raise NotAllowed(_("%(ref)s is closed. Reopen it first.") % {"ref": risk.ref})


def _refuse_owner_of(risk: Risk, owner_id: int) -> None:
    if risk.assessed_by_id == owner_id:
        raise NotAllowed(
            _("%(name)s said what remains of it, so somebody else owns it.") % {"name": risk.assessed_by}, code="owner"
        )

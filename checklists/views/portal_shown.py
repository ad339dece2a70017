"""What a vendor's contact sees: what is asked of their vendor, and nothing else."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from checklists.forms.answers import AnswerForm
from checklists.models import Answer, Evidence, Item, Template
from checklists.rules import items as rules
from checklists.views.access import today
from checklists.views.answering import form_for, pieces_for, theirs
from sharing.models import going_on
from vendors.models import PortalLink, Vendor, VendorContact

Status = Item.Status
MOST_SHOWN = 40  # questions on one page; the next follow once these are answered
STATES = ("accepted", "in-review", "sent-back", "ends", "open")
ENDS_SOON = timedelta(days=30)


@dataclass
class Question:
    """One question to the vendor; `need` is why an answer is wanted now, empty where none is."""

    item: Item
    need: str
    state: str
    answer: Answer | None
    until_on: date | None
    pieces: list[Evidence]
    form: AnswerForm | None = None
    problem: str = ""


def sides(link: PortalLink) -> list[Vendor]:
    """The vendors for whom this link's person answers: one mail asks for all, so one link must show all.

    A vendor whose last link for this person was withdrawn is left out; the link's own vendor comes first.
    """
    contacts = link.contact.person.contact_of.active().select_related("vendor").prefetch_related("links")
    mine = [one for one in contacts if one.pk == link.contact_id or not _is_withdrawn(one)]
    return [one.vendor for one in sorted(mine, key=lambda one: (one.pk != link.contact_id, one.pk))]


def _is_withdrawn(contact: VendorContact) -> bool:
    last = max(contact.links.all(), key=lambda one: one.pk, default=None)
    return last is not None and last.withdrawn_at is not None


def items_for(link: PortalLink) -> QuerySet[Item]:
    """What is asked of this person for the vendors that they answer for."""
    answers = Answer.objects.select_related("decided_by").prefetch_related("evidence")
    lasting = going_on("checklist__") | Q(checklist__version__template__key__startswith=Template.OFFBOARDING)
    return (
        Item.objects.of_contact(link.contact.person)
        .filter(lasting, checklist__vendor__in=sides(link))
        .with_facts()
        .select_related("checklist__engagement", "checklist__vendor", "checklist__owner")
        .prefetch_related(Prefetch("answers", answers))
        .order_by("checklist", "position", "pk")
        .distinct()
    )


def questions(link: PortalLink, day: date) -> list[Question]:
    seen = theirs(Evidence.objects.all(), [one.pk for one in sides(link)], link.contact.person)
    visible = set(seen.values_list("pk", flat=True))
    return [_question(item, day, visible) for item in items_for(link)]


def give_forms(link: PortalLink, asked: list[Question]) -> None:
    """An answer's form for each question on the page that has none yet."""
    shown = [one for one in asked if one.need][:MOST_SHOWN]
    pieces = pieces_for([one.item for one in shown], link.contact.person)
    for one in shown:
        one.form = one.form or form_for(
            one.item, link.contact.person, prefix=prefix(one.item), pieces=pieces[one.item.pk]
        )


def prefix(item: Item) -> str:
    return f"i{item.pk}"


def _question(item: Item, day: date, visible: set[int]) -> Question:
    standing = rules.judge(rules.facts_of(item), day)
    answer = max(item.answers.all(), key=lambda one: one.number, default=None)
    pieces = [piece for piece in answer.evidence.all() if piece.pk in visible] if answer else []
    need, state = _need(item, standing, day)
    return Question(item, need, state, answer, standing.until_on, pieces)


def _need(item: Item, standing: rules.Standing, day: date) -> tuple[str, str]:
    """Why an answer is wanted now, and the word for the bar."""
    planned_on = item.checklist.engagement.planned_sharing_on if item.checklist.engagement else None
    soon = max(day + ENDS_SOON, planned_on or day)
    if item.status == Status.REJECTED:
        return "sent-back", "sent-back"
    if item.status in (Status.SUBMITTED, Status.DECLINED):
        return "", "in-review"
    if item.status in (Status.NOT_APPLICABLE, Status.WAIVED) and standing.is_settled:
        return "", "accepted"
    if item.status == Status.NOT_APPLICABLE:
        return "", "in-review"
    if not standing.is_settled:
        return ("ends", "ends") if item.status == Status.ACCEPTED else ("open", "open")
    ends = standing.way == rules.Way.ACCEPTED and standing.until_on is not None and standing.until_on <= soon
    return ("ends", "ends") if ends else ("", "accepted")


def page(link: PortalLink, asked: list[Question]) -> dict[str, Any]:
    """What the page of questions needs; `asked` may hold forms that were refused."""
    wanted = [one for one in asked if one.need]
    shown = wanted[:MOST_SHOWN]
    counts = {state.replace("-", "_"): sum(one.state == state for one in asked) for state in STATES}
    return {
        "organisation": settings.ORGANISATION,
        "contact": link.contact.person.name,
        "vendor": ", ".join(dict.fromkeys(one.item.checklist.vendor.name for one in asked)) or link.contact.vendor.name,
        "has_many_sides": len({one.item.checklist.vendor_id for one in asked}) > 1,
        "link": link,
        "again": [one for one in shown if one.need != "open"],
        "first": [one for one in shown if one.need == "open"],
        "given": [one for one in asked if not one.need],
        "wanted_count": len(wanted),
        "shown_count": len(shown),
        "later_count": len(wanted) - len(shown),
        "counts": counts,
        "due_on": min((one.item.due_on for one in wanted if one.item.due_on), default=None),
        "planned_on": _planned_on(asked),
        "today": today(),
        "reviewer": asked[0].item.checklist.owner if asked else None,
        "upload_mb": settings.UPLOAD_MAX_MB,
    }


def _planned_on(asked: list[Question]) -> date | None:
    engagements = [one.item.checklist.engagement for one in asked if one.need]
    return min((one.planned_sharing_on for one in engagements if one and one.planned_sharing_on), default=None)

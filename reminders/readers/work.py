"""What waits for one person: a fixed number of statements, whatever there is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Area, Role, User
from checklists.models import Answer, Asks, Checklist, Item, Template, Waiver
from contracts.models import Clause, Contract, Milestone
from reminders.readers import work_choosing
from reminders.readers.task import LIMIT, Queue, Task
from sharing.models import Restore, SharingRequest, begins, going_on
from vendors.models import FACTS, Engagement, FactConfirmation, Vendor

ASKED = going_on("checklist__") | Q(checklist__version__template__key__startswith=Template.OFFBOARDING)
UNDONE = [Item.Status.OPEN, Item.Status.REJECTED]


@dataclass(frozen=True)
class Group:
    title: str
    tasks: list[Task]


def tasks(user: User, today: date) -> list[Task]:
    """Everything that this user can do and that waits for it, the most urgent first; what has no date comes last."""
    found = [task for queue in _queues(user, today) for task in queue.tasks()]
    return sorted(found, key=lambda task: (task.on or date.max, task.title))


def count(user: User, today: date) -> int:
    """How many tasks that are, as one statement: for the navigation of every page."""
    parts = [Counted(queue.rows.order_by().values("pk")[:LIMIT]) for queue in _queues(user, today)]
    me = type(user.person).objects.filter(pk=user.person_id)
    return me.values_list(sum(parts, start=Value(0)), flat=True)[0]


def _queues(user: User, today: date) -> Iterator[Queue]:
    for queues in READS:
        yield from queues(user, today)


def groups(found: list[Task], today: date) -> list[Group]:
    """The tasks under Overdue, This week, Later, and without a date."""
    week_ends = today + timedelta(days=6 - today.weekday())
    names = [_("Overdue"), _("This week"), _("Later"), _("No date")]

    def place(task: Task) -> int:
        if task.on is None:
            return 3
        if task.on < today:
            return 0
        return 1 if task.on <= week_ends else 2

    return [Group(names[number], list(members)) for number, members in groupby(found, key=place)]


class Counted(Subquery):
    """How many rows there are, as part of another statement."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def _checklist(number: int) -> str:
    return f"{Checklist.REF}-{number:04d}"


def _answers(user: User, today: date) -> Iterator[Queue]:
    """What our side must answer: one's own, and what lies in the queues of one's areas."""
    areas = user.review_areas()
    rows = Item.objects.filter(ASKED, asks=Asks.US, status__in=UNDONE, checklist__closed_at=None).filter(
        Q(owner=user.person_id) | Q(owner=None, area__in=areas)
    )
    yield _items(rows, "ui-checks", _("Answer %(code)s: %(title)s"))


def _reviews(user: User, today: date) -> Iterator[Queue]:
    """Answers to decide, and *not applicable* to confirm, in one's areas; never one's own."""
    areas = user.review_areas()
    if not areas or not user.has_perm("checklists.review_item"):
        return
    last = Answer.objects.filter(item=OuterRef("pk")).order_by("-number").values("submitted_by")[:1]
    open_items = Item.objects.filter(ASKED, area__in=areas, checklist__closed_at=None)
    submitted = open_items.filter(status__in=[Item.Status.SUBMITTED, Item.Status.DECLINED])
    others = submitted.annotate(author=Subquery(last)).exclude(author=user.person_id)
    claimed = open_items.filter(
        status=Item.Status.NOT_APPLICABLE, is_required=True, not_applicable_confirmed_by=None
    ).exclude(not_applicable_by=user.person_id)
    yield _items(others, "clipboard-check", _("Review %(code)s: %(title)s"))
    yield _items(claimed, "slash-circle", _("Confirm that it does not apply: %(code)s %(title)s"))


def _items(rows: QuerySet, icon: str, title: str) -> Queue:
    def tell(row: dict[str, Any]) -> Task:
        ref = _checklist(row["checklist_id"])
        return Task(
            icon,
            title % {"code": row["code"], "title": row["template_item__title"]},
            f"{row['checklist__vendor__name']} · {ref}",
            f"/checklists/{ref}/#{row['code']}",
            row["due_on"] or row["checklist__due_on"],
        )

    names = ("code", "due_on", "checklist_id", "checklist__due_on", "checklist__vendor__name", "template_item__title")
    return Queue(rows.order_by(F("due_on").asc(nulls_last=True), "pk").values(*names), tell)


def _waivers(user: User, today: date) -> Iterator[Queue]:
    if not user.has_perm("checklists.grant_waiver"):
        return
    rows = Waiver.objects.filter(going_on(), status=Waiver.Status.ASKED).exclude(asked_by=user.person_id)
    rows = rows.select_related("vendor", "asked_by", "item__template_item").order_by("asked_at")

    def tell(waiver: Any) -> Task:
        return Task(
            "shield-exclamation",
            _("Decide on a waiver: %(what)s") % {"what": _waived(waiver)},
            _("%(vendor)s · asked for by %(name)s until %(day)s")
            % {"vendor": waiver.vendor.name, "name": waiver.asked_by.name, "day": f"{waiver.ends_on:%-d %b %Y}"},
            f"/checklists/waivers/{waiver.ref}/",
        )

    yield Queue(rows, tell)


def _waived(waiver: Waiver) -> str:
    if waiver.item:
        return f"{waiver.item.code} {waiver.item.template_item.title}"
    return f"{waiver.get_condition_display()} {waiver.subject}".strip()


def _approvals(user: User, today: date) -> Iterator[Queue]:
    if not user.has_perm("sharing.approve_sharing"):
        return
    rows = SharingRequest.objects.awaiting_approval_of(user.person_id)

    def tell(sharing: Any) -> Task:
        return Task(
            "person-check-fill",
            _("Approve or refuse: %(title)s") % {"title": sharing.title},
            f"{sharing.vendor.name} · {sharing.ref}",
            f"/sharing/{sharing.ref}/",
            sharing.planned_on,
        )

    yield Queue(rows.select_related("vendor").order_by("planned_on"), tell)


def _restores(user: User, today: date) -> Iterator[Queue]:
    """What a backup brought holds up every sharing until somebody who approves them has confirmed it."""
    if not user.has_perm("sharing.approve_sharing"):
        return

    def tell(restore: Any) -> Task:
        return Task(
            "box-arrow-in-down",
            _("Confirm the clearances that a backup brought"),
            _("%(ref)s · nothing may be shared before that") % {"ref": restore.ref},
            "/sharing/restored/",
            timezone.localdate(restore.at),
        )

    yield Queue(Restore.objects.unconfirmed().order_by("pk"), tell)


def _facts(user: User, today: date) -> Iterator[Queue]:
    """Engagements under a sharing of others that waits, with facts that nobody confirmed whose word counts for it."""
    if not user.has_perm("vendors.confirm_facts"):
        return
    counting = FactConfirmation.objects.filter(engagement=OuterRef("engagement"), ended_at=None).order_by()
    number = counting.exclude(confirmed_by=OuterRef("requested_by")).values("engagement").annotate(n=Count("pk"))
    waiting = (
        SharingRequest.objects.awaiting()
        .filter(engagement=OuterRef("pk"))
        .exclude(requested_by=user.person_id)
        .annotate(counted=Coalesce(Subquery(number.values("n")), 0))
        .filter(counted__lt=len(FACTS))
    )
    rows = Engagement.objects.open().annotate(
        confirmed_count=Subquery(waiting.order_by("counted").values("counted")[:1]),
        first_on=Subquery(waiting.order_by("planned_on").values("planned_on")[:1]),
    )

    def tell(engagement: Any) -> Task:
        left = len(FACTS) - engagement.confirmed_count
        return Task(
            "patch-check",
            ngettext("Confirm %(n)d fact: %(title)s", "Confirm %(n)d facts: %(title)s", left)
            % {"n": left, "title": engagement.title},
            engagement.ref,
            f"/engagements/{engagement.ref}/#facts",
            engagement.first_on,
        )

    yield Queue(rows.filter(confirmed_count__isnull=False).order_by("first_on"), tell)


def _vendors(user: User, today: date) -> Iterator[Queue]:
    if not user.has_perm("vendors.approve_vendor"):
        return
    rows = Vendor.objects.live().filter(status=Vendor.Status.UNDER_REVIEW).exclude(entered_by=user.person_id)

    def tell(vendor: Any) -> Task:
        return Task(
            "building", _("Decide on a vendor: %(name)s") % {"name": vendor.name}, vendor.ref, f"/vendors/{vendor.ref}/"
        )

    yield Queue(rows.order_by("pk"), tell)


def _clauses(user: User, today: date) -> Iterator[Queue]:
    """*Not needed* on a wanted clause counts once a second person of legal confirms it."""
    if not user.has_role(Area.LEGAL.role):
        return
    rows = Clause.objects.filter(going_on("contract__"), state="not-needed", confirmed_by=None)
    rows = rows.exclude(entered_by=user.person_id)
    rows = rows.exclude(contract__status__in=[Contract.Status.EXPIRED, Contract.Status.TERMINATED])

    def tell(clause: Any) -> Task:
        return Task(
            "file-earmark-text",
            _("Confirm that a clause is not needed: %(title)s") % {"title": clause.kind.title},
            f"{clause.contract.vendor.name} · {clause.contract.ref}",
            f"/contracts/{clause.contract.ref}/#clauses",
        )

    yield Queue(rows.select_related("kind", "contract__vendor").order_by("pk"), tell)


def _contracts(user: User, today: date) -> Iterator[Queue]:
    """One's own to have signed; for legal those in review."""
    mine = Q(owner=user.person_id, status=Contract.Status.AWAITING_SIGNATURE)
    if user.has_role(Area.LEGAL.role):
        mine |= Q(status=Contract.Status.IN_REVIEW)
    words: dict[str, tuple[str, str]] = {
        Contract.Status.AWAITING_SIGNATURE: ("pen", _("Have it signed: %(title)s")),
        Contract.Status.IN_REVIEW: ("file-earmark-text", _("Review a contract: %(title)s")),
    }

    def tell(contract: Any) -> Task:
        return Task(
            words[contract.status][0],
            words[contract.status][1] % {"title": contract.title},
            f"{contract.vendor.name} · {contract.ref}",
            f"/contracts/{contract.ref}/",
            contract.starts_on,
        )

    yield Queue(Contract.objects.filter(mine, begins()).select_related("vendor").order_by("pk"), tell)


def _milestones(user: User, today: date) -> Iterator[Queue]:
    rows = Milestone.objects.filter(
        contract__owner=user.person_id, contract__status=Contract.Status.ACTIVE, due_on__lte=today + timedelta(days=14)
    ).exclude(status=Milestone.Status.ACCEPTED)

    def tell(milestone: Any) -> Task:
        return Task(
            "flag",
            _("Accept a milestone: %(title)s") % {"title": milestone.title},
            f"{milestone.contract.vendor.name} · {milestone.contract.ref}",
            f"/contracts/{milestone.contract.ref}/",
            milestone.due_on,
        )

    yield Queue(rows.select_related("contract__vendor").order_by("due_on"), tell)


READS = (
    _answers,
    _reviews,
    _waivers,
    _approvals,
    _restores,
    _facts,
    _vendors,
    *work_choosing.READS,
    _clauses,
    _contracts,
    _milestones,
)


def oversees(user: User) -> bool:
    """Whose work is everybody's: procurement, leads, auditors and administrators see all dates and contracts."""
    return user.has_role(
        Role.PROCUREMENT, Role.PROCUREMENT_HEAD, Role.SECURITY_LEAD, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR
    )

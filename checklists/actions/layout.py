"""Laying checklists out: which templates apply, their items by one INSERT … SELECT, owners and due dates."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from checklists.actions.counters import count_new, settle
from checklists.actions.held import checklist_held, day_of, hold
from checklists.models import Asks, Checklist, Scope, TemplateItem, TemplateVersion
from checklists.readers.facts import Known, known_about, known_about_all
from checklists.rules import applies
from history.models import NotAllowed
from history.models.entry import canonical
from history.moves import change, create, record_set
from vendors import locks
from vendors.actions.over import refuse_late
from vendors.models import Engagement, Vendor
from vendors.rules.over import why_nothing_begins

# Answers are due this long before the sharing: five days to review them and five for a second answer.
LEAD_DAYS = 10
# Where no sharing is planned, a month is what questionnaires of this kind usually get.
USUAL_DAYS = 30
BATCH = 500

INSERT = """
    INSERT INTO checklists_item (status, checklist_id, template_item_id, code, asks, area, is_required, owner_id,
                                 due_on, rule, draft, note, decline_reason, position)
    SELECT 'open', c.id, t.id, t.code, t.asks, t.area, t.is_required,
           CASE WHEN t.asks = 'vendor' THEN
             (SELECT k.person_id FROM vendors_vendorcontact k
               WHERE k.vendor_id = c.vendor_id AND k.is_main AND k.is_active)
           END,
           c.due_on, CAST(%s AS varchar(200)), '{{}}', '', '', t.position
      FROM checklists_checklist c CROSS JOIN checklists_templateitem t
     WHERE c.id IN ({checklists}) AND t.id IN ({items})
       AND NOT EXISTS (SELECT 1 FROM checklists_item i WHERE i.checklist_id = c.id AND i.code = t.code)"""


def due_before(planned_on: date | None, today: date) -> date:
    """When answers are due: LEAD_DAYS before the planned sharing, half-way where that is near, never in the past."""
    if planned_on is None:
        return today + timedelta(days=USUAL_DAYS)
    left = max((planned_on - today).days, 0)
    return today + timedelta(days=left - min(LEAD_DAYS, left // 2))


def lay_out(
    version: TemplateVersion,
    vendor: Vendor,
    engagement: Engagement | None,
    *,
    by: User | Person | None,
    at: datetime,
    due_on: date | None = None,
) -> Checklist:
    """Lay one version out for a vendor, or add to its checklist what has come to apply; twice is harmless."""
    _check(version, engagement)
    with transaction.atomic():
        known = known_about(vendor, engagement) if engagement else None
        return _lay_out(version, vendor, engagement, known, by=by, at=at, due_on=due_on)


def lay_out_all(
    vendor: Vendor, engagement: Engagement, *, by: User | Person | None, at: datetime, due_on: date | None = None
) -> list[Checklist]:
    """Lay out every current template whose conditions match the engagement with this vendor.

    A checklist of an earlier version that is still open stays, and gets what has come to apply in its own version.
    """
    with transaction.atomic():
        hold(vendor.pk, engagement.pk)
        vendor, engagement = Vendor.objects.get(pk=vendor.pk), Engagement.objects.get(pk=engagement.pk)
        known = known_about(vendor, engagement)
        current = TemplateVersion.objects.current(day_of(at)).select_related("template").order_by("template__key")
        wanted = [version for version in current if applies.matches(version.applies, known.facts)]
        if why_nothing_begins(vendor, engagement):
            wanted = [version for version in wanted if version.template.is_for_the_end]
            if not wanted:
                refuse_late(vendor, engagement)
        standing = _standing(vendor, engagement)
        return [
            _lay_out(
                standing.get((version.template_id, version.scope), version),
                vendor,
                engagement if version.scope == Scope.ENGAGEMENT else None,
                known,
                by=by,
                at=at,
                due_on=due_on or due_before(engagement.planned_sharing_on, day_of(at)),
            )
            for version in wanted
        ]


def _check(version: TemplateVersion, engagement: Engagement | None) -> None:
    if version.status != TemplateVersion.Status.PUBLISHED:
        raise NotAllowed(_("%(version)s is a draft. Publish it before laying it out.") % {"version": version})
    if (version.scope == Scope.ENGAGEMENT) != (engagement is not None):
        raise NotAllowed(
            _("%(version)s is asked for each engagement. Name one.") % {"version": version}
            if engagement is None
            else _("%(version)s is asked once for the vendor, not for an engagement.") % {"version": version}
        )


def _standing(vendor: Vendor, engagement: Engagement) -> dict[tuple[int, str], TemplateVersion]:
    """The versions that are laid out already, by template and scope; of several the newest."""
    rows = (
        Checklist.objects.open().filter(vendor=vendor).select_related("version__template").order_by("version__number")
    )
    return {
        (row.version.template_id, row.version.scope): row.version
        for row in rows
        if row.engagement_id in (None, engagement.pk)
    }


def _lay_out(
    version: TemplateVersion,
    vendor: Vendor,
    engagement: Engagement | None,
    known: Known | None,
    *,
    by: User | Person | None,
    at: datetime,
    due_on: date | None,
) -> Checklist:
    hold(vendor.pk, engagement.pk if engagement else None)
    _refuse_late(version, [(vendor, engagement)])
    checklist = Checklist.objects.open().filter(vendor=vendor, engagement=engagement, version=version).first()
    if checklist is None:
        checklist = create(_new(version, vendor, engagement, by=by, at=at, due_on=due_on), by=by)
    before = set(checklist.items.values_list("code", flat=True))
    for rule in _rules(version):
        if rule.holds(known):
            _insert([checklist.pk], rule.item_ids, rule.words)
    added = sorted(set(checklist.items.values_list("code", flat=True)) - before)
    if added:
        record_set(checklist, "laid out", added, by=by)
    if added or not before:
        settle(checklist, by, at)
    return checklist


def _new(
    version: TemplateVersion,
    vendor: Vendor,
    engagement: Engagement | None,
    *,
    by: User | Person | None,
    at: datetime,
    due_on: date | None,
) -> Checklist:
    owner_id = (engagement.owner_id if engagement else None) or vendor.owner_id or (by.person_id if by else None)
    if owner_id is None:
        raise NotAllowed(
            _("%(vendor)s has no owner. Name one, so that somebody looks after the checklist.") % {"vendor": vendor}
        )
    planned = engagement.planned_sharing_on if engagement else None
    return Checklist(
        vendor=vendor,
        engagement=engagement,
        version=version,
        owner_id=owner_id,
        due_on=due_on or due_before(planned, day_of(at)),
        rule=applies.sentence(version.applies)[:200],
        laid_out_by=by.person if by else None,
        laid_out_at=at,
    )


class _Rule(NamedTuple):
    """Items of a version that share a condition, with its words."""

    condition: dict[str, Any]
    words: str
    item_ids: tuple[int, ...]

    def holds(self, known: Known | None) -> bool:
        return known is None or applies.matches(self.condition, known.facts)


def _rules(version: TemplateVersion) -> list[_Rule]:
    """A version's items by their condition: there are few, however many the items."""
    found: dict[bytes, list[tuple[dict[str, Any], int]]] = defaultdict(list)
    for key, condition in TemplateItem.objects.filter(version=version).values_list("pk", "condition"):
        found[canonical(condition)].append((condition, key))
    return [
        _Rule(rows[0][0], applies.sentence(rows[0][0])[:200], tuple(key for _condition, key in rows))
        for rows in found.values()
    ]


def _insert(checklist_ids: Sequence[int], item_ids: Sequence[int], rule: str) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(checklist_ids), BATCH):
            some = checklist_ids[start : start + BATCH]
            statement = INSERT.format(checklists=_marks(some), items=_marks(item_ids))
            cursor.execute(statement, [rule, *some, *item_ids])


def _marks(values: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(values))


def lay_out_many(
    version: TemplateVersion,
    pairs: Iterable[tuple[Vendor, Engagement | None]],
    *,
    by: User,
    at: datetime,
    due_on: date | None = None,
) -> int:
    """Lay one version out for many vendors at once; returns for how many. One entry with count and digest."""
    pairs = list(pairs)
    for _vendor, engagement in pairs:
        _check(version, engagement)
    with transaction.atomic():
        locks.hold(
            vendors=[vendor.pk for vendor, _engagement in pairs],
            engagements=[engagement.pk for _vendor, engagement in pairs if engagement],
        )
        _refuse_late(version, pairs)
        new = _without_standing(version, pairs)
        made = Checklist.objects.bulk_create(
            [_new(version, vendor, engagement, by=by, at=at, due_on=due_on) for vendor, engagement in new],
            batch_size=BATCH,
        )
        known = known_about_all([(vendor, engagement) for vendor, engagement in new if engagement])
        about = [known[vendor.pk, engagement.pk] if engagement else None for vendor, engagement in new]
        for rule in _rules(version):
            whose = [row.pk for row, facts in zip(made, about, strict=True) if rule.holds(facts)]
            _insert(whose, rule.item_ids, rule.words)
        ids = [checklist.pk for checklist in made]
        for start in range(0, len(ids), BATCH):
            count_new(ids[start : start + BATCH])
        Checklist.objects.filter(pk__in=ids, required_count=0).update(completed_at=at)
        record_set(version, "laid out", [checklist.ref for checklist in made], by=by)
    return len(made)


def _refuse_late(version: TemplateVersion, pairs: list[tuple[Vendor, Engagement | None]]) -> None:
    """None of them, where one is gone or over; all are read again, by two statements."""
    vendors = Vendor.objects.in_bulk({vendor.pk for vendor, _engagement in pairs})
    engagements = Engagement.objects.in_bulk({engagement.pk for _vendor, engagement in pairs if engagement})
    fresh = [(vendors[vendor.pk], engagements[engagement.pk] if engagement else None) for vendor, engagement in pairs]
    late = next((pair for pair in fresh if why_nothing_begins(*pair)), None)
    if late is not None and not version.template.is_for_the_end:
        refuse_late(*late)


def _without_standing(
    version: TemplateVersion, pairs: list[tuple[Vendor, Engagement | None]]
) -> list[tuple[Vendor, Engagement | None]]:
    standing = set(Checklist.objects.open().filter(version=version).values_list("vendor_id", "engagement_id"))
    return [pair for pair in pairs if (pair[0].pk, pair[1].pk if pair[1] else None) not in standing]


def set_due(checklist: Checklist, due_on: date, *, by: User, at: datetime) -> Checklist:
    """Move the due date of a checklist and of its items that are not settled; never into the past."""
    if due_on < day_of(at):
        raise NotAllowed(_("“Due” must be today or later."))
    with transaction.atomic():
        checklist = checklist_held(checklist)
        change(checklist, by=by, due_on=due_on)
        moved = checklist.items.outstanding(day_of(at)).exclude(due_on=due_on)
        codes = sorted(moved.values_list("code", flat=True))
        checklist.items.filter(code__in=codes).update(due_on=due_on)
        if codes:
            record_set(checklist, "due dates moved", codes, by=by)
    return checklist


def send_to_vendor(checklist: Checklist, *, by: User, at: datetime) -> Checklist:
    """Ask the vendor: from now on its contact is told, with a personal link, and reminded; twice is harmless."""
    with transaction.atomic():
        checklist = checklist_held(checklist)
        main = checklist.vendor.contacts.active().filter(is_main=True).select_related("person").first()
        if main is None:
            raise NotAllowed(
                _("%(vendor)s has no contact. Add one, so that somebody there is asked.") % {"vendor": checklist.vendor}
            )
        orphans = checklist.items.filter(asks=Asks.VENDOR, owner=None)
        codes = sorted(orphans.values_list("code", flat=True))
        orphans.update(owner=main.person)
        if codes:
            record_set(checklist, "assigned", codes, by=by)
        return checklist if checklist.sent_at else change(checklist, by=by, act="sent", sent_at=at)

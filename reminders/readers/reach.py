"""Whom a reminder reaches: the statement that joins what is outstanding, its people and the stages.

Recipient: whom the audience names; away, the delegate; inactive, bounced or none, the engagement's (else the
vendor's) owner, then the manager, then the administrators: never nobody.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection

from reminders.models import Audience
from reminders.readers import dialect, moment, things
from reminders.readers.moment import Moment, Slots
from reminders.rules.stages import Rung, lead_days

POWER = """power AS (
    SELECT g.name AS name, u.person_id AS person_id FROM accounts_user u
        JOIN accounts_user_groups ug ON ug.user_id = u.id JOIN auth_group g ON g.id = ug.group_id
        WHERE u.is_active
    UNION SELECT ct.app_label || '.' || pm.codename, u.person_id FROM accounts_user u
        JOIN accounts_user_groups ug ON ug.user_id = u.id
        JOIN auth_group_permissions gp ON gp.group_id = ug.group_id
        JOIN auth_permission pm ON pm.id = gp.permission_id
        JOIN django_content_type ct ON ct.id = pm.content_type_id
        WHERE u.is_active AND pm.codename IN ({codenames}))"""

# whose yes to a sharing counts already: it waits for the others
HAS_APPROVED = """(core.subject_type = 'sharing.sharingrequest' AND EXISTS (SELECT 1 FROM sharing_approval ya
        JOIN vendors_vendor yv ON yv.id = core.vendor_id AND yv.epoch = ya.vendor_epoch
        JOIN vendors_engagement ye ON ye.id = core.engagement_id AND ye.epoch = ya.engagement_epoch
        WHERE ya.sharing_id = core.subject_id AND ya.by_id = w.person_id AND ya.withdrawn_at IS NULL))"""

# how each audience finds its person from `core`: (expression, joins, condition)
FINDS = {
    Audience.OWNER: (
        "COALESCE(core.owner_id, w.person_id)",
        f"""LEFT JOIN power w ON core.owner_id IS NULL AND w.name = core.power
           AND (core.but_not IS NULL OR w.person_id <> core.but_not) AND NOT {HAS_APPROVED}""",
        "",
    ),
    Audience.REQUESTER: ("core.requester_id", "", "core.requester_id IS NOT NULL"),
    Audience.CONTACT: ("core.contact_id", "", ""),
    Audience.VENDOR_OWNER: ("v.owner_id", "LEFT JOIN vendors_vendor v ON v.id = core.vendor_id", ""),
    Audience.ACCOUNT_MANAGER: (
        "am.person_id",
        """LEFT JOIN vendors_vendorcontact am ON am.vendor_id = core.vendor_id AND am.role = 'account'
           AND am.is_active""",
        "",
    ),
    Audience.REVIEWER: ("core.reviewer_id", "", "core.reviewer_id IS NOT NULL"),
    Audience.APPROVER: ("core.approver_id", "", "core.approver_id IS NOT NULL"),
    Audience.MANAGER: ("o.manager_id", "LEFT JOIN accounts_person o ON o.id = core.owner_id", ""),
    Audience.LEADS: (
        "w.person_id",
        "LEFT JOIN power w ON w.name IN ('security-lead', 'procurement-head')",
        "",
    ),
    Audience.SPONSOR: ("e.sponsor_id", "LEFT JOIN vendors_engagement e ON e.id = core.engagement_id", ""),
}

REACH = """reach AS (
    SELECT who.*, COALESCE(
        CASE WHEN p1.is_active AND p1.bounced_at IS NULL THEN COALESCE(d1.id, p1.id) END,
        CASE WHEN p2.is_active AND p2.bounced_at IS NULL THEN COALESCE(d2.id, p2.id) END,
        p3.id) AS found_id
    FROM who
    LEFT JOIN accounts_person p1 ON p1.id = who.first_id
    LEFT JOIN zone z1 ON z1.zone = p1.time_zone
    LEFT JOIN accounts_person d1 ON d1.id = p1.delegate_id AND d1.is_active AND d1.bounced_at IS NULL
        AND p1.delegate_from_on <= z1.today AND (p1.delegate_until_on IS NULL OR z1.today <= p1.delegate_until_on)
    LEFT JOIN vendors_engagement en ON en.id = who.engagement_id
    LEFT JOIN vendors_vendor ve ON ve.id = who.vendor_id
    LEFT JOIN accounts_person p2 ON p2.id = COALESCE(en.owner_id, ve.owner_id)
    LEFT JOIN zone z2 ON z2.zone = p2.time_zone
    LEFT JOIN accounts_person d2 ON d2.id = p2.delegate_id AND d2.is_active AND d2.bounced_at IS NULL
        AND p2.delegate_from_on <= z2.today AND (p2.delegate_until_on IS NULL OR z2.today <= p2.delegate_until_on)
    LEFT JOIN accounts_person p3 ON p3.id = COALESCE(p1.manager_id, p2.manager_id)
        AND p3.is_active AND p3.bounced_at IS NULL)"""

# materialised, so that the stages are joined last, by calendar and day as well: else each row meets all calendars
TOLD = """told AS MATERIALIZED (SELECT r.*, p.id AS person_id, pl.calendar AS calendar, pl.today AS today FROM reach r
    LEFT JOIN administrator ad ON r.found_id IS NULL
    JOIN accounts_person p ON p.id = COALESCE(r.found_id, ad.id)
    LEFT JOIN accounts_user u ON u.person_id = p.id
    JOIN place pl ON pl.zone = p.time_zone AND pl.country = p.country AND pl.ours = (u.id IS NOT NULL))"""
STAGES = """FROM told t JOIN slot s ON s.audience = t.audience AND s.calendar = t.calendar AND s.today = t.today
        AND s.anchor_on = t.anchor_on"""
# a snooze ends on the day of a sharing that needs the thing, also where that was moved since
SNOOZED = """EXISTS (SELECT 1 FROM reminders_snooze sn WHERE sn.person_id = t.person_id
        AND sn.subject_type = t.subject_type AND sn.subject_id = t.subject_id
        AND sn.ended_at IS NULL AND sn.until_on >= t.today
        AND NOT EXISTS (SELECT 1 FROM sharing_sharingrequest sr
            WHERE sr.status IN ('draft', 'requested', 'suspended', 'under-way') AND sr.planned_on <= t.today
            AND (t.subject_type <> 'sharing.sharingrequest' OR sr.id = t.subject_id)
            AND (sr.engagement_id = t.engagement_id OR (t.engagement_id IS NULL AND sr.vendor_id = t.vendor_id))))"""
LISTED = """SELECT DISTINCT t.audience, t.person_id, t.subject_type, t.subject_id, t.subject_ref, t.anchor_on,
    t.occasion, s.stage, s.due_on, s.is_escalation, s.is_at_once"""


def statement(anchor: str, rungs: Iterable[Rung], tail: str, subjects: frozenset[str] | None = None) -> str:
    """The whole statement: the JSON tables, what is outstanding, who is told, and what is to be done with it."""
    audiences = sorted({rung.audience for rung in rungs})
    who = "\nUNION ALL ".join(_who(audience) for audience in audiences)
    ctes = [
        dialect.table("place", moment.PLACE),
        dialect.table("zone", moment.ZONE),
        dialect.table("administrator", moment.ADMINISTRATOR),
        dialect.table("slot", moment.SLOT),
        POWER.format(codenames=", ".join(f"'{one}'" for one in things.powers())),
        f"core AS (SELECT * FROM ({things.outstanding(anchor, subjects)}) o WHERE anchor_on <= %(until)s)",
        f"who AS ({who})",
        REACH,
        TOLD,
    ]
    return "WITH " + ",\n".join(ctes) + "\n" + tail


def _who(audience: str) -> str:
    found, joins, condition = FINDS[Audience(audience)]
    limit = f"core.anchor_on <= %(until_{audience.replace('-', '_')})s"
    where = f"{limit} AND {condition}" if condition else limit
    return f"SELECT core.*, '{audience}' AS audience, {found} AS first_id FROM core {joins} WHERE {where}"


def horizons(rungs: Iterable[Rung], day: date) -> dict[str, date]:
    """For each audience, and for all, the last date of an anchor that can have a stage by that day."""
    leads: dict[str, int] = {}
    for rung in rungs:
        leads[rung.audience] = max(leads.get(rung.audience, -(10**4)), lead_days([rung]))
    day += timedelta(days=1)  # somewhere it is tomorrow already
    limits = {f"until_{audience.replace('-', '_')}": day + timedelta(days=days) for audience, days in leads.items()}
    return {**limits, "until": max(limits.values(), default=day)}


def parameters(
    now: Moment, anchor: str, rungs: list[Rung], day: date, which: Slots, only: dict[str, list[int]] | None = None
) -> dict[str, Any]:
    """What the statement is asked with; `only` limits it to these keys of these kinds of subject."""
    limits = horizons(rungs, day)
    listed = {things.only(subject): moment.as_json(numbers) for subject, numbers in (only or {}).items()}
    dates = _dates(now, anchor, max(limits.values()), only, listed)
    slots = moment.as_json(now.slots(rungs, dates, which))
    return {**now.tables, **limits, **listed, "slot": slots}


def _dates(
    now: Moment, anchor: str, horizon: date, only: dict[str, list[int]] | None, listed: dict[str, Any]
) -> list[date]:
    """The dates that the outstanding things of this anchor are about, up to a horizon."""
    subjects = frozenset(only) if only is not None else None
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT anchor_on FROM ({things.outstanding(anchor, subjects)}) core"
            " WHERE anchor_on <= %(horizon)s",
            {**listed, "horizon": horizon, "facts": now.tables["facts"], "minutes": now.tables["minutes"]},
        )
        found = [row[0] for row in cursor.fetchall()]
    return [date.fromisoformat(day) if isinstance(day, str) else day for day in found]


def listed(
    now: Moment, anchor: str, day: date, which: Slots, only: dict[str, list[int]] | None = None
) -> list[tuple[Any, ...]]:
    """The reminders that `which` finds for this anchor up to a day, as rows of LISTED, in the order of their days."""
    rungs = [rung for rung in now.rungs if rung.anchor == anchor]
    subjects = frozenset(only) if only is not None else None
    if not rungs or not things.outstanding(anchor, subjects):
        return []
    sql = statement(anchor, rungs, f"{LISTED} {STAGES} WHERE NOT {SNOOZED} ORDER BY s.due_on, t.person_id", subjects)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters(now, anchor, rungs, day, which, only))
        return cursor.fetchall()

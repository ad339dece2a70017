"""Planning: write down what has come due, once, and put it into the mails that will say it.

Each anchor is one INSERT ... SELECT with an anti-join, sorted by its unique key, ON CONFLICT DO NOTHING: it may
run as often as it likes, and in several workers at once. After an outage it catches up.
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from history.moves import record_set
from reminders.models import Anchor, Ladder
from reminders.readers import dialect, moment, reach
from reminders.readers.moment import Moment
from reminders.rules.stages import Rung

# person_id + 0: what is looked up is the unique key, from its start, and not everything that a person was ever told.
# OFFSET: it is looked up for each row; as a join, PostgreSQL may read the ledger once for each row while it knows too
# little of it
INSERT = f"""INSERT INTO reminders_reminder (status, person_id, anchor, subject_type, subject_id, subject_ref,
    anchor_on, occasion, stage, due_on, is_escalation, is_at_once, planned_at)
SELECT CASE WHEN s.is_newest THEN 'planned' ELSE 'superseded' END, t.person_id, CAST(%(anchor)s AS varchar(20)),
    t.subject_type, t.subject_id, t.subject_ref, t.anchor_on, t.occasion, s.stage, s.due_on, s.is_escalation,
    s.is_at_once, %(at)s
{reach.STAGES}
WHERE (s.is_newest OR s.due_on >= t.since_on)
AND NOT EXISTS (SELECT 1 FROM reminders_reminder x WHERE x.anchor = CAST(%(anchor)s AS varchar(20))
    AND x.subject_id = t.subject_id AND x.anchor_on = t.anchor_on AND x.person_id + 0 = t.person_id
    AND x.stage = s.stage AND x.subject_type = t.subject_type AND x.occasion = t.occasion
    AND NOT x.status = 'cancelled' LIMIT 1 OFFSET 0)
AND NOT {reach.SNOOZED}
ORDER BY t.subject_id, t.anchor_on, t.person_id, s.stage, t.subject_type, t.occasion
ON CONFLICT DO NOTHING RETURNING id"""

# by one sort, and then by their keys: in one statement, a database that knows too little of the ledger reads all of it
# once for each of its rows
OLDER = """SELECT p.id FROM (SELECT r.id, row_number() OVER (
        PARTITION BY r.anchor, r.person_id, r.subject_type, r.subject_id, r.anchor_on, r.occasion
        ORDER BY r.due_on DESC, r.id DESC) AS place FROM reminders_reminder r WHERE r.status = 'planned') p
    WHERE p.place > 1"""
SUPERSEDE = "UPDATE reminders_reminder SET status = 'superseded' WHERE status = 'planned' AND {older}"

# what was put into a mail that had left already is put into the next
DETACH = """UPDATE reminders_reminder SET digest_id = NULL WHERE status = 'planned' AND digest_id IN
    (SELECT d.id FROM reminders_digest d WHERE d.status <> 'waiting')"""

WHERE_THEY_ARE = """accounts_person p LEFT JOIN accounts_user u ON u.person_id = p.id
    JOIN place pl ON pl.zone = p.time_zone AND pl.country = p.country AND pl.ours = (u.id IS NOT NULL)"""

# a digest that came late is that of the day on which it came
IS_TOLD_TODAY = """EXISTS (SELECT 1 FROM reminders_digest d WHERE d.person_id = p.id AND d.kind = 'daily'
        AND d.status <> 'waiting' AND (d.local_day = pl.today OR d.sent_at >= pl.began_at))"""

# what would come too late tomorrow, when today's digest has left or today is nobody's working day
HURRY = f"""UPDATE reminders_reminder AS r SET is_at_once = TRUE
    WHERE r.status = 'planned' AND r.digest_id IS NULL AND NOT r.is_at_once AND EXISTS (
    SELECT 1 FROM {WHERE_THEY_ARE} WHERE p.id = r.person_id AND u.id IS NOT NULL
    AND r.anchor_on >= pl.today AND r.anchor_on < pl.next_on
    AND (NOT pl.is_working OR {IS_TOLD_TODAY}))"""

# one digest a person and local working day; a vendor's contact gets at most two in seven days
DAILY = f"""INSERT INTO reminders_digest (status, person_id, kind, local_day, token, send_after, claim, attempts,
    last_error)
SELECT 'waiting', f.person_id, 'daily', f.today, {{token}}, f.morning_at, '', 0, '' FROM (
    SELECT p.id AS person_id, pl.today AS today, pl.morning_at AS morning_at FROM {WHERE_THEY_ARE}
    WHERE pl.is_working AND p.id IN (SELECT r.person_id FROM reminders_reminder r
        WHERE r.status = 'planned' AND r.digest_id IS NULL AND NOT r.is_at_once)
    AND NOT EXISTS (SELECT 1 FROM reminders_digest d
        WHERE d.person_id = p.id AND d.kind = 'daily' AND d.status = 'waiting')
    AND NOT {IS_TOLD_TODAY}
    AND (u.id IS NOT NULL OR (SELECT count(*) FROM reminders_digest d WHERE d.person_id = p.id AND d.kind = 'daily'
        AND d.status = 'sent' AND d.local_day > pl.week_ago) < 2)) f
WHERE TRUE ORDER BY f.person_id ON CONFLICT DO NOTHING"""

AT_ONCE = f"""INSERT INTO reminders_digest (status, person_id, kind, local_day, token, send_after, claim, attempts,
    last_error)
SELECT 'waiting', f.person_id, 'at-once', f.today, {{token}}, f.send_after, '', 0, '' FROM (
    SELECT p.id AS person_id, pl.today AS today,
        CASE WHEN pl.morning_at > %(at)s THEN pl.morning_at ELSE %(at)s END AS send_after FROM {WHERE_THEY_ARE}
    WHERE p.id IN (SELECT r.person_id FROM reminders_reminder r
        WHERE r.status = 'planned' AND r.digest_id IS NULL AND r.is_at_once)) f
WHERE TRUE ORDER BY f.person_id ON CONFLICT DO NOTHING"""

ATTACH = """UPDATE reminders_reminder SET digest_id = (SELECT min(d.id) FROM reminders_digest d
        WHERE d.person_id = reminders_reminder.person_id AND d.status = 'waiting' AND d.kind = %(kind)s)
    WHERE status = 'planned' AND digest_id IS NULL AND is_at_once = %(is_at_once)s AND EXISTS (
        SELECT 1 FROM reminders_digest d
        WHERE d.person_id = reminders_reminder.person_id AND d.status = 'waiting' AND d.kind = %(kind)s)"""

# an escalation keeps until the morning; a suspension does not
WAKE = """UPDATE reminders_digest SET send_after = %(at)s WHERE status = 'waiting' AND kind = 'at-once' AND attempts = 0
    AND send_after > %(at)s AND EXISTS (SELECT 1 FROM reminders_reminder r WHERE r.digest_id = reminders_digest.id
    AND r.status = 'planned' AND r.anchor IN ('sharing-suspended', 'waiver-asked', 'restored', 'link-made', 'now'))"""


def plan(at: datetime) -> int:
    """Write down everything that has come due by now; returns how many reminders are new."""
    return _plan(at, [anchor for anchor in Anchor if anchor != Anchor.NOW])


def tell(at: datetime) -> int:
    """Write down what cannot wait for the next planning: suspensions, waivers asked for, restores, “remind now”."""
    return _plan(at, [anchor for anchor in moment.IMMEDIATE if anchor != Anchor.NOW])


def _plan(at: datetime, anchors: list[Anchor]) -> int:
    now = Moment(at)
    made = sum(_plan_anchor(now, anchor) for anchor in anchors)
    fill_digests(now)
    return made


def _plan_anchor(now: Moment, anchor: Anchor) -> int:
    rungs = [rung for rung in now.rungs if rung.anchor == anchor]
    if not rungs or now.ladder is None:
        return 0
    asked = reach.parameters(now, anchor, rungs, now.today, now.come)
    return _insert(now.ladder, anchor, rungs, asked)


def _insert(ladder: Ladder, anchor: Anchor, rungs: list[Rung], asked: dict) -> int:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(reach.statement(anchor, rungs, INSERT), {**asked, "anchor": str(anchor)})
            new = [row[0] for row in cursor.fetchall()]
        if new:
            record_set(ladder, f"planned {anchor}", sorted(new), by=None)
    return len(new)


def fill_digests(now: Moment) -> None:
    """Give every planned reminder its mail: the person's digest of the day, or one that goes at once."""
    place = dialect.table("place", moment.PLACE)
    token = dialect.token()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(DETACH)
        cursor.execute("SELECT 1 FROM reminders_reminder WHERE status = 'planned' AND digest_id IS NULL LIMIT 1")
        if cursor.fetchone() is None:
            return
        _supersede(cursor)
        tables = {"place": now.tables["place"]}
        cursor.execute(f"WITH {place} {HURRY}", tables)
        cursor.execute(f"WITH {place} {DAILY.format(token=token)}", tables)
        cursor.execute(ATTACH, {"kind": "daily", "is_at_once": False})
        cursor.execute(f"WITH {place} {AT_ONCE.format(token=token)}", {**tables, "at": now.tables["at"]})
        cursor.execute(ATTACH, {"kind": "at-once", "is_at_once": True})
        cursor.execute(WAKE, {"at": now.tables["at"]})


def _supersede(cursor: CursorWrapper) -> None:
    """Of several stages that wait to be told, the newest is."""
    cursor.execute(OLDER)
    if older := [row[0] for row in cursor.fetchall()]:
        cursor.execute(SUPERSEDE.format(older=dialect.one_of("id", "older")), {"older": moment.as_json(older)})

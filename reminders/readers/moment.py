"""One moment as planning sees it: which day it is for whom, and which stages have come by then for which date."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from accounts.models import Person, Role
from reminders.models import Anchor, ClosingDay, Ladder, Reminder, Stage
from reminders.rules.calendar import Calendar
from reminders.rules.stages import Due, Rung, past
from vendors.models import FACTS

log = structlog.get_logger(__name__)

PEOPLE = """SELECT DISTINCT p.time_zone, p.country, u.id IS NOT NULL
    FROM accounts_person p LEFT JOIN accounts_user u ON u.person_id = p.id"""

# the columns of the JSON tables that the statements read
PLACE = (
    ("zone", "text"),
    ("country", "text"),
    ("ours", "boolean"),
    ("calendar", "text"),
    ("today", "date"),
    ("is_working", "boolean"),
    ("next_on", "date"),
    ("week_ago", "date"),
    ("morning_at", "timestamptz"),
    ("began_at", "timestamptz"),
)
ZONE = (("zone", "text"), ("today", "date"))
ADMINISTRATOR = (("id", "bigint"),)
SLOT = (
    ("audience", "text"),
    ("calendar", "text"),
    ("today", "date"),
    ("anchor_on", "date"),
    ("stage", "text"),
    ("due_on", "date"),
    ("is_escalation", "boolean"),
    ("is_at_once", "boolean"),
    ("is_newest", "boolean"),
)
Found = Iterable[tuple[date, list[tuple[Due, bool]]]]
Slots = Callable[[list[Rung], list[date], date, Calendar], Found]
IMMEDIATE = (Anchor.SHARING_SUSPENDED, Anchor.WAIVER_ASKED, Anchor.RESTORED, Anchor.LINK_MADE, Anchor.NOW)


@dataclass(frozen=True)
class Place:
    """Where somebody is, and whether they are ours or a vendor's."""

    zone: str
    country: str
    is_ours: bool

    @property
    def key(self) -> str:
        return self.country + ("+" if self.is_ours else "")


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name; the organisation's where the name is unknown, since late is better than never."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        log.warning("unknown_time_zone", zone=name)
        return ZoneInfo(settings.TIME_ZONE)


def stored(at: datetime) -> Any:
    """An instant as this database stores it."""
    return connection.ops.adapt_datetimefield_value(at)


@dataclass(frozen=True)
class Moment:
    """An instant, with everything that planning reads but the records themselves."""

    at: datetime

    @cached_property
    def places(self) -> list[Place]:
        with connection.cursor() as cursor:
            cursor.execute(PEOPLE)
            return [Place(zone, country, bool(ours)) for zone, country, ours in cursor.fetchall()]

    @cached_property
    def closed(self) -> frozenset[date]:
        return frozenset(ClosingDay.objects.values_list("day", flat=True))

    @cached_property
    def ladder(self) -> Ladder | None:
        return Ladder.objects.current(self.today).first()

    @cached_property
    def today(self) -> date:
        """The organisation's day."""
        return self.day_in(settings.TIME_ZONE)

    @cached_property
    def rungs(self) -> list[Rung]:
        stages = Stage.objects.filter(ladder=self.ladder) if self.ladder else Stage.objects.none()
        names = ("anchor", "audience", "direction", "offset", "unit", "every", "until", "is_escalation", "is_at_once")
        return [Rung(**row) for row in stages.values(*names)]

    def day_in(self, zone: str) -> date:
        return self.at.astimezone(zone_of(zone)).date()

    def calendar(self, place: Place) -> Calendar:
        return Calendar(place.country, self.closed if place.is_ours else frozenset())

    def administrators(self) -> list[int]:
        """Who is told where nobody else can be: whoever holds the role, else who may enter the admin."""
        people = list(Person.objects.in_role(Role.ADMINISTRATOR).order_by("pk").values_list("pk", flat=True))
        users = get_user_model().objects.filter(is_superuser=True, is_active=True, person__is_active=True)
        return people or list(users.order_by("pk").values_list("person_id", flat=True))

    @cached_property
    def tables(self) -> dict[str, Any]:
        """The parameters that every planning statement reads."""
        zones = sorted({place.zone for place in self.places})
        offset = self.at.astimezone(zone_of(settings.TIME_ZONE)).utcoffset() or timedelta()
        return {
            "place": as_json(self._place_row(place) for place in self.places),
            "zone": as_json([zone, self.day_in(zone)] for zone in zones),
            "administrator": as_json([number] for number in self.administrators()),
            "facts": len(FACTS),
            "minutes": int(offset.total_seconds() // 60),
            "at": stored(self.at),
        }

    def _place_row(self, place: Place) -> list[Any]:
        today, calendar = self.day_in(place.zone), self.calendar(place)
        morning, began = (
            datetime.combine(today, time(hour), zone_of(place.zone)).astimezone(UTC)
            for hour in (settings.MORNING_HOUR, 0)
        )
        return [
            place.zone,
            place.country,
            place.is_ours,
            place.key,
            today,
            calendar.is_working(today),
            calendar.shift(today, 1),
            today - timedelta(days=7),
            stored(morning),
            stored(began),
        ]

    def slots(self, rungs: Iterable[Rung], dates: Iterable[date], which: Slots) -> list[list[Any]]:
        """For each audience, calendar, day and date: the stages that `which` finds, as rows of SLOT."""
        by_audience: dict[str, list[Rung]] = {}
        for rung in rungs:
            by_audience.setdefault(rung.audience, []).append(rung)
        days = {(place.key, self.day_in(place.zone)): self.calendar(place) for place in self.places}
        dates = list(dates)
        rows = []
        for (key, today), calendar in days.items():
            for audience, told in by_audience.items():
                for anchor_on, dues in which(told, dates, today, calendar):
                    for due, is_newest in dues:
                        flags = (due.is_escalation, due.is_at_once, is_newest)
                        rows.append([audience, key, today, anchor_on, due.key, due.due_on, *flags])
        return rows

    @cached_property
    def planned_until(self) -> date:
        """The day before the last planning: only stages since then can have been missed."""
        rows = Reminder.objects.exclude(anchor__in=IMMEDIATE).order_by("-pk")
        last = rows.values_list("planned_at", flat=True).first()
        return last.date() - timedelta(days=1) if last else date.min

    def come(self, rungs: list[Rung], dates: list[date], today: date, calendar: Calendar) -> Found:
        """The stages that have come by today: the newest, and those that have been missed since the last planning."""
        known = _known(tuple(rungs), today, calendar)
        for anchor_on in dates:
            dues = known.get(anchor_on)
            if dues is None:
                dues = known[anchor_on] = past(rungs, anchor_on, today, calendar)
            yield (
                anchor_on,
                [(due, place == 0) for place, due in enumerate(dues) if place == 0 or due.due_on >= self.planned_until],
            )


@lru_cache(maxsize=1024)
def _known(rungs: tuple[Rung, ...], today: date, calendar: Calendar) -> dict[date, list[Due]]:
    """What was reckoned already on this day in this process, by date."""
    return {}


def as_json(rows: Iterable[Any]) -> str:
    return json.dumps(list(rows), default=_plain)


def _plain(value: date) -> str:
    return value.isoformat()

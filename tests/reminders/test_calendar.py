"""Working days and stages: properties that hold for every date, and the examples of the ladder."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reminders.models import Direction, Unit
from reminders.rules.calendar import Calendar
from reminders.rules.schedule import light
from reminders.rules.stages import Rung, coming, due_on, label, past

COUNTRIES = ["DE", "US", "IL", "AE", "CN", "IN", "BR", "ZZ"]
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
CALENDARS = st.builds(
    Calendar, st.sampled_from(COUNTRIES), st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=9)
)
DAY = timedelta(days=1)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # holidays are worked out once
ITEM = [
    *(Rung("item-due", "owner", Direction.BEFORE, days) for days in (30, 14, 7, 3, 1)),
    Rung("item-due", "owner", Direction.ON),
    Rung("item-due", "owner", Direction.AFTER, 1, every=1, until=7),
    Rung("item-due", "owner", Direction.AFTER, 14, every=7),
]
SHARING = [
    Rung("sharing-planned", "owner", Direction.BEFORE, 30),
    *(Rung("sharing-planned", "owner", Direction.BEFORE, days, Unit.WORKING_DAY) for days in (10, 5, 3, 1)),
    Rung("sharing-planned", "owner", Direction.ON),
    Rung("sharing-planned", "owner", Direction.AFTER, 2, Unit.WORKING_DAY, every=2),
]
PLAIN = Calendar("ZZ")


@unhurried
@given(CALENDARS, DAYS)
def test_the_nearest_working_days_are_working_days_on_their_side(calendar, day):
    before, after = calendar.on_or_before(day), calendar.on_or_after(day)

    assert before <= day <= after
    assert calendar.is_working(before)
    assert calendar.is_working(after)
    assert calendar.is_working(day) == (before == day == after)


@unhurried
@given(CALENDARS, DAYS, st.integers(1, 30))
def test_shifting_counts_working_days_and_comes_back(calendar, day, count):
    later = calendar.shift(day, count)

    assert calendar.between(day, later) == count
    assert calendar.is_working(later)
    if calendar.is_working(day):
        assert calendar.shift(later, -count) == day


@unhurried
@given(CALENDARS, DAYS, st.sampled_from(ITEM + SHARING))
def test_every_stage_falls_on_a_working_day_on_its_side_of_the_date(calendar, anchor_on, rung):
    day = due_on(rung, rung.offset, anchor_on, calendar)

    assert calendar.is_working(day)
    assert day > anchor_on if rung.direction == Direction.AFTER else day <= anchor_on


@unhurried
@given(CALENDARS, DAYS, st.sampled_from([ITEM, SHARING]), st.integers(-400, 400))
def test_day_by_day_nothing_is_skipped_whatever_was_missed(calendar, anchor_on, ladder, days):
    """The newest stage of today is that of yesterday, or one that has come today: so catching up misses none."""
    today = anchor_on + days * DAY
    before, now = past(ladder, anchor_on, today - DAY, calendar), past(ladder, anchor_on, today, calendar)

    fresh = [due for due in now if due.due_on == today]
    if fresh:
        assert now[0] == fresh[0]
    elif before:
        assert now[0] == before[0]
    assert all(due.due_on <= today for due in now)
    assert now == sorted(now, reverse=True)


@unhurried
@given(CALENDARS, DAYS, st.sampled_from([ITEM, SHARING]))
def test_what_is_shown_as_coming_is_what_then_comes(calendar, anchor_on, ladder):
    today = anchor_on - 40 * DAY
    shown = coming(ladder, anchor_on, today + DAY, anchor_on + 20 * DAY, today, calendar)

    come = [
        past(ladder, anchor_on, day, calendar)[0]
        for day in (today + number * DAY for number in range(1, 61))
        if any(due.due_on == day for due in past(ladder, anchor_on, day, calendar))
    ]

    assert shown == come


@unhurried
@given(CALENDARS, DAYS, st.integers(1, 2000))
def test_what_stays_overdue_is_said_at_least_every_other_week(calendar, anchor_on, days):
    today = anchor_on + days * DAY
    newest = past(ITEM, anchor_on, today, calendar)[0]

    assert (today - newest.due_on).days <= 7 + 12  # a week, and the longest holidays of these countries


def test_the_example_of_a_sharing_on_a_sunday():
    sunday = date(2026, 12, 13)

    days = [due_on(rung, rung.offset, sunday, PLAIN) for rung in SHARING[1:6]]

    assert days == [date(2026, 11, 30), date(2026, 12, 7), date(2026, 12, 9), date(2026, 12, 11), date(2026, 12, 11)]


def test_two_stages_on_one_day_are_one():
    sunday = date(2026, 12, 13)

    come = coming(SHARING, sunday, date(2026, 12, 11), sunday, date(2026, 12, 1), PLAIN)

    assert [due.key for due in come] == ["0"]


def test_closing_days_and_holidays_are_no_working_days():
    ours = Calendar("DE", frozenset({date(2026, 12, 24)}))

    assert ours.on_or_before(date(2026, 12, 27)) == date(2026, 12, 23)
    assert Calendar("DE").on_or_before(date(2026, 12, 27)) == date(2026, 12, 24)


def test_a_year_without_a_working_day_ends_the_search():
    closed = Calendar("ZZ", frozenset(date(2026, 1, 1) + number * DAY for number in range(365)))

    assert closed.on_or_after(date(2026, 6, 1)) == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("-30d", "30 days before"),
        ("-1w", "1 working day before"),
        ("0", "on the day"),
        ("+14d", "14 days after"),
        ("now", "by a colleague"),
    ],
)
def test_stages_have_words(key, words):
    assert label(key) == words


@pytest.mark.parametrize(
    ("days", "due", "more", "expected"),
    [
        (42, [], {}, "on_track"),
        (42, [20], {}, "on_track"),
        (42, [None], {}, "on_track"),
        (42, [-1], {}, "off_track"),
        (7, [None], {}, "off_track"),
        (7, [], {}, "on_track"),
        (8, [None], {}, "on_track"),
        (28, [25], {}, "at_risk"),
        (28, [24], {}, "on_track"),
        (28, [], {"ends_before": True}, "at_risk"),
        (28, [10], {"is_undelivered": True}, "at_risk"),
    ],
)
def test_the_light_of_a_planned_sharing(days, due, more, expected):
    today = date(2026, 11, 23)
    dates = [None if number is None else today + number * DAY for number in due]

    assert light(today + days * DAY, today, dates, **more) == expected

"""The days of a contract: terms, notices, renewals."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.rules import calendar

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(1990, 1, 1), date(2190, 12, 31))
MONTHS = st.integers(1, 60)


@dataclass
class Terms:
    starts_on: date | None = date(2026, 1, 1)
    ends_on: date | None = date(2026, 12, 31)
    notice_days: int | None = None
    renewal_months: int | None = None
    notice_given_on: date | None = None


@pytest.mark.parametrize(
    ("day", "runs"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_term_holds_from_its_first_through_its_last_day(day, runs):
    assert calendar.runs_on(date(2026, 1, 1), date(2026, 12, 31), day) is runs


def test_without_an_end_it_goes_on_and_without_a_beginning_it_never_runs():
    assert calendar.runs_on(date(2026, 1, 1), None, date(2100, 1, 1))
    assert not calendar.runs_on(None, None, TODAY)
    assert not calendar.runs_on(None, date(2100, 1, 1), TODAY)


@pytest.mark.parametrize(
    ("ends_on", "months", "next_end"),
    [
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2027, 2, 28), 12, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 6, 14), 3, date(2026, 9, 14)),
    ],
)
def test_the_next_term_ends_on_the_day_before_its_own_number(ends_on, months, next_end):
    assert calendar.term_after(ends_on, months) == next_end


@given(DAYS, MONTHS)
def test_a_next_term_is_as_long_as_its_months(ends_on, months):
    next_end = calendar.term_after(ends_on, months)

    assert months * 28 <= (next_end - ends_on).days <= months * 31


@given(DAYS, st.integers(0, 400))
def test_the_notice_day_lies_its_days_before_the_end(ends_on, days):
    assert calendar.notice_by_on(ends_on, days) == ends_on - timedelta(days=days)


def test_a_renewal_is_certain_once_its_notice_day_has_passed():
    terms = Terms(notice_days=30, renewal_months=12)

    assert calendar.renewed_end(terms, date(2026, 12, 1)) is None
    assert calendar.renewed_end(terms, date(2026, 12, 2)) == date(2027, 12, 31)


def test_without_notice_days_it_renews_on_its_last_day_and_so_never_lapses_overnight():
    terms = Terms(renewal_months=12)

    assert calendar.renewed_end(terms, date(2026, 12, 30)) is None
    assert calendar.renewed_end(terms, date(2026, 12, 31)) == date(2027, 12, 31)


def test_a_notice_stops_every_renewal():
    assert calendar.renewed_end(Terms(renewal_months=12, notice_given_on=TODAY), date(2030, 1, 1)) is None


def test_what_does_not_renew_has_no_next_end():
    assert calendar.renewed_end(Terms(notice_days=30), date(2030, 1, 1)) is None
    assert calendar.renewed_end(Terms(ends_on=None, renewal_months=12), date(2030, 1, 1)) is None


@given(DAYS, DAYS, st.none() | st.integers(0, 400), MONTHS)
def test_after_an_outage_a_renewal_catches_up_to_today_and_no_further_than_it_must(ends_on, today, days, months):
    terms = Terms(starts_on=date(1980, 1, 1), ends_on=ends_on, notice_days=days, renewal_months=months)

    next_end = calendar.renewed_end(terms, today)

    if next_end is None:
        assert today <= ends_on - timedelta(days=max(days or 0, 1))
    else:
        assert next_end > today
        assert calendar.renewed_end(Terms(ends_on=next_end, notice_days=days, renewal_months=months), today) is None


def test_the_far_future_is_the_end_of_all_terms():
    assert calendar.term_after(date(9999, 6, 1), 12) == date.max
    assert calendar.renewed_end(Terms(ends_on=date(9998, 1, 1), renewal_months=60), date(9999, 12, 31)) == date.max


@pytest.mark.parametrize(
    ("terms", "given_on", "ends_on"),
    [
        (Terms(notice_days=30, renewal_months=12), date(2026, 12, 1), date(2026, 12, 31)),
        (Terms(notice_days=30, renewal_months=12), date(2026, 12, 2), date(2027, 12, 31)),
        (Terms(notice_days=30), date(2026, 12, 20), date(2026, 12, 31)),
        (Terms(ends_on=None, notice_days=30), date(2026, 12, 1), date(2026, 12, 31)),
        (Terms(ends_on=None), date(2026, 12, 1), None),
    ],
)
def test_a_notice_ends_this_term_or_where_it_is_late_the_next(terms, given_on, ends_on):
    assert calendar.end_after_notice(terms, given_on) == ends_on


@pytest.mark.parametrize(
    ("status", "terms", "word"),
    [
        ("draft", Terms(), "draft"),
        ("terminated", Terms(), "terminated"),
        ("active", Terms(ends_on=None), "active"),
        ("active", Terms(ends_on=date(2028, 1, 1)), "active"),
        ("active", Terms(ends_on=date(2026, 12, 31)), "expiring"),
        ("active", Terms(ends_on=date(2026, 12, 31), renewal_months=12), "active"),
        ("active", Terms(ends_on=date(2026, 12, 31), renewal_months=12, notice_given_on=TODAY), "expiring"),
        ("active", Terms(ends_on=date(2027, 1, 31), notice_days=60), "notice-due"),
        ("active", Terms(ends_on=date(2027, 1, 31), notice_days=60, notice_given_on=TODAY), "expiring"),
        ("active", Terms(ends_on=date(2026, 12, 31), notice_days=60), "expiring"),
        ("active", Terms(ends_on=date(2026, 11, 23)), "expiring"),
        ("active", Terms(ends_on=date(2026, 11, 22)), "expired"),
    ],
)
def test_the_word_for_a_contract_follows_its_dates(status, terms, word):
    assert calendar.standing(status, terms, TODAY) == word

"""How dates, distances, money and people are written."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from tests.make import TODAY
from vendortrack import display


def rendered(source: str, **context) -> str:
    return Template("{% load vt %}" + source).render(Context(context))


@pytest.fixture
def _today(time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (29593100, "EUR", "€295,931"),
        (29593150, "EUR", "€295,931.50"),
        (1200, "JPY", "¥1,200"),
        (1500, "KWD", "KWD1.500"),
        (-5000, "USD", "-$50"),
        (0, "EUR", "€0"),
    ],
)
def test_money_is_written_from_minor_units_in_its_own_digits(minor, currency, written):
    assert display.money(minor, currency) == written


def test_money_shows_the_fraction_of_whole_amounts_where_they_stand_in_a_column():
    assert display.money(29593100, "EUR", exact=True) == "€295,931.00"


def test_a_date_is_written_with_its_weekday_and_in_the_active_language():
    assert display.day(date(2026, 10, 1)) == "Thu 1 Oct 2026"
    with translation.override("de"):
        assert display.day(date(2026, 10, 1)) == "Do., 1. Okt. 2026"


def test_an_instant_is_written_in_the_zone_that_is_active():
    with timezone.override("Europe/Dublin"):
        assert display.moment(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "Wed 1 Jul 2026, 00:30"


@pytest.mark.parametrize(
    ("on", "written"),
    [
        (date(2026, 12, 1), "1 Dec"),
        (date(2027, 11, 22), "22 Nov"),
        (date(2027, 11, 23), "23 Nov 2027"),
        (date(2026, 1, 5), "5 Jan"),
        (date(2025, 12, 31), "31 Dec 2025"),
    ],
)
def test_the_year_is_left_out_only_within_the_next_twelve_months_or_this_year(on, written):
    assert display.short_day(on, TODAY) == written


@pytest.mark.usefixtures("_today")
@pytest.mark.parametrize(
    ("days", "tone", "words"),
    [
        (-7, "vt-t-bad", "7 days overdue"),
        (-1, "vt-t-bad", "1 day overdue"),
        (0, "vt-t-warn", "today"),
        (3, "vt-t-warn", "in 3 days"),
        (4, "", "in 4 days"),
    ],
)
def test_a_due_date_turns_amber_three_days_before_and_red_when_overdue(days, tone, words):
    shown = rendered("{% due on %}", on=TODAY + timedelta(days=days))

    assert words in shown
    assert ("vt-t-" in shown) == bool(tone)
    assert tone in shown


@pytest.mark.usefixtures("_today")
@pytest.mark.parametrize(("days", "tone"), [(-1, "vt-t-bad"), (30, "vt-t-warn"), (31, "")])
def test_evidence_turns_amber_thirty_days_before_its_end(days, tone):
    shown = rendered("{% due on evidence=True %}", on=TODAY + timedelta(days=days))

    assert ("vt-t-" in shown) == bool(tone)
    assert tone in shown


@pytest.mark.usefixtures("_today")
def test_what_is_done_is_never_overdue():
    shown = rendered("{% due on done=True %}", on=TODAY - timedelta(days=7))

    assert "vt-t-" not in shown
    assert "7 days ago" in shown


def test_the_parts_of_a_bar_fill_it_with_gaps_between_them():
    shown = rendered('{% bar "26 of 35 met" 26 "ok" 8 "bad" 0 "info" 1 "mute" size="lg" %}')

    assert 'aria-label="26 of 35 met"' in shown
    assert shown.count("<rect") == 3
    assert 'x="0.00%" width="73.54%"' in shown
    assert "style=" not in shown


def test_an_empty_bar_is_drawn_without_parts():
    assert "<rect" not in rendered('{% bar "nothing yet" 0 "ok" %}')


def test_names_and_labels_are_escaped():
    hostile = '<script>alert("x")</script>'

    shown = rendered(
        '{% who name sub %}{% bar name 1 "ok" %}{% icon "x" label=name %}{% badge "item" name %}',
        name=hostile,
        sub=hostile,
    )

    assert "<script" not in shown


@pytest.mark.parametrize(("name", "letters"), [("Ewa Wójcik", "EW"), ("Ewa", "E"), ("", "?"), ("a b c", "AC")])
def test_initials_are_of_the_first_and_the_last_word(name, letters):
    assert rendered("{{ name|initials }}", name=name) == letters


def test_a_country_is_named_and_an_unknown_code_stays():
    assert [display.country(code) for code in ("IE", "ie", "ZZZ", "")] == ["Ireland", "Ireland", "ZZZ", ""]


def test_a_badge_says_icon_and_word_and_until_when():
    shown = rendered('{% badge "sharing" "cleared" fill=True until=on %}', on=date(2026, 11, 30))

    assert "Cleared until Mon 30 Nov 2026" in shown
    assert "vt-t-ok vt-fill" in shown
    assert "#i-shield-fill-check" in shown

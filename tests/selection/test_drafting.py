"""The draft contract that an award leaves behind."""

import pytest

from contracts.models import Contract
from history.models import Entry
from selection import actions
from tests import make
from tests import make_selection as making

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement():
    made = make.engagement("Help desk", status="evaluating")
    making.comparison(made, horizon_months=24)
    return made


@pytest.fixture
def winner(engagement):
    return making.candidate(engagement, "Ostrel")


def award(winner, by=None):
    proposed = actions.propose_award(winner, by or make.user("procurement"), "Best")
    return actions.confirm_award(proposed, make.user("procurement-head"), make.AT)


def test_an_hourly_quote_becomes_a_rate_card_with_the_likely_hours_of_the_horizon(winner, engagement):
    quote = making.quote(winner, currency="CZK")
    making.line(quote, title="Engineer", quantity=(60_000, 90_000, 180_000), position=1)
    making.line(quote, title="Agent", quantity=(600, 1_200, 1_800), period="month", rate_e4=31_5000, position=2)
    making.line(quote, title="Lead", position=3)
    buyer = make.user("procurement")

    award(winner, buyer)

    made = Contract.objects.get()
    assert (made.status, made.kind, made.title, made.currency) == ("draft", "hourly", "Help desk", "CZK")
    assert (made.vendor, made.engagement, made.owner) == (winner.vendor, engagement, buyer.person)
    assert [(one.role, one.rate_e4, one.minutes) for one in made.rate_lines.all()] == [
        ("Engineer", 45_0000, 90_000),
        ("Agent", 31_5000, 24 * 1_200),
        ("Lead", 45_0000, None),
    ]
    assert [one.act for one in Entry.objects.of(made)] == ["created"]


def test_a_role_that_stands_twice_or_is_too_long_gets_a_name_of_its_own(winner):
    quote = making.quote(winner)
    for title in ("Agent", "agent", "Agent (2)", "x" * 150, "x" * 160):
        making.line(quote, title=title, quantity=(60, 60, 60))

    award(winner)

    roles = [one.role for one in Contract.objects.get().rate_lines.all()]
    assert roles == ["Agent", "agent (2)", "Agent (2) (2)", "x" * 120, "x" * 116 + " (2)"]


def test_more_hours_than_a_rate_card_holds_are_left_open(winner):
    making.line(making.quote(winner), quantity=(1, 2**31, 2**32))

    award(winner)

    assert Contract.objects.get().rate_lines.get().minutes is None


def test_a_quote_per_project_becomes_milestones_with_its_allowance(winner):
    facts = {"allowance_low": 500, "allowance_likely": 1_000, "allowance_high": 2_000}
    quote = making.quote(winner, "project", **facts)
    making.line(quote, "milestone", title="Design", amount=60_000_00, position=1)
    making.line(quote, "milestone", title="Build", amount=40_000_00, position=2)

    award(winner)

    made = Contract.objects.get()
    assert (made.kind, made.change_allowance_bp) == ("project", 1_000)
    assert [(one.title, one.amount) for one in made.milestones.all()] == [("Design", 60_000_00), ("Build", 40_000_00)]


def test_any_other_quote_becomes_charges_and_what_is_paid_once(winner):
    quote = making.quote(winner, "other", transition_amount=5_000_00)
    making.line(quote, "retainer", title="Team", amount=9_000_00, period="month", position=1)
    ticket = {"rate_e4": 12_5000, "unit": "ticket", "period": "quarter"}
    making.line(quote, "per-unit", title="Ticket", quantity=(10, 20, 40), position=2, **ticket)
    making.line(quote, "outcome", title="Savings", share_bp=500, quantity=(1, 2, 3), period="year", position=3)
    making.line(quote, "outcome", title="Nothing", share_bp=0, position=4)

    award(winner)

    made = Contract.objects.get()
    rows = made.charges.values_list("kind", "title", "amount", "unit_price_e4", "unit", "volume", "share_bp", "period")
    assert list(rows) == [
        ("retainer", "Team", 9_000_00, None, "", None, None, "month"),
        ("per-unit", "Ticket", None, 12_5000, "ticket", 20, None, "quarter"),
        ("outcome", "Savings", None, None, "", None, 500, "year"),
        ("one-off", "Transition cost", 5_000_00, None, "", None, None, "once"),
    ]


@pytest.mark.parametrize(("kind", "line"), [("hourly", "role"), ("project", "milestone"), ("other", "retainer")])
def test_what_is_paid_once_goes_into_the_contract_whatever_the_kind_of_the_quote(winner, kind, line):
    once = {"one_off_amount": 1_000_00, "transition_amount": 8_000_00, "exit_amount": 2_500_00}
    price = {"quantity": (60, 60, 60)} if line == "role" else {"amount": 500_00}
    making.line(making.quote(winner, kind, **once), line, title="Work", **price)

    award(winner)

    charges = Contract.objects.get().charges.filter(kind="one-off")
    assert list(charges.values_list("title", "amount", "period")) == [
        ("One-off cost", 1_000_00, "once"),
        ("Transition cost", 8_000_00, "once"),
        ("Exit cost", 2_500_00, "once"),
    ]


def test_without_a_submitted_quote_no_contract_is_drafted(winner):
    making.line(making.quote(winner, status="draft"))

    award(winner)

    assert not Contract.objects.exists()


@pytest.mark.parametrize(("status", "count"), [("draft", 1), ("in-review", 1), ("terminated", 2)])
def test_a_contract_that_stands_already_is_kept(winner, engagement, status, count):
    making.line(making.quote(winner), quantity=(60, 60, 60))
    make.contract(vendor=winner.vendor, engagement=engagement, status=status)

    award(winner)

    assert Contract.objects.count() == count


def test_an_award_that_is_given_again_goes_on_with_its_draft(winner):
    making.line(making.quote(winner), quantity=(60, 60, 60))
    first = award(winner)
    made = Contract.objects.get()
    actions.withdraw_award(first, make.user(), "Too early")

    award(winner)

    assert Contract.objects.get() == made
    assert made.rate_lines.count() == 1


def test_the_losers_get_no_contract(winner, engagement):
    loser = making.candidate(engagement)
    for one in (winner, loser):
        making.line(making.quote(one), quantity=(60, 60, 60))
    proposed = actions.propose_award(winner, make.user(), "Best", {loser.pk: "Dearer"})

    actions.confirm_award(proposed, make.user(), make.AT)

    assert Contract.objects.get().vendor == winner.vendor

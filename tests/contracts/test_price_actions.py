"""Rate cards, milestones and charges: set as a whole, kept where something was delivered."""

from datetime import timedelta

import pytest

from accounts.models import Role
from contracts import actions
from contracts.models import Charge, Contract, Milestone, RateLine
from history.models import Entry, NotAllowed
from tests import make
from tests.make import TODAY

pytestmark = pytest.mark.django_db
Status = Milestone.Status


@pytest.fixture
def buyer():
    return make.user(Role.PROCUREMENT)


def refused(act, *args, **kwargs):
    with pytest.raises(NotAllowed) as caught:
        act(*args, **kwargs)
    return str(caught.value)


def rate(role, rate_e4=950_000, minutes=None):
    return {"role": role, "rate_e4": rate_e4, "minutes": minutes}


def test_a_rate_card_is_set_as_a_whole(buyer):
    contract = make.contract(kind="hourly")
    actions.set_rate_lines(contract, buyer, [rate("Engineer"), rate("Lead", 1_200_000)])

    actions.set_rate_lines(contract, buyer, [rate("Lead", 1_250_000), rate("Tester")])

    lines = list(RateLine.objects.values_list("role", "rate_e4", "position"))
    assert lines == [("Lead", 1_250_000, 0), ("Tester", 950_000, 1)]
    assert list(
        Entry.objects.filter(subject_type="contracts.rateline").order_by("pk").values_list("act", flat=True)
    ) == [
        "created",
        "created",
        "removed",
        "changed",
        "created",
    ]


def test_each_role_stands_once(buyer):
    assert "once" in refused(actions.set_rate_lines, make.contract(kind="hourly"), buyer, [rate("Lead"), rate("lead ")])


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"kind": "other"}, "do not belong"),
        ({"status": "awaiting-signature"}, "being signed"),
        ({"status": "terminated"}, "is over"),
        ({"status": "active"}, "Say why"),
    ],
)
def test_prices_are_refused(buyer, fields, word):
    contract = make.contract(**{"kind": "hourly"} | fields)

    assert word in refused(actions.set_rate_lines, contract, buyer, [rate("Lead")])


def test_prices_of_a_signed_contract_change_with_a_reason(buyer):
    contract = make.contract(kind="hourly", status="active")

    actions.set_rate_lines(contract, buyer, [rate("Lead")], "Amendment 2")

    assert Entry.objects.get(subject_type="contracts.rateline").changes[-1][0] == "why"


def test_milestones_are_added_changed_and_removed(buyer):
    contract = make.contract(kind="project")
    first, second = make.milestone(contract, "Design"), make.milestone(contract, "Build")

    rows = [{"pk": second.pk, "title": "Build", "amount": 7, "due_on": TODAY}, {"title": "Test", "amount": 3}]
    actions.set_milestones(contract, buyer, rows)

    assert list(Milestone.objects.values_list("title", "amount", "due_on")) == [("Build", 7, TODAY), ("Test", 3, None)]
    assert not Milestone.objects.filter(pk=first.pk).exists()


def test_what_was_delivered_neither_goes_nor_changes_its_price(buyer):
    contract = make.contract(kind="project", status="active")
    done = make.milestone(contract, "Design", 500, status=Status.DELIVERED)

    assert "was delivered" in refused(actions.set_milestones, contract, buyer, [], "Amendment")
    row = {"pk": done.pk, "title": "Design", "amount": 501}
    assert "was delivered" in refused(actions.set_milestones, contract, buyer, [row], "Amendment")
    actions.set_milestones(contract, buyer, [row | {"amount": 500, "title": "Draft design"}], "Amendment")


def test_a_milestone_of_another_contract_is_refused(buyer):
    contract, other = make.contract(kind="project"), make.contract(kind="project")
    strange = make.milestone(other)

    row = {"pk": strange.pk, "title": "X", "amount": 1}
    assert "Reload" in refused(actions.set_milestones, contract, buyer, [row])


def test_a_charge_has_a_price(buyer):
    contract = make.contract()
    row = {"kind": "retainer", "title": "Support", "amount": None, "period": "month"}

    assert "an amount" in refused(actions.set_charges, contract, buyer, [row])
    actions.set_charges(contract, buyer, [row | {"amount": 5}])
    assert Charge.objects.get().amount == 5


def test_a_milestone_is_started_delivered_sent_back_and_accepted(buyer, acts):
    milestone = make.milestone(make.contract(kind="project", status="active"))

    actions.start_milestone(milestone, buyer)
    milestone = actions.deliver_milestone(milestone, buyer, TODAY, today=TODAY)
    assert "Say what" in refused(actions.send_back_milestone, milestone, buyer, "")
    milestone = actions.send_back_milestone(milestone, buyer, "The runbook is missing.")
    assert (milestone.status, milestone.delivered_on) == (Status.IN_PROGRESS, None)
    milestone = actions.deliver_milestone(milestone, buyer, TODAY, today=TODAY)
    milestone = actions.accept_milestone(milestone, buyer, TODAY, "Complete", today=TODAY)

    assert (milestone.status, milestone.accepted_on) == (Status.ACCEPTED, TODAY)
    assert acts(milestone) == ["moved"] * 5


def test_days_of_delivery_and_acceptance_are_plausible(buyer):
    milestone = make.milestone(
        make.contract(kind="project", status="active"), status=Status.DELIVERED, delivered_on=TODAY
    )
    tomorrow, yesterday = TODAY + timedelta(days=1), TODAY - timedelta(days=1)

    assert "or earlier" in refused(actions.accept_milestone, milestone, buyer, tomorrow, today=TODAY)
    assert "before it was delivered" in refused(actions.accept_milestone, milestone, buyer, yesterday, today=TODAY)
    planned = make.milestone(milestone.contract)
    assert "or earlier" in refused(actions.deliver_milestone, planned, buyer, tomorrow, today=TODAY)
    assert "Only what was delivered" in refused(actions.send_back_milestone, planned, buyer, "Why")


@pytest.mark.parametrize("status", [Contract.Status.DRAFT, Contract.Status.TERMINATED])
def test_milestones_wait_while_the_contract_is_not_in_force(buyer, status):
    milestone = make.milestone(make.contract(kind="project", status=status))

    assert "not in force" in refused(actions.start_milestone, milestone, buyer)

"""Quotes from draft to submitted and withdrawn, and who may accept what is above the budget."""

from datetime import date, timedelta

import pytest

from history.models import Entry, NotAllowed
from selection import actions
from selection.models import BudgetAcceptance, Candidate, Comparison, Quote, QuoteLine
from tests import make, make_selection

pytestmark = pytest.mark.django_db

ROLE = {"kind": "role", "title": "Developer", "rate_e4": 45_0000, "period": "once"}
HOURS = {"quantity_low": 60, "quantity_likely": 120, "quantity_high": 240}
SUPERVISION = {"supervision_low": 1, "supervision_likely": 2, "supervision_high": 3, "own_rate_e4": 60_0000}
AT, TODAY = make.AT, make.TODAY


@pytest.fixture
def buyer():
    return make.user("procurement")


@pytest.fixture
def candidate():
    return make_selection.candidate(make.engagement(status="sourcing"), "Ostrel")


def acts(record):
    return [one.act for one in Entry.objects.of(record)][::-1]


def log(candidate, by, kind="hourly", **terms):
    terms.setdefault("currency", "EUR")
    return actions.log_quote(candidate.engagement, candidate, kind, by, TODAY, **terms)


def submitted(candidate, by, rows=(ROLE | HOURS,), **terms):
    quote = log(candidate, by, **terms)
    actions.set_quote_lines(quote, by, list(rows))
    return actions.submit_quote(quote, by, AT)


def test_a_quote_is_logged_as_a_draft_and_the_first_sets_the_pricing_day(candidate, buyer):
    quote = log(candidate, buyer, one_off_amount=5, **SUPERVISION)

    assert (quote.status, quote.entered_by, quote.own_currency) == ("draft", buyer.person, "EUR")
    assert acts(quote) == ["created"]
    comparison = Comparison.objects.get(engagement=candidate.engagement)
    assert (comparison.horizon_months, comparison.priced_on) == (36, TODAY)
    actions.log_quote(candidate.engagement, candidate, "other", buyer, TODAY + timedelta(days=1), currency="USD")
    assert Comparison.objects.get().priced_on == TODAY


@pytest.mark.parametrize("status", ["awarded", "live", "closed", "cancelled"])
def test_quotes_change_only_while_a_vendor_is_chosen(status, candidate, buyer):
    draft, counting = log(candidate, buyer), submitted(candidate, buyer)
    candidate.engagement.__class__.objects.update(status=status)

    for act in (
        lambda: log(candidate, buyer),
        lambda: actions.edit_quote(draft, buyer, tax_bp=1),
        lambda: actions.set_quote_lines(draft, buyer, [ROLE]),
        lambda: actions.submit_quote(draft, buyer, AT),
        lambda: actions.withdraw_quote(counting, buyer, "A mistake."),
        lambda: actions.revise_quote(counting, buyer),
        lambda: actions.set_comparison(candidate.engagement, buyer, 12, TODAY, today=TODAY),
    ):
        with pytest.raises(NotAllowed, match="only while a vendor is being chosen"):
            act()


def test_nothing_changes_while_somebody_decides_on_an_award(candidate, buyer):
    counting = submitted(candidate, buyer)
    actions.propose_award(candidate, buyer, "Best.")

    for act in (
        lambda: log(candidate, buyer),
        lambda: actions.withdraw_quote(counting, buyer, "A mistake."),
        lambda: actions.set_comparison(candidate.engagement, buyer, 12, TODAY, today=TODAY),
    ):
        with pytest.raises(NotAllowed, match="An award to Ostrel waits for a decision"):
            act()


def test_who_was_rejected_is_not_asked(buyer):
    candidate = make_selection.candidate(make.engagement(), "Ostrel", status="rejected")

    with pytest.raises(NotAllowed, match="Ostrel was rejected"):
        log(candidate, buyer)


def test_a_candidate_of_another_engagement_and_a_kind_that_is_not_its_own_are_refused(candidate, buyer):
    with pytest.raises(NotAllowed, match="Ostrel is no candidate here"):
        actions.log_quote(make.engagement(), candidate, "hourly", buyer, TODAY, currency="EUR")
    with pytest.raises(NotAllowed, match="in-house is nobody's"):
        log(candidate, buyer, kind="in-house")
    with pytest.raises(NotAllowed, match="in-house is nobody's"):
        actions.log_quote(candidate.engagement, None, "hourly", buyer, TODAY, currency="EUR")


@pytest.mark.parametrize(
    ("kind", "terms", "code"),
    [
        ("project", {"allowance_low": 2, "allowance_likely": 1, "allowance_high": 3}, "allowance_low"),
        ("project", {"allowance_low": 2}, "allowance_low"),
        ("hourly", {"allowance_low": 1, "allowance_likely": 2, "allowance_high": 3}, "allowance_low"),
        ("hourly", {"supervision_low": 2, "supervision_likely": 3, "supervision_high": 1}, "supervision_low"),
    ],
)
def test_estimates_are_whole_and_in_order(kind, terms, code, candidate, buyer):
    with pytest.raises(NotAllowed) as refusal:
        log(candidate, buyer, kind=kind, **terms)

    assert refusal.value.code == code


def test_only_terms_are_edited_and_only_of_a_draft(candidate, buyer):
    draft, counting = log(candidate, buyer), submitted(candidate, buyer)

    actions.edit_quote(draft, buyer, tax_bp=1900, currency="USD", valid_until_on=date(2027, 1, 1))

    draft.refresh_from_db()
    assert (draft.tax_bp, draft.currency, draft.valid_until_on) == (1900, "USD", date(2027, 1, 1))
    assert acts(draft) == ["created", "changed"]
    with pytest.raises(NotAllowed, match="not terms of a quote: status"):
        actions.edit_quote(draft, buyer, status="submitted")
    with pytest.raises(NotAllowed, match="was submitted"):
        actions.edit_quote(counting, buyer, tax_bp=1)
    with pytest.raises(NotAllowed, match="was submitted"):
        actions.set_quote_lines(counting, buyer, [])
    with pytest.raises(NotAllowed, match="was submitted"):
        actions.submit_quote(counting, buyer, AT)


def test_an_own_hour_keeps_its_currency_when_the_engagement_gets_another(candidate, buyer):
    quote = submitted(candidate, buyer, **SUPERVISION)
    type(candidate.engagement).objects.update(currency="JPY")

    fresh = actions.edit_quote(actions.revise_quote(quote, buyer), buyer, note="As before.")

    fresh.refresh_from_db()
    assert (fresh.own_rate_e4, fresh.own_currency) == (60_0000, "EUR")


def test_supervision_that_would_cost_nothing_is_refused(candidate, buyer):
    with pytest.raises(NotAllowed, match="Say what an own hour costs"):
        log(candidate, buyer, **SUPERVISION | {"own_rate_e4": 0})


def test_amounts_never_change_their_meaning_with_the_currency(candidate, buyer):
    quote = log(candidate, buyer)
    actions.set_quote_lines(quote, buyer, [ROLE])

    with pytest.raises(NotAllowed, match="JPY has other decimal places"):
        actions.edit_quote(quote, buyer, currency="JPY")


def test_lines_are_added_changed_and_removed_with_their_history(candidate, buyer):
    quote = log(candidate, buyer)
    actions.set_quote_lines(quote, buyer, [ROLE, ROLE | {"title": "Tester"}])
    first, second = quote.lines.all()

    actions.set_quote_lines(quote, buyer, [{"pk": second.pk, **ROLE, **HOURS, "title": "Test lead"}])

    (left,) = quote.lines.all()
    assert (left.pk, left.title, left.quantity_likely, left.position) == (second.pk, "Test lead", 120, 0)
    assert (acts(first), acts(second)) == (["created", "removed"], ["created", "changed"])


@pytest.mark.parametrize(
    ("kind", "row", "code"),
    [
        ("hourly", {"kind": "milestone", "title": "M", "amount": 1}, "kind"),
        ("hourly", ROLE | {"rate_e4": None}, "rate_e4"),
        ("hourly", ROLE | {"amount": 5}, "rate_e4"),
        ("hourly", ROLE | {"quantity_low": 5}, "quantity_low"),
        ("hourly", ROLE | HOURS | {"quantity_high": 1}, "quantity_low"),
        ("project", {"kind": "milestone", "title": "M", "amount": None}, "amount"),
        ("project", {"kind": "milestone", "title": "M", "amount": 1, **HOURS}, "quantity_low"),
        ("other", {"kind": "outcome", "title": "O", "amount": 1}, "share_bp"),
    ],
)
def test_each_line_has_the_price_of_its_kind_and_no_other(kind, row, code, candidate, buyer):
    quote = log(candidate, buyer, kind=kind)

    with pytest.raises(NotAllowed) as refusal:
        actions.set_quote_lines(quote, buyer, [row])

    assert refusal.value.code == code
    assert not QuoteLine.objects.exists()


def test_a_line_of_another_quote_is_stale(candidate, buyer):
    other = submitted(candidate, buyer)
    quote = log(candidate, buyer)

    with pytest.raises(NotAllowed, match="Somebody else has just changed this"):
        actions.set_quote_lines(quote, buyer, [{"pk": other.lines.get().pk, **ROLE}])


def test_a_newer_quote_withdraws_the_older_and_both_are_kept(candidate, buyer):
    older, newer = submitted(candidate, buyer), submitted(candidate, buyer)

    older.refresh_from_db()
    assert (older.status, newer.status, newer.submitted_by, newer.submitted_at) == (
        "withdrawn",
        "submitted",
        buyer.person,
        AT,
    )
    assert acts(older)[-1] == acts(newer)[-1] == "moved"


def test_the_in_house_quote_stands_beside_the_candidates(candidate, buyer):
    submitted(candidate, buyer)
    own = actions.log_quote(candidate.engagement, None, "in-house", buyer, TODAY, currency="EUR")
    people = {"kind": "people", "title": "Two of us", "rate_e4": 60_0000, "period": "month", **HOURS}
    actions.set_quote_lines(own, buyer, [people, {"kind": "tool", "title": "Licences", "amount": 5, "period": "year"}])
    actions.submit_quote(own, buyer, AT)

    assert Quote.objects.submitted().count() == 2


def test_a_quote_without_prices_does_not_count(candidate, buyer):
    with pytest.raises(NotAllowed, match="Add its prices first"):
        actions.submit_quote(log(candidate, buyer), buyer, AT)


def test_a_quote_is_taken_back_with_a_reason(candidate, buyer):
    quote = submitted(candidate, buyer)

    with pytest.raises(NotAllowed, match="Say why"):
        actions.withdraw_quote(quote, buyer, " ")
    actions.withdraw_quote(quote, buyer, "They asked us to.")

    quote.refresh_from_db()
    assert quote.status == "withdrawn"


def test_a_new_draft_begins_with_what_a_quote_says(candidate, buyer):
    quote = submitted(candidate, buyer, tax_bp=1900, note="Prices of May.")

    fresh = actions.revise_quote(quote, buyer)

    assert (fresh.status, fresh.tax_bp, fresh.note, fresh.submitted_by) == ("draft", 1900, "Prices of May.", None)
    (line,), (was,) = fresh.lines.all(), quote.lines.all()
    assert line.pk != was.pk
    assert (line.title, line.rate_e4, line.quantity_high) == (was.title, was.rate_e4, was.quantity_high)


def test_the_horizon_and_the_pricing_day_are_set_with_their_history(candidate, buyer):
    said = actions.set_comparison(candidate.engagement, buyer, 24, TODAY, today=TODAY)
    actions.set_comparison(candidate.engagement, buyer, 60, TODAY, today=TODAY)

    assert acts(said) == ["created", "changed"]
    assert Comparison.objects.get().horizon_months == 60
    with pytest.raises(NotAllowed, match="1 to 240 months"):
        actions.set_comparison(candidate.engagement, buyer, 241, TODAY, today=TODAY)


# Above the budget: 45 an hour, one to four hours.


@pytest.fixture
def sponsored(candidate):
    engagement = candidate.engagement
    engagement.budget_amount, engagement.sponsor = 100_00, make.person("Sinéad")
    engagement.save()
    return Candidate.objects.get(pk=candidate.pk)


def sponsor_of(candidate):
    sponsor = candidate.engagement.sponsor
    return getattr(sponsor, "user", None) or make.user(person=sponsor)


def award(candidate):
    proposed = actions.propose_award(candidate, make.user("procurement"), "Best.")
    return actions.confirm_award(proposed, make.user("approver"), AT)


def test_a_cost_above_the_budget_is_accepted_by_the_sponsor_before_the_award(sponsored, buyer):
    submitted(sponsored, buyer)

    with pytest.raises(NotAllowed, match="may be above the budget: Sinéad has to accept it"):
        award(sponsored)
    yes = actions.accept_cost(sponsored, sponsor_of(sponsored), AT, "We need them.")
    award(sponsored)

    assert acts(yes) == ["created"]
    assert (yes.budget_amount, yes.accepted_by) == (100_00, sponsored.engagement.sponsor)
    assert 100_00 < yes.p90_amount < 180_00


def test_a_cost_within_the_budget_needs_no_yes(sponsored, buyer):
    sponsored.engagement.budget_amount = 180_00
    sponsored.engagement.save()
    submitted(sponsored, buyer)

    with pytest.raises(NotAllowed, match="nothing to accept"):
        actions.accept_cost(sponsored, sponsor_of(sponsored), AT, "We need them.")
    assert award(sponsored).status == "confirmed"


def test_with_a_budget_somebody_has_to_know_what_it_costs(sponsored, buyer):
    with pytest.raises(NotAllowed, match="Submit a quote of Ostrel first"):
        award(sponsored)
    submitted(sponsored, buyer, [ROLE])
    with pytest.raises(NotAllowed, match="may be above the budget"):
        award(sponsored)
    yes = actions.accept_cost(sponsored, sponsor_of(sponsored), AT, "Nobody can estimate it.")

    assert yes.p90_amount is None
    assert award(sponsored).status == "confirmed"


def test_only_the_sponsor_accepts_and_not_for_a_quote_of_their_own(sponsored, buyer):
    submitted(sponsored, buyer)

    with pytest.raises(NotAllowed, match="Only Sinéad, the sponsor"):
        actions.accept_cost(sponsored, buyer, AT, "We need them.")
    with pytest.raises(NotAllowed, match="Say why"):
        actions.accept_cost(sponsored, sponsor_of(sponsored), AT, " ")
    submitted(sponsored, sponsor_of(sponsored))
    with pytest.raises(NotAllowed, match="You submitted this quote"):
        actions.accept_cost(sponsored, sponsor_of(sponsored), AT, "We need them.")


def test_without_a_sponsor_the_page_says_whom_to_name(sponsored, buyer):
    sponsored.engagement.sponsor = None
    sponsored.engagement.save()
    submitted(sponsored, buyer)

    with pytest.raises(NotAllowed, match="a sponsor, who is not named yet, has to accept"):
        award(sponsored)
    with pytest.raises(NotAllowed, match="has no sponsor"):
        actions.accept_cost(sponsored, buyer, AT, "We need them.")


def test_a_yes_covers_its_quote_up_to_its_p90_and_no_lower_budget(sponsored, buyer):
    submitted(sponsored, buyer)
    actions.accept_cost(sponsored, sponsor_of(sponsored), AT, "We need them.")

    with pytest.raises(NotAllowed, match="nothing to accept"):
        actions.accept_cost(sponsored, sponsor_of(sponsored), AT, "Again.")
    sponsored.engagement.budget_amount -= 1
    sponsored.engagement.save()
    with pytest.raises(NotAllowed, match="may be above the budget"):
        award(sponsored)
    actions.accept_cost(sponsored, sponsor_of(sponsored), AT, "Lower still.")
    submitted(sponsored, buyer)
    with pytest.raises(NotAllowed, match="may be above the budget"):
        award(sponsored)
    assert BudgetAcceptance.objects.count() == 2


def test_what_changes_between_proposal_and_decision_is_looked_at_again(sponsored, buyer):
    submitted(sponsored, buyer)
    actions.accept_cost(sponsored, sponsor_of(sponsored), AT, "We need them.")
    proposed = actions.propose_award(sponsored, buyer, "Best.")
    sponsored.engagement.budget_amount = 1
    sponsored.engagement.save()

    with pytest.raises(NotAllowed, match="may be above the budget"):
        actions.confirm_award(proposed, make.user("approver"), AT)


def test_costs_are_not_priced_on_a_day_to_come(candidate, buyer):
    with pytest.raises(NotAllowed, match="up to today"):
        actions.set_comparison(candidate.engagement, buyer, 36, TODAY + timedelta(days=1), today=TODAY)

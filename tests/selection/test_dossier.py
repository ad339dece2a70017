"""What an award leaves behind: the dossier, frozen with it, and its pages."""

import hashlib
import json
from contextlib import contextmanager, suppress
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.readers.facts import tiers_of
from history.models import Entry
from history.models.entry import canonical
from selection import actions
from selection.actions.freezing import freeze
from selection.models import Award, Candidate, Dossier, Evaluation, ExchangeRate
from selection.readers.dossier import facts_of
from selection.readers.scores import scores
from selection.rules.cost import NUMPY
from selection.rules.ranking import Weights, weighted
from selection.views.shown_dossier import is_verified
from tests import make
from tests import make_selection as making
from vendors.models import Vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement():
    made = make.engagement("Help desk", status="evaluating", budget_amount=10_000_000_00)
    making.comparison(made, horizon_months=24)
    making.rate("USD", 1.25, source="ECB")
    return made


@pytest.fixture
def candidates(engagement):
    """Two that are scored and quoted, one on the longlist, and one that was rejected before."""
    both = [making.candidate(engagement, "Ostrel"), making.candidate(engagement, "Wislok")]
    making.candidate(engagement, "Hartwick", status="longlisted")
    making.candidate(engagement, "Calder", status="rejected", reason="Too small.")
    making.line(making.quote(both[0]), quantity=(60_000, 90_000, 180_000), title="Engineer")
    making.line(making.quote(both[1], "project", currency="USD"), "milestone", title="Build")
    making.line(making.quote(engagement), "people", quantity=(60_000, 60_000, 120_000), title="Two of ours")
    return both


@pytest.fixture
def card(engagement, candidates):
    made = making.scorecard(engagement)
    making.criterion(made, "skill", title="Skill", weight=50)
    making.criterion(made, "price", title="Price", weight=30, source="cost")
    making.criterion(made, "law", title="Law", weight=20, is_deal_breaker=True, floor=1)
    making.scored(made, 5, 3, person=make.person("Asha Rao"))
    making.scored(made, 4, 4, person=make.person("Jon Bell"))
    making.evaluation(made, make.person("Mia Voss"), status="recused")
    return made


def award(candidates, others=None):
    winner, *losers = candidates
    reasons = others or {one.pk: "Slower at night." for one in losers}
    proposed = actions.propose_award(winner, make.user("procurement", name="Maeve Doran"), "Best score", reasons)
    head = make.user("procurement-head", name="Aoife Brennan")
    return actions.confirm_award(proposed, head, make.AT, "Agreed.", tiers=tiers_of)


def compared(dossier):
    refs = [one["ref"] for one in dossier.facts["candidates"] if one["is_compared"]]
    return [Candidate.objects.with_ref(ref).select_related("vendor").get() for ref in refs]


def rebuilt(dossier):
    tiers = {Candidate.number_in(one["ref"]): one["tier"] for one in dossier.facts["candidates"]}
    fresh = type(dossier.award).objects.get(pk=dossier.award_id)
    return canonical(facts_of(fresh, compared(dossier), tiers))


# what it says -------------------------------------------------------------------------------------
def test_a_confirmed_award_leaves_the_dossier_of_everything_that_it_rested_on(card, candidates):
    confirmed = award(candidates)

    facts = Dossier.objects.get().facts
    said = facts["award"]
    assert (said["ref"], said["reason"], said["note"]) == (confirmed.ref, "Best score", "Agreed.")
    assert (said["proposed_by"], said["confirmed_by"]) == (confirmed.proposed_by.agent, confirmed.decided_by.agent)
    assert said["confirmed_at"] == "2026-11-23T09:00:00.000000Z"
    assert [(one["vendor"]["name"], one["status"], one["reason"]) for one in facts["candidates"]] == [
        ("Ostrel", "selected", ""),
        ("Wislok", "rejected", "Slower at night."),
        ("Hartwick", "rejected", "Awarded to Ostrel."),
        ("Calder", "rejected", "Too small."),
    ]
    first = facts["candidates"][0]
    assert (first["location"], first["vendor"]["channel"], first["is_compared"]) == ("onshore", "established", True)
    assert first["tier"] == tiers_of([candidates[0]])[candidates[0].pk]


def test_it_has_criteria_weights_every_score_and_what_was_stated_of_interests(card, candidates):
    award(candidates)

    found = Dossier.objects.get().facts["scorecard"]
    assert [(one["key"], one["weight"], one["share"]) for one in found["criteria"]] == [
        ("skill", 50, "1/2"),
        ("price", 30, "3/10"),
        ("law", 20, "1/5"),
    ]
    assert found["locked_at"] == "2026-11-23T09:00:00.000000Z"
    asha, _jon, mia = found["evaluations"]
    assert asha["statement"] == "I have no interest in any of them."
    assert [(one["candidate"], one["criterion"], one["level"]) for one in asha["scores"]] == [
        (candidates[0].ref, "skill", 5),
        (candidates[0].ref, "law", 5),
        (candidates[1].ref, "skill", 3),
        (candidates[1].ref, "law", 3),
    ]
    assert (mia["status"], mia["reason"], mia["scores"]) == ("recused", "My brother works there.", [])


def test_it_says_when_the_weights_were_unlocked_why_and_what_they_were_until_then(client, card, candidates, engagement):
    buyer = make.user("procurement", name="Owen Kerr")
    actions.reopen_scoring(card, buyer, "The law was weighed too low.")
    law = card.criteria.get(key="law")
    actions.change_criteria(card, buyer, {law.pk: {"weight": 40}})
    for one in Evaluation.objects.filter(status="declared"):
        actions.submit(one, make.user(person=one.person), make.AT)

    award(candidates)

    said = Dossier.objects.get().facts["scorecard"]["reopenings"]
    assert [(one["by"], one["reason"], one["weights"]) for one in said] == [
        (buyer.person.agent, "The law was weighed too low.", {"skill": 50, "price": 30, "law": 20}),
    ]
    client.force_login(make.user("auditor"))
    text = page(client, engagement).content.decode()
    assert "by Owen Kerr" in text
    assert "The law was weighed too low." in text
    assert "Skill 50 · Price 30 · Law 20" in text


def test_it_has_quotes_with_every_line_their_cost_and_the_basis(card, candidates, engagement):
    award(candidates)

    facts = Dossier.objects.get().facts
    basis = facts["basis"]
    assert (basis["horizon_months"], basis["priced_on"], basis["seed"]) == (24, "2026-11-23", engagement.pk)
    assert (basis["draws"], basis["numpy"]) == (10_000, NUMPY)
    assert basis["rates"] == [
        {"base": "EUR", "currency": "USD", "rate": "5/4", "on": "2026-11-23", "source": "ECB"},
    ]
    hourly, project, in_house = facts["quotes"]
    assert (hourly["key"], project["key"], in_house["key"]) == (candidates[0].ref, candidates[1].ref, "in-house")
    line = hourly["lines"][0]
    assert (line["title"], line["rate_e4"], line["quantity_low"], line["quantity_high"]) == (
        "Engineer",
        450_000,
        60_000,
        180_000,
    )
    assert project["cost"]["mean"] == project["cost"]["p10"] == project["cost"]["p90"] == 8_000_000
    assert hourly["cost"]["p10"] < hourly["cost"]["p50"] < hourly["cost"]["p90"]


def test_it_has_the_ranking_with_exact_totals_and_how_robust_it_is(card, candidates):
    award(candidates)

    found = Dossier.objects.get().facts["scorecard"]
    weights = Weights({one["key"]: one["weight"] for one in found["criteria"]})
    for one in found["ranking"]:
        points = {key: Fraction(value) for key, value in one["scores"].items()}
        assert Fraction(one["total"]) == weighted(weights, points)
    assert [one["rank"] for one in found["ranking"]] == [1, 2]
    ranks = found["robustness"]["ranks"]
    assert all(sum(map(Fraction, shares)) == 1 for shares in ranks.values())
    assert sum(Fraction(shares[0]) for shares in ranks.values()) == 1
    assert {one["criterion"] for one in found["robustness"]["turns"]} <= {"skill", "price", "law"}


def test_who_was_rejected_before_the_award_was_not_compared_though_it_was_scored(card, candidates, engagement):
    late = candidates.pop()
    actions.reject(late, make.user("procurement"), "Withdrew.")

    award(candidates)

    assert [one["candidate"] for one in Dossier.objects.get().facts["scorecard"]["ranking"]] == [candidates[0].ref]
    scored = Dossier.objects.get().facts["scorecard"]["evaluations"][0]["scores"]
    assert late.ref in {row["candidate"] for row in scored}


def test_it_has_the_fit_assessment_and_what_the_sponsor_accepted():
    engagement = make.engagement(status="evaluating", is_fit_demanded=True, budget_amount=1, sponsor=make.person())
    make.fit_condition(engagement)
    winner = making.candidate(engagement)
    making.line(making.quote(winner), quantity=(60, 60, 120))
    sponsor = make.user(person=engagement.sponsor)
    actions.accept_cost(winner, sponsor, make.AT, "Worth it.")

    award([winner])

    facts = Dossier.objects.get().facts
    assert (facts["fit"]["status"], len(facts["fit"]["answers"]), len(facts["fit"]["conditions"])) == ("passed", 6, 1)
    assert facts["candidates"][0]["over_budget"]["accepted"] == facts["budget_acceptances"][0]["ref"]
    assert facts["budget_acceptances"][0]["reason"] == "Worth it."


def test_without_scorecard_quotes_and_fit_it_says_so(client):
    bare = make.engagement(status="sourcing")
    client.force_login(make.user("procurement"))

    award([making.candidate(bare)])

    facts = Dossier.objects.get().facts
    assert (facts["scorecard"], facts["quotes"], facts["fit"]) == (None, [], None)
    text = page(client, bare).content.decode()
    assert "The candidates were not scored" in text
    assert "No quote counted." in text


# that it stands -----------------------------------------------------------------------------------
def test_the_same_facts_give_the_same_bytes_again_and_again(card, candidates):
    award(candidates)

    dossier = Dossier.objects.get()
    assert rebuilt(dossier) == rebuilt(dossier) == dossier.stored
    assert dossier.sha256 == hashlib.sha256(dossier.stored).hexdigest()
    assert json.dumps(dossier.facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == dossier.content


SPREAD = st.tuples(*[st.integers(1, 10_000)] * 3).map(lambda three: tuple(sorted(three)))
PRICED = st.tuples(st.sampled_from(["hourly", "project", "other", ""]), st.sampled_from(["EUR", "USD"]), SPREAD)


@given(
    st.lists(PRICED, min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=3),
    st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=1, max_size=2),
)
@settings(max_examples=15, deadline=None)
def test_whatever_is_scored_and_quoted_the_bytes_are_the_same_again(priced, weighed, evaluators):
    """Read again from the start, with the candidates in another order."""
    with rolled_back():
        engagement = make.engagement(status="evaluating", currency="EUR")
        making.rate("USD", 1.25)
        listed = [making.candidate(engagement) for _one in priced]
        for one, (kind, currency, spread) in zip(listed, priced, strict=True):
            if kind:
                quoted(making.quote(one, kind, currency=currency, tax_bp=spread[0]), kind, spread)
        card = making.scorecard(engagement)
        for weight, breaks in weighed:
            making.criterion(card, weight=weight, is_deal_breaker=breaks, floor=1 if breaks else None)
        making.criterion(card, source="cost", weight=0)
        for levels in evaluators:
            making.scored(card, *levels[: len(listed)])
        facts = {"engagement": engagement, "candidate": listed[0], "proposed_by": make.person(), "reason": "Best."}
        award = Award.objects.create(**facts)
        frozen = freeze(award, listed, tiers_of, make.user(), make.AT).stored

        fresh = list(engagement.candidates.order_by("-pk"))
        again = canonical(facts_of(Award.objects.get(pk=award.pk), fresh, tiers_of(fresh)))

    assert again == frozen


def quoted(quote, kind, spread):
    """Two prices of a kind."""
    line = {"hourly": "role", "project": "milestone", "other": "per-unit"}[kind]
    for number in range(2):
        making.line(quote, line, title=f"Line {number}", **({} if kind == "project" else {"quantity": spread}))


@contextmanager
def rolled_back():
    """What is written in it is gone afterwards: hypothesis runs a test many times in one transaction."""
    with suppress(Undone), transaction.atomic():
        yield
        raise Undone


class Undone(Exception):
    """Takes back what was written."""


def test_no_float_is_in_it(card, candidates):
    award(candidates)

    def refuse(text):
        raise AssertionError(text)

    json.loads(Dossier.objects.get().content, parse_float=refuse)


def test_what_happens_later_changes_nothing_in_it(card, candidates):
    award(candidates)
    dossier = Dossier.objects.get()
    before = dossier.stored

    ExchangeRate.objects.update(rate_e10=1)
    Vendor.objects.update(name="Renamed")

    assert Dossier.objects.get().stored == before
    assert rebuilt(dossier) != before


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_or_remove_it(card, candidates, act):
    award(candidates)

    with pytest.raises(IntegrityError, match="can only be added to"), transaction.atomic():
        Dossier.objects.update(content="{}") if act == "update" else Dossier.objects.all()._raw_delete("default")


def test_the_audit_trail_keeps_its_hash_and_none_of_its_text(card, candidates):
    award(candidates)

    dossier = Dossier.objects.get()
    entry = Entry.objects.of(dossier).get()
    assert ["sha256", None, dossier.sha256] in entry.changes
    assert "content" not in {name for name, _was, _now in entry.changes}


def test_a_refused_confirmation_freezes_nothing(card, candidates):
    proposed = actions.propose_award(candidates[0], make.user(), "Best", {candidates[1].pk: "Slower."})
    Evaluation.objects.filter(status="submitted").update(status="declared", submitted_at=None)

    with pytest.raises(Exception, match="Scores are still to come"):
        actions.confirm_award(proposed, make.user(), make.AT)

    assert not Dossier.objects.exists()


def test_a_withdrawn_award_keeps_its_dossier_and_the_next_gets_its_own(card, candidates):
    first = award(candidates)
    actions.withdraw_award(first, make.user(), "The vendor withdrew")
    actions.shortlist(candidates[1], make.user("procurement"))

    second = award(candidates[::-1])

    assert [one.award for one in Dossier.objects.order_by("pk")] == [first, second]
    assert Dossier.objects.get(award=first).facts["award"]["candidate"] == candidates[0].ref


def test_freezing_takes_as_many_statements_for_many_scores_as_for_few(card, candidates):
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            facts_of(confirmed, compared(dossier)[:2], {})
        return len(caught)

    confirmed = award(candidates)
    dossier = Dossier.objects.get()
    few = statements()
    making.lock(card, None)
    for number in range(8):
        making.criterion(card, f"more-{number}", weight=0)
    making.evaluation(card, status="recused")

    assert statements() == few


# pages --------------------------------------------------------------------------------------------
def page(client, engagement, name="dossier", **query):
    return client.get(reverse(f"selection:{name}", args=[engagement.ref]), query)


def test_the_page_shows_everything_with_names_and_says_that_it_is_whole(client, card, candidates, engagement):
    award(candidates)
    client.force_login(make.user("auditor"))

    text = page(client, engagement).content.decode()

    dossier = Dossier.objects.get()
    assert dossier.sha256 in text
    assert "byte for byte" in text
    for words in (
        *("Ostrel", "Slower at night.", "Asha Rao", "I have no interest", "My brother works there.", "Engineer"),
        *("Maeve Doran", "Aoife Brennan", "1 EUR = 5/4 USD", f"numpy {NUMPY}", "exactly "),
    ):
        assert words in text, words
    assert "person:" not in text


def test_the_download_is_the_very_bytes(client, card, candidates, engagement):
    award(candidates)
    client.force_login(make.user("procurement"))

    response = page(client, engagement, "dossier-json")

    assert hashlib.sha256(response.content).hexdigest() == Dossier.objects.get().sha256
    assert response["Content-Type"] == "application/json"
    name = f"{engagement.ref}-{Dossier.objects.get().award.ref}.json"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_dossier_that_was_changed_behind_the_application_is_not_verified(client, card, candidates, engagement):
    award(candidates)
    real = Dossier.objects.get()
    client.force_login(make.user("procurement"))
    changed = real.content.replace("Best score", "Best price")
    other = Dossier(award=real.award, content=changed, sha256=hashlib.sha256(changed.encode()).hexdigest())

    assert is_verified(real)
    other.pk = real.pk
    assert not is_verified(other)
    other.sha256 = real.sha256
    assert not is_verified(other)


def test_earlier_awards_of_the_engagement_are_read_by_name(client, card, candidates, engagement):
    first = award(candidates)
    actions.withdraw_award(first, make.user(), "The vendor withdrew")
    actions.shortlist(candidates[1], make.user("procurement"))
    second = award(candidates[::-1])
    client.force_login(make.user("procurement"))

    newest, older = page(client, engagement), page(client, engagement, award=first.ref)

    assert f"({second.ref})" in newest.content.decode()
    assert f"?award={first.ref}" in newest.content.decode()
    assert f"({first.ref})" in older.content.decode()
    assert page(client, engagement, award="AWD-9999").status_code == 404


def test_there_is_no_dossier_before_an_award(client, engagement):
    client.force_login(make.user("procurement"))

    assert page(client, engagement).status_code == 404


@pytest.mark.parametrize("name", ["dossier", "dossier-json"])
def test_strangers_do_not_see_it_and_the_anonymous_sign_in(client, card, candidates, engagement, name):
    award(candidates)

    assert page(client, engagement, name).status_code == 302
    client.force_login(make.user("requester"))
    assert page(client, engagement, name).status_code == 404


def test_who_stepped_back_stays_blind_until_the_engagement_is_live(client, card, candidates, engagement):
    award(candidates)
    mia = Evaluation.objects.get(status="recused").person
    client.force_login(make.user("procurement", person=mia))

    assert page(client, engagement).status_code == 404
    assert "Selection dossier" not in client.get(reverse("vendors:engagement", args=[engagement.ref])).content.decode()

    type(engagement).objects.filter(pk=engagement.pk).update(status="live")
    assert page(client, engagement).status_code == 200


def test_while_people_score_again_an_earlier_dossier_is_sealed(client, card, candidates, engagement):
    buyer = make.user("procurement")
    actions.withdraw_award(award(candidates), buyer, "Prices moved")
    client.force_login(make.user("auditor"))
    assert page(client, engagement).status_code == 200

    actions.reopen_scoring(card, buyer, "Another criterion")

    assert page(client, engagement).status_code == 404


def test_the_engagements_page_leads_to_it(client, card, candidates, engagement):
    award(candidates)
    client.force_login(make.user("procurement"))

    shown = client.get(reverse("vendors:engagement", args=[engagement.ref])).content.decode()

    assert reverse("selection:dossier", args=[engagement.ref]) in shown


def test_a_recount_from_the_scores_gives_the_ranking_that_was_frozen(card, candidates, engagement):
    award(candidates)

    dossier = Dossier.objects.get()
    costs = {one["key"]: one["cost"].get("p50") for one in dossier.facts["quotes"]}
    outcome = scores(card, costs, compared(dossier)).result
    assert outcome is not None
    assert [(one.key, str(one.total)) for one in outcome.ranked] == [
        (one["candidate"], one["total"]) for one in dossier.facts["scorecard"]["ranking"]
    ]

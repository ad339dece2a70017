"""The candidates side by side: what stands there, for whom it is open, and in how many statements."""

import itertools
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from checklists.models import TierOverride
from selection.models import Evaluation
from selection.views.plots import Straight, drawing, nice_step
from tests import make, make_checklists
from tests import make_selection as making
from vendors.models import Benefit

pytestmark = pytest.mark.django_db


def address(of, name="selection:compare"):
    return reverse(name, args=[of.ref])


def signed_in(client, *roles, **facts):
    user = make.user(*roles, **facts)
    client.force_login(user)
    return user


def text_of(answer):
    """A page as it is read: no tags, one space between words."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def two_kinds(**facts):
    """The example of docs/choosing.md: Fixed and Hourly, two evaluators, three criteria."""
    engagement = make.engagement("Maintenance", status="evaluating", **facts)
    card = making.scorecard(engagement)
    expertise = making.criterion(card, "expertise", weight=50)
    making.criterion(card, "cost", weight=30, source="cost")
    communication = making.criterion(card, "communication", weight=20)
    fixed, hourly = (making.candidate(engagement, name) for name in ("Fixed", "Hourly"))
    own = {"own_rate_e4": 60_0000}
    project = making.quote(
        fixed,
        "project",
        transition_amount=8_000_00,
        allowance_low=500,
        allowance_likely=1_000,
        allowance_high=2_000,
        supervision_low=600,
        supervision_likely=900,
        supervision_high=1_200,
        **own,
    )
    making.line(project, "milestone", amount=60_000_00, title="Design")
    making.line(project, "milestone", amount=40_000_00, title="Build")
    by_hour = making.quote(
        hourly,
        transition_amount=15_000_00,
        supervision_low=1_200,
        supervision_likely=1_800,
        supervision_high=3_000,
        **own,
    )
    making.line(by_hour, quantity=(90_000, 120_000, 180_000))
    making.lock(card)
    for levels in ((4, 5, 4, 3), (4, 5, 5, 3)):
        done = making.evaluation(card)
        given = zip(
            (fixed, fixed, hourly, hourly), (expertise, communication, expertise, communication), levels, strict=True
        )
        for one, criterion, level in given:
            making.score(done, one, criterion, level)
        Evaluation.objects.filter(pk=done.pk).update(status="submitted", submitted_at=make.AT)
    return card


def test_candidates_stand_side_by_side_and_a_sentence_says_who_leads_and_why(client):
    card = two_kinds()
    Benefit.objects.create(engagement=card.engagement, expected="Releases", baseline="Four a year", measure="Count")
    card.engagement.candidates.filter(vendor__name="Fixed").update(references="A bank, two years", benefits="Sooner")
    signed_in(client, "auditor")

    said = text_of(client.get(address(card.engagement)))

    assert (
        "Fixed leads with 4.50 of 5, 0.41 ahead of Hourly: what speaks most for it is Communication "
        "(5.00 against 3.00, at 20 % of the weight)."
    ) in said
    assert "Expertise 50 % 4.00 all 4 4.50 4–5" in said
    assert re.search(r"Cost 30 % 5\.00 from P50 4\.1\d from P50", said)
    assert "Comparable cost over 36 months in EUR" in said
    assert "Per project Fixed no end of validity said Hourly Hourly" in said
    for words in ("Location Onshore", "Found as Established company", "Tier", "not assessed", "no checklist yet"):
        assert words in said
    assert "References A bank, two years none noted" in said
    assert "What each would bring Sooner nothing noted" in said
    assert "Fixed leads with 4.50" in text_of(client.get(address(card.engagement, "vendors:engagement")))
    assert address(card.engagement) in client.get(address(card.engagement, "vendors:engagement")).content.decode()


def test_equal_candidates_are_a_tie_that_nobody_leads(client):
    card = making.scorecard(criteria=2)
    for name in ("Ostrel", "Wislok"):
        making.candidate(card.engagement, name)
    making.scored(card, 4, 4)
    signed_in(client, "auditor")

    said = text_of(client.get(address(card.engagement)))

    assert "Nobody leads: Ostrel and Wislok are alike in everything, with 4.00 of 5." in said
    shown = text_of(client.get(address(card.engagement, "selection:scorecard")))
    assert "nobody leads alone" in shown
    assert "Ostrel leads" not in shown


def test_missing_scores_and_failed_deal_breakers_are_named(client):
    card = making.scorecard()
    making.criterion(card, "security", is_deal_breaker=True, is_must_answer=True, floor=1)
    making.criterion(card, "cost", source="cost")
    for name in ("Ostrel", "Wislok"):
        making.candidate(card.engagement, name)
    making.scored(card, 1, 4)
    signed_in(client, "auditor")

    said = text_of(client.get(address(card.engagement)))

    assert (
        "Nobody leads, since nobody can win: Wislok has no score on Cost; Ostrel is ruled out by Security." in said
        or "Nobody leads, since nobody can win: Ostrel is ruled out by Security; Wislok has no score on Cost." in said
    )
    assert "Ruled out: Security" in said
    assert "Missing: Cost" in said


def test_who_has_more_points_but_cannot_win_is_said_beside_the_leader(client):
    card = making.scorecard()
    making.criterion(card, "security", is_deal_breaker=True, is_must_answer=True, floor=2)
    making.criterion(card, "skills", weight=90)
    one, other = (making.candidate(card.engagement, name) for name in ("Ostrel", "Wislok"))
    making.lock(card)
    done = making.evaluation(card)
    for candidate, levels in ((one, (1, 5)), (other, (5, 2))):
        for criterion, level in zip(card.criteria.all(), levels, strict=True):
            making.score(done, candidate, criterion, level)
    Evaluation.objects.filter(pk=done.pk).update(status="submitted", submitted_at=make.AT)
    signed_in(client, "auditor")

    said = text_of(client.get(address(card.engagement)))

    assert "nobody else can win. More points, but no chance to win: Ostrel is ruled out by Security." in said


def test_an_evaluator_who_has_not_submitted_sees_neither_scores_nor_prices(client):
    card = two_kinds()
    user = signed_in(client, "evaluator", "procurement", "auditor", "administrator")
    own = making.evaluation(card, user.person)

    said = text_of(client.get(address(card.engagement)))

    assert "once you have submitted yours. To submit: " + str(user.person) in said
    assert "Prices are not open to you." in said
    assert not any(word in said for word in ("4.50", "leads", "all 4", "€", "Per project"))
    Evaluation.objects.filter(pk=own.pk).update(status="submitted", submitted_at=make.AT)
    said = text_of(client.get(address(card.engagement)))
    assert "Per project" in said
    assert re.search(r"4\.1\d from P50", said)


def test_who_asked_for_the_engagement_sees_scores_once_all_are_in_and_prices_at_once(client):
    requester = make.user("requester")
    card = two_kinds(requester=requester.person)
    waiting = making.evaluation(card)
    client.force_login(requester)

    said = text_of(client.get(address(card.engagement)))
    assert f"sealed until every evaluator has submitted. Still to submit: {waiting.person}." in said
    assert "Per project" in said
    assert not any(word in said for word in ("4.50", "leads", "all 4"))
    assert "4.50" not in text_of(client.get(address(card.engagement, "vendors:engagement")))

    Evaluation.objects.filter(pk=waiting.pk).update(status="withdrawn", left_at=make.AT, reason="On leave")
    assert "Fixed leads with 4.50" in text_of(client.get(address(card.engagement)))


def test_who_has_submitted_is_told_that_others_may_change_the_order(client):
    card = two_kinds()
    making.evaluation(card)
    done = card.evaluations.submitted().select_related("person__user").first()
    client.force_login(done.person.user)

    assert "1 evaluator has not submitted yet, so this can change." in text_of(client.get(address(card.engagement)))


def test_in_house_is_a_column_of_its_own_where_it_has_a_quote(client):
    card = two_kinds()
    signed_in(client, "procurement")
    assert "In-house" not in text_of(client.get(address(card.engagement)))

    making.line(making.quote(card.engagement), "people", (60_000, 60_000, 60_000))

    shown = client.get(address(card.engagement)).content.decode()
    heads = re.findall(r'<th scope="col" class="vt-c[^>]*>(?:<a[^>]*>)?([\w-]+)', shown)
    assert heads == ["Fixed", "Hourly", "In-house"]
    assert "not scored" in shown
    assert "In-house: P10" in shown


def test_a_longlisted_or_rejected_candidate_is_no_column(client):
    engagement = make.engagement(status="evaluating")
    making.candidate(engagement, "Ostrel", status="longlisted")
    making.candidate(engagement, "Wislok", status="rejected")
    signed_in(client, "procurement")

    said = text_of(client.get(address(engagement)))

    assert "Nobody to compare yet" in said
    assert "Wislok" not in said


def test_after_the_award_those_who_were_in_it_stay_side_by_side(client):
    card = two_kinds()
    engagement = card.engagement
    fixed, hourly = engagement.candidates.order_by("pk")
    type(fixed).objects.filter(pk=fixed.pk).update(status="selected")
    type(hourly).objects.filter(pk=hourly.pk).update(status="rejected", reason="Awarded to Fixed.")
    type(engagement).objects.filter(pk=engagement.pk).update(status="awarded")
    signed_in(client, "auditor")

    said = text_of(client.get(address(engagement)))

    assert "Fixed leads Selected Hourly Rejected" in said


def test_what_is_above_the_budget_or_not_comparable_is_said(client):
    card = two_kinds(budget_amount=150_000_00)
    third = making.candidate(card.engagement, "Wislok")
    making.line(making.quote(third, valid_until_on=make.TODAY.replace(year=2020)))
    signed_in(client, "procurement")

    said = text_of(client.get(address(card.engagement)))

    assert "P90 above the budget" in said
    assert "the hours of “Developer” are not estimated" in said
    assert "Expired" in said
    assert "dashed line budget €150,000" in said


def test_risks_due_diligence_and_benefits_are_those_of_each_candidate(client):
    card = two_kinds()
    engagement = card.engagement
    fixed = engagement.candidates.order_by("pk").first()
    checklist = make_checklists.checklist(vendor=fixed.vendor, engagement=engagement)
    type(checklist).objects.filter(pk=checklist.pk).update(required_count=7, outstanding_count=3)
    whole = make_checklists.checklist(vendor=fixed.vendor, is_vendor_wide=True)
    type(whole).objects.filter(pk=whole.pk).update(required_count=5, outstanding_count=1)
    engagement.benefits.create(kind="cost", expected="Half the cost", baseline="200,000 a year", measure="Invoices")
    make.risk(engagement, fixed.vendor)
    signed_in(client, "procurement")

    said = text_of(client.get(address(engagement)))

    assert "4 of 12 outstanding" in said
    assert "today: 200,000 a year; measured by: Invoices" in said


def risk_rows(shown):
    """The rows from the appetite to the last kind of risk, each with the words of its cells, icons by their names."""
    part = shown[shown.index(">Appetite<") : shown.index(">Due diligence<")]
    rows = {}
    for row in part.split('<th scope="row"')[:-1]:
        name, *cells = re.split(r"</th>|</td>", re.sub(r"<use href=\S*#i-([\w-]+)[^>]*>", r" \1 ", row))
        name = re.sub(r"^>|<span.*", "", name)
        rows[name] = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells if "<td" in cell]
    return rows


def test_what_remains_of_each_kind_of_risk_stands_beside_the_appetite_that_judges_it(client):
    card = two_kinds()
    engagement = card.engagement
    fixed, hourly = (one.vendor for one in engagement.candidates.order_by("pk"))
    TierOverride.objects.create(
        engagement=engagement, vendor=fixed, status="standing", level="critical", reason="New", set_by=make.person()
    )
    make.risk(engagement, fixed, category="security", before=25, after=4)
    make.risk(engagement, fixed, category="security", before=4, after=1)
    make.risk(engagement, fixed, category="control", before=16, after=9)
    make.risk(engagement, fixed, category="communication", before=9)
    make.risk(engagement, hourly, category="dependency", before=25, after=16)
    make.risk(
        engagement, hourly, category="culture", before=25, status="closed", closed_by=make.person(), closed_why="No"
    )
    signed_in(client, "procurement")

    rows = risk_rows(client.get(address(engagement)).content.decode())

    above = "graph-up Above the appetite"
    assert rows == {
        "Appetite": ["up to reception-1 Low", "up to reception-2 Medium"],
        "Security and compliance": ["reception-1 Low", "not assessed"],
        "Loss of control": [f"reception-2 Medium {above}", "not assessed"],
        "Communication": [f"reception-2 Medium {above} before treatment", "not assessed"],
        "Culture": ["not assessed", "not assessed"],
        "Dependency": ["not assessed", f"reception-4 High {above}"],
    }


def test_a_vendor_whose_countries_nobody_knows_counts_as_offshore(client):
    engagement = make.engagement(status="evaluating")
    making.candidate(engagement, vendor=make.vendor("Ostrel", status="approved", delivery_countries=[]))
    signed_in(client, "procurement")

    said = text_of(client.get(address(engagement)))
    assert "Offshore countries not known, so the farthest counts" in said
    assert "Hours in common not known" in said


def test_a_stranger_finds_no_comparison(client):
    card = two_kinds()
    signed_in(client, "requester")
    assert client.get(address(card.engagement)).status_code == 404


def test_how_sure_the_ranking_is_stands_in_one_plain_sentence(client):
    card = two_kinds()
    signed_in(client, "auditor")

    said = text_of(client.get(address(card.engagement)))

    found = re.search(
        r"Fixed leads in (\d\d\.?\d?) % of the draws; Hourly would lead if Expertise had (\d\d\.?\d?) % of the weight "
        r"instead of 50 %\.",
        said,
    )
    assert found, said
    assert float(found[1]) == pytest.approx(94.3, abs=2)  # other seeds than the example's
    assert float(found[2]) == pytest.approx(72.5, abs=1)
    assert f"Expertise 50 % from {found[2]} %: Hourly" in said
    assert "Cost 30 % no weight changes it" in said


def test_that_the_least_change_of_a_weight_turns_the_lead_is_said_where_points_are_equal(client):
    card = making.scorecard()
    criteria = [making.criterion(card, key, weight=weight) for key, weight in (("skills", 1), ("speed", 3), ("law", 2))]
    ostrel, wislok = (making.candidate(card.engagement, name) for name in ("Ostrel", "Wislok"))
    making.lock(card)
    done = making.evaluation(card)
    for candidate, given in ((ostrel, (1, 4, 3)), (wislok, (2, 3, 4))):
        for criterion, level in zip(criteria, given, strict=True):
            making.score(done, candidate, criterion, level)
    Evaluation.objects.filter(pk=done.pk).update(status="submitted", submitted_at=make.AT)
    signed_in(client, "auditor")

    said = text_of(client.get(address(card.engagement)))

    assert re.search(r"Wislok leads in .* of the draws; it has as many points as Ostrel, which leads with any", said)
    assert "Speed 50 % from 50 %: Ostrel" in said


def test_the_weight_of_the_chosen_criterion_is_drawn_with_its_table(client):
    card = two_kinds()
    signed_in(client, "auditor")
    start = address(card.engagement)

    near = client.get(start).content.decode()
    assert "Total of each candidate by the weight of Expertise" in near
    assert 'value="expertise" selected' in near
    far = client.get(f"{start}?criterion=communication").content.decode()
    assert "Total of each candidate by the weight of Communication" in far
    # with all of the weight, the totals are the scores there
    assert re.search(r"100 %\s*</th><td class=\"vt-num\">5.00</td><td class=\"vt-num\">3.00</td>", far)
    assert client.get(f"{start}?criterion=nonsense").status_code == 200


def test_where_nobody_can_win_there_is_no_ranking_to_try_out(client):
    card = making.scorecard()
    making.criterion(card, "cost", source="cost")
    making.criterion(card, "skills")
    making.candidate(card.engagement)
    making.scored(card, 4)
    signed_in(client, "auditor")

    assert "Nobody can win yet, so there is no ranking to try out." in text_of(client.get(address(card.engagement)))


def test_a_price_by_the_hour_and_one_per_project_meet_at_the_hours_that_the_rule_says(client):
    card = two_kinds()
    signed_in(client, "auditor")

    said = text_of(client.get(address(card.engagement)))

    # (152,066.67 of Fixed - 15,000 - 36 x 60 x 100 / 3 hours of supervision) / 45 an hour
    assert "Hourly Fixed from 1,446 h on 1,500 h – 2,000 h – 3,000 h" in said
    assert "Fixed is cheaper than Hourly from 1,446 h on; 2,000 h are expected." in said
    type(card.engagement.candidates.first()).objects.filter(vendor__name="Fixed").update(status="longlisted")
    assert "By the hour or per project" not in text_of(client.get(address(card.engagement)))


def test_a_quote_that_is_not_comparable_has_no_break_even(client):
    card = two_kinds()
    quote = making.quote(making.candidate(card.engagement, "Wislok"), "project", currency="USD")
    making.line(quote, "milestone")
    signed_in(client, "auditor")

    assert "Hourly Wislok Not comparable: there is no exchange rate" in text_of(client.get(address(card.engagement)))


def test_names_beside_the_lines_never_cover_each_other():
    ticks = [(0.0, "0"), (1.0, "1")]
    lines = [Straight(f"Candidate {number}", 0.5, 0.5 + number / 1000, number) for number in range(12)]

    heights = sorted(one.name_y for one in drawing(lines, ticks, ticks).lines)

    assert all(later - earlier >= 13.9 for earlier, later in itertools.pairwise(heights))
    assert heights[0] > 0
    assert heights[-1] < 250


def test_long_names_that_differ_at_their_end_do_so_beside_the_lines_too():
    ticks = [(0.0, "0"), (1.0, "1")]
    lines = [Straight(f"Company of quite a long name {number}", 0.5, 0.5, number) for number in range(2)]

    names = [one.name for one in drawing(lines, ticks, ticks).lines]

    assert names == ["Company o…ong name 0", "Company o…ong name 1"]


@pytest.mark.parametrize(("span", "step"), [(1, 0.2), (10, 2), (1199, 500), (251_000, 100_000), (0.9, 0.2)])
def test_an_axis_has_at_most_five_round_steps(span, step):
    assert nice_step(span, 5) == pytest.approx(step)


def filled(candidates, criteria, evaluators):
    """A whole selection: everything that the page shows exists for each candidate."""
    card = making.scorecard(make.engagement(status="evaluating", budget_amount=1), criteria=criteria)
    making.criterion(card, "cost", source="cost")
    for number in range(candidates):
        one = making.candidate(card.engagement)
        kind = "hourly" if number % 2 else "project"
        quote = making.quote(one, kind, currency="USD")
        if number % 2:
            making.line(quote, quantity=(60, 120, 240))
        else:
            making.line(quote, "milestone")
        make_checklists.checklist(vendor=one.vendor, engagement=card.engagement)
        make.risk(card.engagement, one.vendor)
    making.line(making.quote(card.engagement), "people", (60, 60, 60))
    for number in range(evaluators):
        making.scored(card, *[1 + (number + place) % 5 for place in range(candidates)])
    return card


STATEMENTS = 36


def test_twelve_candidates_twenty_criteria_and_eight_evaluators_take_as_many_statements_as_three_four_and_two(client):
    making.rate("USD", 1.25)
    small, large = filled(3, 4, 2), filled(12, 20, 8)
    signed_in(client, "auditor")
    client.get(address(small.engagement))
    counts = []
    for card in (small, large):
        with CaptureQueriesContext(connection) as made:
            assert client.get(address(card.engagement)).status_code == 200
        counts.append(len(made))

    assert counts == [STATEMENTS] * 2

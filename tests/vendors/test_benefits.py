"""Expected benefits: each with how it is today and how it is measured, entered with the engagement, as rows."""

import pytest
from django.urls import reverse

from history.models import Entry, NotAllowed
from tests import make
from vendors import actions
from vendors.models import Benefit, BenefitKind, Engagement

pytestmark = pytest.mark.django_db
FASTER = {
    "kind": "quality",
    "expected": "Tickets are answered within four hours",
    "baseline": "Two days",
    "measure": "Median of the month, from the ticket system",
}
CHEAPER = {"kind": "cost", "expected": "A tenth less", "baseline": "€ 900,000", "measure": "The yearly account"}


def posted(*rows, of=None, **more):
    """The intake form as a browser sends it: the engagement, then the rows."""
    given = {"title": "Help desk", "it_kind": "it", "country": "DE", "currency": "EUR"}
    total = {"benefits-TOTAL_FORMS": len(rows), "benefits-INITIAL_FORMS": of.benefits.count() if of else 0}
    cells = {f"benefits-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return {**given, **total, **cells, **more}


def values(engagement):
    return list(engagement.benefits.values("kind", "expected", "baseline", "measure"))


def test_the_five_kinds_of_benefit_are_those_that_outsourcing_is_for():
    assert [str(label) for label in BenefitKind.labels] == [
        "Efficiency and quality",
        "Cost",
        "Expert resources",
        "Focus on the core business",
        "Customer service",
    ]


def test_benefits_are_logged_with_the_engagement_each_with_its_history():
    engagement = actions.log_engagement(make.user(), title="Help desk", benefits=[FASTER, CHEAPER])

    assert values(engagement) == [FASTER, CHEAPER]
    assert [Entry.objects.of(one).get().act for one in engagement.benefits.all()] == ["created", "created"]


def test_benefits_are_kept_changed_added_and_removed_each_with_its_history():
    user = make.user()
    engagement = actions.log_engagement(user, title="Help desk", benefits=[FASTER, CHEAPER, CHEAPER])
    first, second, third = engagement.benefits.all()

    rows = [{"pk": first.pk, **FASTER}, {"pk": second.pk, **CHEAPER, "baseline": "€ 1,000,000"}, FASTER]
    actions.edit_engagement(engagement, user, benefits=rows)

    assert values(engagement) == [FASTER, {**CHEAPER, "baseline": "€ 1,000,000"}, FASTER]
    acts = [[entry.act for entry in Entry.objects.of(one)] for one in (first, second, third)]
    assert acts == [["created"], ["changed", "created"], ["removed", "created"]]


def test_an_edit_that_names_no_benefits_leaves_them():
    user = make.user()
    engagement = actions.log_engagement(user, title="Help desk", benefits=[FASTER])

    actions.edit_engagement(engagement, user, title="Service desk")

    assert values(engagement) == [FASTER]


def test_another_engagements_benefit_is_not_taken_over():
    user = make.user()
    other = actions.log_engagement(user, title="Payroll", benefits=[CHEAPER])
    engagement = actions.log_engagement(user, title="Help desk")

    actions.set_benefits(engagement, user, [{"pk": other.benefits.get().pk, **FASTER}])

    assert (values(other), values(engagement)) == ([CHEAPER], [FASTER])


def test_the_benefits_of_what_is_over_do_not_change():
    with pytest.raises(NotAllowed, match="is over"):
        actions.set_benefits(make.engagement(status="closed"), make.user(), [FASTER])


def test_any_employee_asks_with_several_benefits_on_one_form(client):
    asker = make.user("requester")
    client.force_login(asker)
    blank = dict.fromkeys(FASTER, "")

    sent = posted(FASTER, blank, CHEAPER, owner=asker.person_id, skills_needed="ITIL", skills_missing="Night shifts")
    response = client.post(reverse("vendors:engagement-new"), sent)

    engagement = Engagement.objects.get()
    assert response.url == reverse("vendors:facts", args=[engagement.ref])
    assert values(engagement) == [FASTER, CHEAPER]
    assert (engagement.skills_needed, engagement.skills_missing) == ("ITIL", "Night shifts")


def test_a_benefit_without_its_baseline_is_refused_and_nothing_typed_is_lost(client):
    asker = make.user("requester")
    client.force_login(asker)

    sent = posted({**FASTER, "baseline": ""}, owner=asker.person_id)
    response = client.post(reverse("vendors:engagement-new"), sent)

    page = response.content.decode()
    assert response.status_code == 422
    assert not Engagement.objects.exists()
    assert FASTER["measure"] in page
    assert 'href="#id_benefits-0-baseline"' in page


def test_rows_are_changed_and_ticked_away_and_more_are_asked_for(client):
    user = make.user("procurement")
    client.force_login(user)
    engagement = actions.log_engagement(user, title="Help desk", benefits=[FASTER, CHEAPER])
    first, second = engagement.benefits.all()
    address = reverse("vendors:engagement-edit", args=[engagement.ref])
    assert client.get(address).content.decode().count('name="benefits-4-expected"') == 1

    rows = [{"pk": first.pk, **FASTER, "DELETE": "on"}, {"pk": second.pk, **CHEAPER, "expected": "A fifth less"}]
    response = client.post(address, posted(*rows, of=engagement, owner=user.person_id, more="1"))

    assert response.url == f"{address}#h-benefits"
    assert values(engagement) == [{**CHEAPER, "expected": "A fifth less"}]


def test_the_page_of_an_engagement_shows_its_benefits(client):
    user = make.user("procurement")
    client.force_login(user)
    engagement = make.engagement()
    address = reverse("vendors:engagement", args=[engagement.ref])
    assert "No benefit is named yet" in client.get(address).content.decode()

    Benefit.objects.create(engagement=engagement, **FASTER)

    page = client.get(address).content.decode()
    assert all(FASTER[name] in page for name in ("expected", "baseline", "measure"))

"""The admin of vendors and engagements goes through the same actions as the pages, and round none of them."""

import pytest
from django.contrib import admin
from django.urls import reverse

from history.models import Entry
from selection.models import Award, Candidate, Dossier, Rejection, Reopening
from tests import make
from tests import make_selection as making
from vendors import actions
from vendors.models import (
    Benefit,
    Engagement,
    FactConfirmation,
    FitAnswer,
    FitAssessment,
    FitCondition,
    ImportRun,
    NamedStaff,
    PortalLink,
    ServiceCategory,
    Vendor,
    VendorContact,
)

pytestmark = pytest.mark.django_db
MODELS = [
    FitAnswer,
    FitAssessment,
    FitCondition,
    Benefit,
    Vendor,
    Engagement,
    VendorContact,
    ServiceCategory,
    FactConfirmation,
    NamedStaff,
    PortalLink,
    ImportRun,
    Candidate,
    Award,
    Rejection,
    Dossier,
    Reopening,
]


@pytest.fixture
def administrator(client):
    user = make.user("administrator", is_staff=True)
    client.force_login(user)
    return user


def address(model, page, *keys):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=keys)


def rows():
    """One record of each model."""
    buyer = make.user("procurement")
    vendor = make.vendor("Ostrel", status="approved", certifications=["SOC 2"])
    engagement = make.engagement("Help desk", confirmed_by=make.person())
    contact = make.contact(vendor, "Asha")
    candidate = Candidate.objects.create(engagement=engagement, vendor=vendor, status="shortlisted")
    condition = make.fit_condition(engagement)
    award = Award.objects.create(engagement=engagement, candidate=candidate, reason="Best", proposed_by=buyer.person)
    return {
        FitAnswer: condition.assessment.answers.first(),
        FitAssessment: condition.assessment,
        FitCondition: condition,
        Benefit: Benefit.objects.create(
            engagement=engagement, kind="cost", expected="A tenth less", baseline="1", measure="2"
        ),
        Vendor: vendor,
        Engagement: engagement,
        VendorContact: contact,
        ServiceCategory: ServiceCategory.objects.get(key="other"),
        FactConfirmation: engagement.confirmations.first(),
        NamedStaff: make.staff(vendor),
        PortalLink: actions.make_link(contact, make.TODAY, buyer),
        ImportRun: ImportRun.objects.create(kind="vendors", file_name="a.csv", sha256="0" * 64, started_at=make.AT),
        Candidate: candidate,
        Award: award,
        Rejection: Rejection.objects.create(award=award, candidate=candidate, reason="Dearer"),
        Dossier: Dossier.objects.create(award=award, content="{}", sha256="0" * 64, frozen_at=make.AT),
        Reopening: making.reopening(making.scorecard(engagement)),
    }


def test_every_model_can_be_listed_searched_opened_and_followed_and_none_deleted(client, administrator):
    for model, row in rows().items():
        assert client.get(address(model, "changelist"), {"q": "ost"}).status_code == 200, model
        assert client.get(address(model, "change", row.pk)).status_code == 200, model
        assert client.get(address(model, "history", row.pk)).status_code == 200, model
        assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403, model
    assert not any(admin.site._registry[model].get_actions(client.request().wsgi_request) for model in MODELS)


def test_who_is_no_administrator_does_not_get_in(client):
    client.force_login(make.user("procurement"))

    assert client.get(address(Vendor, "changelist")).status_code == 302


@pytest.mark.parametrize(
    "model",
    [
        Benefit,
        FitAnswer,
        FitAssessment,
        FitCondition,
        FactConfirmation,
        PortalLink,
        ImportRun,
        Candidate,
        Award,
        Rejection,
        Dossier,
        Reopening,
    ],
)
def test_what_only_actions_make_cannot_be_changed_or_added(client, administrator, model):
    row = rows()[model]

    assert client.post(address(model, "change", row.pk), {}).status_code == 403
    assert client.get(address(model, "add")).status_code == 403


def given(client, model, row):
    """What the form of this record holds, as a browser would send it back."""
    form = client.get(address(model, "change", row.pk)).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def test_a_vendor_edited_in_the_admin_keeps_its_approval_and_closes_where_the_gate_reads(client, administrator):
    vendor = rows()[Vendor]
    sent = given(client, Vendor, vendor)

    response = client.post(address(Vendor, "change", vendor.pk), {**sent, "delivery_countries": "DE, IN"})

    assert response.status_code == 302
    vendor.refresh_from_db()
    assert (vendor.status, vendor.delivery_countries, vendor.epoch) == ("approved", ["DE", "IN"], 2)
    assert (vendor.certifications, vendor.name) == (["SOC 2"], "Ostrel")
    entry = Entry.objects.of(vendor).get()
    assert (entry.act, entry.actor, entry.changes) == (
        "changed",
        administrator,
        [["delivery_countries", ["DE"], ["DE", "IN"]]],
    )


def test_approval_status_and_facts_are_only_shown(client, administrator):
    records = rows()
    vendor, engagement = records[Vendor], records[Engagement]
    forged = {"status": "offboarded", "approved_data_class": "public", "entered_by": "", "epoch": "9"}

    client.post(address(Vendor, "change", vendor.pk), {**given(client, Vendor, vendor), **forged})
    client.post(
        address(Engagement, "change", engagement.pk),
        {**given(client, Engagement, engagement), "status": "live", "data_class": "public", "volume": "0"},
    )

    for record in (vendor, engagement):
        record.refresh_from_db()
    assert (vendor.status, vendor.approved_data_class, vendor.epoch) == ("approved", "restricted", 1)
    assert (engagement.status, engagement.data_class, engagement.volume, engagement.epoch) == (
        "draft",
        "confidential",
        1,
        1,
    )


def test_a_vendor_added_in_the_admin_is_entered_by_who_added_it(client, administrator):
    client.post(
        address(Vendor, "add"), {"name": "Mews GmbH", "kind": "company", "sourcing_channel": "other", "country": "DE"}
    )

    vendor = Vendor.objects.get()
    assert (vendor.entered_by, vendor.name_key, vendor.status) == (administrator.person, "mews", "prospect")
    assert Entry.objects.of(vendor).get().act == "created"


def test_an_engagement_edited_in_the_admin_follows_the_same_rules(client, administrator):
    engagement = rows()[Engagement]
    engagement.awards.update(status="withdrawn")
    sent = given(client, Engagement, engagement)

    client.post(address(Engagement, "change", engagement.pk), {**sent, "country": "FR", "budget": "12.50"})

    engagement.refresh_from_db()
    assert (engagement.country, engagement.budget_amount, engagement.epoch) == ("FR", 1250, 2)


def test_what_an_action_refuses_is_said_and_not_written(client, administrator):
    engagement = make.engagement("Over", status="closed")
    sent = given(client, Engagement, engagement)

    response = client.post(address(Engagement, "change", engagement.pk), {**sent, "title": "Not over"}, follow=True)

    engagement.refresh_from_db()
    assert engagement.title == "Over"
    assert "is over; nothing in it changes any more" in response.content.decode()


def test_an_engagement_added_in_the_admin_leaves_its_first_entry(client, administrator):
    sent = {"title": "Payroll", "it_kind": "ites", "country": "DE", "currency": "EUR", "owner": administrator.person_id}

    client.post(address(Engagement, "add"), sent)

    engagement = Engagement.objects.get()
    assert (engagement.title, engagement.requester) == ("Payroll", administrator.person)
    assert Entry.objects.of(engagement).get().act == "created"


def test_a_new_main_contact_replaces_the_old_one_in_the_admin_too(client, administrator):
    contact = make.contact(make.vendor())
    other = make.contact(contact.vendor, is_main=False)

    client.post(address(VendorContact, "change", other.pk), {"role": "privacy", "is_main": "on"})

    contact.refresh_from_db()
    other.refresh_from_db()
    assert (contact.is_main, other.is_main, other.role) == (False, True, "privacy")


def test_a_service_category_is_edited_with_its_history(client, administrator):
    category = ServiceCategory.objects.get(key="other")

    client.post(address(ServiceCategory, "change", category.pk), {"key": "other", "title": "Else", "kind": "it"})

    category.refresh_from_db()
    assert (category.title, category.is_active) == ("Else", False)
    assert Entry.objects.of(category).get().act == "changed"

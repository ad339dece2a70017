"""The pages of contracts: who sees them, what they keep, how many statements they take."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from contracts.models import Agreement, Clause, Contract, Document, Milestone, RateLine
from tests import make
from tests.make import TODAY
from tests.make_contracts import PDF, upload
from vendortrack import status

pytestmark = pytest.mark.django_db
Status = Contract.Status


@pytest.fixture
def buyer(client):
    user = make.user(Role.PROCUREMENT, name="Maeve Doran")
    client.force_login(user)
    return user


def whole_contract(kind="hourly", **fields):
    """A contract with something of everything."""
    fields.setdefault("status", Status.ACTIVE)
    contract = make.contract("Network operations", kind=kind, engagement=make.engagement(), **fields)
    make.rate_line(contract, "Engineer", minutes=6000)
    make.milestone(contract, "Design", due_on=TODAY)
    make.milestone(contract, "Build", status="delivered", delivered_on=TODAY)
    make.charge(contract, "Support")
    make.clause(contract, "exit", "not-needed")
    make.clause(contract, "audits", place="§ 7")
    make.document(contract, is_signed=True)
    make.agreement(vendor=contract.vendor)
    return contract


PAGES = ["contract", "edit", "prices", "sign", "terminate", "give_notice"]


@pytest.mark.parametrize("kind", ["hourly", "project", "other"])
@pytest.mark.parametrize("name", PAGES)
def test_procurement_sees_every_page_of_every_kind(client, buyer, kind, name):
    contract = whole_contract(kind)

    answer = client.get(reverse(f"contracts:{name}", args=[contract.ref]))

    assert answer.status_code == 200
    assert "Network operations" in answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_finds_nothing(client, name):
    contract = whole_contract()
    client.force_login(make.user(Role.REQUESTER))

    assert client.get(reverse(f"contracts:{name}", args=[contract.ref])).status_code == 404


@pytest.mark.parametrize("name", PAGES[1:])
def test_who_may_only_read_cannot_act(client, name):
    contract = whole_contract()
    client.force_login(make.user(Role.AUDITOR))

    assert client.get(reverse(f"contracts:{name}", args=[contract.ref])).status_code == 403


@pytest.mark.parametrize("name", ["list", "new"])
def test_nobody_signed_in_is_sent_to_the_sign_in(client, name):
    for address in (reverse(f"contracts:{name}"), reverse("contracts:contract", args=["CON-0001"])):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_login"))


def test_the_requester_of_its_engagement_reads_a_contract_and_sees_no_button(client):
    requester = make.user(Role.REQUESTER)
    contract = make.contract(engagement=make.engagement(requester=requester.person), status=Status.DRAFT)
    client.force_login(requester)

    page = client.get(reverse("contracts:contract", args=[contract.ref])).content.decode()

    assert contract.title in page
    assert "Send for review" not in page


@pytest.mark.parametrize("ref", ["CON-1", "con-0001", "VEN-0001", "CON-9999", "CON-99999999999999999999"])
def test_what_is_no_reference_of_ours_is_not_found(client, buyer, ref):
    make.contract()

    assert client.get(reverse("contracts:contract", args=[ref])).status_code == 404


def statements(client, address):
    client.get(address)  # what is read once per process is read
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_takes_as_many_statements_for_one_contract_as_for_thirty(client, buyer):
    whole_contract()
    address = reverse("contracts:list") + "?per_page=50"
    for_one = statements(client, address)

    for kind in ["hourly", "project", "other"] * 10:
        whole_contract(kind)

    assert statements(client, address) == for_one


@pytest.mark.parametrize("kind", ["hourly", "project", "other"])
def test_a_page_takes_as_many_statements_with_one_of_everything_as_with_thirty(client, buyer, kind):
    contract = whole_contract(kind)
    address = reverse("contracts:contract", args=[contract.ref])
    for_one = statements(client, address)

    for _ in range(29):
        make.rate_line(contract)
        make.milestone(contract)
        make.charge(contract)
        make.document(contract)
        make.agreement(vendor=contract.vendor)
        make.contract(vendor=contract.vendor, master=contract)

    assert statements(client, address) == for_one


def listed(client, **query):
    page = client.get(reverse("contracts:list"), query)
    return {line.contract.title for line in page.context["rows"]}


def test_the_list_is_filtered_by_its_address(client, buyer):
    today = TODAY
    mine = make.contract("Mine", owner=buyer.person, kind="hourly", number="4711")
    make.contract("Ending", status=Status.ACTIVE, ends_on=today + timedelta(days=10), starts_on=today)
    make.contract("Long gone", status=Status.TERMINATED, vendor=make.vendor("Wislok"))

    assert listed(client) == {"Mine", "Ending", "Long gone"}
    assert listed(client, q="wislok") == {"Long gone"}
    assert listed(client, q="4711") == {"Mine"}
    assert listed(client, q=mine.ref.lower()) == {"Mine"}
    assert listed(client, status="terminated") == {"Long gone"}
    assert listed(client, kind="hourly") == {"Mine"}
    assert listed(client, owner=buyer.person_id) == {"Mine"}
    assert listed(client, vendor=mine.vendor.ref) == {"Mine"}
    assert listed(client, view="mine") == {"Mine"}
    assert listed(client, view="active") == {"Ending"}
    assert listed(client, view="open") == {"Mine"}
    assert listed(client, q="nothing like that") == set()
    assert listed(client, status="no such", owner="x", per_page="x", page="x", sort="x") == {
        "Mine",
        "Ending",
        "Long gone",
    }


def test_a_stranger_sees_an_empty_list(client):
    make.contract()
    client.force_login(make.user(Role.REQUESTER))

    assert listed(client) == set()


def test_a_new_contract_begins_with_its_vendor(client, buyer):
    vendor = make.vendor("Wislok Support")

    assert "Wislok Support" in client.get(reverse("contracts:new"), {"q": "wislok"}).content.decode()
    assert client.get(reverse("contracts:new"), {"vendor": "VEN-9999"}).status_code == 404
    form = client.get(reverse("contracts:new"), {"vendor": vendor.ref})
    assert "with Wislok Support" in form.content.decode()


def contract_data(buyer, **fields):
    return {"title": "Service desk", "kind": "hourly", "owner": buyer.person_id, "currency": "eur"} | fields


def test_a_contract_is_drafted_by_its_form(client, buyer):
    vendor = make.vendor()
    data = contract_data(buyer, cap_amount="1234.56", cap_minutes="100.5", ends_on="2027-12-31", notice_days="90")

    answer = client.post(f"{reverse('contracts:new')}?vendor={vendor.ref}", data)

    contract = Contract.objects.get()
    assert answer["Location"] == reverse("contracts:contract", args=[contract.ref])
    assert (contract.vendor, contract.currency, contract.cap_amount, contract.cap_minutes) == (
        vendor,
        "EUR",
        123456,
        6030,
    )


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"title": ""}, "required"),
        ({"currency": "XYZ"}, "is no currency"),
        ({"cap_amount": "1.234"}, "fewer decimal places"),
        ({"currency": "JPY", "cap_amount": "1.5"}, "fewer decimal places"),
        ({"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, "before the start"),
        ({"renewal_months": "0"}, "greater than or equal to 1"),
        ({"owner": "999999"}, "Select a valid choice"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(client, buyer, fields, word):
    vendor = make.vendor()

    answer = client.post(
        f"{reverse('contracts:new')}?vendor={vendor.ref}", contract_data(buyer, number="My number 4711", **fields)
    )

    page = answer.content.decode()
    assert (answer.status_code, Contract.objects.count()) == (422, 0)
    assert word in page
    assert "My number 4711" in page
    assert "vt-errsum" in page


def test_terms_of_a_signed_contract_change_with_a_reason_at_its_field(client, buyer):
    contract = make.contract(status=Status.ACTIVE, owner=buyer.person, kind="hourly")
    data = contract_data(buyer, starts_on=contract.starts_on.isoformat(), ends_on="2030-01-01", title="Typed")
    address = reverse("contracts:edit", args=[contract.ref])

    refused = client.post(address, data)
    assert refused.status_code == 422
    assert "why" in refused.context["form"].errors
    assert 'value="2030-01-01"' in refused.content.decode()
    assert client.post(address, data | {"why": "Amendment 1"}).status_code == 302
    contract.refresh_from_db()
    assert (contract.ends_on.year, contract.title) == (2030, "Typed")


def rows(*rows, initial=0):
    data = {"rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"rows-{number}-{name}": value for name, value in row.items()}
    return data


def test_a_rate_card_is_entered_as_rows_and_blank_ones_are_left_out(client, buyer):
    contract = make.contract(kind="hourly")
    address = reverse("contracts:prices", args=[contract.ref])
    lead = {"role": "Lead", "rate_e4": "95.5", "minutes": "10.25"}

    answer = client.post(address, rows(lead, {}, {"role": "Tester", "rate_e4": "0.0125", "minutes": ""}))

    assert answer["Location"] == reverse("contracts:contract", args=[contract.ref])
    assert list(RateLine.objects.values_list("role", "rate_e4", "minutes")) == [
        ("Lead", 955_000, 615),
        ("Tester", 125, None),
    ]
    shown = client.get(address).content.decode()
    assert 'value="95.5"' in shown
    assert 'value="10.25"' in shown
    line = RateLine.objects.get(role="Lead")
    answer = client.post(address, rows(lead | {"pk": line.pk, "DELETE": "on"}, initial=2) | {"more": "1"})
    assert (answer["Location"], RateLine.objects.count()) == (address, 0)


@pytest.mark.parametrize("kind", ["hourly", "project"])
def test_charges_stand_beside_a_rate_card_or_milestones_and_count_in_the_worth(client, buyer, kind):
    contract = make.contract(kind=kind)
    make.rate_line(contract, "Lead", rate_e4=100_0000, minutes=60) if kind == "hourly" else make.milestone(
        contract, "Design", 100_00
    )
    address = reverse("contracts:charges", args=[contract.ref])
    transition = {"kind": "one-off", "title": "Transition", "amount": "8000", "period": "once"}
    tool = {"kind": "subscription", "title": "Ticket tool", "amount": "50", "period": "month"}

    answer = client.post(address, rows(transition, tool) | {"more": "1"})

    assert (answer.status_code, answer["Location"]) == (302, address)
    assert (contract.rate_lines.count() + contract.milestones.count(), contract.charges.count()) == (1, 2)
    page = client.get(reverse("contracts:contract", args=[contract.ref])).content.decode()
    assert "Other charges" in page
    assert "Ticket tool" in page
    worth = client.get(reverse("contracts:list")).context["rows"][0].worth
    assert (worth.amount, worth.a_year) == (8_100_00, 600_00)


@pytest.mark.parametrize("minutes", [1, 20, 59, 100])
def test_hours_that_are_no_round_number_can_be_saved_again(client, buyer, minutes):
    contract = make.contract(kind="hourly")
    line = make.rate_line(contract, "Lead", minutes=minutes)
    address = reverse("contracts:prices", args=[contract.ref])
    shown = client.get(address).context["rows"].forms[0]["minutes"].value()

    answer = client.post(address, rows({"pk": line.pk, "role": "Lead", "rate_e4": "95", "minutes": shown}, initial=1))

    line.refresh_from_db()
    assert (answer.status_code, line.minutes) == (302, minutes)


def test_a_share_is_shown_to_its_last_place(client, buyer):
    contract = make.contract()
    make.charge(contract, "Savings", kind="outcome", amount=None, share_bp=250)

    assert "2.5 %" in client.get(reverse("contracts:contract", args=[contract.ref])).content.decode()


def test_refused_rows_keep_what_was_typed(client, buyer):
    contract = make.contract(kind="project")

    answer = client.post(
        reverse("contracts:prices", args=[contract.ref]), rows({"title": "My milestone", "amount": "a lot"})
    )

    assert answer.status_code == 422
    assert "My milestone" in answer.content.decode()
    assert "a lot" in answer.content.decode()
    assert not Milestone.objects.exists()


def test_prices_of_a_signed_contract_ask_for_the_reason(client, buyer):
    contract = make.contract(status=Status.ACTIVE)
    charge = {"kind": "retainer", "title": "Support", "amount": "10", "period": "month"}
    address = reverse("contracts:prices", args=[contract.ref])

    refused = client.post(address, rows(charge))
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    assert client.post(address, rows(charge) | {"why": "Amendment"}).status_code == 302


def test_a_contract_goes_its_way_by_buttons(client, buyer):
    contract = make.contract(starts_on=TODAY)

    for name, data in [
        ("send_for_review", {}),
        ("return_to_draft", {"why": "Annex"}),
        ("send_for_signature", {}),
        ("sign", {"signed_on": "2026-01-01", "why": "Paper in the safe"}),
        ("terminate", {"why": "Breach"}),
    ]:
        answer = client.post(reverse(f"contracts:{name}", args=[contract.ref]), data)
        assert answer["Location"] == reverse("contracts:contract", args=[contract.ref]), name

    contract.refresh_from_db()
    assert contract.status == Status.TERMINATED


def test_a_refused_act_says_why_and_keeps_what_was_typed(client, buyer):
    contract = make.contract(status=Status.AWAITING_SIGNATURE)

    answer = client.post(reverse("contracts:sign", args=[contract.ref]), {"signed_on": "2026-01-01", "why": "My words"})

    assert answer.status_code == 422
    assert "Enter the start" in answer.content.decode()
    assert "My words" in answer.content.decode()


def test_a_link_alone_changes_nothing(client, buyer):
    contract = make.contract()

    client.get(reverse("contracts:send_for_review", args=[contract.ref]))

    contract.refresh_from_db()
    assert contract.status == Status.DRAFT


def test_a_clause_is_noted_and_confirmed_by_somebody_else(client, buyer):
    contract = make.contract()
    address = reverse("contracts:clause", args=[contract.ref, "exit"])

    assert client.get(address).status_code == 200
    refused = client.post(address, {"state": "not-needed", "place": "§ 1"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    client.post(address, {"state": "not-needed", "reason": "No data is kept"})
    confirm = reverse("contracts:confirm_clause", args=[contract.ref, "exit"])
    assert client.post(confirm).status_code == 403
    client.force_login(make.user(Role.REVIEWER_LEGAL))
    assert "Confirm" in client.get(reverse("contracts:contract", args=[contract.ref])).content.decode()
    client.post(confirm)
    assert Clause.objects.get().confirmed_by is not None


def test_who_entered_a_clause_is_told_that_somebody_else_must_confirm_it(client):
    lawyer = make.user(Role.REVIEWER_LEGAL)
    clause = make.clause(make.contract(), "exit", "not-needed", entered_by=lawyer.person)
    client.force_login(lawyer)

    answer = client.post(reverse("contracts:confirm_clause", args=[clause.contract.ref, "exit"]), follow=True)

    assert "Somebody else must confirm it" in answer.content.decode()


def test_a_file_is_uploaded_and_handed_out_as_an_attachment_only(client, buyer):
    contract = make.contract()

    client.post(reverse("contracts:add_document", args=[contract.ref]), {"upload": upload("Vertrag Ü.pdf")})

    document = Document.objects.get()
    answer = client.get(reverse("contracts:download", args=[document.ref]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_refused_says_so_at_its_field(client, buyer):
    contract = make.contract()
    address = reverse("contracts:add_document", args=[contract.ref])

    answer = client.post(address, {"upload": upload("a.exe", b"MZ")})
    assert answer.status_code == 422
    assert "not a kind of file" in answer.content.decode()
    assert "is empty" in client.post(address, {"upload": upload("a.pdf", b"")}).content.decode()
    signed = client.post(address, {"upload": upload(), "is_signed": "on"})
    assert "Send it for signature first" in signed.content.decode()
    assert not Document.objects.exists()


@pytest.mark.parametrize("of", ["contract", "agreement"])
def test_a_file_that_is_gone_from_the_disk_is_said_to_be_gone(client, buyer, of):
    about = make.contract() if of == "contract" else make.agreement()
    document = make.document(about, file_name="Vertrag.pdf")

    answer = client.get(reverse("contracts:download", args=[document.ref]))

    assert answer.status_code == 404
    text = answer.content.decode()
    assert "The file is not here any more" in text
    assert "“Vertrag.pdf” was uploaded" in text
    assert f'href="{reverse(f"contracts:{of}", args=[about.ref])}"' in text


def test_a_stranger_cannot_download(client, buyer):
    document = make.document(make.contract())
    client.force_login(make.user(Role.REQUESTER))

    assert client.get(reverse("contracts:download", args=[document.ref])).status_code == 404


def test_a_milestone_is_delivered_and_accepted_by_buttons(client, buyer):
    milestone = make.milestone(make.contract(kind="project", status=Status.ACTIVE), "Design")
    page = reverse("contracts:contract", args=[milestone.contract.ref])

    client.post(reverse("contracts:deliver_milestone", args=[milestone.ref]), {"delivered_on": "2026-01-01"})
    assert "Accept and release" in client.get(page).content.decode()
    client.post(reverse("contracts:send_back_milestone", args=[milestone.ref]), {"note": "The runbook"})
    client.post(reverse("contracts:deliver_milestone", args=[milestone.ref]), {"delivered_on": "2026-01-02"})
    client.post(reverse("contracts:accept_milestone", args=[milestone.ref]), {"accepted_on": "2026-01-03"})

    milestone.refresh_from_db()
    assert milestone.status == Milestone.Status.ACCEPTED
    assert client.get(page).status_code == 200


def test_an_agreement_is_drafted_changed_signed_and_ended(client, buyer):
    contract = make.contract()
    new = f"{reverse('contracts:new_agreement')}?vendor={contract.vendor.ref}&contract={contract.ref}"
    data = {
        "kind": "scc",
        "title": "Clauses",
        "owner": buyer.person_id,
        "contracts": [contract.pk],
        "countries": "in, us",
        "starts_on": "2026-01-01",
    }

    assert client.get(new).status_code == 200
    assert "Write two letters" in client.post(new, data | {"countries": "India"}).content.decode()
    client.post(new, data)
    agreement = Agreement.objects.get()
    assert (agreement.countries, list(agreement.contracts.all())) == (["IN", "US"], [contract])
    for name, fields in [
        ("edit_agreement", data | {"title": "Better"}),
        ("sign_agreement", {"signed_on": "2026-01-01", "why": "Paper"}),
        ("edit_agreement", data | {"title": "Better", "ends_on": "2027-01-01", "why": "Amendment"}),
        ("end_agreement", {"why": "Replaced"}),
    ]:
        address = reverse(f"contracts:{name}", args=[agreement.ref])
        assert client.get(address).status_code == 200
        assert client.post(address, fields).status_code == 302, name
        assert client.get(reverse("contracts:agreement", args=[agreement.ref])).status_code == 200
    agreement.refresh_from_db()
    assert (agreement.status, agreement.ends_on.year, agreement.title) == ("ended", 2027, "Better")


def test_a_stranger_finds_no_agreement(client):
    agreement = make.agreement()
    client.force_login(make.user(Role.REQUESTER))

    for name in ("agreement", "edit_agreement", "sign_agreement", "end_agreement"):
        assert client.get(reverse(f"contracts:{name}", args=[agreement.ref])).status_code == 404


def test_an_agreement_has_files(client, buyer):
    agreement = make.agreement(status="draft")
    address = reverse("contracts:add_agreement_document", args=[agreement.ref])

    client.post(address, {"upload": upload(), "is_signed": "on"})
    assert client.post(address, {"upload": upload("b.exe")}).status_code == 422
    assert Document.objects.get().agreement == agreement


def groups(client, contract):
    return client.get(reverse("contracts:contract", args=[contract.ref])).context["clauses"]


def test_what_the_policy_wants_and_nobody_settled_stands_open_on_top(client, buyer):
    contract = make.contract(engagement=make.engagement(data_class="confidential", data_categories=["personal"]))
    make.clause(contract, "audit-right")
    make.clause(contract, "continuity")
    make.clause(contract, "service-levels", "not-needed")

    found = groups(client, contract)

    missing = {line.kind.key for line in found.missing}
    assert "audit-right" in {line.kind.key for line in found.met}
    assert {line.kind.key for line in found.settled} == {"audit-right", "continuity"}
    assert "locations" in missing
    assert "service-levels" in missing  # it waits for somebody to confirm it
    assert "continuity" not in {line.kind.key for line in found.wanted}
    assert not missing & {line.kind.key for line in found.others}


def test_clauses_of_a_master_agreement_count_while_it_is_in_force(client, buyer):
    vendor = make.vendor()
    master = make.contract(vendor=vendor, status=Status.ACTIVE)
    make.clause(master, "audit-right")
    contract = make.contract(vendor=vendor, master=master, engagement=make.engagement())

    assert "audit-right" in {line.kind.key for line in groups(client, contract).settled}
    Contract.objects.filter(pk=master.pk).update(status=Status.TERMINATED)
    assert "audit-right" in {line.kind.key for line in groups(client, contract).missing}


def test_without_an_engagement_nobody_can_tell_what_is_wanted(client, buyer):
    found = groups(client, make.contract())

    assert (found.is_judged, found.missing, found.wanted) == (False, [], [])


def test_every_state_that_a_page_shows_has_a_word(client, buyer):
    clauses = groups(client, whole_contract())
    states = {line.state for line in [*clauses.settled, *clauses.missing, *clauses.others]}

    assert states == {"present", "unconfirmed", "not-noted"}
    assert all(status.is_known("clause", state) for state in states)
    for word in ("notice-due", "expiring", "expired"):
        assert status.is_known("contract", word)
    assert status.is_known("agreement", "expired")


def test_what_was_not_signed_is_dropped(client, buyer):
    contract = make.contract()
    page = client.get(reverse("contracts:contract", args=[contract.ref])).content.decode()
    assert "Drop" in page
    assert "Terminate" not in page

    client.post(reverse("contracts:drop", args=[contract.ref]), {"why": "Not needed"})

    contract.refresh_from_db()
    assert contract.status == Status.TERMINATED

"""The pages of sharing requests: who sees what, what they say, what can be done on them."""

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import ApiClient, User
from checklists.models import Item
from selection.models import Candidate
from sharing import actions
from sharing.models import GatePolicy, SharingRequest
from tests import make, make_checklists, make_sharing
from tests.make_sharing import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(make.AT + timedelta(minutes=1), tick=False):
        yield


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    """What a reader reads: without tags, spaces folded, none before a comma."""
    read = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
    return read.replace(" ,", ",").replace(" :", ":")


def page(scene: Scene, user: User | None = None) -> str:
    response = browser(user or scene.requester).get(f"/sharing/{scene.sharing.ref}/")
    assert response.status_code == 200
    return text(response)


PAGES = ["", "state/", "edit/", "move/", "end/"]


@pytest.mark.parametrize("what", PAGES)
def test_a_stranger_is_told_nothing_and_the_anonymous_are_sent_to_sign_in(what: str) -> None:
    scene = make_sharing.scene()
    url = f"/sharing/{scene.sharing.ref}/{what}"

    assert browser(make.user("requester")).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert browser(scene.requester).get(url).status_code == 200


def test_a_blocked_request_lists_every_condition_with_owner_date_and_link() -> None:
    scene = make_sharing.scene({"title": "Penetration test", "code": "B-04"}, {})
    Item.objects.filter(code="B-04").update(status="rejected", accepted_answer=None, due_on=make.TODAY - timedelta(7))
    type(scene.contract).objects.update(status="awaiting-signature")

    response = browser(scene.requester).get(f"/sharing/{scene.sharing.ref}/")

    read = text(response)
    assert "Blocked" in read
    assert "2 conditions are outstanding." in read
    assert "1 of them is overdue." in read
    assert "Sent back. A new answer is needed." in read
    assert "is not active: awaiting signature." in read
    assert f'href="/checklists/{scene.checklist.ref}/#B-04"' in response.content.decode()
    assert f'href="/contracts/{scene.contract.ref}/"' in response.content.decode()
    assert "Opens when the 2 conditions are met." in read
    assert "If it were issued today it would end on" in read


def test_a_ready_request_says_that_data_must_still_not_be_shared_and_who_can_approve() -> None:
    scene = make_sharing.scene()

    read = page(scene)

    assert "Ready for approval" in read
    assert "The data must still not be shared" in read
    assert f"{scene.approver.person.name}, {scene.second.person.name} can approve." in read
    assert "Only an approver can." in read


def test_the_button_of_who_cannot_approve_stays_with_its_reason() -> None:
    scene = make_sharing.scene()
    scene.requester.groups.set(scene.approver.groups.all())

    response = browser(scene.requester).get(f"/sharing/{scene.sharing.ref}/")

    assert 'aria-disabled="true"' in response.content.decode()
    assert "You cannot, since it was you who asked for the sharing." in text(response)
    assert f"{scene.requester.person.name} asked for the sharing, and cannot." in text(response)


def test_waived_conditions_are_named_with_granter_and_end_and_never_among_the_met() -> None:
    scene = make_sharing.scene({"title": "Exit plan test"}, {})
    Item.objects.filter(pk=scene.item.pk).update(status="waived", accepted_answer=None)
    waiver = make_checklists.waiver(scene.item)
    assert waiver.granted_by is not None

    read = page(scene, scene.approver)

    assert "1 condition is waived, not met. Exit plan test until Wed 23 Dec 2026" in read
    assert f"waived by {waiver.granted_by.name}: The report comes in spring." in read
    assert f"{scene.checklist.ref}/B-02 Item 2" in read
    assert f"{scene.checklist.ref}/B-01 Exit plan test" not in read


def test_a_cleared_request_says_until_when_what_ends_it_and_how_to_ask() -> None:
    scene = make_sharing.cleared()

    read = page(scene)

    assert "Cleared until Sat 22 May 2027" in read
    assert f"ends with {scene.checklist.ref}/B-01: Item 1" in read
    assert f"/api/v1/sharing/{scene.sharing.ref}/pass" in read
    assert scene.approver.person.name in read


def test_the_page_closes_before_the_stored_word_does() -> None:
    scene = make_sharing.cleared()
    type(scene.vendor).objects.update(status="suspended", epoch=2)

    read = page(scene)

    assert "Blocked" in read
    assert "Cleared until" not in read


def test_everybody_whom_a_heading_waits_for_is_reminded_at_once() -> None:
    scene = make_sharing.scene({"asks": "us"}, {"asks": "us"}, {"asks": "us"})
    one, other = make.user("procurement", name="Tom"), make.user("procurement", name="Ravi")
    type(scene.engagement).objects.update(sponsor=scene.requester.person)
    for item, owner in zip(scene.items, (one, other, scene.requester), strict=True):
        Item.objects.filter(pk=item.pk).update(status="open", accepted_answer=None, owner=owner.person)
    client = browser(scene.requester)

    found = client.get(f"/sharing/{scene.sharing.ref}/").content.decode()
    assert "Remind all 2" in found
    assert f"Open {scene.checklist.ref}" in found
    lines = re.findall(r'name="line" value="([^"]+)"', found)
    answer = client.post("/reminders/all/", {"line": lines, "next": f"/sharing/{scene.sharing.ref}/"}, follow=True)

    assert "2 people are told now of 2 things: Tom, Ravi." in text(answer)
    stranger = browser(make.user("requester"))
    assert stranger.post("/reminders/all/", {"line": lines}).status_code == 404
    assert client.post("/reminders/all/", {"line": ["PER-9999 " + lines[0].split()[1]]}).status_code == 404


def places(scene: Scene, user: User) -> dict[str, str]:
    """What each page that shows the request says of it."""
    urls = (
        f"/sharing/{scene.sharing.ref}/",
        "/sharing/",
        f"/vendors/{scene.vendor.ref}/",
        f"/engagements/{scene.engagement.ref}/",
        "/",
    )
    return {url: text(browser(user).get(url)) for url in urls}


def test_all_pages_say_the_same_last_good_day_and_none_says_cleared_before_the_sweep_has_run() -> None:
    scene = make_sharing.cleared(planned_on=make.TODAY + timedelta(days=1))
    user = make.user("procurement")
    last = scene.sharing.valid_until - timedelta(seconds=1)

    word = re.compile(rf"Cleared until (?:\w+ )?{last.day} {last:%b}")
    assert [url for url, said in places(scene, user).items() if not word.search(said)] == []

    type(scene.engagement).objects.update(epoch=9)
    after = places(scene, user)
    assert [url for url, said in after.items() if "Cleared until" in said or "Blocked" not in said] == []


def test_a_one_off_that_was_done_is_active_on_every_page_and_nothing_more_goes() -> None:
    scene = make_sharing.cleared(frequency="once")
    actions.record_transfer(scene.sharing.ref, by=scene.requester, at=make.AT)

    for url, said in places(scene, make.user("procurement")).items():
        if url != "/":  # which shows what has not begun
            assert "Active" in said, url
        assert "What it rested on has changed" not in said, url
        assert "Cleared until" not in said, url


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("draft", "Draft"),
        ("suspended", "Suspended"),
        ("ending", "Ending"),
        ("ended", "Ended"),
        ("refused", "Refused"),
        ("under-way", "Under way, not cleared"),
    ],
)
def test_every_state_has_its_word_and_none_but_cleared_lets_data_go(status: str, word: str) -> None:
    scene = make_sharing.scene(status=status, under_way_since_on=make.TODAY)

    read = page(scene)

    assert word in read
    assert "may be shared with" not in read


def test_the_part_that_follows_changes_is_sent_only_when_it_differs() -> None:
    scene = make_sharing.scene()
    client = browser(scene.requester)
    url = f"/sharing/{scene.sharing.ref}/state/"
    mark = client.get(url).context["mark"]
    assert client.get(url, {"mark": mark}).status_code == 204

    Item.objects.filter(pk=scene.item.pk).update(status="rejected", accepted_answer=None)

    response = client.get(url, {"mark": mark})
    assert response.status_code == 200
    assert "Blocked" in text(response)
    assert "<html" not in response.content.decode()


def test_an_approver_approves_on_the_page() -> None:
    scene = make_sharing.scene()

    response = browser(scene.approver).post(
        f"/sharing/{scene.sharing.ref}/approve/", {"note": "Looked through."}, follow=True
    )

    scene.sharing.refresh_from_db()
    assert scene.sharing.status == "cleared"
    assert "Approved. CLR-" in text(response)


def test_an_approver_ticks_that_the_waivers_were_read() -> None:
    scene = make_sharing.scene({}, {})
    Item.objects.filter(pk=scene.item.pk).update(status="waived", accepted_answer=None)
    make_checklists.waiver(scene.item)
    client = browser(scene.approver)

    client.post(f"/sharing/{scene.sharing.ref}/approve/", {"waivers": "1"})
    assert not scene.sharing.approvals.exists()

    client.post(f"/sharing/{scene.sharing.ref}/approve/", {"waivers": "1", "read": "1"})
    assert scene.sharing.approvals.count() == 1


def test_approving_what_is_blocked_says_why_and_changes_nothing() -> None:
    scene = make_sharing.scene()
    type(scene.vendor).objects.update(status="suspended")

    response = browser(scene.approver).post(f"/sharing/{scene.sharing.ref}/approve/", follow=True)

    scene.sharing.refresh_from_db()
    assert scene.sharing.status == "requested"
    assert "Not approved." in text(response)


@pytest.mark.parametrize("what", ["approve", "refuse", "suspend"])
def test_who_is_no_approver_gets_403(what: str) -> None:
    scene = make_sharing.scene()

    response = browser(scene.requester).post(f"/sharing/{scene.sharing.ref}/{what}/", {"why": "Because."})

    assert response.status_code == 403


def test_the_only_candidate_and_its_contract_are_a_first_guess_before_the_award() -> None:
    scene = make_sharing.scene()
    engagement = scene.engagement
    type(engagement).objects.update(requester=scene.requester.person, status="evaluating")
    Candidate.objects.update(status="shortlisted")
    Candidate.objects.create(engagement=engagement, vendor=make.vendor(), status="rejected", reason="Too dear.")
    Candidate.objects.create(engagement=make.engagement(), vendor=scene.vendor, status="rejected", reason="Too dear.")

    form = browser(scene.requester).get(reverse("sharing:new"), {"engagement": engagement.ref}).context["form"]

    assert (form["vendor"].value(), form["contract"].value()) == (scene.vendor.pk, scene.contract.pk)


def test_the_requester_drafts_asks_moves_and_withdraws() -> None:
    scene = make_sharing.scene()
    client = browser(scene.requester)
    engagement = scene.engagement
    type(engagement).objects.update(requester=scene.requester.person)
    form = client.get(reverse("sharing:new"), {"engagement": engagement.ref}).context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    values |= {
        "title": "Call notes",
        "description": "Notes of calls",
        "purpose": "Support",
        "destination": "sftp.vendor.example",
        "countries": "Germany, pl",
        "planned_on": "2026-12-10",
        "until_on": "2027-06-30",
        "owner": scene.requester.person_id,
    }

    response = client.post(f"{reverse('sharing:new')}?engagement={engagement.ref}", values, follow=True)

    made = SharingRequest.objects.get(title="Call notes")
    assert (made.countries, made.vendor, made.contract) == (["DE", "PL"], scene.vendor, scene.contract)
    assert "Only 17 days are left until 10 Dec 2026." in text(response)
    client.post(f"/sharing/{made.ref}/ask/")
    made.refresh_from_db()
    assert made.status == "requested"
    client.post(f"/sharing/{made.ref}/move/", {"planned_on": "2026-12-20", "until_on": "2027-06-30", "why": "Late."})
    client.post(f"/sharing/{made.ref}/withdraw/", {"why": "Not needed."})
    made.refresh_from_db()
    assert (made.status, made.planned_on.isoformat()) == ("draft", "2026-12-20")


def test_a_refused_form_keeps_what_was_typed() -> None:
    scene = make_sharing.scene(status="draft")
    client = browser(scene.requester)

    response = client.post(
        f"/sharing/{scene.sharing.ref}/edit/", {"title": "Typed", "planned_on": "2026-01-01", "countries": "Atlantis"}
    )

    assert response.status_code == 422
    assert 'value="Typed"' in response.content.decode()
    assert "“Atlantis” is no country." in text(response)
    assert "The planned sharing date must be today or later." in text(response)


def test_the_list_shows_gate_schedule_and_what_is_outstanding() -> None:
    scene = make_sharing.scene(planned_on=make.TODAY + timedelta(days=20))
    Item.objects.filter(pk=scene.item.pk).update(
        status="open", accepted_answer=None, due_on=make.TODAY + timedelta(days=5)
    )

    response = browser(scene.requester).get("/sharing/")

    read = text(response)
    assert "Customer contact data" in read
    assert "Blocked" in read
    assert "On track" in read


@pytest.mark.parametrize(("days", "due", "lamp"), [(20, 5, "on_track"), (20, 18, "at_risk"), (5, 3, "off_track")])
def test_the_light_follows_the_dates(days: int, due: int, lamp: str) -> None:
    scene = make_sharing.scene(planned_on=make.TODAY + timedelta(days=days))
    Item.objects.filter(pk=scene.item.pk).update(
        status="open", accepted_answer=None, due_on=make.TODAY + timedelta(days=due)
    )

    rows = browser(scene.requester).get("/sharing/").context["rows"]

    assert rows[0].light == lamp


def test_the_list_takes_as_many_statements_for_thirty_as_for_one(django_assert_max_num_queries: Any) -> None:
    scene = make_sharing.scene()
    client = browser(scene.approver)
    client.get("/sharing/")
    with django_assert_max_num_queries(45) as first:
        client.get("/sharing/?per_page=50")
    for _ in range(29):
        make_sharing.sharing(status="requested", requested_by=scene.requester.person)

    with django_assert_max_num_queries(45) as then:
        assert len(client.get("/sharing/?per_page=50").context["rows"]) == 30
    assert len(then) == len(first)


def test_filters_narrow_the_list() -> None:
    scene = make_sharing.scene()
    client = browser(scene.approver)

    def refs(query: str) -> list[str]:
        return [line.sharing.ref for line in client.get(f"/sharing/?{query}").context["rows"]]

    assert refs("status=cleared") == []
    assert refs(f"vendor={scene.vendor.ref}") == [scene.sharing.ref]
    assert refs("q=customer") == [scene.sharing.ref]
    assert refs(f"q={scene.sharing.ref.lower()}") == [scene.sharing.ref]
    assert refs("view=over") == []
    assert refs("status=nonsense") == [scene.sharing.ref]


def test_the_page_takes_as_many_statements_with_thirty_items_as_with_one(django_assert_max_num_queries: Any) -> None:
    small = make_sharing.scene({})
    client = browser(small.requester)
    client.get(f"/sharing/{small.sharing.ref}/")
    with django_assert_max_num_queries(70) as first:
        client.get(f"/sharing/{small.sharing.ref}/")
    large = make_sharing.scene(*[{"key": f"k{n}", "code": f"B-{n:02}"} for n in range(30)])
    Item.objects.filter(checklist=large.checklist).update(status="open", accepted_answer=None)
    other = browser(large.requester)
    other.get(f"/sharing/{large.sharing.ref}/")

    with django_assert_max_num_queries(70) as then:
        other.get(f"/sharing/{large.sharing.ref}/")
    assert len(then) <= len(first) + 1


def test_an_administrator_issues_a_client_and_sees_its_token_once() -> None:
    client = browser(make.user("administrator"))

    response = client.post(
        "/sharing/clients/",
        {"name": "Nightly export", "scope": "ask", "references": "sr-0001", "until_on": "2027-01-31"},
    )

    token = response.context["token"]
    assert ApiClient.objects.get().references == ["SR-0001"]
    assert token in response.content.decode()
    assert token not in client.get("/sharing/clients/").content.decode()
    client.post(f"/sharing/clients/{ApiClient.objects.get().ref}/revoke/")
    assert ApiClient.objects.get().revoked_at is not None


def test_nobody_else_sees_the_clients() -> None:
    assert browser(make.user("approver")).get("/sharing/clients/").status_code == 403
    assert browser(make.user("approver")).post("/sharing/clients/API-0001/revoke/").status_code == 403


def test_suspending_on_the_page_stops_it_at_once() -> None:
    scene = make_sharing.cleared()
    client = browser(scene.approver)

    assert client.post(f"/sharing/{scene.sharing.ref}/suspend/", {"why": ""}).status_code == 422
    client.post(f"/sharing/{scene.sharing.ref}/suspend/", {"why": "A breach."})

    assert not actions.judge(scene.sharing.pk, make.AT).answer.allowed
    assert "Suspended" in page(scene)


def test_what_changed_since_the_approver_read_it_is_not_approved_unread() -> None:
    scene = make_sharing.scene()
    approver = browser(scene.approver)
    seen = approver.get(f"/sharing/{scene.sharing.ref}/").context["approval"]["seen"]
    actions.withdraw(scene.sharing.ref, by=scene.requester, at=make.AT)
    actions.change_draft(scene.sharing.ref, by=scene.requester, purpose="Sell them on")
    actions.request(scene.sharing.ref, by=scene.requester, at=make.AT)

    response = approver.post(f"/sharing/{scene.sharing.ref}/approve/", {"seen": seen}, follow=True)

    scene.sharing.refresh_from_db()
    assert scene.sharing.status == "requested"
    assert "have changed since you opened the page" in text(response)
    again = response.context["approval"]["seen"]
    approver.post(f"/sharing/{scene.sharing.ref}/approve/", {"seen": again})
    scene.sharing.refresh_from_db()
    assert scene.sharing.status == "cleared"


def test_everybody_reads_what_the_policy_demands() -> None:
    response = browser(make.user("requester")).get("/sharing/policy/")

    read = text(response)
    assert "Counts today: version 1, Standard policy" in read
    assert "evidence with known dates" in read
    assert "Draft the next version" not in read


def test_an_administrator_drafts_changes_and_publishes_the_next_policy() -> None:
    scene = make_sharing.cleared()
    client = browser(make.user("administrator"))
    client.post("/sharing/policy/new/")
    draft = GatePolicy.objects.first()
    assert draft is not None
    url = f"/sharing/policy/{draft.ref}/"
    assert client.post(url, {"title": "Stricter", "rules": '{"classes": {}}'}).status_code == 422
    rules = make_sharing.rules_of(confidential={"clauses": ["service-levels"]})

    client.post(url, {"title": "Stricter", "rules": json.dumps(rules)})

    assert f"1 sharing that stands now would be suspended: {scene.sharing.ref}" in text(client.get(url))
    assert client.post(f"{url}publish/", {"counts_from_on": "2026-01-01"}).status_code == 422
    client.post(f"{url}publish/", {"counts_from_on": "2026-12-24"})
    draft.refresh_from_db()
    assert (draft.status, draft.title, draft.counts_from_on.isoformat()) == ("published", "Stricter", "2026-12-24")
    assert "Change the draft" not in text(client.get(url))


@pytest.mark.parametrize(
    "rules", ["[" * 100_000, "9" * 5_000, '{"classes": {"\\ud800": {}}}', '{"approved_countries": ["\\u0000"]}', "NaN"]
)
def test_rules_that_nobody_can_keep_are_refused_and_shown_as_they_were_typed(rules: str) -> None:
    make_sharing.scene()
    client = browser(make.user("administrator"))
    client.post("/sharing/policy/new/")
    draft = GatePolicy.objects.first()
    assert draft is not None

    response = client.post(f"/sharing/policy/{draft.ref}/", {"title": "Stricter", "rules": rules})

    assert response.status_code == 422
    assert rules[:30] in unescape(response.content.decode())
    assert GatePolicy.objects.get(pk=draft.pk).rules == draft.rules


def test_nobody_else_changes_the_policy() -> None:
    client = browser(make.user("approver"))

    assert client.post("/sharing/policy/new/").status_code == 403
    assert client.post("/sharing/policy/POL-0001/", {"title": "Mine"}).status_code == 403
    assert client.post("/sharing/policy/POL-0001/publish/").status_code == 403
    assert client.get("/sharing/policy/POL-0001/").status_code == 200

"""The pages of checklists: who sees what, what a click does, with and without a script."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from checklists import actions
from checklists.models import Checklist, Item, TemplateVersion, Waiver
from reminders.models import Reminder
from tests import make, make_checklists, make_contracts
from vendors.models import Engagement

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def signed_in(*roles, **fields):
    """A client of a colleague with these roles, and the colleague."""
    user, client = make.user(*roles, **fields), Client()
    client.force_login(user)
    return client, user


def url(name, *args):
    return reverse(f"checklists:{name}", args=args)


@pytest.fixture
def item():
    return make_checklists.item("submitted")


PAGES = ["list", "templates", "waivers"]


@pytest.mark.parametrize("name", PAGES)
def test_lists_need_a_sign_in_and_open_for_a_reviewer(client, name):
    assert client.get(url(name)).status_code == 302

    assert signed_in("reviewer-security")[0].get(url(name)).status_code == 200


def test_one_sees_the_checklists_of_what_one_may_see_and_404_for_the_rest(client, item):
    pages = [
        url("checklist", item.checklist.ref),
        url("item", item.checklist.ref, item.code),
        url("waiver", make_checklists.waiver(item).ref),
        url("evidence", make_checklists.evidence(item.checklist.vendor).ref),
    ]
    stranger, reviewer = signed_in("requester")[0], signed_in("reviewer-security")[0]

    for page in pages:
        assert client.get(page).status_code == 302
        assert stranger.get(page).status_code == 404
        assert reviewer.get(page).status_code in (200, 302)


def test_who_asked_for_the_engagement_sees_its_checklist_and_decides_nothing(item):
    client, user = signed_in("requester")
    Engagement.objects.filter(pk=item.checklist.engagement_id).update(requester=user.person)

    assert client.get(url("checklist", item.checklist.ref)).status_code == 200
    for verb in ("accept", "send-back", "not-applicable", "confirm", "reopen", "undo"):
        assert client.post(url(verb, item.checklist.ref, item.code)).status_code == 403
    assert client.post(url("bulk", item.checklist.ref), {"pick": item.code, "act": "accept"}).status_code == 403
    assert client.get(url("ask-waiver", item.checklist.ref, item.code)).status_code == 403
    assert client.post(url("send", item.checklist.ref)).status_code == 403
    item.refresh_from_db()
    assert item.status == "submitted"


def test_accepting_without_a_script_leads_back_to_the_item(item):
    client, user = signed_in("reviewer-security")

    answer = client.post(
        url("accept", item.checklist.ref, item.code), {"note": "Seen.", "seen": "submitted.1", "show": "to-review"}
    )

    assert answer.status_code == 302
    assert answer.url == f"{url('checklist', item.checklist.ref)}?show=to-review#{item.code}"
    item.refresh_from_db()
    assert (item.status, item.accepted_answer.decided_by) == ("accepted", user.person)


def test_accepting_with_htmx_answers_with_the_row_the_bar_and_a_sentence(item):
    client, _user = signed_in("reviewer-security")

    answer = client.post(url("accept", item.checklist.ref, item.code), {"seen": "submitted.1"}, headers=HTMX)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count(f'id="{item.code}"') == 1
    assert 'id="progress" hx-swap-oob="true"' in text
    assert "Accepted B-01. 0 required items are left." in text
    assert "<html" not in text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_second_of_two_reviewers_reads_who_was_first_and_keeps_the_note(item, headers):
    first, other = make.user("reviewer-security", name="Ravi Menon"), signed_in("reviewer-security")[0]
    actions.accept(item, by=first, at=timezone.now())

    answer = other.post(
        url("send-back", item.checklist.ref, item.code),
        {"note": "Fourteen months old.", "seen": "submitted.1"},
        headers=headers,
    )

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Ravi Menon changed" in text
    assert 'value="Fourteen months old."' in text
    item.refresh_from_db()
    assert item.status == "accepted"


def test_rejecting_without_a_note_says_so_at_the_item(item):
    client, _user = signed_in("reviewer-security")

    answer = client.post(url("send-back", item.checklist.ref, item.code), {"seen": "submitted.1"})

    assert answer.status_code == 422
    assert "Write a note: what is wrong" in answer.content.decode()


def test_a_decision_is_undone_from_the_page(item):
    client, _user = signed_in("reviewer-security")
    client.post(url("accept", item.checklist.ref, item.code))
    assert "Undo" in client.get(url("checklist", item.checklist.ref)).content.decode()

    client.post(url("undo", item.checklist.ref, item.code))

    item.refresh_from_db()
    assert item.status == "submitted"


def test_several_are_accepted_with_one_note_and_what_cannot_be_is_named():
    client, _user = signed_in("reviewer-security")
    checklist = make_checklists.checklist({}, {}, {"area": "legal"})
    for item in checklist.items.all():
        make_checklists.answer(item)
    checklist.items.update(status="submitted")

    answer = client.post(
        url("bulk", checklist.ref), {"pick": ["B-01", "B-02", "B-03"], "act": "accept", "note": "Fine."}, follow=True
    )

    text = answer.content.decode()
    assert list(checklist.items.values_list("status", flat=True)) == ["accepted", "accepted", "submitted"]
    assert "Accepted 2 items: B-01, B-02." in text
    assert "B-03: " in text


def test_nothing_is_done_in_bulk_with_what_changed_since():
    client, _user = signed_in("reviewer-security")
    item = make_checklists.item("submitted")

    client.post(url("bulk", item.checklist.ref), {"pick": item.code, f"seen-{item.code}": "open.0", "act": "accept"})

    item.refresh_from_db()
    assert item.status == "submitted"


def test_what_asks_us_is_answered_by_a_colleague_with_evidence(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client, user = signed_in("requester")
    item = make_checklists.item(asks="us", is_evidence_wanted=True)
    Engagement.objects.filter(pk=item.checklist.engagement_id).update(owner=user.person)

    answer = client.post(
        url("answer", item.checklist.ref, item.code),
        {"value": "yes", "text": "Since May.", "upload": make_contracts.upload("proof.pdf"), "kind": "policy"},
    )

    item.refresh_from_db()
    assert (answer.status_code, item.status) == (302, "submitted")
    assert item.answers.get().evidence.get().file_name == "proof.pdf"


def test_an_answer_that_lacks_something_keeps_what_was_typed():
    client, _user = signed_in("reviewer-security")
    item = make_checklists.item(asks="us")

    answer = client.post(url("answer", item.checklist.ref, item.code), {"text": "Half a sentence"})

    item.refresh_from_db()
    assert answer.status_code == 422
    assert "Half a sentence" in answer.content.decode()
    assert (item.status, item.draft["text"]) == ("open", "Half a sentence")


def test_a_vendors_item_is_not_answered_by_a_mere_requester():
    client, user = signed_in("requester")
    item = make_checklists.item()
    Engagement.objects.filter(pk=item.checklist.engagement_id).update(owner=user.person)

    assert client.post(url("answer", item.checklist.ref, item.code), {"value": "yes"}).status_code == 403


def test_evidence_is_handed_out_as_an_attachment_only(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client, user = signed_in("reviewer-security")
    piece = actions.add_evidence(make.vendor(), by=user, upload=make_contracts.upload("report.pdf"))

    answer = client.get(url("evidence", piece.ref))

    assert answer["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == make_contracts.PDF


def test_evidence_whose_file_is_gone_from_the_disk_is_said_to_be_gone():
    piece = make_checklists.evidence(make.vendor(), link="", file="evidence/none/written", file_name="report.pdf")

    answer = signed_in("reviewer-security")[0].get(url("evidence", piece.ref))

    assert answer.status_code == 404
    assert "“report.pdf” was uploaded" in answer.content.decode()
    assert f'href="/vendors/{piece.vendor.ref}/"' in answer.content.decode()


def test_evidence_for_reviewers_eyes_only_is_404_for_procurement():
    piece = make_checklists.evidence(make.vendor(), is_for_reviewers=True)

    assert signed_in("procurement")[0].get(url("evidence", piece.ref)).status_code == 404
    assert signed_in("reviewer-legal")[0].get(url("evidence", piece.ref)).status_code == 302


def test_a_waiver_is_asked_for_granted_and_revoked_on_its_pages():
    reviewer, approver = signed_in("reviewer-security")[0], signed_in("approver")[0]
    item = make_checklists.item()
    asked = {
        "reason": "The audit is in May.",
        "compensating_control": "Test data only.",
        "ends_on": timezone.localdate() + timedelta(days=20),
    }

    reviewer.post(url("ask-waiver", item.checklist.ref, item.code), asked)
    waiver = Waiver.objects.get()
    assert reviewer.post(url("grant", waiver.ref)).status_code == 403
    assert approver.post(url("grant", waiver.ref)).status_code == 302
    item.refresh_from_db()
    assert item.status == "waived"
    assert "Write why" in approver.post(url("revoke", waiver.ref)).content.decode()
    approver.post(url("revoke", waiver.ref), {"note": "The data were real."})

    item.refresh_from_db()
    assert (item.status, Waiver.objects.get().status) == ("open", "revoked")


def test_a_waiver_without_protection_keeps_what_was_typed():
    client, _user = signed_in("reviewer-security")
    item = make_checklists.item()

    answer = client.post(url("ask-waiver", item.checklist.ref, item.code), {"reason": "The audit is in May."})

    assert answer.status_code == 422
    assert "The audit is in May." in answer.content.decode()


def test_administrators_publish_what_reviewers_only_read():
    draft = make_checklists.version({}, is_published=False)
    day = {"counts_from_on": timezone.localdate()}
    reviewer, administrator = signed_in("reviewer-security")[0], signed_in("administrator")[0]

    assert reviewer.get(url("version", draft.ref)).status_code == 200
    assert reviewer.post(url("publish", draft.ref), day).status_code == 403
    assert signed_in("requester")[0].get(url("version", draft.ref)).status_code == 404
    assert administrator.post(url("publish", draft.ref), day).status_code == 302
    assert TemplateVersion.objects.get(pk=draft.pk).status == "published"


def test_the_next_version_is_drafted_with_a_preview_of_what_changes():
    client, _user = signed_in("administrator")
    client.post(url("draft", "security-baseline"))
    draft = TemplateVersion.objects.get(template__key="security-baseline", number=2)
    draft.items.filter(code="A-01").update(question="Is it different now?")
    draft.items.filter(code="A-02").delete()

    text = client.get(url("version", draft.ref)).content.decode()

    assert "0 questions added, 1 changed, 1 removed" in text


def test_templates_are_retired_with_a_reason():
    client, _user = signed_in("administrator")

    client.post(url("retire", "security-baseline"))
    assert TemplateVersion.objects.current(make.TODAY).exists()
    client.post(url("retire", "security-baseline"), {"why": "Ours is better."})

    assert not TemplateVersion.objects.current(make.TODAY).exists()


def test_procurement_sends_a_checklist_and_moves_its_due_date():
    client, _user = signed_in("procurement")
    vendor = make.vendor()
    make.contact(vendor)
    checklist = make_checklists.checklist({}, vendor=vendor)
    day = timezone.localdate() + timedelta(days=9)

    client.post(url("send", checklist.ref))
    client.post(url("due", checklist.ref), {"due_on": day})

    checklist.refresh_from_db()
    assert checklist.sent_at is not None
    assert (checklist.due_on, checklist.items.get().due_on) == (day, day)


def test_what_applies_is_laid_out_by_one_click():
    client, _user = signed_in("procurement")
    vendor, engagement = make.vendor(), make.engagement()

    answer = client.post(url("lay-out", vendor.ref, engagement.ref))

    made = Checklist.objects.get(vendor=vendor)
    assert answer.url == url("checklist", made.ref)
    assert made.item_count == 25


def queries(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(page).status_code == 200
    return len(seen)


def test_the_list_takes_the_same_number_of_queries_for_1_and_for_30():
    client, _user = signed_in("reviewer-security")
    make_checklists.checklist({})
    one = queries(client, url("list"))
    for _ in range(20):
        make_checklists.checklist({})

    assert queries(client, url("list")) == one


def test_a_checklist_takes_the_same_number_of_queries_for_1_and_for_30_items():
    client, _user = signed_in("reviewer-security")

    def filled(count):
        checklist = make_checklists.checklist(*[{} for _ in range(count)])
        for item in checklist.items.all():
            piece = make_checklists.evidence(checklist.vendor)
            answer = make_checklists.answer(item, is_accepted=True, evidence=[piece])
            Item.objects.filter(pk=item.pk).update(status="accepted", accepted_answer=answer)
            make_checklists.waiver(item)
        return url("checklist", checklist.ref)

    assert queries(client, filled(1)) == queries(client, filled(30))


def test_waivers_take_the_same_number_of_queries_for_1_and_for_30():
    client, _user = signed_in("approver")
    make_checklists.waiver(make_checklists.item())
    one = queries(client, f"{url('waivers')}?view=all")
    for _ in range(20):
        make_checklists.waiver(make_checklists.item())

    assert queries(client, f"{url('waivers')}?view=all") == one


def test_filters_show_what_they_say():
    client, _user = signed_in("reviewer-security")
    checklist = make_checklists.checklist({"question": "First thing?"}, {"question": "Second thing?"})
    make_checklists.answer(checklist.items.get(code="B-01"))
    checklist.items.filter(code="B-01").update(status="submitted")

    text = client.get(f"{url('checklist', checklist.ref)}?show=to-review").content.decode()

    assert ("First thing?" in text, "Second thing?" in text) == (True, False)


def test_what_was_accepted_and_has_ended_is_not_called_accepted():
    client, _user = signed_in("reviewer-security")
    item = make_checklists.item("accepted", good_until_on=make.TODAY - timedelta(days=30))

    text = client.get(url("item", item.checklist.ref, item.code)).content.decode()

    assert "Expired" in text


def test_who_owes_an_answer_is_reminded_from_the_row():
    client, _user = signed_in("reviewer-security")
    vendor = make.vendor()
    contact = make.contact(vendor, "Ewa Wójcik").person
    checklist = make_checklists.checklist({}, vendor=vendor, sent_at=timezone.now())
    page = url("checklist", checklist.ref)
    assert "Remind<span" in client.get(page).content.decode()

    posted = {"person": contact.ref, "subject": f"{checklist.ref}/B-01", "next": page}
    answer = client.post(reverse("reminders:remind_now"), posted)

    assert answer.url == page
    assert Reminder.objects.get().person == contact

"""The vendor contacts' portal: the door, the questions, and that a contact sees nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from checklists.models import Evidence, Item
from checklists.views import portal_access, portal_shown
from history.models import Entry
from tests import make, make_checklists, make_contracts
from vendors.actions import contact as contacts
from vendors.models import PortalLink

pytestmark = pytest.mark.django_db
HOME = "/portal/"


@pytest.fixture
def vendor():
    return make.vendor("Wislok Support")


@pytest.fixture
def link(vendor):
    return link_for(make.contact(vendor, "Ewa Wójcik"))


def link_for(contact, days=30):
    until_on = timezone.localdate() + timedelta(days=days)
    return PortalLink.objects.create(contact=contact, until_on=until_on, nonce=f"n{contact.pk}")


def opened(link):
    """A browser in which the contact opened their link."""
    client = Client()
    assert client.post(f"/portal/{link.token}/open/").status_code == 302
    return client


def asked(vendor, *items, **fields):
    return make_checklists.checklist(*items, vendor=vendor, **fields)


def posted(item, **values):
    prefix = f"i{item.pk}"
    return {"item": item.pk, **{f"{prefix}-{name}": value for name, value in values.items()}}


def test_the_link_in_a_mail_changes_nothing_until_the_contact_clicks(client, link):
    answer = client.get(f"/portal/{link.token}/")

    text = answer.content.decode()
    link.refresh_from_db()
    assert (answer.status_code, link.opened_at, client.cookies) == (200, None, {}) or "csrftoken" in client.cookies
    assert portal_access.COOKIE not in client.cookies
    assert "Hello Ewa" in text
    assert link.contact.person.email not in text
    assert client.get(HOME).status_code == 410


def test_the_click_opens_a_session_that_belongs_to_the_portal_only(link):
    client = opened(link)

    cookie = client.cookies[portal_access.COOKIE]
    link.refresh_from_db()
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/portal/", True, "Lax")
    assert link.opened_at is not None
    assert Entry.objects.of(link).first().agent == link.contact.person.agent
    assert client.get(HOME).status_code == 200
    assert client.get("/checklists/").status_code == 302
    assert "no-store" in client.get(HOME)["Cache-Control"]


def test_a_colleagues_sign_in_opens_no_portal():
    client = Client()
    client.force_login(make.user("administrator"))

    assert client.get(HOME).status_code == 410


@pytest.mark.parametrize("spoil", ["ended", "withdrawn", "contact gone", "person gone", "replaced"])
def test_a_link_that_is_over_stops_with_the_next_click_and_says_what_to_do(link, spoil):
    client = opened(link)
    by = make.user("procurement")
    if spoil == "ended":
        PortalLink.objects.filter(pk=link.pk).update(until_on=timezone.localdate() - timedelta(days=1))
    elif spoil == "withdrawn":
        contacts.withdraw_link(link, by)
    elif spoil == "contact gone":
        contacts.remove_contact(link.contact, by)
    elif spoil == "person gone":
        link.contact.person.is_active = False
        link.contact.person.save()
    else:
        contacts.make_link(link.contact, timezone.localdate() + timedelta(days=9), by)

    page, door = client.get(HOME), client.get(f"/portal/{link.token}/")

    for answer in (page, door):
        assert answer.status_code == 410
        assert "Open the newest mail" in answer.content.decode()
    assert client.post(HOME, {"save": "1"}).status_code == 410


@pytest.mark.parametrize("token", ["1.x", "nonsense", "99999.abc", "1." + "a" * 43])
def test_a_guessed_address_opens_nothing(client, link, token):
    assert client.get(f"/portal/{token}/").status_code == 410
    assert client.post(f"/portal/{token}/open/").status_code == 410
    assert client.get(HOME).status_code == 410


def test_a_forged_cookie_opens_nothing(client, link):
    client.cookies[portal_access.COOKIE] = f"{link.pk}:abc:def"

    assert client.get(HOME).status_code == 410


def test_guessing_is_slowed_down(client, link):
    for _ in range(portal_access.MOST_DOORS):
        client.get("/portal/1.wrong/")

    answer = client.get(f"/portal/{link.token}/")

    assert (answer.status_code, answer["Retry-After"]) == (429, "600")


def test_a_contact_sees_what_is_asked_of_their_vendor_and_nothing_else(vendor, link):
    asked(vendor, {"title": "Our question"}, {"title": "Asks us only", "asks": "us"})
    asked(make.vendor(), {"title": "Of another vendor"})
    closed = asked(vendor, {"title": "Of a closed one"})
    closed.closed_at = timezone.now()
    closed.save()

    text = opened(link).get(HOME).content.decode()

    assert "Our question" in text
    for hidden in ("Asks us only", "Of another vendor", "Of a closed one"):
        assert hidden not in text


def test_the_contact_of_one_vendor_gets_404_for_anothers_item(vendor, link):
    theirs = asked(make.vendor(), {}).items.get()
    ours = asked(vendor, {"asks": "us"}).items.get()
    client = opened(link)

    for item in (theirs, ours):
        assert client.post(HOME, posted(item, value="yes")).status_code == 404
        assert not item.answers.exists()


def test_a_person_who_answers_for_two_vendors_sees_both_by_either_link(vendor, link):
    other = make.vendor("Second vendor")
    second = link_for(make.contact(other, person=link.contact.person))
    asked(vendor, {"title": "For the first"})
    asked(other, {"title": "For the second"})

    for one in (link, second):
        page = opened(one).get(HOME).content.decode()
        assert "For the first" in page
        assert "For the second" in page
        assert "Second vendor" in page


def test_a_vendor_whose_link_was_withdrawn_is_not_shown_by_another_vendors_link(vendor, link):
    other = make.vendor("Second vendor")
    second = link_for(make.contact(other, person=link.contact.person))
    second.withdrawn_at = make.AT
    second.save()
    asked(vendor, {"title": "For the first"})
    asked(other, {"title": "For the second"})

    page = opened(link).get(HOME).content.decode()

    assert "For the first" in page
    assert "For the second" not in page


def test_answers_are_submitted_with_evidence(vendor, link, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    item = asked(vendor, {"is_evidence_wanted": True}).items.get()
    client = opened(link)
    said = {"value": "yes", "text": "See page 3.", "upload": make_contracts.upload("report.pdf"), "kind": "pentest"}

    answer = client.post(HOME, posted(item, **said, issued_on="2026-06-01"), follow=True)

    item.refresh_from_db()
    given = item.answers.get()
    assert (item.status, given.submitted_by, given.text) == ("submitted", link.contact.person, "See page 3.")
    piece = given.evidence.get()
    assert (piece.uploaded_by, piece.kind, str(piece.issued_on)) == (link.contact.person, "pentest", "2026-06-01")
    assert "1 answer is submitted. Thank you." in answer.content.decode()
    file = client.get(f"/portal/evidence/{piece.ref}/")
    assert file["Content-Disposition"].startswith("attachment")
    file.getvalue()
    piece.file.storage.delete(piece.file.name)
    gone = client.get(f"/portal/evidence/{piece.ref}/")
    assert (gone.status_code, "“report.pdf” was uploaded" in gone.content.decode()) == (404, True)


def test_a_draft_is_kept_with_its_file_and_submitted_later(vendor, link, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    item = asked(vendor, {"is_evidence_wanted": True}).items.get()
    client = opened(link)

    client.post(HOME, {**posted(item, text="Half", upload=make_contracts.upload("report.pdf")), "save": "1"})
    item.refresh_from_db()
    text = client.get(HOME).content.decode()
    assert (item.status, "Half" in text, "report.pdf" in text) == ("open", True, True)
    client.post(HOME, posted(item, value="yes", text="Half", evidence=item.draft["evidence"]))

    item.refresh_from_db()
    assert (item.status, item.draft) == ("submitted", {})
    assert item.answers.get().evidence.get().file_name == "report.pdf"


def test_what_lacks_evidence_is_saved_and_told_while_the_rest_is_submitted(vendor, link):
    first, second = asked(vendor, {"is_evidence_wanted": True}, {}).items.all()
    data = {**posted(first, value="yes", text="Soon."), **posted(second, value="no"), "item": [first.pk, second.pk]}

    answer = opened(link).post(HOME, data)

    text = answer.content.decode()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (answer.status_code, first.status, second.status) == (422, "open", "submitted")
    assert first.draft["text"] == "Soon."
    assert "Add a file or a link" in text
    assert "1 answer is submitted" in text
    assert "Soon." in text


def test_a_file_that_cannot_be_taken_is_told_and_the_words_are_kept(vendor, link):
    item = asked(vendor, {}).items.get()

    answer = opened(link).post(
        HOME, posted(item, value="yes", text="Typed.", upload=make_contracts.upload("a.pdf", b"<html>"))
    )

    item.refresh_from_db()
    assert (answer.status_code, item.status, item.draft["text"]) == (422, "open", "Typed.")
    assert "its content is something else" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_question_is_declined_with_a_reason(vendor, link):
    item = asked(vendor, {}).items.get()

    opened(link).post(HOME, posted(item, decline="Our auditor forbids it."))

    item.refresh_from_db()
    assert (item.status, item.decline_reason) == ("declined", "Our auditor forbids it.")


def test_an_empty_page_submits_nothing(vendor, link):
    item = asked(vendor, {}).items.get()

    answer = opened(link).post(HOME, posted(item, value="", text=""), follow=True)

    assert "Nothing was answered yet" in answer.content.decode()
    assert not item.answers.exists()


def test_what_was_sent_back_shows_the_note_and_nothing_internal(vendor, link):
    item = asked(vendor, {}).items.get()
    reviewer = make.person("Ravi Menon")
    answer = make_checklists.answer(item, by=link.contact.person, value="yes")
    answer.is_accepted, answer.decided_by, answer.decided_at = False, reviewer, timezone.now()
    answer.note = "Internal thought about them."
    answer.save()
    Item.objects.filter(pk=item.pk).update(status="rejected", note="Fourteen months old.")
    make_checklists.waiver(item, "asked")

    text = opened(link).get(HOME).content.decode()

    assert "Fourteen months old." in text
    assert "Ravi Menon" in text
    for hidden in ("Internal thought", "The report comes in spring", "Only test data"):
        assert hidden not in text


def test_an_accepted_answer_that_ends_before_the_sharing_is_asked_for_again(vendor, link):
    engagement = make.engagement(planned_sharing_on=timezone.localdate() + timedelta(days=90))
    checklist = asked(vendor, {"title": "Certificate"}, engagement=engagement)
    item = make_checklists.item("accepted", of=checklist, good_until_on=timezone.localdate() + timedelta(days=60))
    client = opened(link)
    assert "Renew it; until then the old one counts." in client.get(HOME).content.decode()

    client.post(HOME, posted(item, value="yes", text="The new one."))

    item.refresh_from_db()
    assert (item.status, item.accepted_answer.number, item.answers.count()) == ("submitted", 1, 2)


def test_unchanged_answers_are_not_submitted_again(vendor, link):
    checklist = asked(vendor, {})
    item = make_checklists.item("accepted", of=checklist, good_until_on=timezone.localdate() + timedelta(days=5))

    client = opened(link)

    client.post(HOME, posted(item, value="yes", text=""))
    assert item.answers.count() == 1
    client.post(HOME, posted(item, value="yes", text="", again="on"))

    assert item.answers.count() == 2


def test_an_item_that_is_named_twice_is_submitted_once(vendor, link):
    item = asked(vendor, {"answer_kind": "text"}).items.get()

    opened(link).post("/portal/", {**posted(item, text="Yes."), "item": [item.pk, item.pk]})

    assert [answer.number for answer in item.answers.all()] == [1]


def test_evidence_of_our_side_or_of_another_vendor_is_404(vendor, link):
    ours = make_checklists.evidence(vendor)
    others = make_checklists.evidence(make.vendor(), by=link.contact.person)
    reserved = make_checklists.evidence(vendor, by=make.contact(vendor, is_main=False).person, is_for_reviewers=True)
    client = opened(link)

    for piece in (ours, others, reserved):
        assert client.get(f"/portal/evidence/{piece.ref}/").status_code == 404


def test_a_contact_cannot_attach_evidence_of_our_side(vendor, link):
    item = asked(vendor, {}).items.get()
    ours = make_checklists.evidence(vendor)

    answer = opened(link).post(HOME, posted(item, value="yes", evidence=[ours.pk]))

    assert answer.status_code == 422
    assert not item.answers.exists()


def test_very_many_questions_come_a_page_at_a_time(vendor, link, monkeypatch):
    monkeypatch.setattr(portal_shown, "MOST_SHOWN", 3)
    asked(vendor, *[{"title": f"Question number {n}"} for n in range(5)])

    text = opened(link).get(HOME).content.decode()

    assert text.count('name="item"') == 3
    assert "2 more questions follow" in text
    assert "5 answers are still needed" in text


def test_leaving_closes_the_portal_on_this_device(link):
    client = opened(link)

    client.post("/portal/leave/")

    assert client.get(HOME).status_code == 410


def test_posting_without_the_token_against_forgery_is_refused(vendor, link):
    item = asked(vendor, {}).items.get()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[portal_access.COOKIE] = opened(link).cookies[portal_access.COOKIE].value

    assert strict.post(HOME, posted(item, value="yes")).status_code == 403


def test_the_questions_take_few_queries_more_for_30_than_for_3(vendor, link):
    asked(vendor, *[{} for _ in range(3)])
    client = opened(link)

    def queries():
        client.get(HOME)
        with CaptureQueriesContext(connection) as seen:
            client.get(HOME)
        return len(seen)

    few = queries()
    asked(vendor, *[{} for _ in range(27)])

    assert queries() == few

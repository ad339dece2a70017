"""Sending, against a real mail server that accepts, refuses, delays or is not there."""

import smtplib
import time
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.formats import date_format

from accounts.models import Person
from checklists.models import Item
from history.models import Entry
from reminders import actions
from reminders.actions.send import claim
from reminders.models import Digest, Reminder
from reminders.readers import letters
from tests import make, make_reminders
from tests.make import AT, TODAY
from tests.make_reminders import colleague
from tests.postman import Postman
from tests.vendortrack.running import free_port
from vendors.models import PortalLink

DAY = timedelta(days=1)
HOUR = timedelta(minutes=61)  # past the longest pause between two tries
pytestmark = pytest.mark.django_db


@pytest.fixture
def postman(settings: Any) -> Iterator[Postman]:
    man = Postman()
    office = man.open()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", office.port, 1
    yield man
    office.stop()


def test_a_digest_is_sent_once_with_text_and_html(postman):
    owner = colleague(name="Ewa Wójcik")
    digest = make_reminders.digest(owner, lines=2)

    tally = actions.send(AT)
    again = actions.send(AT + timedelta(minutes=1))

    assert (tally.sent, again.sent, len(postman.mails)) == (1, 0, 1)
    mail = postman.mails[0]
    assert mail["Message-ID"] == f"<{digest.token}@127.0.0.1>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.get_payload()] == ["text/plain", "text/html"]
    digest.refresh_from_db()
    assert digest.status == "sent"
    assert digest.sent_at is not None
    assert set(Reminder.objects.values_list("status", "sent_at")) == {("sent", digest.sent_at)}
    assert Entry.objects.of(digest).first().changes[0] == ["status", "waiting", "sent"]


def test_a_digest_whose_morning_has_not_come_waits(postman):
    make_reminders.digest(colleague(), at=AT + timedelta(hours=1))

    actions.send(AT)

    assert postman.mails == []


def test_twenty_five_digests_go_through_one_connection_a_batch(postman):
    for _ in range(25):
        make_reminders.digest(colleague())

    tally = actions.send(AT)

    assert (tally.sent, postman.connections) == (25, 2)
    assert len({mail["Message-ID"] for mail in postman.mails}) == 25


def test_what_was_resolved_before_the_sending_is_left_out(postman):
    owner = colleague()
    make_reminders.digest(owner, lines=2)
    done = Item.objects.first()
    Item.objects.filter(pk=done.pk).update(status="submitted")

    actions.send(AT)

    text = postman.mails[0].get_payload()[0].get_payload(decode=True).decode()
    assert done.ref not in text
    assert "CHK-0001/B-02" in text or Item.objects.last().ref in text
    assert dict(Reminder.objects.values_list("subject_id", "status")) == {
        done.pk: "cancelled",
        Item.objects.last().pk: "sent",
    }


def test_a_digest_with_nothing_left_to_say_is_not_sent(postman):
    digest = make_reminders.digest(colleague())
    Item.objects.update(status="submitted")

    tally = actions.send(AT)

    digest.refresh_from_db()
    assert (tally.empty, digest.status, postman.mails) == (1, "empty", [])


def test_a_moved_date_takes_the_old_line_out_of_the_mail(postman):
    make_reminders.digest(colleague())
    Item.objects.update(due_on=TODAY + 40 * DAY)

    actions.send(AT)

    assert postman.mails == []
    assert Reminder.objects.get().status == "cancelled"


def test_a_busy_server_is_asked_again_later_and_nothing_is_lost(postman):
    owner = colleague()
    digest = make_reminders.digest(owner)
    postman.refusals[owner.email] = "451 4.3.0 try later"

    for minutes, attempts in ((0, 1), (0, 1), (2, 2), (3, 2), (5, 3)):
        actions.send(AT + timedelta(minutes=minutes, seconds=5))
        digest.refresh_from_db()
        assert (digest.status, digest.attempts, digest.last_error) == ("waiting", attempts, "451 4.3.0 try later")
    del postman.refusals[owner.email]
    actions.send(AT + timedelta(hours=1))

    assert len(postman.mails) == 1
    assert Reminder.objects.get().status == "sent"


def test_a_dead_address_fails_and_somebody_else_is_told(postman):
    boss = colleague()
    owner = colleague()
    of = make_reminders.checklist(engagement=make.engagement(owner=boss))
    item = make_reminders.item(of, owner=owner, due_on=TODAY)
    postman.refusals[owner.email] = "550 5.1.1 no such mailbox"
    actions.plan(AT)

    actions.send(AT)
    actions.plan(AT + timedelta(minutes=2))
    actions.send(AT + timedelta(minutes=2))

    assert postman.to == [boss.email]
    owner.refresh_from_db()
    assert owner.bounced_at is not None
    lines = Reminder.objects.filter(subject_ref=item.ref).exclude(status="superseded")
    assert set(lines.values_list("person", "status")) == {(owner.pk, "failed"), (boss.pk, "sent")}
    assert Digest.objects.get(person=owner).last_error == "550 5.1.1 no such mailbox"


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.7.1 relaying denied",
        "450 4.2.0 greylisted",
        "550 relay not permitted",
        "554 Service unavailable; Client host blocked",
        "553 sender address rejected: not owned by user",
        "550 5.2.2 mailbox full",
        "552 5.2.2 quota exceeded",
        "550 5.4.1 recipient address rejected: access denied",
    ],
)
def test_a_refusal_that_is_about_us_is_no_dead_address(postman, answer):
    owner = colleague()
    make_reminders.digest(owner)
    postman.refusals[owner.email] = answer

    actions.send(AT)

    assert Person.objects.get(pk=owner.pk).bounced_at is None
    assert Digest.objects.get().status == "waiting"


@pytest.mark.parametrize(
    "answer", ["550 5.1.1 user unknown", "550 No such user here", "553 5.1.2 no such domain", "550 5.2.1 disabled"]
)
def test_a_refusal_that_is_about_the_address_is_final(postman, answer):
    owner = colleague()
    make_reminders.digest(owner)
    postman.refusals[owner.email] = answer

    actions.send(AT)

    assert Person.objects.get(pk=owner.pk).bounced_at is not None


@pytest.mark.parametrize(
    ("answer", "times"), [("550 relay not permitted", 12), ("552 5.2.2 mailbox full", 12), ("450 4.2.0 greylisted", 90)]
)
def test_what_is_refused_for_long_while_others_get_theirs_is_told_to_somebody_else(postman, answer, times):
    boss, owner = colleague(), colleague()
    item = make_reminders.item(make_reminders.checklist(engagement=make.engagement(owner=boss)), owner=owner)
    Item.objects.update(due_on=TODAY)
    postman.refusals[owner.email] = answer
    actions.plan(AT)
    for hour in range(times):
        actions.send(AT + hour * HOUR)
    assert Person.objects.get(pk=owner.pk).bounced_at is None  # as long as nobody gets any mail, it is our server

    make_reminders.digest(colleague(), at=AT + times * HOUR)
    actions.send(AT + times * HOUR)
    actions.send(AT + (times + 1) * HOUR)
    actions.plan(AT + (times + 1) * HOUR)

    assert Person.objects.get(pk=owner.pk).bounced_at is not None
    assert item.ref in Reminder.objects.filter(person=boss).values_list("subject_ref", flat=True)


def test_a_mail_that_came_late_is_the_one_of_the_day_on_which_it_came(postman):
    owner = colleague()
    of = make_reminders.checklist()
    make_reminders.item(of, owner=owner, due_on=TODAY + 7 * DAY)
    actions.plan(AT)  # and the mail server is away until the next day
    actions.plan(AT + DAY)
    actions.send(AT + DAY)
    assert len(postman.mails) == 1

    later, soon = (make_reminders.item(of, owner=owner, due_on=TODAY + days * DAY) for days in (8, 1))
    actions.plan(AT + DAY + timedelta(hours=1))
    actions.send(AT + DAY + timedelta(hours=1))

    mails = [mail.get_payload()[0].get_payload(decode=True).decode() for mail in postman.mails]
    assert [(later.ref in text, soon.ref in text) for text in mails[1:]] == [(False, True)]  # what is due today is said
    actions.plan(AT + 2 * DAY)
    actions.send(AT + 2 * DAY)
    assert later.ref in postman.mails[-1].get_payload()[0].get_payload(decode=True).decode()


def test_a_line_that_nobody_understands_holds_up_nobody_elses_mail(postman):
    bad, good = make_reminders.digest(colleague()), make_reminders.digest(colleague())
    Reminder.objects.filter(digest=bad).update(subject_type="gone.kind")

    tally = actions.send(AT)

    assert (tally.sent, tally.later) == (1, 1)
    assert dict(Digest.objects.values_list("pk", "status")) == {bad.pk: "waiting", good.pk: "sent"}
    assert Digest.objects.get(pk=bad.pk).last_error


def test_a_refused_content_concerns_one_mail_and_the_next_goes(postman):
    first, second = colleague(), colleague()
    make_reminders.digest(first)
    make_reminders.digest(second)
    postman.refusals[first.email] = "452 4.2.2 mailbox full"

    tally = actions.send(AT)

    assert (tally.later, tally.sent, postman.to) == (1, 1, [second.email])


def test_a_server_that_is_down_makes_mails_late_not_lost(postman, settings):
    digests = [make_reminders.digest(colleague()) for _ in range(3)]
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()

    actions.send(AT)

    assert set(Digest.objects.values_list("status", "claim")) == {("waiting", "")}
    assert sum(Digest.objects.values_list("attempts", flat=True)) == 1  # one was tried, the others keep their turn
    settings.EMAIL_PORT = there
    actions.send(AT + timedelta(minutes=2))
    assert len(postman.mails) == len(digests)


def test_a_server_that_is_too_slow_is_left_before_the_lease_ends(postman):
    for _ in range(3):
        make_reminders.digest(colleague())
    postman.pause = 1.5
    started = time.monotonic()

    tally = actions.send(AT)

    assert time.monotonic() - started < 10
    assert tally.sent == 0
    assert set(Digest.objects.values_list("status", "claim")) == {("waiting", "")}


@pytest.mark.parametrize("seconds", [31, 500])
def test_mails_that_take_long_to_write_go_all_the_same(postman, monkeypatch, seconds):
    """Reading took longer than a round, or than half a lease: were all put off, they would be read for ever."""
    digests = [make_reminders.digest(colleague()) for _ in range(3)]
    sending, read, now = import_module("reminders.actions.send"), letters.read, [0.0]

    def read_slowly(*given):
        now[0] += seconds
        return read(*given)

    monkeypatch.setattr(sending, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=time.sleep))
    monkeypatch.setattr(letters, "read", read_slowly)

    for place in range(3):
        actions.send(AT + place * timedelta(minutes=1))

    assert len(postman.mails) == len(digests)


def test_a_digest_that_kills_its_worker_takes_nobody_else_s_mail_along(postman, monkeypatch):
    deadly = make_reminders.digest(colleague())
    make_reminders.digest(colleague())
    Digest.objects.filter(pk=deadly.pk).update(attempts=3, last_error="421 busy")  # so many workers have died of it
    read = letters.read

    def die_of_it(digests, now):
        if deadly in digests:
            raise KeyboardInterrupt
        return read(digests, now)

    monkeypatch.setattr(letters, "read", die_of_it)
    with pytest.raises(KeyboardInterrupt):
        actions.send(AT)

    assert len(postman.mails) == 1
    deadly.refresh_from_db()
    assert (deadly.status, deadly.last_error) == ("waiting", "421 busy")


def test_what_a_dead_worker_had_claimed_goes_when_the_lease_has_ended(postman, settings):
    make_reminders.digest(colleague())
    assert len(claim(AT)) == 1

    assert actions.send(AT + timedelta(minutes=1)).sent == 0
    assert actions.send(AT + timedelta(seconds=settings.MAIL_LEASE_SECONDS + 1)).sent == 1


def test_a_letter_that_cannot_be_written_holds_up_nobody_else_and_is_named(postman):
    bad = make_reminders.digest(colleague())
    make_reminders.digest(colleague())
    Person.objects.filter(pk=bad.person_id).update(email="two@lines.example\nBcc: x@lines.example")

    tally = actions.send(AT)

    bad.refresh_from_db()
    assert (tally.sent, tally.later, bad.status) == (1, 1, "waiting")
    assert "Invalid address" in bad.last_error


def test_two_claims_never_share_a_digest():
    for _ in range(30):
        make_reminders.digest(colleague())

    first, second = claim(AT), claim(AT)

    assert (len(first), len(second)) == (20, 10)
    assert not {one.pk for one in first} & {one.pk for one in second}


def test_a_contact_gets_a_personal_link_and_every_question_by_itself(postman):
    vendor = make.vendor("Wislok Support")
    contact = make_reminders.contact(vendor, "Ewa Wójcik")
    of = make_reminders.checklist(vendor, sent_at=AT - 20 * DAY, owner=colleague(name="Ravi Menon"))
    one = make_reminders.item(of, asks="vendor", due_on=TODAY)
    other = make_reminders.item(of, asks="vendor", due_on=TODAY + 3 * DAY, status="rejected")
    make_reminders.sharing(vendor=vendor, engagement=of.engagement, planned_on=TODAY + 20 * DAY)

    actions.plan(AT)
    actions.send(AT)

    mail = next(mail for mail in postman.mails if contact.email in mail["To"])
    text = mail.get_payload()[0].get_payload(decode=True).decode()
    link = PortalLink.objects.get()
    assert f"/portal/{link.token}/" in text
    assert [code in text for code in (one.code, other.code)] == [True, True]
    assert "Sent back" in text
    assert "Sunday 13 December 2026" in text
    assert "Ravi Menon" in mail["Reply-To"]
    assert actions.tell(AT) == 0  # the link is in this mail and needs none of its own


def test_the_vendor_s_account_manager_is_told_by_escalation_of_what_others_there_owe(postman):
    vendor = make.vendor()
    contact = make_reminders.contact(vendor)
    manager = make_reminders.contact(vendor, role="account", is_main=False)
    of = make_reminders.checklist(vendor, sent_at=AT - 20 * DAY)
    item = make_reminders.item(of, asks="vendor", due_on=TODAY - 3 * DAY, owner=contact)

    actions.plan(AT)
    actions.send(AT)

    mail = next(mail for mail in postman.mails if manager.email in mail["To"])
    assert item.code in mail.get_payload()[0].get_payload(decode=True).decode()
    assert Reminder.objects.get(person=manager).status == "escalated"


def test_a_withdrawn_link_is_not_made_anew_by_a_mail(postman):
    vendor = make.vendor()
    contact = make_reminders.contact(vendor)
    of = make_reminders.checklist(vendor, sent_at=AT - 20 * DAY)
    make_reminders.item(of, asks="vendor", due_on=TODAY)
    PortalLink.objects.create(
        contact=contact.contact_of.get(), until_on=TODAY + 60 * DAY, nonce="n", withdrawn_at=AT - DAY
    )

    actions.plan(AT)
    actions.send(AT)

    mail = next(mail for mail in postman.mails if contact.email in mail["To"])
    assert "/portal/" not in str(mail)
    assert PortalLink.objects.count() == 1


def test_what_a_fallback_is_told_holds_no_contact_s_link(postman):
    owner = colleague()
    vendor = make.vendor()
    contact = make_reminders.contact(vendor)
    of = make_reminders.checklist(vendor, make.engagement(owner=owner), sent_at=AT - 20 * DAY)
    make_reminders.item(of, asks="vendor", due_on=TODAY)
    Person.objects.filter(pk=contact.pk).update(bounced_at=AT)

    actions.plan(AT)
    actions.send(AT)

    assert owner.email in postman.to
    assert not any("/portal/" in str(mail) for mail in postman.mails)


def test_an_escalation_is_marked_as_one_and_said_to_who_was_passed_over(postman):
    boss, owner = colleague(name="Aoife Brennan"), colleague()
    Person.objects.filter(pk=owner.pk).update(manager=boss)
    make_reminders.item(owner=owner, due_on=TODAY - 3 * DAY)
    actions.plan(AT)
    actions.send(AT)

    assert Reminder.objects.get(person=boss).status == "escalated"
    actions.plan(AT + DAY)
    actions.send(AT + DAY)

    last = [mail for mail in postman.mails if owner.email in mail["To"]][-1]
    assert "escalated to Aoife Brennan on 23 November" in last.get_payload()[0].get_payload(decode=True).decode()


def test_the_subject_says_counts_urgency_and_vendors(postman):
    owner = colleague()
    of = make_reminders.checklist(make.vendor("Wislok Support"))
    make_reminders.item(of, owner=owner, due_on=TODAY - 2 * DAY)
    make_reminders.item(of, owner=owner, due_on=TODAY + 7 * DAY)
    actions.plan(AT)

    actions.send(AT)

    assert postman.mails[0]["Subject"] == "1 overdue, 1 due by Mon 30 Nov 2026: Wislok Support"


def test_a_suspension_names_itself_in_the_subject(postman):
    owner = colleague()
    make_reminders.sharing("suspended", owner=owner, planned_on=TODAY + 60 * DAY)
    actions.tell(AT)

    actions.send(AT)

    mail = postman.mails[0]
    assert mail["Subject"].startswith("Sharing suspended: Vendor")
    text, page = (part.get_payload(decode=True).decode() for part in mail.get_payload())
    since = date_format(Reminder.objects.get().anchor_on, "D j M Y")
    assert f": since {since}" in text
    assert [said.count(since) for said in (text, page)] == [1, 1]


def test_remind_now_goes_at_once_and_only_once_a_day(postman):
    by = make.user("procurement", name="Maeve Doran")
    owner = colleague()
    item = make_reminders.item(owner=owner)

    actions.remind_now(owner, item, by, AT)
    actions.send(AT)
    with pytest.raises(actions.ask.NotAllowed, match="was reminded of this on Mon 23 Nov"):
        actions.remind_now(owner, item, by, AT + timedelta(hours=20))

    assert "Maeve Doran asks you" in postman.mails[0].get_payload()[0].get_payload(decode=True).decode()
    assert actions.remind_now(owner, item, by, AT + timedelta(hours=25)).status == "planned"


def test_remind_now_reaches_the_delegate_and_refuses_whom_no_mail_reaches(postman):
    by, delegate = make.user("procurement"), colleague(name="Ewa Stand-in")
    dead = colleague(name="Ewa Gone", bounced_at=AT)
    away = colleague(name="Ewa Away", delegate=delegate, delegate_from_on=TODAY, delegate_until_on=TODAY + DAY)
    item = make_reminders.item(owner=dead)

    with pytest.raises(actions.ask.NotAllowed, match="does not reach Ewa Gone"):
        actions.remind_now(dead, item, by, AT)

    assert actions.remind_now(away, item, by, AT).person == delegate


def test_remind_now_refuses_what_is_done(postman):
    by, owner = make.user("procurement"), colleague()
    item = make_reminders.item(owner=owner, status="open")
    Item.objects.update(status="waived")

    with pytest.raises(actions.ask.NotAllowed, match="done already"):
        actions.remind_now(owner, item, by, AT)

    assert not Reminder.objects.exists()


def test_smtp_faults_are_told_apart_by_type():
    assert issubclass(smtplib.SMTPException, OSError)  # what the sender's order of handlers rests on

"""My work, the ledger, the ladder, “Remind” and snooze."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from checklists.models import Answer, Item
from reminders import actions
from reminders.models import Digest, Reminder, Snooze
from reminders.readers import rail, work
from sharing.models import Approval
from tests import make, make_reminders

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def maeve(client):
    user = make.user("procurement", name="Maeve Doran")
    client.force_login(user)
    return user


@pytest.mark.parametrize("path", ["/", "/reminders/", "/reminders/ladder/"])
def test_whoever_is_not_signed_in_goes_to_the_login(client, path):
    assert client.get(path)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["/", "/reminders/", "/reminders/ladder/"])
@pytest.mark.parametrize("role", ["requester", "procurement", "reviewer-legal", "approver", "auditor", "administrator"])
def test_every_role_has_these_pages(client, path, role):
    client.force_login(make.user(role))

    assert client.get(path).status_code == 200


def test_my_work_shows_what_is_mine_by_urgency(client, maeve, today):
    of = make_reminders.checklist(make.vendor("Wislok Support"))
    make_reminders.item(of, owner=maeve.person, due_on=today - 3 * DAY)
    make_reminders.item(of, owner=make_reminders.colleague(), due_on=today)

    page = client.get("/").content.decode()

    assert "Answer B-01: Question 1" in page
    assert "3 days overdue" in page
    assert "Answer B-02" not in page


def test_a_reviewer_sees_the_queue_of_the_area_without_own_answers(client):
    user = make.user("reviewer-security")
    client.force_login(user)
    of = make_reminders.checklist()
    mine = make_reminders.item(of, status="submitted")
    Answer.objects.create(item=mine, number=1, submitted_by=user.person, submitted_at=make.AT)
    other = make_reminders.item(of, status="submitted")
    Answer.objects.create(item=other, number=1, submitted_by=make.person(), submitted_at=make.AT)
    make_reminders.item(of, status="submitted", area="legal")

    page = client.get("/").content.decode()

    assert "Review B-02" in page
    assert "Review B-01" not in page
    assert "Review B-03" not in page


def test_an_approver_sees_what_is_ready_but_not_what_they_asked_for(client, today):
    user = make.user("approver")
    client.force_login(user)
    make_reminders.sharing(title="Ready one", outstanding_count=0, planned_on=today + 5 * DAY)
    make_reminders.sharing(title="My own", outstanding_count=0, planned_on=today + 5 * DAY, requested_by=user.person)
    make_reminders.sharing(title="Blocked one", outstanding_count=2, planned_on=today + 5 * DAY)

    page = client.get("/").content.decode()

    assert "Approve or refuse: Ready one" in page
    assert "Approve or refuse: My own" not in page
    assert "Approve or refuse: Blocked one" not in page


def test_who_approved_and_whose_word_on_the_facts_does_not_count_are_not_asked_for_more(client, today):
    one, other = make.user("approver", "reviewer-security"), make.user("security-lead", "reviewer-privacy")
    sharing = make_reminders.sharing(title="Half approved", outstanding_count=0, requested_by=make.person())
    Approval.objects.create(
        sharing=sharing,
        requested_by=sharing.requested_by,
        by=one.person,
        at=make.AT,
        until_on=today + 90 * DAY,
        vendor_epoch=sharing.vendor.epoch,
        engagement_epoch=sharing.engagement.epoch,
    )
    own = make_reminders.sharing(
        title="Own", requested_by=one.person, engagement=make.engagement("Own facts", confirmed_by=one.person)
    )
    counts = [work.count(user, today) for user in (one, other)]

    said = {}
    for user in (one, other):
        client.force_login(user)
        said[user.pk] = client.get("/").content.decode()

    assert counts == [1, 3]  # facts to confirm: of one request, and of both with an approval
    assert ["Approve or refuse: Half approved" in said[user.pk] for user in (one, other)] == [False, True]
    asked = f"Confirm 8 facts: {own.engagement.title}"
    assert [asked in said[user.pk] for user in (one, other)] == [False, True]


def test_the_navigation_counts_what_waits_for_the_user(client, today):
    user = make.user("approver", "reviewer-security")
    client.force_login(user)
    of = make_reminders.checklist()
    make_reminders.item(of, owner=user.person, due_on=today)
    make_reminders.item(of, owner=make_reminders.colleague(), due_on=today)
    make_reminders.sharing(outstanding_count=0)
    make_reminders.sharing(outstanding_count=0, requested_by=user.person)

    assert work.count(user, today) == len(work.tasks(user, today)) == 3  # an answer, an approval, facts
    assert "waiting for you" in client.get("/reminders/").content.decode()


def test_the_next_sharing_dates_say_where_each_stands(client, maeve, today):
    sharing = make_reminders.sharing(vendor=make.vendor("Corvane Networks"), planned_on=today + 4 * DAY)
    make_reminders.sharing("ended", vendor=make.vendor("Long gone"), planned_on=today + 4 * DAY)

    page = client.get("/").content.decode()

    assert "Corvane Networks" in page
    assert "Off track" in page
    assert f"/sharing/{sharing.ref}/" in page
    assert "Long gone" not in page


def test_a_requester_sees_only_their_own_dates(client, today):
    user = make.user("requester")
    client.force_login(user)
    assert "No sharing of yours is planned" in client.get("/").content.decode()
    make_reminders.sharing(vendor=make.vendor("Mine Ltd"), planned_on=today + 4 * DAY, requested_by=user.person)
    make_reminders.sharing(vendor=make.vendor("Not mine Ltd"), planned_on=today + 4 * DAY)

    page = client.get("/").content.decode()

    assert "Mine Ltd" in page
    assert "Not mine Ltd" not in page


def test_whoever_holds_up_a_sharing_can_be_reminded_from_here(client, maeve, today):
    owner = make_reminders.colleague(name="Tom Okafor")
    sharing = make_reminders.sharing(planned_on=today + 4 * DAY, owner=owner)

    page = client.get("/").content.decode()

    assert "Tom Okafor" in page
    assert f'name="subject" value="{sharing.ref}"' in page


def test_a_contract_near_its_notice_day_is_listed(client, maeve, today):
    contract = make_reminders.contract(ends_on=today + 90 * DAY, notice_days=60)
    make_reminders.contract(ends_on=today + 200 * DAY, notice_days=60)

    page = client.get("/").content.decode()

    assert contract.ref in page
    assert page.count("Hosting · CON-") == 1


def test_nothing_to_do_says_when_the_next_reminder_goes(client, today):
    user = make.user("requester")
    client.force_login(user)
    assert "Nothing waits for you" in client.get("/").content.decode()

    make_reminders.digest(user.person, at=timezone.now())
    Item.objects.update(status="waived")
    assert "The next reminder goes out on" in client.get("/").content.decode()


def test_undelivered_mails_are_shown_to_administrators_only(client, maeve):
    digest = make_reminders.digest(make_reminders.colleague())
    Digest.objects.filter(pk=digest.pk).update(status="failed", last_error="550 5.1.1 no such mailbox")

    assert "no such mailbox" not in client.get("/").content.decode()
    client.force_login(make.user("administrator"))
    assert "no such mailbox" in client.get("/").content.decode()
    assert "no such mailbox" in client.get("/reminders/").content.decode()


def fill(person, today, count: int) -> None:
    of = make_reminders.checklist()
    for _ in range(count):
        make_reminders.item(of, owner=person, due_on=today)
        make_reminders.sharing(planned_on=today + 4 * DAY, owner=make_reminders.colleague())
        make_reminders.contract(ends_on=today + 90 * DAY, notice_days=60)


@pytest.mark.parametrize("path", ["/", "/reminders/"])
def test_the_pages_ask_the_same_number_of_questions_for_few_and_for_many(client, path, today):
    user = make.user("procurement", "reviewer-security", "approver")
    client.force_login(user)
    fill(user.person, today, 1)
    actions.plan(timezone.now())
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    fill(user.person, today, 12)
    actions.plan(timezone.now())
    with CaptureQueriesContext(connection) as many:
        client.get(path)

    assert len(many) <= len(few)


def test_the_ledger_shows_each_line_with_its_state(client, maeve):
    digest = make_reminders.digest(make_reminders.colleague(name="Ewa Wójcik"))

    page = client.get("/reminders/").content.decode()

    line = Reminder.objects.get(digest=digest)
    assert "Ewa Wójcik" in page
    assert line.subject_ref in page
    assert "Planned" in page


def test_somebody_without_a_working_role_sees_only_their_own_reminders(client):
    user = make.user("requester")
    client.force_login(user)
    make_reminders.digest(user.person)
    make_reminders.digest(make_reminders.colleague(name="Somebody Else"))

    page = client.get("/reminders/").content.decode()

    assert "Somebody Else" not in page
    assert page.count('<th scope="row">') == 1


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"status": "planned"}, 2),
        ({"status": "sent"}, 0),
        ({"person": "ewa"}, 1),
        ({"anchor": "item-due"}, 2),
        ({"anchor": "contract-end"}, 0),
        ({"ref": "chk-9999/b-01"}, 0),
        ({"until_on": "2020-01-01"}, 0),
        ({"from_on": "2020-01-01"}, 2),
    ],
)
def test_the_ledger_filters(client, maeve, query, count):
    make_reminders.digest(make_reminders.colleague(name="Ewa Wójcik"))
    make_reminders.digest(make_reminders.colleague(name="Ravi Menon"))

    page = client.get("/reminders/", query).content.decode()

    assert page.count('<th scope="row">') == count
    assert ("No reminder fits this filter" in page) == (count == 0)


def test_the_ledger_goes_on_to_older_lines(client, maeve):
    digest = make_reminders.digest(make_reminders.colleague(), lines=55)

    first = client.get("/reminders/")
    second = client.get("/reminders/", {"before": first.context["older"]})

    assert len(first.context["lines"]) == 50
    assert len(second.context["lines"]) == 5
    assert digest.lines.count() == 55


def test_a_date_that_is_none_is_named_at_its_field(client, maeve):
    page = client.get("/reminders/", {"from_on": "2026-13-45"}).content.decode()

    assert "Enter a valid date" in page


def test_remind_tells_somebody_and_says_so(client, maeve, today):
    owner = make_reminders.colleague(name="Tom Okafor")
    item = make_reminders.item(owner=owner)

    answer = client.post(
        "/reminders/now/", {"person": owner.ref, "subject": [item.ref], "next": "/reminders/"}, follow=True
    )

    assert "Tom Okafor is told now of 1 thing." in answer.content.decode()
    assert Reminder.objects.get().asked_by == maeve.person
    again = client.post("/reminders/now/", {"person": owner.ref, "subject": [item.ref]}, follow=True)
    assert "was reminded of this on" in again.content.decode()
    assert Reminder.objects.count() == 1


@pytest.mark.parametrize("what", ["contract", "engagement", "vendor", "sharing", "checklist"])
def test_whatever_holds_up_a_sharing_can_be_named(client, maeve, what):
    owner = make_reminders.colleague()
    of = make_reminders.checklist()
    make_reminders.item(of, asks="vendor", status="submitted")
    contract = make_reminders.contract(status="draft", signed_on=None)
    sharing = make_reminders.sharing()
    refs = {
        "contract": f"{contract.ref}/confidentiality",
        "engagement": sharing.engagement.ref,
        "vendor": sharing.vendor.ref,
        "sharing": sharing.ref,
        "checklist": of.ref,
    }

    client.post("/reminders/now/", {"person": owner.ref, "subject": [refs[what]]})

    assert Reminder.objects.get().subject_ref == refs[what].partition("/")[0]
    actions.send(timezone.now())
    assert Reminder.objects.get().status == "sent"


def test_remind_never_tells_a_vendor_of_another_vendor_s_questions(client, maeve):
    contact = make_reminders.contact(make.vendor())
    item = make_reminders.item(asks="vendor")

    assert client.post("/reminders/now/", {"person": contact.ref, "subject": [item.ref]}).status_code == 404
    assert not Reminder.objects.exists()


def test_remind_does_not_reach_what_one_may_not_see(client):
    client.force_login(make.user("requester"))
    owner = make_reminders.colleague()
    item = make_reminders.item(owner=owner)

    assert client.post("/reminders/now/", {"person": owner.ref, "subject": [item.ref]}).status_code == 404


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_remind_goes_back_to_our_own_pages_only(client, maeve, where):
    item = make_reminders.item(owner=make_reminders.colleague())

    answer = client.post("/reminders/now/", {"person": item.owner.ref, "subject": [item.ref], "next": where})

    assert answer["Location"] == "/"


def test_a_snooze_needs_a_reason_and_never_passes_the_planned_sharing(client, maeve, today):
    sharing = make_reminders.sharing(planned_on=today + 10 * DAY, owner=maeve.person)
    path = f"/reminders/snooze/{sharing.ref}/"

    for until_on, reason, said in [
        (today + 5 * DAY, " ", "This field is required."),
        (today, "Fair", "must be after today"),
        (today + 10 * DAY, "Fair", "Choose a day before it"),
        (today + 200 * DAY, "Fair", "at most 90 days"),
    ]:
        answer = client.post(path, {"until_on": until_on, "reason": reason})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
        assert f'value="{until_on}"' in answer.content.decode()  # nothing typed is lost
    assert not Snooze.objects.exists()

    client.post(path, {"until_on": today + 5 * DAY, "reason": "Fair"})
    assert Snooze.objects.get().until_on == today + 5 * DAY


@pytest.mark.parametrize("roles", [["auditor"], []])
def test_who_changes_nothing_neither_reminds_nor_puts_off(client, today, roles):
    user, owner = make.user(*roles), make_reminders.colleague()
    sharing = make_reminders.sharing(owner=owner, requested_by=user.person, planned_on=today + 4 * DAY)
    item = make_reminders.item(
        make_reminders.checklist(sharing.vendor, sharing.engagement), owner=user.person, due_on=today
    )
    put_off = Snooze.objects.create(
        person=user.person,
        subject_type="sharing.sharingrequest",
        subject_id=sharing.pk,
        subject_ref=sharing.ref,
        until_on=today + DAY,
        reason="Before the change of role",
    )
    actions.plan(timezone.now())
    client.force_login(user)

    for path in ("/", "/reminders/", f"/sharing/{sharing.ref}/"):
        page = client.get(path).content.decode()
        for act in ("/reminders/now/", "/reminders/all/", "/reminders/snooze/", "/reminders/again/"):
            assert act not in page
    assert "Before the change of role" in client.get("/reminders/").content.decode()
    for path, posted in {
        "/reminders/now/": {"person": owner.ref, "subject": [sharing.ref]},
        "/reminders/all/": {"line": [f"{owner.ref} {sharing.ref}"]},
        f"/reminders/snooze/{item.ref}/": {"until_on": today + DAY, "reason": "A fair"},
        f"/reminders/again/{put_off.ref}/": {},
    }.items():
        assert client.post(path, posted).status_code == 403
    assert client.get(f"/reminders/snooze/{item.ref}/").status_code == 403
    assert not Reminder.objects.filter(stage="now").exists()
    assert list(Snooze.objects.filter(ended_at=None)) == [put_off]


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.AUDITOR])
def test_every_other_role_reminds_and_puts_off(client, today, role):
    user, owner = make.user(role), make_reminders.colleague()
    sharing = make_reminders.sharing(owner=owner, requested_by=user.person, planned_on=today + 9 * DAY)
    client.force_login(user)

    assert "/reminders/now/" in client.get(f"/sharing/{sharing.ref}/").content.decode()
    client.post("/reminders/now/", {"person": owner.ref, "subject": [sharing.ref]})
    client.post(f"/reminders/snooze/{sharing.ref}/", {"until_on": today + DAY, "reason": "A fair"})

    assert Reminder.objects.get().person == owner
    assert Snooze.objects.get().person == user.person


def test_what_one_put_off_is_listed_and_can_be_had_again(client, maeve, today):
    item = make_reminders.item(owner=maeve.person, due_on=today + 7 * DAY)
    foreign = make_reminders.item(owner=make_reminders.colleague(), due_on=today + 7 * DAY)
    actions.plan(timezone.now())
    page = client.get("/reminders/").content.decode()
    assert f"/reminders/snooze/{item.ref}/?next=/reminders/" in page
    assert f"/reminders/snooze/{foreign.ref}/" not in page

    assert client.get(f"/reminders/snooze/{item.ref}/").status_code == 200
    back = client.post(
        f"/reminders/snooze/{item.ref}/", {"until_on": today + 2 * DAY, "reason": "A fair", "next": "/reminders/"}
    )

    assert back.url == "/reminders/"
    made = Snooze.objects.get()
    page = client.get("/reminders/").content.decode()
    assert "Put off by you" in page
    assert "A fair" in page
    client.force_login(make.user("procurement"))
    assert client.post(f"/reminders/again/{made.ref}/").status_code == 404
    client.force_login(maeve)
    client.post(f"/reminders/again/{made.ref}/")
    made.refresh_from_db()
    assert made.ended_at is not None
    assert "Put off by you" not in client.get("/reminders/").content.decode()


def test_who_waits_reads_that_and_why_a_reminder_was_put_off(client, today):
    user, owner = make.user("procurement"), make.user("requester")
    sharing = make_reminders.sharing(planned_on=today + 20 * DAY, owner=owner.person)
    actions.snooze(owner.person, sharing, today + 5 * DAY, "On leave", owner, today)
    client.force_login(user)

    assert "On leave" in client.get(f"/sharing/{sharing.ref}/").content.decode()


def test_the_rail_of_a_sharing_shows_what_was_said_and_what_will_be(today):
    owner = make_reminders.colleague()
    sharing = make_reminders.sharing(planned_on=today + 40 * DAY, owner=owner)

    shown = rail.of_sharing(sharing, timezone.now())

    assert shown.past == []
    steps = [step for step in shown.ahead if not step.is_escalation]
    when = ("30 days before", "10 working days before", "5 working days before")
    assert [step.what for step in steps][:3] == [f"Planned sharing date: {days}" for days in when]
    assert {tuple(step.names) for step in steps} == {(owner.name,)}


def test_the_rail_names_everybody_of_one_stage_on_one_line(today):
    owner, requester = make_reminders.colleague(name="Aoife"), make_reminders.colleague(name="Sinéad")
    sharing = make_reminders.sharing(planned_on=today + 20 * DAY, owner=owner, requested_by=requester)
    actions.plan(timezone.now())
    actions.send(timezone.now() + DAY)

    shown = rail.of_sharing(sharing, timezone.now())

    assert [(step.what, step.status, step.names) for step in shown.past] == [
        ("Planned sharing date: 30 days before", "sent", ["Sinéad", "Aoife"])
    ]
    assert sorted(shown.ahead[0].names) == ["Aoife", "Sinéad"]

"""Everything that an address can be about, once, in a state in which somebody may act on it.

Its people: one for each role, one without any; `asker`, a requester who asked for all of it and owns it; `invited`, an
evaluator of one engagement. Nobody else has anything to do with a record, so that separation of duties stops nobody.
"""

from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from checklists.actions import accept
from checklists.models import Template, TierOverride
from history.models import Record
from reminders.models import Snooze
from selection.actions import confirm_award
from selection.models import Award, Candidate, CriteriaSet
from sharing.models import GatePolicy, SharingRequest
from tests import make, make_checklists, make_contracts, make_selection, make_sharing
from vendors.actions import uploads
from vendors.models import Duplicate, Engagement, NamedStaff, PortalLink

SOON = (make.TODAY + timedelta(days=20)).isoformat()
TODAY = make.TODAY.isoformat()
NOW = make.AT + timedelta(minutes=1)
# What the forms of many pages ask for in the same words.
WORDS: dict[str, Any] = {
    **dict.fromkeys(("why", "reason", "note", "text", "compensating_control"), "It was agreed in the meeting."),
    **dict.fromkeys(("until_on", "ends_on", "due_on", "review_on", "planned_on", "clear_by_on"), SOON),
    **dict.fromkeys(
        ("signed_on", "given_on", "delivered_on", "accepted_on", "since_on", "ended_on", "counts_from_on"), TODAY
    ),
    "title": "A title",
    "name": "Somebody new",
}


def put(row: Record, **values: Any) -> None:
    """Into this state, past the actions."""
    type(row).objects.filter(pk=row.pk).update(**values)


class Scene:
    """The records, by name; `users` and `clients` by who they are."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {role: make.user(role) for role in Role.values}
        self.users |= {
            "nobody": make.user(),
            "sponsor": make.user("requester"),
            "asker": make.user("requester"),
            "invited": make.user("evaluator"),
        }
        self.users["administrator"].is_staff = True
        self.users["administrator"].save()
        self.asker = self.users["asker"].person
        self._choosing()
        self._sharing()
        self._contracts()
        self._vendors()
        self._checklists()
        self.cookies = {name: self._signed_in(user) for name, user in self.users.items()}
        self.browsers: dict[str, Client] = {}
        self.cookies |= {"anonymous": SimpleCookie(), "contact": self._in_the_portal()}

    @staticmethod
    def _signed_in(user: User) -> SimpleCookie:
        client = Client()
        client.force_login(user)
        return client.cookies

    def _in_the_portal(self) -> SimpleCookie:
        client = Client()
        client.post(f"/portal/{self.link.token}/open/")
        return client.cookies

    def browser(self, who: str) -> Client:
        """A browser of somebody's, or a program with a token, as it is before it asks anything."""
        if who in self.tokens:
            return self.browsers.setdefault(who, Client(headers={"authorization": f"Bearer {self.tokens[who]}"}))
        client = self.browsers.setdefault(who, Client())
        client.cookies = SimpleCookie({name: one.value for name, one in self.cookies[who].items()})
        return client

    def _engagement(self, status: str, **more: Any) -> Engagement:
        return make.engagement(requester=self.asker, owner=self.asker, status=status, **more)

    def _choosing(self) -> None:
        """An engagement whose candidates are compared, one that is drafted, one whose award is proposed."""
        self.draft = self._engagement("draft")
        self.sourcing = self._engagement("sourcing")
        self.choosing = self._engagement("evaluating", sponsor=self.users["sponsor"].person)
        self.one = make_selection.candidate(self.choosing, "Ostrel")
        self.other = make_selection.candidate(self.choosing, "Wislok", status="longlisted")
        self.quote = make_selection.quote(self.one)
        make_selection.line(self.quote, quantity=(10, 20, 30))
        self.drafted = make_selection.quote(self.other, status="draft")
        make_selection.line(self.drafted, quantity=(10, 20, 30))
        self.card = make_selection.scorecard(self.choosing, criteria=2, created_by=self.asker)
        self.evaluation = make_selection.evaluation(self.card, self.users["invited"].person)
        self.awarding = self._engagement("evaluating")
        winner = make_selection.candidate(self.awarding)
        self.award = Award.objects.create(
            engagement=self.awarding, candidate=winner, reason="Best", proposed_by=make.person()
        )

    def _sharing(self) -> None:
        """A request with everything in place, cleared ones, drafts, and what goes with them."""
        made = make_sharing.scene(status="requested", engagement=None)
        self.vendor, self.awarded, self.checklist = made.vendor, made.engagement, made.checklist
        Engagement.objects.filter(pk=self.awarded.pk).update(requester=self.asker, owner=self.asker)
        self.request, self.colleague = made.sharing, made.requester.person
        SharingRequest.objects.filter(pk=made.sharing.pk).update(requested_by=self.asker, owner=self.asker)
        self.contract = made.contract
        about = {"vendor": self.vendor, "engagement": self.awarded, "contract": self.contract}
        self.unasked = make_sharing.sharing("Unasked", status="draft", requested_by=self.asker, **about)
        self.ending = make_sharing.sharing("Ending", status="ending", requested_by=self.asker, **about)
        self.policy = GatePolicy.objects.create(number=99, title="Next", rules=make_sharing.rules_of())
        self.tokens = {f"token-{scope}": make_sharing.client(scope)[1] for scope in ("ask", "read")}
        self.tokens["token-elsewhere"] = make_sharing.client("ask", references=["SR-9999"])[1]
        self.tokens["token-ended"] = make_sharing.client("ask", expires_at=make.AT - timedelta(days=1))[1]
        self.client = make_sharing.client()[0]
        self.snooze = Snooze.objects.create(
            person=self.asker, subject_type="sharing.sharingrequest", subject_id=self.request.pk,
            subject_ref=self.request.ref, until_on=SOON, reason="A fair",
        )  # fmt: skip

    def _contracts(self) -> None:
        self.agreement = make.agreement(vendor=self.vendor, status="draft", title="Agreement")
        self.document = make.document(self.contract)
        default_storage.save(self.document.file.name, ContentFile(make_contracts.PDF))
        self.milestone = make.milestone(make.contract(kind="project", status="active", vendor=self.vendor))

    def _vendors(self) -> None:
        self.contact = make.contact(self.vendor)
        self.second = make.contact(self.vendor, is_main=False)
        self.link = PortalLink.objects.create(
            contact=self.contact, until_on=make.TODAY + timedelta(days=20), nonce="n1"
        )
        self.prospect = make.vendor("Prospect")
        self.twin = make.vendor("Prospekt")
        self.pair = Duplicate.objects.create(vendor=self.prospect, other=self.twin)
        Candidate.objects.create(engagement=self.sourcing, vendor=self.vendor)
        put(self.sourcing, is_substitutable=False)
        self.risk = make.risk(self.sourcing, self.vendor)
        self.sub = make.subcontractor(self.sourcing, self.vendor)
        self.fit = make.fit(self.sourcing, "sensitive")
        self.condition = make.fit_condition(self.choosing)
        procurement = self.users[Role.PROCUREMENT]
        table = SimpleUploadedFile("vendors.csv", b"name,country\nOne,DE\n")
        self.staff = NamedStaff.objects.create(
            vendor=self.vendor, person=make.person(), role="Tester", starts_on=make.TODAY, entered_by=make.person()
        )
        self.incident = make.incident(self.prospect)
        self.upload = uploads.take(table, "vendors.csv", procurement)

    def _checklists(self) -> None:
        self.open = make_checklists.checklist(
            {"asks": "vendor"},
            {"asks": "us", "key": "k2", "code": "B-02"},
            {"asks": "vendor", "key": "k3", "code": "B-03"},
            vendor=self.vendor,
            engagement=self.choosing,
        )
        self.items = list(self.open.items.order_by("position"))
        self.evidence = make_checklists.evidence(self.vendor)
        self.secret = make_checklists.evidence(self.vendor, is_for_reviewers=True)
        self.theirs = make_checklists.evidence(self.vendor, by=self.contact.person)
        self.asked = make_checklists.waiver(self.items[0], "asked")
        self.granted = make_checklists.waiver(self.items[2], "granted")
        self.version = make_checklists.version(is_published=False)
        self.published = make_checklists.version()
        Template.objects.update(is_retired=True)
        facts = {"vendor": self.vendor, "engagement": self.sourcing, "reason": "Nearby", "set_by": make.person()}
        self.lower = TierOverride.objects.create(
            status="asked", level="low", lowered_from="moderate", until_on=SOON, **facts
        )
        self.raised = TierOverride.objects.create(status="standing", level="critical", **facts)
        self.criteria_set = CriteriaSet.objects.first()

    def score(self) -> None:
        """The evaluator's scores, all of them, not submitted."""
        make_selection.lock(self.card)
        for criterion in self.card.criteria.all():
            make_selection.score(self.evaluation, self.one, criterion)

    def confirm(self) -> None:
        """The proposed award, which freezes its dossier."""
        confirm_award(self.award, make.user("approver"), timezone.now())

    def approve(self) -> None:
        make_sharing.approve(self.request.ref, by=make.user("approver"), at=make.AT)

    def withhold(self) -> None:
        """Approved, and not cleared yet."""
        self.approve()
        put(self.request, status="requested", clearance=None, valid_until=None)

    def asked_for(self) -> dict[str, Any]:
        """What the form of a request asks for."""
        return {
            "vendor": self.vendor.pk, "contract": self.contract.pk, "data_class": "confidential",
            "data_categories": ["personal"], "description": "Names", "purpose": "Support", "volume": "50",
            "way": "sftp", "destination": "sftp.vendor.example", "countries": "DE", "frequency": "once",
            "legal_basis": "contract", "owner": self.asker.pk,
        }  # fmt: skip

    def decide(self) -> None:
        """The security reviewer's decision on the second item, a moment ago."""
        make_checklists.answer(self.items[1])
        put(self.items[1], status="submitted")
        accept(self.items[1], by=self.users[Role.REVIEWER_SECURITY], at=timezone.now())

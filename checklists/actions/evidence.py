"""Evidence: adding a file or a link, and withdrawing what turned out to be wrong."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from checklists.actions.counters import settle
from checklists.models import Answer, Evidence, EvidenceKind, Item
from contracts.readers import uploads
from history.models import NotAllowed
from history.moves import change, create, move
from vendors import locks
from vendors.actions.over import refuse_merged
from vendors.models import Vendor, VendorContact


@dataclass(frozen=True)
class About:
    """What is said about a piece of evidence besides its content."""

    kind: str = EvidenceKind.OTHER
    title: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    covers_from_on: date | None = None
    covers_until_on: date | None = None
    service: str = ""
    is_for_reviewers: bool = False


def add_evidence(
    vendor: Vendor,
    *,
    by: User | Person,
    upload: UploadedFile | None = None,
    link: str = "",
    about: About | None = None,
    today: date | None = None,
) -> Evidence:
    """Keep a file, inspected, or a link as evidence of this vendor; Unreadable where the file cannot be taken."""
    about = about or About()
    if (upload is None) == (not link.strip()):
        raise NotAllowed(_("Choose a file or write a link, one of the two."), code="file")
    _check_about(about, today)
    evidence = Evidence(vendor=vendor, uploaded_by=by.person, **vars(about))
    if upload is not None:
        _keep(evidence, upload)
    else:
        evidence.link = _checked(link.strip())
    with transaction.atomic():
        locks.hold(vendors=[vendor])
        refuse_merged(Vendor.objects.get(pk=vendor.pk))
        _may_add(vendor, by)
        return create(evidence, by=by)


def _keep(evidence: Evidence, upload: UploadedFile) -> None:
    inspected = uploads.inspect(upload)
    evidence.file_name = inspected.file_name
    evidence.media_type = inspected.media_type
    evidence.size = inspected.size
    evidence.sha256 = inspected.sha256
    evidence.file.save(inspected.file_name, upload, save=False)


def _checked(link: str) -> str:
    try:
        URLValidator(schemes=["https", "http"])(link)
    except ValidationError:
        raise NotAllowed(_("Write the whole address, beginning with https://."), code="link") from None
    if len(link) > 500:
        raise NotAllowed(_("The address is too long. Write one of at most 500 characters."), code="link")
    return link


def _check_about(about: About, today: date | None) -> None:
    if about.issued_on and today and about.issued_on > today:
        raise NotAllowed(_("The date of issue must not be in the future."), code="issued_on")
    if about.issued_on and about.expires_on and about.expires_on < about.issued_on:
        raise NotAllowed(_("“Valid until” must not be before the date of issue."), code="expires_on")
    if about.expires_on and today and about.expires_on < today:
        raise NotAllowed(_("This has expired. Upload what is valid now."), code="expires_on")
    if about.covers_from_on and about.covers_until_on and about.covers_until_on < about.covers_from_on:
        raise NotAllowed(_("“Covers until” must not be before “covers from”."), code="covers_until_on")


def _may_add(vendor: Vendor, by: User | Person) -> None:
    if isinstance(by, User):
        return
    if not VendorContact.objects.active().filter(vendor=vendor, person=by).exists():
        raise NotAllowed(_("You are not a contact of this vendor any more."), code="not-asked")


def _answers_on(evidence: Evidence) -> list[Item]:
    """The items whose accepted answer rests on this piece."""
    return list(
        Item.objects.filter(accepted_answer__evidence=evidence, checklist__closed_at=None)
        .select_related("checklist")
        .order_by("pk")
    )


def withdraw_evidence(evidence: Evidence, *, by: User | Person, why: str, at: datetime) -> Evidence:
    """Take a piece of evidence out: every answer that was accepted on it stops counting in this commit.

    A vendor's contact withdraws only what they uploaded and nothing accepted rests on.
    """
    why = why.strip()
    if not why:
        raise NotAllowed(_("Write why the evidence is withdrawn."), code="why")
    with transaction.atomic():
        locks.hold(vendors=[evidence.vendor_id])
        evidence = Evidence.objects.get(pk=evidence.pk)
        if evidence.withdrawn_at is not None:
            raise NotAllowed(_("%(ref)s was withdrawn already.") % {"ref": evidence.ref}, code="stale")
        items = _answers_on(evidence)
        if not isinstance(by, User) and (items or evidence.uploaded_by_id != by.pk):
            raise NotAllowed(_("An accepted answer rests on this. Tell the reviewer instead."), code="rests")
        held = _hold_all(evidence, items)
        change(evidence, by=by, why=why, act="withdrawn", withdrawn_at=at)
        for item in Item.objects.filter(pk__in=[item.pk for item in items]).select_related(
            "checklist", "accepted_answer"
        ):
            _take_back(item, held[item.checklist.engagement_id], by=by, why=why, at=at)
    return evidence


def _hold_all(evidence: Evidence, items: list[Item]) -> dict[int | None, locks.Held]:
    """Lock everything whose items lose their answer, and raise its epoch."""
    engagements = {item.checklist.engagement_id for item in items if item.checklist.engagement_id is not None}
    is_wide = any(item.checklist.engagement_id is None for item in items)
    held: dict[int | None, locks.Held] = {None: locks.hold(vendors=[evidence.vendor_id], closing=is_wide)}
    both = locks.hold(engagements=engagements, closing=True)
    return {**held, **dict.fromkeys(engagements, both)}


def _take_back(item: Item, held: locks.Held, *, by: User | Person, why: str, at: datetime) -> None:
    answer: Answer | None = item.accepted_answer
    note = _("Evidence was withdrawn: %(why)s") % {"why": why}
    if item.status == Item.Status.ACCEPTED:
        move(item, Item.Status.REJECTED, by=by, held=held, note=note, accepted_answer_id=None, changed_at=at)
    else:
        change(item, by=by, act="evidence withdrawn", note=note, accepted_answer_id=None, changed_at=at)
    if answer is not None:
        change(answer, by=by, act="evidence withdrawn", is_accepted=False, good_until_on=None)
    settle(item.checklist, by, at)

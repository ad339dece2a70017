"""The files of contracts and agreements."""

from collections.abc import Container
from datetime import datetime, timedelta

from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from contracts import locks
from contracts.models import Agreement, Contract, Document
from contracts.readers import uploads
from history import moves
from history.models import NotAllowed
from vendors.locks import Held

ORPHAN_AGE = timedelta(days=1)
UNSETTLED = (Contract.Status.DRAFT, Contract.Status.IN_REVIEW)


def attach(subject: Contract | Agreement, upload: File, by: User | Person, is_signed: bool = False) -> Document:
    """Keep a file with a contract or an agreement; signed by both sides, it never changes again.

    Raises Unreadable where the file cannot be taken. The file is written before its row: where the row does not
    come to be, a file without a row may stay behind, which nobody can reach and `remove_orphans` takes away.
    """
    found = uploads.inspect(upload)
    document = Document(
        contract=subject if isinstance(subject, Contract) else None,
        agreement=subject if isinstance(subject, Agreement) else None,
        file_name=found.file_name,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        is_signed=is_signed,
        uploaded_by=by.person,
    )
    _check(subject, document)
    document.file.save(found.file_name, upload, save=False)
    with transaction.atomic():
        _held, subject = _hold(subject)
        locks.refuse_unsigned(subject)
        _check(subject, document)
        return moves.create(document, by=by)


def _hold(subject: Contract | Agreement) -> tuple[Held, Contract | Agreement]:
    return locks.hold(subject) if isinstance(subject, Contract) else locks.hold_agreement(subject)


def _check(subject: Contract | Agreement, document: Document) -> None:
    if not subject.MOVES[subject.status]:
        raise NotAllowed(_("%(ref)s is over. No document is added to it.") % {"ref": subject.ref})
    is_unsettled = isinstance(subject, Contract) and subject.status in UNSETTLED
    if document.is_signed and is_unsettled:
        raise NotAllowed(_("%(ref)s is not being signed yet. Send it for signature first.") % {"ref": subject.ref})
    if subject.documents.filter(sha256=document.sha256, is_signed=document.is_signed).exists():
        raise NotAllowed(_("This very file is already here."), code="upload")


def remove_orphans(storage: Storage, folder: str, in_use: Container[str], at: datetime) -> int:
    """Take away the files under a folder that no row names and that are older than a day; returns how many."""
    if not storage.exists(folder):
        return 0
    folders, names = storage.listdir(folder)
    removed = sum(remove_orphans(storage, f"{folder}/{name}", in_use, at) for name in folders)
    for name in (f"{folder}/{name}" for name in names):
        if name not in in_use and storage.get_modified_time(name) < at - ORPHAN_AGE:
            storage.delete(name)
            removed += 1
    return removed

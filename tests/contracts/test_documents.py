"""Files of contracts: kept, frozen once signed, swept up where they have no row."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Role
from contracts import actions, tasks
from contracts.models import Contract, Document
from contracts.readers.uploads import Unreadable
from history.models import NotAllowed
from tests import make
from tests.make_contracts import PDF, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer():
    return make.user(Role.PROCUREMENT)


def stored(settings):
    return [name for _folder, _folders, names in os.walk(settings.MEDIA_ROOT) for name in names]


def test_a_file_is_kept_under_a_name_that_tells_nothing(buyer, acts):
    contract = make.contract()

    document = actions.attach(contract, upload("Vertrag Nord.pdf"), buyer)

    assert (document.file_name, document.media_type, document.size) == ("Vertrag Nord.pdf", "application/pdf", len(PDF))
    assert "Nord" not in document.file.name
    with document.file.open() as kept:
        assert kept.read() == PDF
    assert acts(document) == ["created"]


def test_an_agreement_has_documents_too(buyer):
    agreement = make.agreement(status="draft")

    assert actions.attach(agreement, upload(), buyer, is_signed=True).agreement == agreement


def test_what_cannot_be_read_is_not_kept(buyer, settings):
    with pytest.raises(Unreadable):
        actions.attach(make.contract(), upload("a.pdf", b"MZ"), buyer)

    assert (stored(settings), Document.objects.count()) == ([], 0)


@pytest.mark.parametrize("status", ["draft", "in-review"])
def test_a_text_that_is_not_settled_has_no_signed_document(buyer, status, settings):
    with pytest.raises(NotAllowed, match="Send it for signature"):
        actions.attach(make.contract(status=status), upload(), buyer, is_signed=True)

    assert stored(settings) == []


def test_what_is_over_gets_no_document(buyer):
    with pytest.raises(NotAllowed, match="is over"):
        actions.attach(make.contract(status="terminated"), upload(), buyer)


def test_the_same_file_twice_is_one(buyer, settings):
    contract = make.contract()
    actions.attach(contract, upload(), buyer)

    with pytest.raises(NotAllowed, match="already here"):
        actions.attach(contract, upload("other name.pdf"), buyer)

    assert len(stored(settings)) == 1


def test_a_signed_document_is_frozen_in_the_database_and_another_is_not(buyer):
    contract = make.contract(status=Contract.Status.AWAITING_SIGNATURE)
    signed = actions.attach(contract, upload(), buyer, is_signed=True)
    unsigned = actions.attach(contract, upload(), buyer)

    for act in (lambda: Document.objects.filter(pk=signed.pk).update(file_name="x.pdf"), signed.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert Document.objects.filter(pk=unsigned.pk).update(file_name="x.pdf") == 1


def test_a_file_whose_row_was_rolled_back_is_swept_up_after_a_day(buyer, settings):
    contract = make.contract()
    kept = actions.attach(contract, upload(), buyer)
    with transaction.atomic():
        actions.attach(contract, upload("a.txt", b"lost"), buyer)
        transaction.set_rollback(True)
    other_room = default_storage.save("evidence/aa/bb", ContentFile(b"not ours"))
    assert len(stored(settings)) == 3

    assert tasks.remove_orphans() == 0
    old = (timezone.now() - timedelta(days=2)).timestamp()
    for folder, _folders, names in os.walk(settings.MEDIA_ROOT):
        for name in names:
            os.utime(f"{folder}/{name}", (old, old))

    assert (tasks.remove_orphans(), tasks.remove_orphans()) == (1, 0)
    assert kept.file.storage.exists(kept.file.name)
    assert default_storage.exists(other_room)


def test_sweeping_where_nothing_was_ever_kept_does_nothing():
    assert tasks.remove_orphans() == 0

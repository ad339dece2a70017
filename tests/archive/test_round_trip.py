"""What was backed up is put back as it was, on the same database and on the other one."""

import io
import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import JSONField, Value
from django.test import Client
from django.utils import timezone

from archive.actions import back_up
from archive.readers import tables
from contracts.models import Document
from history.models import Entry, Link
from history.readers import verify, witness
from reminders import actions as reminding
from reminders.models import Digest, Reminder
from sharing import actions
from sharing.models import Restore
from tests import make, make_sharing
from tests.archive.conftest import AT, document, everything, put_back, run
from tests.make_sharing import Scene
from vendors.models import FactConfirmation, Vendor

pytestmark = pytest.mark.django_db(transaction=True)
# What a restore itself writes: its record, with the entry of it.
ITS_OWN = {"sharing_restore": 1, "history_entry": 1, "history_thread": 1}


def without_its_own(found: dict[str, list[Any]], times: int = 1) -> dict[str, list[Any]]:
    return {name: rows[: len(rows) - times * ITS_OWN.get(name, 0)] for name, rows in found.items()}


def test_every_row_of_every_table_comes_back_as_it_was(scene: Scene, tmp_path: Path) -> None:
    before = everything()
    back_up(tmp_path / "file", at=AT)
    make.vendor("Made after the backup")

    done = put_back(tmp_path / "file")

    assert without_its_own(everything()) == before
    assert not Vendor.objects.filter(name="Made after the backup").exists()
    assert list(verify()) == []
    assert (done.record.made_at, done.record.confirmed_at) == (AT, None)


def test_every_row_comes_back_over_the_other_database(
    scene: Scene, tmp_path: Path, documents_here: Path, elsewhere: dict[str, str]
) -> None:
    """Out of this database into a SQLite file, out of that, and back; on PostgreSQL that is there and back again."""
    before, kept = everything(), files(documents_here)
    back_up(tmp_path / "first", at=AT)
    run(["manage.py", "restore", str(tmp_path / "first")], elsewhere)
    assert "is whole" in run(["manage.py", "verify_history"], elsewhere)
    run(["manage.py", "backup", str(tmp_path / "second")], elsewhere)

    put_back(tmp_path / "second")

    found = without_its_own(everything(), times=2)
    for name in ("history_link", "history_seal"):  # verify_history has sealed what was not
        found[name] = found[name][: len(before[name])]
    assert found == before
    assert files(tmp_path / "elsewhere" / "documents") == kept
    assert list(verify()) == []


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "history-head"
    }


def test_documents_come_back_and_those_that_no_record_names_stay_out(
    scene: Scene, tmp_path: Path, documents_here: Path
) -> None:
    orphan = documents_here / "contracts" / "orphan"
    orphan.write_bytes(b"of no record")
    kept = files(documents_here)
    saved = back_up(tmp_path / "file", at=AT)
    for path in documents_here.rglob("*"):
        if path.is_file():
            path.unlink()

    put_back(tmp_path / "file")

    assert saved.documents == Document.objects.count() == 1
    assert files(documents_here) == {name: content for name, content in kept.items() if "orphan" not in name}
    stored = documents_here / Document.objects.get().file.name
    assert (stored.stat().st_mode & 0o777, stored.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_no_value_and_the_json_value_null_are_told_apart(scene: Scene, tmp_path: Path) -> None:
    one, two = FactConfirmation.objects.order_by("pk")[:2]
    FactConfirmation.objects.filter(pk=one.pk).update(value=Value(None, JSONField()))
    FactConfirmation.objects.filter(pk=two.pk).update(value=None)
    back_up(tmp_path / "file", at=AT)

    put_back(tmp_path / "file")

    empty = FactConfirmation.objects.filter(value__isnull=True)
    assert list(empty.values_list("pk", flat=True)) == [two.pk]
    assert FactConfirmation.objects.filter(pk=one.pk, value=None).exists()


def test_what_must_never_change_does_not_after_a_restore(scene: Scene, tmp_path: Path) -> None:
    back_up(tmp_path / "file", at=AT)

    put_back(tmp_path / "file")

    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.update(file_name="Other.pdf")


def test_history_goes_on_after_a_restore_and_stays_whole(scene: Scene, tmp_path: Path) -> None:
    back_up(tmp_path / "file", at=AT)
    put_back(tmp_path / "file")

    actions.confirm_restored(by=scene.approver, at=AT)

    call_command("verify_history", stdout=io.StringIO())
    assert actions.judge(scene.sharing.pk, AT).answer.allowed


def test_a_reference_that_was_given_after_the_backup_is_not_given_again(scene: Scene, tmp_path: Path) -> None:
    back_up(tmp_path / "file", at=AT)
    later = make.vendor("Told to somebody since").ref

    put_back(tmp_path / "file")

    assert make.vendor("New").ref > later


def test_a_reference_whose_record_was_removed_before_the_backup_is_not_given_again(
    tmp_path: Path, scene: Scene
) -> None:
    gone = make.vendor("Removed")
    ref = gone.ref
    gone.delete()
    back_up(tmp_path / "file", at=AT)
    put_back(tmp_path / "file")
    back_up(tmp_path / "again", at=AT)
    put_back(tmp_path / "again")

    assert make.vendor("New").ref > ref


def test_what_the_note_outside_the_database_says_is_lost_is_recorded(scene: Scene, tmp_path: Path) -> None:
    back_up(tmp_path / "file", at=AT)
    length = Link.objects.count()
    for _each in range(3):
        make_sharing.restore()
    call_command("verify_history", stdout=io.StringIO())
    noted = witness.noted()

    done = put_back(tmp_path / "file")

    assert done.record.noted == f"{noted[0]}:{noted[1]}"
    assert done.record.lost == noted[0] - length > 3
    assert witness.noted() == (length, Link.objects.get(position=length).mac)
    assert list(verify(witness.noted())) == []


def test_nobody_is_signed_in_after_a_restore(scene: Scene, tmp_path: Path) -> None:
    browser = Client()
    browser.force_login(scene.approver)
    back_up(tmp_path / "file", at=AT)

    put_back(tmp_path / "file")

    assert Session.objects.count() == 0
    assert browser.get("/sharing/").status_code == 302
    assert b"django_session" not in (tmp_path / "file").read_bytes()


def test_what_was_told_before_the_backup_is_not_told_again(scene: Scene, tmp_path: Path) -> None:
    now = timezone.now()
    reminding.plan(now)
    Digest.objects.update(status="sent", sent_at=now)
    Reminder.objects.update(status="sent", sent_at=now, digest=Digest.objects.first())
    told = Reminder.objects.count()
    assert told
    back_up(tmp_path / "file", at=AT)
    put_back(tmp_path / "file")

    reminding.plan(now + timedelta(minutes=5))

    new = Reminder.objects.exclude(status="sent").exclude(subject_type="sharing.restore")
    assert (Reminder.objects.filter(status="sent").count(), list(new)) == (told, [])


def test_a_restore_holds_up_every_sharing(scene: Scene, tmp_path: Path) -> None:
    assert actions.judge(scene.sharing.pk, AT).answer.allowed
    back_up(tmp_path / "file", at=AT)

    put_back(tmp_path / "file")

    reasons = actions.judge(scene.sharing.pk, AT).answer.reasons
    assert [one.code for one in reasons] == ["restored-unconfirmed"]
    assert Restore.objects.unconfirmed().count() == 1


def test_no_table_is_forgotten(transactional_db: None) -> None:
    known = {model._meta.db_table for model in tables.everything()} | {"django_migrations", "vendortrack_cache"}

    assert set(connection.introspection.table_names()) - known == set()
    assert {model._meta.label_lower for model in tables.everything()} - {
        model._meta.label_lower for model in tables.kept()
    } == {"sessions.session", "usersessions.usersession"}


def test_a_large_document_is_never_whole_in_memory(scene: Scene, tmp_path: Path) -> None:
    document(scene, bytes(40_000_000))
    tracemalloc.start()
    back_up(tmp_path / "file", at=AT)
    put_back(tmp_path / "file")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 30_000_000

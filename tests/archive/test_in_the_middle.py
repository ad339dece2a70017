"""What happens in the middle of a backup or a restore, and what both say at the end."""

import gzip
import hashlib
import io
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from archive import rules
from archive.actions import back_up, restoring
from archive.rules import Refused
from archive.writers.container import Container
from contracts.models import Document
from history import protection
from history.models import Entry
from history.models.entry import keyed
from tests.archive.conftest import AT, document, everything, members, put_back, run
from tests.make_sharing import Scene
from tests.vendortrack.running import ROOT
from vendors.models import Vendor

pytestmark = pytest.mark.django_db(transaction=True)
WRITING = """
import sqlite3
from pathlib import Path
import django
django.setup()
from django.utils import timezone
from archive.actions import back_up
from archive.writers.container import Container
from vendors.models import Vendor

Vendor.objects.create(name="As it was", country="DE")
real = Container.add_rows

def meanwhile(self, table, rows):
    if table == "history_entry":
        other = sqlite3.connect({path!r}, timeout=0)
        other.execute("UPDATE vendors_vendor SET name = 'Changed meanwhile'")
        other.commit()
    real(self, table, rows)

Container.add_rows = meanwhile
back_up(Path({file!r}), at=timezone.now())
assert Vendor.objects.get().name == "Changed meanwhile"
"""


# Killed in the middle ------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["_load", "create", "check_links", "install"])
def test_whatever_fails_in_the_middle_leaves_the_old_state(
    saved: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    Vendor.objects.create(name="Made since", country="DE")
    before = everything()
    where = {"check_links": restoring.rows, "install": protection}.get(step, restoring)
    real = getattr(where, step)

    def failing(*args: Any, **options: Any) -> None:
        real(*args, **options)
        raise OSError("no space left on device")

    monkeypatch.setattr(where, step, failing)
    with pytest.raises(OSError, match="no space"):
        put_back(saved)
    monkeypatch.undo()

    assert everything() == before
    with pytest.raises(Exception, match="only be added to"):
        Entry.objects.update(act="another")


def test_a_restore_that_is_killed_leaves_the_old_state(scene: Scene, tmp_path: Path, elsewhere: dict[str, str]) -> None:
    """A process of its own on a database of its own, killed when rows and documents are there, before the commit."""
    back_up(tmp_path / "saved", at=AT)
    stopping = f"""
import time
from pathlib import Path
import django
django.setup()
from django.utils import timezone
from archive.actions import restore
from archive.writers import rows

def stop():
    print("there", flush=True)
    time.sleep(600)

rows.check_links = stop
restore(Path({str(tmp_path / "saved")!r}), at=timezone.now())
"""
    process = subprocess.Popen(
        [sys.executable, "-c", stopping], cwd=ROOT, env={**os.environ, **elsewhere}, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout.readline() == "there\n"
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL

    database = sqlite3.connect(elsewhere["DATABASE_URL"].removeprefix("sqlite:///"))
    counts = database.execute("SELECT (SELECT COUNT(*) FROM history_entry), (SELECT COUNT(*) FROM accounts_person)")
    assert counts.fetchone() == (0, 0)
    database.close()
    run(["manage.py", "restore", str(tmp_path / "saved")], elsewhere)


# Backups -------------------------------------------------------------------------------------------


def test_a_backup_is_for_its_owner_only_and_nothing_is_left_beside_it(saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in saved.parent.iterdir() if one.is_file()] == ["saved"]


def test_a_backup_replaces_no_file_unless_told(saved: Path) -> None:
    content = saved.read_bytes()

    with pytest.raises(Refused, match="exists already"):
        back_up(saved, at=AT)
    assert saved.read_bytes() == content

    Vendor.objects.create(name="Since", country="DE")
    back_up(saved, at=AT, is_replacing=True)
    assert saved.read_bytes() != content


def test_a_backup_that_fails_leaves_the_earlier_one(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = saved.read_bytes()

    def full(*_args: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Container, "finish", full)
    with pytest.raises(OSError, match="no space"):
        back_up(saved, at=AT, is_replacing=True)

    assert saved.read_bytes() == content
    assert [one.name for one in saved.parent.iterdir() if one.is_file()] == ["saved"]


def test_two_backups_into_one_file_at_once_are_one(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def second(self: Container) -> None:
        with pytest.raises(Refused, match="Another process is writing"):
            back_up(saved, at=AT, is_replacing=True)
        real(self)

    real = Container.finish
    monkeypatch.setattr(Container, "finish", second)

    back_up(saved, at=AT, is_replacing=True)

    monkeypatch.undo()
    put_back(saved)


@pytest.mark.postgresql
def test_a_backup_is_of_one_moment(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is committed while it is written is not in it, though its table is read later."""
    before = everything()
    real = Container.add_rows

    def meanwhile(self: Container, table: str, rows: Any) -> None:
        if table == "history_entry":
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute("UPDATE vendors_vendor SET name = 'Changed meanwhile'")
            other.close()
        real(self, table, rows)

    monkeypatch.setattr(Container, "add_rows", meanwhile)
    back_up(tmp_path / "file", at=AT)
    monkeypatch.undo()
    assert Vendor.objects.filter(name="Changed meanwhile").exists()
    put_back(tmp_path / "file")

    assert everything()["vendors_vendor"] == before["vendors_vendor"]


def test_a_backup_of_a_sqlite_file_is_of_one_moment_and_holds_up_no_writer(
    tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    path = elsewhere["DATABASE_URL"].removeprefix("sqlite:///")
    writing = WRITING.format(path=path, file=str(tmp_path / "file"))

    run(["-c", writing], elsewhere)

    rows = dict(members(tmp_path / "file"))["tables/vendors_vendor/000001.jsonl.gz"]
    assert b"As it was" in gzip.decompress(rows)


def test_a_document_that_is_missing_or_changed_is_named_and_all_else_is_saved(
    scene: Scene, tmp_path: Path, documents_here: Path, capsys: Any
) -> None:
    gone, other = Document.objects.get(), document(scene)
    (documents_here / gone.file.name).unlink()
    (documents_here / other.file.name).write_bytes(b"changed")

    with pytest.raises(CommandError) as told:
        call_command("backup", tmp_path / "file")

    assert told.value.returncode == 1
    assert f"{gone.file.name}: missing" in str(told.value)
    assert f"{other.file.name}: saved, but it is not what was uploaded" in str(told.value)
    put_back(tmp_path / "file")


# Commands ------------------------------------------------------------------------------------------


def test_backup_says_one_line_and_restore_says_what_was_lost_and_who_is_to_confirm(
    scene: Scene, tmp_path: Path, capsys: Any
) -> None:
    call_command("backup", tmp_path / "file")
    said = capsys.readouterr().out
    call_command("restore", tmp_path / "file", replace=True)
    restored = capsys.readouterr().out

    assert said.count("\n") == 1
    assert "1 documents" in said
    assert "Taking away: " in restored
    assert "Nothing may be shared until an approver has confirmed the list" in restored


def test_commands_that_are_refused_exit_with_2(saved: Path, tmp_path: Path) -> None:
    for words in (["backup", saved], ["restore", saved], ["restore", tmp_path / "none"], ["backup", "/none/file"]):
        with pytest.raises(CommandError) as told:
            call_command(*words)
        assert told.value.returncode == 2


def test_a_history_that_was_broken_in_the_backup_is_restored_and_said(scene: Scene, tmp_path: Path) -> None:
    protection.remove(connection)
    Entry.objects.order_by("pk").filter(act="moved").update(act="altered")
    protection.install(connection)
    back_up(tmp_path / "file", at=AT)

    with pytest.raises(CommandError, match="history that it brought is broken") as told:
        call_command("restore", tmp_path / "file", replace=True, stdout=io.StringIO())

    assert told.value.returncode == 1


def test_the_sums_can_be_checked_with_sha256sum_alone(saved: Path) -> None:
    found = dict(members(saved))
    lines = found[rules.SUMS].decode().splitlines()

    assert lines == [
        f"{hashlib.sha256(data).hexdigest()}  {name}"
        for name, data in found.items()
        if name not in (rules.SUMS, rules.KEYED)
    ]
    assert found[rules.KEYED].decode() == keyed(hashlib.sha256(found[rules.SUMS]).digest())

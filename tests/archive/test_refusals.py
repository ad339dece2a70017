"""What a backup and a restore refuse, and that nothing has changed then."""

import io
import json
import re
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.db import connection

from accounts.models import Person
from archive import rules
from archive.readers import tables
from archive.rules import Refused
from archive.writers import documents
from archive.writers.container import Container
from contracts.models import Document
from history import protection
from history.models import Entry
from tests.archive.conftest import everything, members, put_back
from tests.make_sharing import Scene
from vendors.models import Vendor

pytestmark = pytest.mark.django_db(transaction=True)
Members = list[tuple[str, bytes]]


def write(path: Path, content: Members) -> Path:
    """A backup of these members, with sums that fit and the key of this installation."""
    with path.open("wb") as out, io.BytesIO() as sums:
        container = Container(out, sums, 0)
        for name, data in content:
            if name not in (rules.SUMS, rules.KEYED):
                container.add(name, len(data), [data])
        container.finish()
    return path


def is_refused(path: Path, saying: str, **options: Any) -> None:
    """Refused with these words, and nothing has changed: no row, no document."""
    before, kept = everything(), stored()

    with pytest.raises(Refused, match=saying):
        put_back(path, **options)

    assert everything() == before
    assert stored() == kept


def stored() -> dict[str, bytes]:
    folder = Path(django_settings.MEDIA_ROOT)
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


# Damaged, foreign, newer ---------------------------------------------------------------------------


def test_a_changed_byte_is_found_wherever_it_is(saved: Path) -> None:
    content = saved.read_bytes()
    size = len(content)
    for at in [*range(600, 4_000, 400), *range(size // 5, size - 1_024, size // 9)]:
        if content[at] == 0:
            continue
        changed = bytearray(content)
        changed[at] ^= 1
        saved.write_bytes(changed)

        with pytest.raises(Refused):
            put_back(saved)

    saved.write_bytes(content)
    put_back(saved)


def test_a_file_that_was_cut_is_refused_wherever_it_was_cut(saved: Path) -> None:
    content = saved.read_bytes()
    for size in (0, 1, 600, 4_000, len(content) // 3, len(content) - 2_000, len(content) - 600, len(content) - 1):
        saved.write_bytes(content[:size])

        is_refused(saved, "damaged|no backup")


def test_what_follows_the_end_is_refused(saved: Path) -> None:
    saved.write_bytes(saved.read_bytes() + b"and more")

    is_refused(saved, "goes on after its end")


def test_a_file_of_something_else_is_refused(scene: Scene, tmp_path: Path) -> None:
    for content in (b"", b"PK\3\4", b"x" * 5_000, b"SQLite format 3\0" + bytes(2_000), bytes(10_240)):
        (tmp_path / "other").write_bytes(content)

        is_refused(tmp_path / "other", "no backup of VendorTrack|damaged")


def test_another_tar_is_refused(scene: Scene, tmp_path: Path) -> None:
    is_refused(write(tmp_path / "other", [("readme.txt", b"hello")]), "no backup of VendorTrack")
    is_refused(write(tmp_path / "other", [("manifest.json", b'{"format": "other", "version": 1}')]), "no backup of")


def with_manifest(saved: Path, change: Callable[[dict], None]) -> Path:
    (name, content), *rest = members(saved)
    manifest = json.loads(content)
    change(manifest)
    return write(saved.with_name("changed"), [(name, json.dumps(manifest).encode()), *rest])


def test_a_file_of_a_newer_format_is_refused(saved: Path) -> None:
    is_refused(with_manifest(saved, lambda found: found.update(version=2)), "newer VendorTrack")


def test_a_file_of_a_newer_version_is_refused(saved: Path) -> None:
    newer = with_manifest(saved, lambda found: found["migrations"].append(["sharing", "9999_later"]))

    is_refused(newer, "newer VendorTrack: it has sharing.9999_later")


def test_a_file_of_an_earlier_version_is_refused_with_what_to_do(saved: Path) -> None:
    older = with_manifest(saved, lambda found: found["migrations"].remove(["sharing", "0004_restore"]))

    is_refused(older, "earlier VendorTrack: it lacks sharing.0004_restore. Restore it with the version that made it")


def test_a_file_of_other_tables_is_refused(saved: Path) -> None:
    def rename(found: dict) -> None:
        found["tables"][0]["columns"][0] = "id; DROP TABLE vendors_vendor"

    is_refused(with_manifest(saved, rename), "tables in this backup are not those")


def test_a_file_that_was_made_under_another_key_is_refused_unless_told(saved: Path, settings: Any) -> None:
    settings.HISTORY_KEY = "another key"

    is_refused(saved, "another HISTORY_KEY")
    assert put_back(saved, takes_other_key=True).rows > 0


def test_sums_that_somebody_made_anew_do_not_help_without_the_key(saved: Path) -> None:
    """Rows changed and every sum reckoned again: only the key cannot be had."""
    found = members(saved)
    key = dict(found)[rules.KEYED]
    forged = saved.with_name("forged")
    content = [(name, data[:-1] + b"\1" if name.startswith("documents/") else data) for name, data in found]
    write(forged, content)
    again = forged.read_bytes()
    forged.write_bytes(again.replace(dict(members(forged))[rules.KEYED], key))

    is_refused(forged, "another HISTORY_KEY, or changed since")


def test_rows_that_are_fewer_than_the_manifest_says_are_refused(saved: Path) -> None:
    content = members(saved)
    fewer = [one for one in content if not one[0].startswith("tables/sharing_decision/")]
    unlinked = [one for one in content if not one[0].startswith("tables/vendors_vendor/")]
    assert len(content) - len(fewer) == len(content) - len(unlinked) == 1

    is_refused(write(saved.with_name("fewer"), fewer), "do not hold the rows")
    is_refused(write(saved.with_name("fewer"), unlinked), "do not hold the rows")


# Hostile -------------------------------------------------------------------------------------------


HOSTILE = (
    "documents/../../etc/cron.d/evil",
    "documents//etc/passwd",
    "documents/a/../../evil",
    "documents/.ssh/authorized_keys",
    "documents/history-head",
    "documents/a/.hidden",
    "/etc/passwd",
    "tables/vendors_vendor/../../x.jsonl.gz",
    "tables/pg_authid/000001.jsonl.gz",
    "tables/vendors_vendor; DROP TABLE x/000001.jsonl.gz",
    "evil.sh",
)


def test_a_member_of_a_name_that_is_none_of_ours_is_refused(saved: Path) -> None:
    for name in HOSTILE:
        hostile = write(saved.with_name("hostile"), [*members(saved), (name, b"evil")])

        is_refused(hostile, f"holds “{re.escape(name)}”")


def test_a_link_or_anything_but_a_plain_file_is_refused(saved: Path) -> None:
    content = saved.read_bytes()
    first = 512 + -(-len(members(saved)[0][1]) // 512) * 512
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, b"L", b"x"):
        link = tarfile.TarInfo("documents/contracts/link")
        link.type, link.linkname = kind, "/etc/passwd"
        saved.write_bytes(content[:first] + link.tobuf(tarfile.USTAR_FORMAT) + content[first:])

        is_refused(saved, "not a plain file")


def test_a_table_that_comes_twice_or_late_is_refused(saved: Path) -> None:
    content = members(saved)
    rows = next(one for one in content if one[0].startswith("tables/"))

    is_refused(write(saved.with_name("twice"), [content[0], rows, *content[1:]]), "not where it belongs")
    late = [*(one for one in content if one != rows), rows]
    is_refused(write(saved.with_name("late"), late), "not where it belongs")


# A database that is in use, documents of others ----------------------------------------------------


def test_a_database_that_is_not_empty_is_refused_and_what_would_be_lost_is_said(saved: Path) -> None:
    count = Vendor.objects.count()

    is_refused(
        saved, rf"not empty. --replace takes away what is in it: .*{count} vendors.*last entry", is_replacing=False
    )


def test_an_empty_database_takes_a_backup_without_more_ado(saved: Path) -> None:
    before = everything()
    empty()

    put_back(saved, is_replacing=False)

    assert everything()["vendors_vendor"] == before["vendors_vendor"]


def empty() -> None:
    """As after a first migrate, as far as a restore looks."""
    protection.remove(connection)
    with connection.cursor() as cursor:
        names = ", ".join(f'"{one._meta.db_table}"' for one in tables.everything())
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {names}")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
            for one in tables.everything():
                cursor.execute(f'DELETE FROM "{one._meta.db_table}"')  # noqa: S608
            cursor.execute("PRAGMA foreign_keys = ON")
    protection.install(connection)
    assert (Entry.objects.count(), Person.objects.count(), get_user_model().objects.count()) == (0, 0, 0)


def test_another_document_of_the_same_name_beside_an_empty_database_is_not_overwritten(saved: Path) -> None:
    path = documents.place_of(Document.objects.get().file.name)
    empty()
    path.write_bytes(b"somebody else's")

    is_refused(saved, "there is another contracts/", is_replacing=False)

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from history import actions, moves, protection, readers
from history.models import Entry, Link, PersonalValue, Seal, Thread
from history.readers import witness
from tests import make
from vendors import locks
from vendors.models import Vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail():
    """Three vendors with four entries, sealed; the triggers are out of the way of who meddles."""
    vendors = [moves.create(Vendor(name=name), by=None, why="known") for name in ("Corvane", "Nimbera", "Tideline")]
    moves.change(vendors[0], by=None, name="Corvane Networks")
    actions.seal(make.AT)
    protection.remove(connection)
    return vendors


def breaks():
    return [(one.kind, one.subject) for one in readers.verify()]


def test_an_untouched_trail_is_whole(trail):
    assert breaks() == []


def test_sealing_again_with_nothing_new_makes_no_seal(trail):
    assert actions.seal(make.AT) == 0
    assert Seal.objects.count() == 1


def test_a_new_entry_joins_the_chain_at_the_next_seal(trail):
    moves.change(trail[1], by=None, country="FR")

    assert actions.seal(make.AT) == 1
    assert list(Link.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5]
    assert breaks() == []


def test_an_altered_entry_is_named(trail):
    Entry.objects.filter(pk=Entry.objects.of(trail[1]).get().pk).update(act="approved")

    assert breaks() == [("altered or inserted", f"entry 1 of {trail[1].ref}")]


def test_a_moved_instant_is_noticed(trail):
    Entry.objects.filter(pk=Entry.objects.of(trail[1]).get().pk).update(at=make.AT)

    assert ("altered or inserted", f"entry 1 of {trail[1].ref}") in breaks()


def test_an_altered_text_beside_the_chain_is_named(trail):
    PersonalValue.objects.filter(entry=Entry.objects.of(trail[2]).get()).update(value="forged")

    assert breaks() == [("altered", f"entry 1 of {trail[2].ref}")]


def test_a_removed_entry_is_named_even_with_its_link(trail):
    entry = Entry.objects.of(trail[1]).get()
    Link.objects.filter(entry=entry).delete()
    PersonalValue.objects.filter(entry=entry).delete()
    entry.delete()

    found = breaks()
    assert ("removed", "link 2") in found
    assert any(kind == "removed" and "vendors.vendor" in subject for kind, subject in found)


def test_a_cut_tail_is_noticed_by_the_count_of_the_record(trail):
    entry = Entry.objects.of(trail[0]).first()
    Link.objects.filter(entry=entry).delete()
    Seal.objects.all().delete()
    entry.delete()

    assert ("removed", f"entry 2 of {trail[0].ref}") in breaks()


def test_a_consistently_cut_chain_is_noticed_by_a_head_that_was_noted_outside(trail):
    noted = Link.objects.order_by("-position").first()
    cut_back()
    actions.seal(make.AT)

    subjects = [one.subject for one in readers.verify(anchor=(noted.position, noted.mac))]

    assert f"link {noted.position}" in subjects


def test_a_consistently_cut_chain_is_noticed_by_the_command_and_stays_so(trail):
    cut_back()
    actions.seal(make.AT)
    moves.change(trail[1], by=None, country="FR")
    actions.seal(make.AT)

    with pytest.raises(CommandError) as told:
        call_command("verify_history", stdout=StringIO())

    assert told.value.returncode == 1


def cut_back():
    """Somebody with the key takes the last entry away, and everything that tells of it in the database."""
    entry = Link.objects.order_by("-position").first().entry
    entry.link.delete()
    PersonalValue.objects.filter(entry=entry).delete()
    entry.delete()
    Seal.objects.all().delete()
    Thread.objects.filter(subject_type=entry.subject_type, subject_id=entry.subject_id).update(length=1)


def test_a_whole_seal_that_vanished_with_its_entries_is_noticed_without_the_key(trail):
    moves.change(trail[1], by=None, country="FR")
    actions.seal(make.AT)
    entry = Link.objects.order_by("-position").first().entry
    entry.link.delete()
    entry.delete()
    Seal.objects.order_by("-number").first().delete()
    Thread.objects.filter(subject_type=entry.subject_type, subject_id=entry.subject_id).update(length=1)
    assert breaks() == []

    said = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_history", stdout=said)

    assert "link 5: the chain does not reach the head that was noted" in said.getvalue()


def test_what_was_noted_and_cannot_be_read_is_said(trail):
    witness.path().write_text("nothing")

    with pytest.raises(CommandError, match="holds no head") as told:
        call_command("verify_history")

    assert told.value.returncode == 1


def test_sealing_goes_on_where_nothing_can_be_noted(trail, settings, tmp_path):
    (tmp_path / "a-file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "a-file"
    moves.change(trail[1], by=None, country="FR")

    assert actions.seal(make.AT) == 1


def test_an_inserted_entry_without_the_key_is_named(trail):
    Entry.objects.create(
        subject_type="vendors.vendor",
        subject_id=trail[2].pk,
        subject_ref=trail[2].ref,
        sequence=2,
        at=make.AT,
        act="approved",
        agent="person:1",
        mac="0" * 64,
    )

    assert breaks() == [
        ("altered or inserted", f"entry 2 of {trail[2].ref}"),
        ("inserted", f"entry 2 of {trail[2].ref}"),
    ]


def test_reordered_links_are_noticed(trail):
    first, second = Link.objects.order_by("position")[:2]
    Link.objects.filter(pk=first.pk).update(position=900)
    Link.objects.filter(pk=second.pk).update(position=1)
    Link.objects.filter(pk=first.pk).update(position=2)

    assert ("altered or reordered", "link 1") in breaks()


def test_a_vanished_record_is_noticed(trail):
    Vendor.objects.filter(pk=trail[1].pk).delete()

    assert breaks() == [("removed", trail[1].ref)]


def test_a_record_removed_through_the_door_is_no_break(trail):
    moves.remove(trail[1], by=None, why="entered twice")

    assert breaks() == []


def test_a_status_that_no_move_wrote_is_noticed(trail):
    with_lock = locks.hold([trail[0]])
    moves.move(trail[0], "under-review", by=None, held=with_lock)
    Vendor.objects.filter(pk=trail[0].pk).update(status="rejected")

    assert breaks() == [("altered", trail[0].ref)]


def test_personal_values_are_replaced_with_an_entry_and_the_chain_stays_whole(trail):
    count = actions.replace_personal_values(trail[0], by=None, why="retention ended", at=make.AT)

    assert count == 1
    assert Entry.objects.of(trail[0]).first().act == "personal-values-replaced"
    assert breaks() == []
    shown = readers.history_of(trail[0])
    assert shown[-1].why == "(removed at the end of its retention)"


def test_a_text_emptied_without_an_entry_is_noticed(trail):
    PersonalValue.objects.filter(entry=Entry.objects.of(trail[2]).get()).update(value="", replaced_at=make.AT)

    assert [kind for kind, _subject in breaks()] == ["altered"]


def test_the_command_names_the_first_break_and_exits_with_1(trail):
    Entry.objects.filter(pk=Entry.objects.of(trail[1]).get().pk).update(act="approved")
    printed = StringIO()

    with pytest.raises(CommandError) as refusal:
        call_command("verify_history", stdout=printed)

    assert refusal.value.returncode == 1
    assert f"entry 1 of {trail[1].ref}" in printed.getvalue().splitlines()[0]


def test_the_command_says_whole_and_seals_what_is_new():
    moves.create(Vendor(name="Saltmarsh"), by=None)
    printed = StringIO()

    call_command("verify_history", stdout=printed)

    assert "whole: 1 entries, head 1:" in printed.getvalue()
    assert Link.objects.count() == 1


def test_people_read_the_texts_and_the_names_of_who_acted():
    ewa = make.person("Ewa Wójcik")
    vendor = moves.create(Vendor(name="Wislok"), by=ewa, why="new")

    (line,) = readers.history_of(vendor)

    assert (line.who, line.why, line.act) == ("Ewa Wójcik", "new", "created")
    assert ("Name", "", "Wislok") in [(c.label, c.was, c.now) for c in line.changes]

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from history import moves
from history.models import Entry, NotAllowed, PersonalValue, Thread
from tests import make
from vendors import locks
from vendors.models import Vendor

pytestmark = pytest.mark.django_db


def status_of(vendor):
    return Vendor.objects.get(pk=vendor.pk).status


def test_a_new_record_has_an_entry_that_says_who_when_and_what():
    maeve = make.user()

    vendor = moves.create(Vendor(name="Wislok Support", country="PL"), by=maeve)

    entry = Entry.objects.of(vendor).get()
    assert (entry.sequence, entry.act, entry.actor, entry.agent) == (1, "created", maeve, maeve.person.agent)
    assert ["name", None, "Wislok Support"] in entry.changes
    assert ["country", None, "PL"] in entry.changes
    assert entry.mac == entry.expected_mac()


def test_a_change_says_what_it_was_and_what_it_is_and_why():
    vendor = moves.create(Vendor(name="Wislok"), by=None)

    moves.change(vendor, by=None, why="as registered", name="Wislok Support")

    entry = Entry.objects.of(vendor).first()
    assert (entry.sequence, entry.act, entry.agent) == (2, "changed", "system")
    assert entry.changes[0] == ["name", "Wislok", "Wislok Support"]
    assert entry.personal_values.get(field="why").value == "as registered"
    assert Vendor.objects.get(pk=vendor.pk).name == "Wislok Support"


def test_a_change_to_the_same_value_leaves_no_entry():
    vendor = moves.create(Vendor(name="Wislok"), by=None)

    moves.change(vendor, by=None, name="Wislok")

    assert Entry.objects.of(vendor).count() == 1


def test_a_status_is_not_changed_past_move():
    vendor = make.vendor()

    with pytest.raises(NotAllowed):
        moves.change(vendor, by=None, status="approved")

    assert status_of(vendor) == "prospect"


def test_a_move_that_the_diagram_does_not_know_is_refused():
    vendor = make.vendor()

    with transaction.atomic(), pytest.raises(NotAllowed):
        moves.move(vendor, "offboarded", by=None, held=locks.hold([vendor]))

    assert status_of(vendor) == "prospect"


def test_a_guarded_record_does_not_move_without_its_lock():
    vendor, other = make.vendor(), make.vendor()

    with pytest.raises(NotAllowed):
        moves.move(vendor, "under-review", by=None)
    with transaction.atomic(), pytest.raises(NotAllowed):
        moves.move(vendor, "under-review", by=None, held=locks.hold([other]))

    assert status_of(vendor) == "prospect"


@pytest.mark.django_db(transaction=True)
def test_a_lock_of_an_earlier_transaction_does_not_count():
    vendor = make.vendor()
    with transaction.atomic():
        held = locks.hold([vendor])

    with pytest.raises(NotAllowed):
        moves.move(vendor, "under-review", by=None, held=held)
    with transaction.atomic(), pytest.raises(NotAllowed):
        moves.move(vendor, "under-review", by=None, held=held)


def test_of_two_moves_from_the_same_status_one_wins():
    vendor = make.vendor()
    mine, theirs = Vendor.objects.get(pk=vendor.pk), Vendor.objects.get(pk=vendor.pk)

    with transaction.atomic():
        held = locks.hold([vendor])
        moves.move(mine, "under-review", by=None, held=held)
        with pytest.raises(NotAllowed) as refusal:
            moves.move(theirs, "rejected", by=None, held=held)

    assert refusal.value.code == "stale"
    assert status_of(vendor) == "under-review"
    assert Entry.objects.of(vendor).filter(act="moved").count() == 1


def test_a_move_and_its_entry_are_rolled_back_together():
    vendor = make.vendor()

    with transaction.atomic():
        moves.move(vendor, "under-review", by=None, held=locks.hold([vendor]))
        transaction.set_rollback(True)
    vendor.refresh_from_db()

    assert status_of(vendor) == "prospect"
    assert not Entry.objects.of(vendor).exists()
    assert not Thread.objects.filter(subject_id=vendor.pk, subject_type="vendors.vendor").exists()


def test_personal_values_lie_beside_the_entry_and_not_in_it():
    ewa = moves.create(make.Person(name="Ewa Wójcik", email="ewa@wislok.example"), by=None)

    entry = Entry.objects.of(ewa).get()
    assert "Ewa" not in str(entry.changes)
    assert "ewa@wislok.example" not in str(entry.changes)
    beside = set(PersonalValue.objects.filter(entry=entry).values_list("field", "value"))
    assert beside == {("name.to", "Ewa Wójcik"), ("email.to", "ewa@wislok.example")}


def test_a_set_based_act_writes_one_entry_with_count_and_digest():
    vendor = make.vendor()

    entry = moves.record_set(vendor, "laid-out", ["A-01", "A-02"], by=None)

    assert (entry.count, len(entry.digest)) == (2, 64)
    assert moves.record_set(vendor, "laid-out", ["A-02", "A-01"], by=None).digest != entry.digest


@pytest.mark.parametrize("statement", ["UPDATE {} SET act = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_remove_an_entry(statement):
    moves.create(Vendor(name="Wislok"), by=None)

    with pytest.raises(IntegrityError, match="only be added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(Entry._meta.db_table))


@pytest.mark.postgresql
def test_the_database_refuses_to_empty_the_trail():
    with pytest.raises(IntegrityError, match="only be added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE history_entry CASCADE")


def test_closing_raises_the_epoch_of_what_it_holds_and_of_nothing_else():
    vendor, engagement, other = make.vendor(), make.engagement(), make.vendor()

    with transaction.atomic():
        locks.hold([vendor], closing=True)
        locks.hold([other], [engagement])

    assert [Vendor.objects.get(pk=row.pk).epoch for row in (vendor, other)] == [2, 1]
    engagement.refresh_from_db()
    assert engagement.epoch == 1


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 12, 31), date(2200, 1, 1), date.max])
def test_a_day_that_nothing_can_be_reckoned_from_is_not_kept(day):
    vendor = moves.create(Vendor(name="Wislok"), by=None)

    with pytest.raises(NotAllowed, match=r"write a day between 1900 and 2199"):
        moves.create(Vendor(name="Ostrel", approved_until_on=day), by=None)
    with pytest.raises(NotAllowed) as refusal:
        moves.change(vendor, by=None, approved_until_on=day)
    with transaction.atomic(), pytest.raises(NotAllowed):
        moves.move(vendor, "under-review", by=None, held=locks.hold([vendor]), approved_until_on=day)

    assert refusal.value.code == "approved_until_on"
    assert list(Vendor.objects.values_list("name", "status", "approved_until_on")) == [("Wislok", "prospect", None)]
    assert Entry.objects.of(vendor).count() == 1

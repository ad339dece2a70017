"""The portfolio for measuring: the same rows for the same words, true to the rules of the records."""

import hashlib
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from accounts.models import Person, User
from checklists.models import Answer, AnswerEvidence, Checklist, Evidence, Item
from history.models import Entry
from sharing.models import Clearance, SharingRequest
from tests import make
from vendors.models import ImportRun, Vendor, VendorContact

pytestmark = pytest.mark.django_db


def generate(vendors: int = 50, items: int = 600, seed: int = 1, **more: object) -> ImportRun:
    today = more.pop("today", make.TODAY)
    call_command("generate_portfolio", vendors=vendors, items=items, seed=seed, today=today, stdout=StringIO(), **more)
    return ImportRun.objects.latest("pk")


def test_it_makes_as_many_vendors_and_items_as_asked_for_and_the_rest_in_proportion():
    generate(vendors=50, items=603)

    assert Vendor.objects.count() == 50
    assert Item.objects.count() == 603
    assert Evidence.objects.count() == 603 // 5
    assert SharingRequest.objects.count() == 50 // 5
    assert VendorContact.objects.filter(is_main=True).count() == 50


def test_more_items_than_one_template_holds_are_laid_out_from_several():
    generate(vendors=5, items=700)

    assert Item.objects.count() == 700
    assert Checklist.objects.filter(engagement=Checklist.objects.earliest("pk").engagement_id).count() >= 3


def test_the_same_seed_and_day_give_the_same_digest_and_another_seed_or_day_another():
    first = undone(seed=7)

    assert undone(seed=7) == first
    assert undone(seed=8) != first
    assert undone(seed=7, today=make.TODAY + timedelta(days=1)) != first


def undone(**words: Any) -> str:
    """The digest of a portfolio that is taken back, so that the next one begins where this one began."""
    with transaction.atomic():
        digest = generate(**words).sha256
        transaction.set_rollback(True)
    return digest


def test_each_set_leaves_one_entry_with_its_count_and_digest():
    run = generate(vendors=50, items=600)

    sets = {entry.act: entry for entry in Entry.objects.of(run) if entry.act != "created"}
    assert sets["generated vendors.vendor"].count == 50
    assert sets["generated checklists.item"].count == 600
    assert all(len(entry.digest) == 64 for entry in sets.values())
    assert sum(entry.count for entry in sets.values()) == run.created_count
    assert not Entry.objects.filter(subject_type="vendors.vendor").exists()


def test_counters_say_what_the_items_say():
    generate()

    outstanding = Item.objects.outstanding(make.TODAY)
    assert 0 < outstanding.count() < Item.objects.count()
    for checklist in Checklist.objects.all():
        assert checklist.outstanding_count == outstanding.filter(checklist=checklist).count()
        assert checklist.item_count == checklist.items.count()
    for vendor in Vendor.objects.all():
        assert vendor.outstanding_count == outstanding.filter(checklist__vendor=vendor).count()


def test_requests_stand_in_every_state_and_what_was_cleared_has_its_clearance():
    generate(vendors=100, items=1_000)

    assert set(SharingRequest.objects.values_list("status", flat=True)) == set(SharingRequest.Status.values)
    assert not SharingRequest.objects.standing().filter(clearance=None).exists()
    for clearance in Clearance.objects.select_related("sharing"):
        assert clearance.sharing.clearance_id == clearance.pk
        assert clearance.scope_digest == clearance.sharing.approvals.get().scope_digest
        assert hashlib.sha256(clearance.sharing.scope()).hexdigest() == clearance.scope_digest


def test_answers_and_their_evidence_belong_to_the_same_vendor_and_nobody_decides_their_own():
    generate()

    assert AnswerEvidence.objects.exists()
    for piece in AnswerEvidence.objects.select_related("answer__item__checklist", "evidence"):
        assert piece.evidence.vendor_id == piece.answer.item.checklist.vendor_id
    assert not Answer.objects.filter(decided_by=F("submitted_by")).exists()


def test_what_is_made_afterwards_gets_keys_of_its_own():
    generate()

    made = [make.vendor(), make.person(), make.engagement()]

    assert all(record.pk for record in made)


def test_a_database_that_real_people_use_is_left_alone_until_forced():
    make.user()

    with pytest.raises(CommandError, match=r"1 users of its own.*migrate.*--force"):
        generate()
    assert not Vendor.objects.exists()

    generate(force=True)
    assert Vendor.objects.count() == 50


def test_a_second_portfolio_is_added_to_the_first():
    generate(seed=1)
    generate(seed=2)

    assert Vendor.objects.count() == 100
    assert Person.objects.count() == len(set(Person.objects.values_list("email", flat=True)))


def test_nobody_can_sign_in_as_a_made_up_person():
    generate()

    assert User.objects.exists()
    assert not any(user.has_usable_password() or user.is_superuser for user in User.objects.all())


@pytest.mark.parametrize("words", [{"vendors": 0}, {"items": 0}, {"vendors": -3}])
def test_sizes_below_one_are_refused(words: dict[str, int]):
    with pytest.raises(CommandError, match="at least 1"):
        generate(**words)

"""What a test that commits leaves behind: nothing, and nothing missing."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction

from accounts.models import Role
from history.models import Entry
from history.moves import create
from tests import make
from vendors.models import Vendor


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2, 3])
def test_each_finds_the_roles_and_the_protection_and_no_rows(turn: int) -> None:
    assert Group.objects.filter(name=Role.AUDITOR).count() == 1
    assert (Vendor.objects.count(), Entry.objects.filter(subject_ref__startswith="VEN").count()) == (0, 0)

    create(Vendor(name=f"Vendor {turn}", country="DE"), by=make.user(Role.PROCUREMENT))

    assert Entry.objects.count() > 0
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Entry._meta.db_table}")  # noqa: S608

"""Where the demonstration does not go."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Person
from tests import make
from vendors.models import Vendor

pytestmark = pytest.mark.django_db


def test_it_is_refused_where_debug_is_off(settings: Any):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command("seed_demo")
    assert not Person.objects.exists()


def test_it_is_refused_in_a_database_that_others_use(settings: Any):
    settings.DEBUG = True
    make.user(person=make.person(email="somebody@elsewhere.example"))

    with pytest.raises(CommandError, match="1 users of its own"):
        call_command("seed_demo")
    assert not Vendor.objects.exists()

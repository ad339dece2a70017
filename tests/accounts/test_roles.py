"""Roles: after all migrations each holds what the one table grants it, and nothing else of the domain."""

import pytest
from django.contrib.auth.models import Group

from accounts.models import Role
from accounts.roles import GRANTS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_a_role_holds_exactly_what_the_table_grants(role):
    held = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")

    assert {f"{app}.{codename}" for app, codename in held} == set(GRANTS[role])


def test_an_administrator_holds_what_the_table_grants_and_of_the_rest_only_to_read_and_to_edit():
    held = Group.objects.get(name=Role.ADMINISTRATOR).permissions.values_list("content_type__app_label", "codename")
    names = {f"{app}.{codename}" for app, codename in held}

    assert names >= set(GRANTS[Role.ADMINISTRATOR])
    more = names - set(GRANTS[Role.ADMINISTRATOR])
    assert {name.partition(".")[2].partition("_")[0] for name in more} == {"view", "add", "change"}

"""The reusable sets of criteria in a browser, in each look."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from selection import actions
from selection.models import CriteriaSet
from tests import make

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_sets_of_criteria_in_each_look(in_each_look: Callable[..., None]) -> None:
    user = make.user("procurement")
    shipped = CriteriaSet.objects.get()
    actions.retire_set(actions.copy_set(shipped, user, "Help desk of 2024", "For the old contracts."), user)
    actions.create_set(user, "Data centre")

    in_each_look(user, reverse("selection:criteria"), "criteria-list")
    in_each_look(user, reverse("selection:criteria-set", args=[shipped.ref]), "criteria-set")
    edit = reverse("selection:set-criterion-edit", args=[shipped.ref, shipped.criteria.first().ref])
    in_each_look(user, edit, "criteria-edit")

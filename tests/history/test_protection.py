"""The triggers outlive migrations, and stand in the way of none."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from history import protection
from selection.models import Evaluation, Scorecard
from tests import make_selection as making

HISTORY = apps.get_app_config("history")


def rebuild(model, name):
    """What a migration does that changes this field: on SQLite the table is written anew."""
    was = model._meta.get_field(name)
    now = was.clone()
    now.set_attributes_from_name(name)
    now.model, now.null = model, True
    for old, new in ((was, now), (now, was)):
        with connection.schema_editor() as editor:
            editor.alter_field(model, old, new)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("model", "name"), [(Scorecard, "copied_from"), (Evaluation, "reason")])
def test_a_later_migration_rebuilds_what_triggers_read_and_they_stand_again(model, name):
    card = making.scorecard(criteria=1)
    making.candidate(card.engagement)
    score = making.scored(card, 4).scores.get()

    protection.before_migrate(HISTORY, plan=[("a migration", False)])
    rebuild(model, name)
    protection.after_migrate(HISTORY)

    with pytest.raises(IntegrityError), transaction.atomic():
        score.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        making.criterion(card)


@pytest.mark.django_db
def test_a_migrate_with_nothing_to_do_takes_no_trigger_away():
    card = making.scorecard(criteria=1)
    making.lock(card)

    protection.before_migrate(HISTORY, plan=[])

    with pytest.raises(IntegrityError), transaction.atomic():
        making.criterion(card)

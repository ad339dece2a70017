"""My work, the ledger and the ladder in a real browser: no fault of axe, no sideways scrolling, in each look."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reminders import actions
from tests import make, make_reminders

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_my_work_the_ledger_and_the_ladder_read_well_in_each_look(in_each_look):
    user = make.user("procurement", "reviewer-security", "approver", "administrator", name="Maeve Doran")
    today = timezone.localdate()
    of = make_reminders.checklist(make.vendor("Wislok Support"))
    for days in (-3, 1, 20):
        make_reminders.item(of, owner=user.person, due_on=today + timedelta(days=days))
        make_reminders.sharing(planned_on=today + timedelta(days=days + 5))
    make_reminders.contract(ends_on=today + timedelta(days=90), notice_days=60)
    actions.plan(timezone.now())

    for path, name in (("/", "my-work"), ("/reminders/", "reminders"), ("/reminders/ladder/", "ladder")):
        in_each_look(user, path, name)

"""Numbers of days and months from which dates are reckoned stay within reason: in the form and in the database."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from checklists.models import TemplateItem
from contracts.models import Contract
from history.models import Record
from reminders.actions import start_version
from reminders.models import Stage
from tests import make, make_checklists

pytestmark = pytest.mark.django_db
BOUNDS = [
    (TemplateItem, "answer_days", 3660),
    (TemplateItem, "evidence_days", 3660),
    (Contract, "notice_days", 3650),
    (Contract, "renewal_months", 120),
    (Stage, "offset", 3660),
    (Stage, "every", 3660),
    (Stage, "until", 3660),
]


def one(model: type[Record]) -> Record:
    if model is TemplateItem:
        return make_checklists.version(is_published=False).items.get()
    if model is Contract:
        return make.contract()
    return start_version(make.user("administrator"), "Next").stages.filter(direction="after").first()


@pytest.mark.parametrize(("model", "name", "most"), BOUNDS)
def test_what_reaches_too_far_is_refused(model: type[Record], name: str, most: int) -> None:
    row = one(model)
    rows = model.objects.filter(pk=row.pk)
    field = model._meta.get_field(name)

    field.clean(most, row)
    with pytest.raises(ValidationError, match=f"less than or equal to {most}"):
        field.clean(most + 1, row)

    assert rows.update(**{name: most}) == 1
    for far in (most + 1, 32_767):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**{name: far})

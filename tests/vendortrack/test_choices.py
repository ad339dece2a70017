"""What forms offer, to everybody at every address: no record that one may not see, and nothing is learnt by guessing.

Whoever types the key of a record that is not offered is told the same as for one that does not exist, and changes
nothing. A form that offers more than one may see is named in BEYOND, with the reason.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django import forms
from django.db import models, transaction
from django.urls import reverse

from history.models import Entry
from selection.models import CriteriaSet
from tests.vendortrack.test_permissions import LINES, Line, read_to_its_end, scene
from tests.vendortrack.who_may_cases import ABOUT, BEFORE, GIVEN
from tests.vendortrack.who_may_scene import WORDS, Scene
from vendors.models import ServiceCategory

__all__ = ["scene"]
pytestmark = pytest.mark.django_db

FOR_ALL = (ServiceCategory, CriteriaSet)  # names of ours, about nobody
BEYOND = {
    "SharingForm.vendor": "whoever takes part in an engagement that the asker sees, and is named on its page",
    "SharingForm.contract": "also those that serve all engagements with such a vendor: their reference and title",
    "RiskForm.vendor": "as above, for who works on the engagement",
    "SubcontractorForm.vendor": "as above",
    "SuggestionForm.vendor": "as above",
    "Filters.owner": "whose records the page lists anyway",
    "AssignForm.owner": "the vendor's own contacts, where it is the vendor who is asked",
}
GUESSES = ["987654", str(10**30)]
WITH_FORMS = [line for line in LINES if not line.is_api and line.method == "POST"]


@contextmanager
def made() -> Iterator[list[forms.BaseForm]]:
    """The forms that are made meanwhile."""
    found: list[forms.BaseForm] = []
    begin = forms.BaseForm.__init__

    def noting(self: forms.BaseForm, *args: Any, **more: Any) -> None:
        found.append(self)
        begin(self, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms.BaseForm, "__init__", noting)
        yield found


def choices(found: list[forms.BaseForm]) -> Iterator[tuple[forms.BaseForm, str, Any]]:
    for form in found:
        for name, field in form.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                yield form, name, field


def asked(scene: Scene, who: str, line: Line, **changed: Any) -> tuple[Any, list[forms.BaseForm], bool]:
    """The answer, the forms that it was made with, and whether a record changed."""
    with transaction.atomic(), made() as found:
        if line.name in BEFORE:
            BEFORE[line.name](scene)
        path = reverse(line.name, args=ABOUT[line.name](scene) if line.name in ABOUT else [])
        data = {**WORDS, **(GIVEN[line.name](scene) if line.name in GIVEN else {})}
        if query := data.pop("?", ""):
            path += f"?{query}"
        client, before = scene.browser(who), Entry.objects.count()
        answer = client.get(path) if line.method == "GET" else client.post(path, {**data, **changed})
        read_to_its_end(answer)
        listed = [
            (form, name, set(field.queryset.values_list("pk", flat=True))) for form, name, field in choices(found)
        ]
        did = Entry.objects.count() > before
        transaction.set_rollback(True)
    return answer, listed, did


def offered_beyond(scene: Scene, who: str, line: Line) -> Iterator[str]:
    user = scene.users[who]
    for form, name, keys in asked(scene, who, line)[1]:
        model = form.fields[name].queryset.model  # type: ignore[attr-defined]
        place = f"{type(form).__name__}.{name}"
        if model in FOR_ALL or place in BEYOND:
            continue
        seen = model.objects.visible_to(user) if hasattr(model.objects, "visible_to") else model.objects.none()
        present = form.get_initial_for_field(form.fields[name], name)  # who is chosen already stays on offer
        if (
            beyond := keys
            - set(seen.values_list("pk", flat=True))
            - set(present if isinstance(present, list) else [present])
        ):
            yield f"{line.name} {line.method}, {who}: {place} offers {model.__name__} {sorted(beyond)}"


@pytest.mark.parametrize("who", ["asker", "sponsor", "invited", "procurement"])
def test_no_form_offers_a_record_that_one_may_not_see(scene: Scene, who: str) -> None:
    pages = [line for line in LINES if line.method == "GET" and not line.is_api and who in line.may]

    assert [told for line in pages for told in offered_beyond(scene, who, line)] == []


def outside(form: forms.BaseForm, name: str, keys: set[int]) -> list[str]:
    """A record of the kind that is asked for, and is not offered."""
    model: type[models.Model] = form.fields[name].queryset.model  # type: ignore[attr-defined]
    other = model._default_manager.exclude(pk__in=keys).order_by("pk").first()
    return [str(other.pk)] if other else []


def said_of(form: forms.BaseForm, name: str, key: str) -> str:
    """What is said of a choice, without the key itself."""
    return " ".join(form.errors.get(name, ["taken"])).replace(key, "…")


def guessed(scene: Scene, who: str, line: Line, form: forms.BaseForm, name: str, keys: set[int]) -> Iterator[str]:
    """What was wrong where somebody typed the key of another record, and of none."""
    said = set()
    for key in [*outside(form, name, keys), *GUESSES]:
        answer, again, did = asked(scene, who, line, **{form.add_prefix(name): key})
        refused = next(one for one, field, _keys in again if field == name and type(one) is type(form))
        said.add(said_of(refused, name, key))
        if did or answer.status_code >= 500:
            yield f"{line.name}: {name}={key}: {answer.status_code}"
    if len(said) != 1 or "taken" in said:
        yield f"{line.name}: {name}: {sorted(said)}"


def test_who_guesses_a_key_learns_nothing_and_changes_nothing(scene: Scene) -> None:
    wrong, tried = [], set()
    for line in WITH_FORMS:
        who = next((one for one in scene.cookies if one in line.may), "")
        for form, name, keys in asked(scene, who, line)[1] if who else []:
            place = f"{type(form).__name__}.{name}"
            if form.is_bound and place not in tried:
                tried.add(place)
                wrong += guessed(scene, who, line, form, name, keys)

    assert len(tried) > 15
    assert wrong == []

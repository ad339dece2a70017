"""What holds for every form of ours, so that a new one cannot forget it."""

import ast
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Person
from contracts.forms.fields import AmountField
from history.forms import DayField, NumberField, SeveralField, WholeField
from vendors.rules import money

ROOMS = ("history", "accounts", "vendors", "contracts", "selection", "checklists", "sharing", "reminders")
BASE = Path(__file__).resolve().parents[2]
FILES = [path for room in ROOMS for path in [*sorted(BASE.glob(f"{room}/forms*/**/*.py")), BASE / room / "forms.py"]]
SOURCES = [path for path in FILES if path.exists()]


def modules() -> Iterator[str]:
    for path in SOURCES:
        yield ".".join(path.relative_to(BASE).with_suffix("").parts).removesuffix(".__init__")


def every_form() -> dict[str, type[forms.BaseForm]]:
    """By module and name, with those that other forms are made of."""
    found = {}
    for name in modules():
        for one in vars(import_module(name)).values():
            if isinstance(one, type) and issubclass(one, forms.BaseForm) and one.__module__ == name:
                found[f"{name}.{one.__name__}"] = one
    return found


FORMS = every_form()


def calls(path: Path) -> set[str]:
    """The names of what a file calls, with those that it is an attribute of: `forms.DateField`."""
    tree = ast.parse(path.read_text())
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def test_there_are_forms_to_look_at() -> None:
    assert len(FORMS) > 50


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(BASE)))
def test_no_form_takes_a_day_that_nothing_can_be_reckoned_from(path: Path) -> None:
    assert not calls(path) & {"forms.DateField", "forms.DateTimeField", "DateField"}, "take history.forms.DayField"


def test_a_day_that_follows_from_a_model_is_bounded_as_well() -> None:
    days = {
        f"{name}.{field}": type(one)
        for name, form in FORMS.items()
        for field, one in form.base_fields.items()
        if isinstance(one, forms.DateField)
    }

    assert {name: kind for name, kind in days.items() if kind is not DayField} == {}


def test_no_form_guesses_at_a_number() -> None:
    numbers = {
        f"{name}.{field}": type(one)
        for name, form in FORMS.items()
        for field, one in form.base_fields.items()
        if isinstance(one, forms.IntegerField)
    }
    typed = [call for path in SOURCES for call in calls(path) & {"forms.IntegerField", "forms.DecimalField"}]

    assert {name: kind for name, kind in numbers.items() if not issubclass(kind, (NumberField, WholeField))} == {}
    assert typed == [], "take history.forms.NumberField or WholeField"


@pytest.mark.parametrize("field", [NumberField(), WholeField()])
@pytest.mark.parametrize("text", ["1.000", "10.000", "-1.000", "1.234,50", "1,234", "NaN", "sNaN", "Infinity", "1 000"])
def test_a_number_that_may_mean_another_one_is_asked_for_again(field: forms.Field, text: str) -> None:
    with pytest.raises(forms.ValidationError, match=r"Write (it|a number|a whole number) like 1"):
        field.clean(text)
    assert field.has_changed(1, text)


@pytest.mark.parametrize(("text", "value"), [("1000", 1000), ("1250.50", Decimal("1250.5")), ("1.25", Decimal("1.25"))])
def test_a_number_with_a_point_before_its_decimals_is_taken(text: str, value: Decimal) -> None:
    assert NumberField().clean(text) == value


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_far_day_is_refused_with_a_sentence(day: str) -> None:
    field = DayField()

    with pytest.raises(forms.ValidationError, match=r"Write a day between 1900 and 2199\."):
        field.clean(day)


@pytest.mark.parametrize("day", ["1900-01-01", "2026-11-23", "2199-12-31"])
def test_a_day_of_our_times_is_taken(day: str) -> None:
    assert DayField().clean(day).isoformat() == day


def test_several_records_are_chosen_by_keys_that_a_record_can_have() -> None:
    several = {
        f"{name}.{field}": isinstance(one, SeveralField)
        for name, form in FORMS.items()
        for field, one in form.base_fields.items()
        if isinstance(one, forms.ModelMultipleChoiceField)
    }

    assert set(several.values()) == {True}, "take history.forms.SeveralField"


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["987654", str(10**30), "9" * 40, "x", "-1", "1.0"])
def test_a_key_that_no_record_has_is_no_choice(key: str) -> None:
    field = SeveralField(Person.objects.all())

    with pytest.raises(forms.ValidationError) as refusal:
        field.clean([key, key])

    assert key in str(refusal.value)


@given(st.integers(0, 10**11), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_an_amount_is_taken_again_as_the_form_shows_it(amount: int, currency: str) -> None:
    field = AmountField()

    shown = field.prepare_value(money.major(amount, currency))

    assert AmountField.in_minor(field.clean(str(shown)), currency) == amount

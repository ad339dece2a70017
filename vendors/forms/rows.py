"""Many records of one kind as rows of one form; blank rows at its end are for more, and it works without a script."""

from typing import Any

from django import forms

from history.forms import WholeField

BLANK_ROWS = 3
MOST_ROWS = 200
STYLES: dict[Any, str] = {
    forms.Select: "form-select w-auto mw-100",
    forms.CheckboxInput: "form-check-input",
}


class Row(forms.Form):
    """A row; a blank one counts as not there, one with a `pk` is a record that stands already."""

    pk = WholeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            field.widget.attrs["class"] = STYLES.get(type(field.widget), "form-control")

    def full_clean(self) -> None:
        """A field that is refused looks so, although the row is drawn without its labels."""
        super().full_clean()
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["class"] += " is-invalid"


class Rows(forms.BaseFormSet):
    """All rows, in the order in which they stand."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].widget.attrs["class"] = "form-check-input"

    def rows(self) -> list[dict[str, Any]]:
        kept = [form for form in self.forms if form.has_changed() or form.initial]
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for form in kept
            if not form.cleaned_data.get("DELETE")
        ]


def formset_of(row: type[Row], extra: int = BLANK_ROWS) -> type[Rows]:
    made: Any = forms.formset_factory(
        row, formset=Rows, extra=extra, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )
    return made

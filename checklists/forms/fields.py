"""Fields and refusals that several forms of checklists share."""

from typing import Any

from django import forms

from history.models import NotAllowed


class DayField(forms.DateField):
    """A day, entered with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-auto"})
        super().__init__(widget=widget, required=kwargs.pop("required", False), **kwargs)


def refuse(form: forms.Form, refusal: NotAllowed) -> None:
    """Put an action's refusal where it belongs: at the field that its code names, else above the form."""
    form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))

"""Fields and refusals that several forms of checklists share."""

from django import forms

from history.models import NotAllowed


def refuse(form: forms.Form, refusal: NotAllowed) -> None:
    """Put an action's refusal where it belongs: at the field that its code names, else above the form."""
    form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))

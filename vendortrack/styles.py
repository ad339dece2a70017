"""What the style guide shows: every state word, and each part of a page with plausible contents."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils import timezone

from vendortrack import status


class SampleForm(forms.Form):
    planned_on = forms.DateField(
        label="Planned sharing date",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Choose a date, today or later"},
    )
    data_class = forms.ChoiceField(
        label="Data class",
        choices=[("", "Choose…"), ("restricted", "Restricted")],
        help_text="It decides which checklists are required.",
        error_messages={"required": "Choose a data class"},
    )
    categories = forms.MultipleChoiceField(
        label="Categories",
        required=False,
        choices=[("personal", "Personal data"), ("source", "Source code")],
        widget=forms.CheckboxSelectMultiple,
    )
    way = forms.ChoiceField(
        label="How often",
        required=False,
        choices=[("once", "Once"), ("standing", "Standing access")],
        widget=forms.RadioSelect,
    )
    document = forms.FileField(label="Signed document", required=False, help_text="PDF, up to 25 MB.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    is_urgent = forms.BooleanField(label="Tell everybody at once", required=False)


def sample(today: date) -> dict[str, Any]:
    """The context of the style guide, dated from today."""
    now = timezone.now()
    return {
        "kinds": {kind: list(words) for kind, words in status.TABLE.items() if kind != "verdict"},
        "form": SampleForm(),
        "refused": SampleForm(data={}),
        "dates": [today + timedelta(days=days) for days in (-7, 2, 17, 400)],
        "expiries": [today + timedelta(days=days) for days in (-2, 12, 90)],
        "cleared_until": today + timedelta(days=60),
        "facts": [
            ("Data", "Customer names, e-mail, phone"),
            ("Purpose", "First and second line support"),
            ("Goes to", "Rzeszów, Poland"),
            ("Records", "about 412,000"),
        ],
        "history": history(now),
    }


def history(now: datetime) -> list[SimpleNamespace]:
    status_change = SimpleNamespace(label="status", was="submitted", now="rejected")
    lines = [
        ("cleared", "Aoife Brennan", "", []),
        ("moved", "Ravi Menon", "14 months old, we need one from the last 12 months.", [status_change]),
        ("created", "Maeve Doran", "", []),
    ]
    looks = {"cleared": ("shield-fill-check", "ok"), "moved": ("arrow-right-circle", "info")}
    return [
        SimpleNamespace(
            word=act.capitalize(),
            icon=looks.get(act, ("plus-circle", ""))[0],
            tone=looks.get(act, ("", "mute"))[1],
            at=now - timedelta(days=n),
            act=act,
            who=who,
            why=why,
            changes=changes,
            count=1,
        )
        for n, (act, who, why, changes) in enumerate(lines)
    ]

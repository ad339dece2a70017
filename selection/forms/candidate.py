"""What is typed about a candidate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from vendors.forms.fields import named_vendor
from vendors.models import Vendor


class CandidateForm(forms.Form):
    """A vendor by its reference or its name."""

    vendor = forms.CharField(
        label=gettext_lazy("Vendor"),
        max_length=200,
        help_text=gettext_lazy("Its name, or its reference like VEN-0007."),
        widget=forms.TextInput(attrs={"autofocus": True}),
    )

    def __init__(self, data: Any = None, *, user: User, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.user = user

    def clean_vendor(self) -> Vendor:
        """The one vendor that is meant; where it may be several, they are named."""
        return named_vendor(self.cleaned_data["vendor"], Vendor.objects.visible_to(self.user))


class NoteForm(forms.Form):
    """What is known of a candidate that no score says."""

    references = forms.CharField(
        label=gettext_lazy("What references say"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Which customer, for which work, since when. Name no person who has not agreed to it."),
    )
    benefits = forms.CharField(
        label=gettext_lazy("Which of the expected benefits it would bring"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("And how one knows."),
    )

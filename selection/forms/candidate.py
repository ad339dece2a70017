"""What is typed about a candidate."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from vendors.models import Vendor
from vendors.rules.names import name_key

SUGGESTED = 5


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
        typed = self.cleaned_data["vendor"].strip()
        visible = Vendor.objects.visible_to(self.user).live()
        ways = (
            visible.with_ref(typed.upper()),
            visible.filter(name__iexact=typed),
            visible.filter(name_key=name_key(typed)),
        )
        found = next(filter(None, (list(way[:SUGGESTED]) for way in ways)), [])
        if len(found) == 1:
            return found[0]
        found = found or list(visible.filter(name__icontains=typed).order_by("name_key", "pk")[:SUGGESTED])
        if not found:
            raise forms.ValidationError(_("No vendor is called so. Log it first, then add it here."))
        named = ", ".join(f"{one.name} ({one.ref})" for one in found)
        raise forms.ValidationError(_("Which one? Write its reference: %(vendors)s.") % {"vendors": named})


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

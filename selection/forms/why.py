"""The reasons for a step of the selection."""

from django import forms
from django.utils.translation import gettext_lazy


class WhyForm(forms.Form):
    """The reasons, which explain the selection later."""

    why = forms.CharField(label=gettext_lazy("Reasons"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

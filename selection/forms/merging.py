"""Into which vendor another one is merged, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from selection.forms.candidate import CandidateForm


class MergeForm(CandidateForm):
    """The vendor that stays, by its reference or its name."""

    why = forms.CharField(label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, user: User, initial: Any = None) -> None:
        super().__init__(data, user=user, initial=initial)
        self.fields["vendor"].label = gettext_lazy("Vendor that stays")

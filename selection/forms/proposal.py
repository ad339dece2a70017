"""The reasons for an award: for the one that gets it, and for each that does not."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from selection.forms.why import WhyForm
from selection.models import Candidate


class ProposeForm(WhyForm):
    """One reason for each other candidate of the closer choice, and one that the whole longlist shares."""

    def __init__(self, data: Any, others: Iterable[Candidate]) -> None:
        super().__init__(data)
        self.others = list(others)
        for one in self.others:
            if one.status == Candidate.Status.SHORTLISTED:
                self.fields[f"against_{one.pk}"] = _words(_("Why not %(vendor)s") % {"vendor": one.vendor})
        if longlist := [str(one.vendor) for one in self.others if one.status == Candidate.Status.LONGLISTED]:
            self.fields["against_longlist"] = _words(
                _("Why not the longlist"),
                initial=_("Not taken into the closer choice."),
                help_text=_("For all of them: %(vendors)s.") % {"vendors": ", ".join(longlist)},
            )

    def against(self) -> dict[int, str]:
        """The reason for each other candidate, by its key."""
        given = self.cleaned_data
        return {one.pk: given.get(f"against_{one.pk}") or given["against_longlist"] for one in self.others}


def _words(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}), **more)

"""A list to import, and what its columns hold."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vendors.models import Upload, Vendor
from vendors.readers.vendor_rows import COLUMNS

PAGES = {
    "page:privacy": gettext_lazy("Address of its privacy policy"),
    "page:data-processing": gettext_lazy("Address of its data processing agreement"),
    "page:subprocessors": gettext_lazy("Address of its list of subprocessors"),
    "page:security": gettext_lazy("Address of its security page"),
    "page:trust": gettext_lazy("Address of its trust page"),
    "page:status": gettext_lazy("Address of its status page"),
    "page:terms": gettext_lazy("Address of its terms"),
    "page:service-level": gettext_lazy("Address of its service levels"),
    "page:business-associate": gettext_lazy("Address of its business associate agreement"),
}


class UploadForm(forms.Form):
    """A CSV or XLSX file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV in UTF-8, or XLSX. The first row names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > settings.IMPORT_MAX_MB * 1024 * 1024:
            raise forms.ValidationError(
                _("At most %(most)s MB are read at once. Split it.") % {"most": settings.IMPORT_MAX_MB}
            )
        return given


class ColumnsForm(forms.Form):
    """For each column of a list, the field that it holds."""

    def __init__(self, data: Any = None, *, upload: Upload) -> None:
        super().__init__(data)
        self.upload = upload
        for place, title in enumerate(upload.header):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=title or _("(column %(number)s)") % {"number": place + 1},
                choices=fields,
                required=False,
                initial=upload.columns[place],
            )

    def columns(self) -> list[str]:
        return [self.cleaned_data[f"column-{place}"] for place in range(len(self.upload.header))]

    def rows(self) -> list[tuple[Any, list[str]]]:
        """Each column's field with the first cells that it has."""
        return [
            (self[f"column-{place}"], [row[place] for row in self.upload.sample if place < len(row) and row[place]])
            for place in range(len(self.upload.header))
        ]


def fields() -> list[tuple[str, str]]:
    """The fields that a column can hold, in our words."""
    titles = {field.name: str(field.verbose_name) for field in Vendor._meta.concrete_fields}
    named = [(name, str(PAGES.get(name, titles.get(name, name)))) for name in COLUMNS]
    return [("", _("Not read")), *((name, words[:1].upper() + words[1:]) for name, words in named)]

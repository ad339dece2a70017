"""The form of one answer, of the kind that is asked for, with its evidence; used by colleagues and in the portal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from checklists.actions import About
from checklists.models import AnswerKind, Evidence, EvidenceKind, Item, TemplateItem
from contracts.readers import uploads
from history.forms import DayField

TEXT_MAX = 20_000
ABOUT = ("kind", "issued_on", "expires_on", "covers_from_on", "covers_until_on")


class AnswerForm(forms.Form):
    """Nothing is required here: a draft may be incomplete, and the action says what an answer lacks."""

    value = forms.CharField(required=False, max_length=300)
    text = forms.CharField(required=False, max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple, label=_("Evidence with this answer")
    )
    upload = forms.FileField(
        required=False, label=_("New file"), widget=forms.FileInput(attrs={"accept": uploads.ACCEPT})
    )
    link = forms.CharField(required=False, max_length=500, label=_("Or a link"))
    kind = forms.ChoiceField(
        choices=EvidenceKind.choices, required=False, initial=EvidenceKind.OTHER, label=_("What it is")
    )
    issued_on = DayField(label=_("Date of issue"), required=False)
    expires_on = DayField(label=_("Valid until"), required=False)
    covers_from_on = DayField(label=_("Covers from"), required=False)
    covers_until_on = DayField(label=_("Covers until"), required=False)

    def __init__(self, *args: Any, item: Item, pieces: list[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self._shape(item.template_item)
        self.pieces = {piece.pk: piece for piece in pieces}
        chosen: Any = self.fields["evidence"]
        if not pieces:
            chosen.widget = forms.MultipleHiddenInput()
        chosen.choices = [(piece.pk, str(piece)) for piece in pieces]
        self._dress()

    def _dress(self) -> None:
        """Bootstrap's classes, and the error's description where there is one."""
        for name, field in self.fields.items():
            widget = field.widget
            kind = getattr(widget, "input_type", "")
            look = "form-check-input" if kind in ("radio", "checkbox") else "form-control"
            look = "form-select w-auto" if kind == "select" else look
            widget.attrs["class"] = f"{look} {widget.attrs.get('class', '')}".strip()
            if self.is_bound and self[name].errors:
                widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"e_{self[name].auto_id}"}

    def _shape(self, asked: TemplateItem) -> None:
        """The answer's own field, by its kind; text has none but the text."""
        kind = asked.answer_kind
        if kind == AnswerKind.TEXT:
            del self.fields["value"]
            self.fields["text"].label = _("Answer")
            return
        self.fields["text"].label = _("Explanation")
        choices = [("yes", _("Yes")), ("no", _("No"))] if kind == AnswerKind.YES_NO else [(c, c) for c in asked.choices]
        if kind in (AnswerKind.YES_NO, AnswerKind.CHOICE):
            self.fields["value"] = forms.ChoiceField(choices=choices, required=False, widget=forms.RadioSelect)
        elif kind == AnswerKind.DATE:
            self.fields["value"].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-auto"})
        else:
            self.fields["value"].widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "w-auto"})
        self.fields["value"].label = _("Answer")

    def clean_evidence(self) -> list[Evidence]:
        return [self.pieces[key] for key in self.cleaned_data["evidence"]]

    def about(self) -> About:
        """What is said of a new piece of evidence."""
        said = {name: self.cleaned_data[name] for name in ABOUT if self.cleaned_data.get(name)}
        return About(**said)

    @property
    def has_new_evidence(self) -> bool:
        return bool(self.cleaned_data.get("upload") or self.cleaned_data.get("link", "").strip())

    @property
    def is_changed(self) -> bool:
        """Whether the answer differs from the one before; a date without a file says nothing."""
        return self.has_new_evidence or not {"value", "text", "evidence"}.isdisjoint(self.changed_data)

    @property
    def is_started(self) -> bool:
        """Whether anything was written, chosen or uploaded."""
        named = ("value", "text", "evidence")
        return self.has_new_evidence or any(self.cleaned_data.get(name) for name in named)

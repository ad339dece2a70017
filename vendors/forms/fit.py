"""What is typed about whether outsourcing fits: six answers, a decision, and what becomes of a condition."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from history.forms import DayField
from vendors.actions import Answer, Term
from vendors.forms.fields import offer
from vendors.forms.vendor import colleagues
from vendors.models import FitAnswer, FitAssessment, FitCondition, FitQuestion, FitReply
from vendors.rules import fit

DUE_DAYS = 30


def _words(label: Any, rows: int = 2, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=2000, widget=widget, help_text=help_text)


class FitForm(forms.Form):
    """The six questions, each with its note; an answer that speaks against outsourcing names what must be done."""

    def __init__(self, data: Any = None, *, answered: list[FitAnswer]) -> None:
        super().__init__(data)
        known = {one.question: one for one in answered}
        for question in FitQuestion:
            was = known.get(question)
            label = str(question.label)
            self.fields[f"{question}-reply"] = forms.ChoiceField(
                label=label,
                choices=FitReply.choices,
                initial=was.reply if was else FitReply.UNKNOWN,
                help_text=_("Yes speaks for outsourcing.")
                if question in fit.FOR
                else _("Yes speaks against outsourcing, and so does not knowing."),
            )
            self.fields[f"{question}-note"] = _words(_("Note: %(question)s") % {"question": label})
            self.fields[f"{question}-note"].initial = was.note if was else ""
            if question in fit.AGAINST:
                self.fields[f"{question}-condition"] = forms.CharField(
                    label=_("Condition: %(question)s") % {"question": label},
                    required=False,
                    max_length=300,
                    initial=was.condition if was else "",
                    help_text=_("What must be done about it. Needed unless the answer is no."),
                )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for question in fit.AGAINST:
            is_against = values.get(f"{question}-reply") not in (None, FitReply.NO)
            if is_against and not values.get(f"{question}-condition", "").strip():
                self.add_error(f"{question}-condition", _("Say what must be done about it."))
        return values

    def answers(self) -> dict[FitQuestion, Answer]:
        given = self.cleaned_data
        return {
            question: Answer(
                given[f"{question}-reply"], given[f"{question}-note"], given.get(f"{question}-condition", "")
            )
            for question in FitQuestion
        }


class DecideFitForm(forms.Form):
    """An approver's decision, with the terms of each condition."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("pass", gettext_lazy("Outsourcing fits")), ("keep", gettext_lazy("Keep in house"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, assessment: FitAssessment, today: date) -> None:
        super().__init__(data)
        self.against = [one for one in assessment.answers.all() if one.condition]
        self.fields["reason"] = _words(
            _("Reason"), 3, required=False, help_text=_("Needed where you decide otherwise than the answers come to.")
        )
        for number, answer in enumerate(self.against, start=1):
            words = {"n": number}
            self.fields[f"{answer.question}-text"] = forms.CharField(
                label=_("Condition %(n)d") % words,
                max_length=300,
                initial=answer.condition,
                required=False,
                help_text=answer.get_question_display(),
            )
            self.fields[f"{answer.question}-owner"] = forms.ModelChoiceField(
                label=_("Owner of condition %(n)d") % words,
                queryset=colleagues(),
                initial=assessment.engagement.owner_id,
                required=False,
            )
            offer(self, f"{answer.question}-owner", colleagues(assessment.engagement.owner_id), _("Nobody yet"))
            self.fields[f"{answer.question}-due_on"] = DayField(
                label=_("Condition %(n)d is due") % words,
                initial=today + timedelta(days=DUE_DAYS),
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("decision") == "pass":
            for name in self.fields:
                if name not in ("decision", "reason") and not values.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed where outsourcing fits."))
        return values

    def terms(self) -> dict[FitQuestion, Term]:
        given = self.cleaned_data
        return {
            FitQuestion(one.question): Term(
                given[f"{one.question}-text"], given[f"{one.question}-owner"], given[f"{one.question}-due_on"]
            )
            for one in self.against
        }


class ConditionForm(forms.Form):
    """Whose an open condition is, and until when; with the reason."""

    owner = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Owner"))
    due_on = DayField(label=gettext_lazy("Due on"))
    why = _words(gettext_lazy("Why"), 3, help_text=gettext_lazy("The reason is kept in the history."))

    def __init__(self, data: Any = None, *, condition: FitCondition) -> None:
        super().__init__(data, initial={"owner": condition.owner_id, "due_on": condition.due_on})
        offer(self, "owner", colleagues(condition.owner_id))


class ReportForm(forms.Form):
    note = _words(gettext_lazy("What was done"), 3)


class JudgeForm(forms.Form):
    """Met, not yet, or no longer needed."""

    def __init__(self, data: Any = None, *, is_reported: bool, may_drop: bool) -> None:
        super().__init__(data)
        choices = [("meet", _("It is met"))]
        choices += [("back", _("It is not met: send it back"))] if is_reported else []
        choices += [("drop", _("It need not be met: drop it"))] if may_drop else []
        self.fields["judgement"] = forms.ChoiceField(
            label=_("Judgement"), choices=choices, initial="meet", widget=forms.RadioSelect
        )
        self.fields["note"] = _words(
            _("Note"), 3, required=False, help_text=_("Needed where it is sent back or dropped.")
        )

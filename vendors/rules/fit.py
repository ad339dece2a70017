"""Whether outsourcing fits: what six answers come to, and what stands before an award because of it. Pure."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vendors.models import FitAssessment, FitQuestion, FitReply, FitResult

FOR = (FitQuestion.GROWTH, FitQuestion.TIED_UP, FitQuestion.GAIN)
AGAINST = (FitQuestion.SENSITIVE, FitQuestion.COMPLEX, FitQuestion.QUALITY)


def speaking_for(replies: Mapping[str, str]) -> list[FitQuestion]:
    """What speaks for outsourcing: only a yes does."""
    return [question for question in FOR if replies.get(question) == FitReply.YES]


def speaking_against(replies: Mapping[str, str]) -> list[FitQuestion]:
    """What speaks against it: everything but a no, since what nobody knows may be so. Each gives a condition."""
    return [question for question in AGAINST if replies.get(question) != FitReply.NO]


def result_of(replies: Mapping[str, str]) -> FitResult:
    """All three against, or one against and none for, is keep in house; else any against gives conditions."""
    pros, cons = speaking_for(replies), speaking_against(replies)
    if len(cons) == len(AGAINST) or (cons and not pros):
        return FitResult.KEEP
    return FitResult.CONDITIONS if cons else FitResult.GO


def explained(replies: Mapping[str, str]) -> str:
    """The count behind a result in one sentence."""
    pros, cons = len(speaking_for(replies)), len(speaking_against(replies))
    speaks = ngettext("%(n)d of three speaks for it", "%(n)d of three speak for it", pros) % {"n": pros}
    against = ngettext("%(n)d of three speaks against it", "%(n)d of three speak against it", cons) % {"n": cons}
    return _("%(for)s, %(against)s.") % {"for": speaks, "against": against}


def departs(result: str, passes: bool) -> bool:
    """Whether a decision is another than the answers come to: then it needs a reason."""
    return passes == (result == FitResult.KEEP)


def why_no_award(is_needed: bool, standing: str, is_waiting: bool) -> str:
    """What the fit assessment still wants before an award, in a sentence; empty where nothing.

    `standing` is the status of the assessment whose decision counts, "" where none does.
    """
    if standing == FitAssessment.Status.KEPT:
        return _("It was decided to keep this in house. Assess anew, or cancel the engagement.")
    if standing == FitAssessment.Status.PASSED or not is_needed:
        return ""
    if is_waiting:
        return _("An approver decides whether outsourcing fits.")
    return _("Assess whether outsourcing fits; an approver then decides.")

"""Candidates and awards under the lock of their vendor and engagement, and what is refused of them."""

from django.utils.translation import gettext as _

from accounts.models import Person, User
from history.models import NotAllowed
from selection.models import Award, Candidate, Evaluation
from vendors import locks
from vendors.actions.over import refuse_late
from vendors.models import Engagement, FitAssessment, Vendor
from vendors.rules import fit

CHOOSING = (Engagement.Status.DRAFT, Engagement.Status.SOURCING, Engagement.Status.EVALUATING)


def hold(engagement: Engagement, vendor: Vendor) -> tuple[locks.Held, Engagement, Vendor]:
    held = locks.hold([vendor], [engagement])
    return held, Engagement.objects.get(pk=engagement.pk), Vendor.objects.get(pk=vendor.pk)


def hold_candidate(candidate: Candidate) -> tuple[locks.Held, Candidate]:
    held = locks.hold([candidate.vendor_id], [candidate.engagement_id])
    return held, Candidate.objects.select_related("vendor", "engagement").get(pk=candidate.pk)


def hold_award(award: Award) -> tuple[locks.Held, Award]:
    held = locks.hold([award.candidate.vendor_id], [award.engagement_id])
    return held, Award.objects.select_related("candidate__vendor", "engagement").get(pk=award.pk)


def refuse_chosen(engagement: Engagement) -> None:
    if engagement.status not in CHOOSING:
        raise NotAllowed(
            _("%(ref)s is %(status)s: its candidates change only while a vendor is being chosen.")
            % {"ref": engagement.ref, "status": engagement.status_label.lower()}
        )


def refuse_unfit(engagement: Engagement) -> None:
    """No award before a second person has decided that outsourcing fits."""
    found = set(engagement.fit_assessments.current().values_list("status", flat=True))
    is_waiting = FitAssessment.Status.WAITING in found
    standing = next(iter(found - {FitAssessment.Status.WAITING}), "")
    if why := fit.why_no_award(engagement.is_fit_demanded, standing, is_waiting):
        raise NotAllowed(why, code="fit")


def refuse_vendor(vendor: Vendor) -> None:
    """Nobody chooses a vendor that is suspended, nor one that we do not work with."""
    refuse_late(vendor)
    if vendor.status == Vendor.Status.SUSPENDED:
        raise NotAllowed(_("%(vendor)s is suspended. Take it back into review first.") % {"vendor": vendor.name})


def refuse_selected(candidate: Candidate) -> None:
    if candidate.status == Candidate.Status.SELECTED:
        raise NotAllowed(_("%(vendor)s was awarded. Withdraw the award first.") % {"vendor": candidate.vendor.name})


def refuse_proposed(candidate: Candidate) -> None:
    if candidate.awards.open().exists():
        raise NotAllowed(
            _("An award to %(vendor)s waits for a decision. Withdraw it first.") % {"vendor": candidate.vendor.name}
        )


def refuse_waiting(engagement: Engagement) -> None:
    """What an award rests on stays as it is while somebody decides on it."""
    if award := Award.objects.filter(engagement=engagement).open().select_related("candidate__vendor").first():
        raise NotAllowed(
            _("An award to %(vendor)s waits for a decision. Withdraw it first.") % {"vendor": award.candidate.vendor}
        )


def refuse_proposer(award: Award, by: User | Person) -> None:
    if award.proposed_by_id == by.person_id:
        raise NotAllowed(_("You proposed this award, so somebody else must decide on it."))


def is_partial(engagement: Engagement, by: User | Person) -> bool:
    """Whether this person stepped back from the scoring for a conflict of interest."""
    recused = Evaluation.objects.filter(scorecard__engagement=engagement, status=Evaluation.Status.RECUSED)
    return recused.filter(person=by.person_id).exists()


def refuse_partial(engagement: Engagement, by: User | Person) -> None:
    """Whose interest kept them from scoring does not decide who is chosen either."""
    if is_partial(engagement, by):
        raise NotAllowed(_("You stepped back for a conflict of interest, so somebody else decides on the award."))


def demand_reason(why: str) -> None:
    if not why.strip():
        raise NotAllowed(_("Say why: the selection is explained by it later."))

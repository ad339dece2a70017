"""The award of an engagement; it is shown on the engagement's page."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from checklists.readers.facts import tiers_of
from selection import actions
from selection.forms import ProposeForm, WhyForm
from selection.views import access
from vendors.views.access import SignedIn, ask, attempt


def propose(request: SignedIn, candidate: str) -> HttpResponse:
    found = access.candidate_of(request, candidate, access.PROPOSE)
    page = access.page(
        found.engagement,
        "award",
        title=_("Propose the award to %(vendor)s") % {"vendor": found.vendor},
        text=_("A second person confirms it. The other candidates are rejected then, each for the reason given here."),
        button=_("Propose award"),
        said=_("The award is proposed. Somebody else confirms it."),
    )
    form = ProposeForm(request.POST or None, actions.others_in_question(found))
    return ask(
        request, form, lambda given: actions.propose_award(found, request.user, given["why"], form.against()), page
    )


@require_POST
def confirm(request: SignedIn, award: str) -> HttpResponse:
    found = access.award_of(request, award, access.CONFIRM)
    said = _("The engagement is awarded to %(vendor)s.") % {"vendor": found.candidate.vendor}
    back = access.back(found.engagement, "award")
    return attempt(
        request, lambda: actions.confirm_award(found, request.user, timezone.now(), tiers=tiers_of), said, back
    )


def refuse(request: SignedIn, award: str) -> HttpResponse:
    found = access.award_of(request, award, access.CONFIRM)
    page = access.page(
        found.engagement,
        "award",
        title=_("Refuse the award to %(vendor)s") % {"vendor": found.candidate.vendor},
        text=_("Another candidate can be proposed then."),
        button=_("Refuse award"),
        tone="danger",
        said=_("The award is refused."),
    )
    form = WhyForm(request.POST or None)
    return ask(
        request, form, lambda given: actions.refuse_award(found, request.user, timezone.now(), given["why"]), page
    )


def withdraw(request: SignedIn, award: str) -> HttpResponse:
    found = access.award_of(request, award, access.PROPOSE)
    page = access.page(
        found.engagement,
        "award",
        title=_("Withdraw the award to %(vendor)s") % {"vendor": found.candidate.vendor},
        text=_("A confirmed award that is withdrawn stops every clearance under this engagement."),
        button=_("Withdraw award"),
        tone="danger",
        said=_("The award is withdrawn."),
    )
    form = WhyForm(request.POST or None)
    return ask(request, form, lambda given: actions.withdraw_award(found, request.user, given["why"]), page)

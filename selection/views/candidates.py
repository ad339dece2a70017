"""Candidates of an engagement; they are shown on the engagement's page."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from history.twice import edits
from selection import actions
from selection.forms import CandidateForm, NoteForm, WhyForm
from selection.models import Candidate
from selection.views import access
from vendors.forms.vendor import NewVendorForm
from vendors.views.access import LOG_VENDOR, SignedIn, ask, attempt, engagement_of, permit


def add(request: SignedIn, ref: str) -> HttpResponse:
    engagement = engagement_of(request, ref, access.LOG)
    form = CandidateForm(request.POST or None, user=request.user, initial={"vendor": request.GET.get("vendor", "")})
    page = access.page(
        engagement,
        "candidates",
        title=_("Add a candidate"),
        text=_("A vendor that is considered for %(title)s.") % {"title": engagement.title},
        button=_("Add candidate"),
        said=_("The candidate is on the longlist."),
        template="selection/candidate_add.html",
        new=reverse("selection:new", args=[engagement.ref]),
        typed=request.POST.get("vendor", ""),
    )
    return ask(request, form, lambda given: actions.add_candidate(engagement, given["vendor"], request.user), page)


def new(request: SignedIn, ref: str) -> HttpResponse:
    """Log a vendor and put it on the longlist in one go."""
    engagement = engagement_of(request, ref, access.LOG)
    permit(request, LOG_VENDOR)
    initial = {"owner": request.user.person, "name": request.GET.get("name", "")}
    form = NewVendorForm(request.POST or None, user=request.user, initial=initial)
    page = access.page(
        engagement,
        "candidates",
        title=_("New vendor as a candidate"),
        text=_("It starts as a prospect, on the longlist of %(title)s.") % {"title": engagement.title},
        button=_("Log and add candidate"),
        said=_("The vendor is logged, and on the longlist."),
        template="selection/candidate_new.html",
        known=reverse("selection:add", args=[engagement.ref]),
    )
    return ask(request, form, lambda given: actions.log_candidate(engagement, request.user, **given), page)


@require_POST
def shortlist(request: SignedIn, candidate: str) -> HttpResponse:
    found = access.candidate_of(request, candidate, access.LOG)
    said = _("%(vendor)s is on the shortlist.") % {"vendor": found.vendor}
    return attempt(
        request, lambda: actions.shortlist(found, request.user), said, access.back(found.engagement, "candidates")
    )


@require_POST
def put_back(request: SignedIn, candidate: str) -> HttpResponse:
    found = access.candidate_of(request, candidate, access.LOG)
    said = _("%(vendor)s is back on the longlist.") % {"vendor": found.vendor}
    return attempt(
        request, lambda: actions.put_back(found, request.user), said, access.back(found.engagement, "candidates")
    )


def reject(request: SignedIn, candidate: str) -> HttpResponse:
    found = access.candidate_of(request, candidate, access.LOG)
    page = access.page(
        found.engagement,
        "candidates",
        title=_("Reject %(vendor)s") % {"vendor": found.vendor},
        text=_("For this engagement only. It can be shortlisted again later."),
        button=_("Reject candidate"),
        tone="danger",
        said=_("The candidate is rejected."),
    )
    form = WhyForm(request.POST or None)
    return ask(request, form, lambda given: actions.reject(found, request.user, given["why"]), page)


@edits(lambda candidate: Candidate.objects.with_ref(candidate))
def note(request: SignedIn, candidate: str) -> HttpResponse:
    found = access.candidate_of(request, candidate, access.LOG)
    page = access.page(
        found.engagement,
        "candidates",
        title=_("Notes on %(vendor)s") % {"vendor": found.vendor},
        text=_("They stand in the comparison, and in what an award is kept with."),
        button=_("Save notes"),
        said=_("The notes are kept."),
    )
    form = NoteForm(request.POST or None, initial={"references": found.references, "benefits": found.benefits})
    return ask(request, form, lambda given: actions.note(found, request.user, **given), page)

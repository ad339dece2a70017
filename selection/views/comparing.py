"""The candidates side by side, how sure their order is, and what their costs are brought to."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from history.twice import edits
from selection import actions
from selection.forms.comparison import ComparisonForm
from selection.models import HORIZON_MONTHS, Comparison
from selection.views import access, shown_comparison
from selection.views.shown_quotes import LOG
from vendors.models import Engagement
from vendors.views.access import SignedIn, ask, engagement_of, today
from vendors.views.engagement import crumbs


@require_GET
def compare(request: SignedIn, ref: str) -> HttpResponse:
    """Scores, costs, risks and what else is known of each candidate; a fixed number of statements."""
    engagement = engagement_of(request, ref)
    context = shown_comparison.page(engagement, request.user, today(), request.GET.get("criterion", ""))
    return render(request, "selection/compare.html", {"crumbs": crumbs(engagement), **context})


@edits(lambda ref: Comparison.objects.filter(engagement=Engagement.number_in(ref) or 0))
def change(request: SignedIn, ref: str) -> HttpResponse:
    """Another horizon or pricing day: every cost follows."""
    engagement = engagement_of(request, ref, LOG)
    access.permit_prices(request, engagement)
    said = Comparison.objects.filter(engagement=engagement).first()
    initial = {
        "horizon_months": said.horizon_months if said else HORIZON_MONTHS,
        "priced_on": said.priced_on if said else today(),
    }
    back = reverse("selection:compare", args=[engagement.ref])
    page = {
        "crumbs": [*crumbs(engagement), (back, _("Compare"))],
        "back": back,
        "title": _("Horizon and pricing day"),
        "text": _("Every quote is brought to them, so every cost changes, and with it the score on cost."),
        "button": _("Save"),
        "said": _("The costs are brought to the new horizon and pricing day."),
        "is_unmarked": True,
    }
    form = ComparisonForm(request.POST or None, initial=initial)
    return ask(
        request, form, lambda given: actions.set_comparison(engagement, request.user, **given, today=today()), page
    )

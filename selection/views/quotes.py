"""Quotes: their terms, their prices, and the steps of each."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from history.models import NotAllowed
from history.readers import history_of
from history.twice import edits, once
from selection import actions
from selection.forms import WhyForm
from selection.forms.quote import QuoteForm, line_rows
from selection.models import Candidate, Quote, QuoteKind, QuoteLine
from selection.readers.costs import cost_of
from selection.views import access
from selection.views.bands import bands
from selection.views.shown_quotes import CHOOSING, LOG, PARTS, prices
from vendors.models import Engagement
from vendors.views.access import SignedIn, ask, attempt, engagement_of, today
from vendors.views.engagement import crumbs


def add(request: SignedIn, candidate: str) -> HttpResponse:
    """A quote of a candidate; its prices are asked next."""
    found = access.candidate_of(request, candidate, LOG)
    access.permit_prices(request, found.engagement)
    return _begin(request, found.engagement, found, _("Add a quote of %(vendor)s") % {"vendor": found.vendor})


def add_in_house(request: SignedIn, ref: str) -> HttpResponse:
    """What it would cost to do it ourselves."""
    engagement = engagement_of(request, ref, LOG)
    access.permit_prices(request, engagement)
    return _begin(request, engagement, None, _("What it would cost in-house"))


def _begin(request: SignedIn, engagement: Engagement, candidate: Candidate | None, title: str) -> HttpResponse:
    form = QuoteForm(request.POST or None, currency=engagement.currency, is_in_house=candidate is None)

    def log(given: dict[str, Any]) -> Quote:
        kind = given.pop("kind", QuoteKind.IN_HOUSE)
        return actions.log_quote(engagement, candidate, kind, request.user, today(), **given)

    page = access.page(
        engagement,
        "quotes",
        title=title,
        text=_("A draft: it counts once it is submitted."),
        button=_("Continue to the prices"),
        said=_("The draft is kept. Now its prices."),
        to=lambda quote: reverse("selection:quote-lines", args=[quote.ref]),
    )
    return ask(request, form, log, page)


@require_GET
def quote(request: SignedIn, ref: str) -> HttpResponse:
    """What a quote comes to, part by part, and what it rests on."""
    found = _quote(request, ref)
    basis, priced = cost_of(found)
    engagement = found.engagement
    known = {priced.key: priced.cost} if priced.cost else {}
    is_choosing = engagement.status in CHOOSING and request.user.has_perm(LOG)
    context = {
        "quote": found,
        "engagement": engagement,
        "prices": prices(found),
        "basis": basis,
        "rates": basis.rates.used_for(priced.terms.currencies),
        "priced": priced,
        "band": bands(known, engagement.budget_amount, engagement.currency).get(priced.key),
        "parts": [(PARTS[name], amount) for name, amount in priced.cost.parts.items() if amount] if priced.cost else [],
        "has_expired": found.has_expired(today()),
        "may_edit": is_choosing and found.status == Quote.Status.DRAFT,
        "may_act": is_choosing,
        "may_withdraw": is_choosing and found.status != Quote.Status.WITHDRAWN,
        "history": history_of(found),
    }
    return render(request, "selection/quote.html", context)


@edits(lambda ref: Quote.objects.with_ref(ref))
def edit(request: SignedIn, ref: str) -> HttpResponse:
    found = _quote(request, ref, LOG)
    form = QuoteForm(request.POST or None, currency=found.engagement.currency, quote=found)
    page = {
        "crumbs": [*crumbs(found.engagement), (_page(found), found.ref)],
        "back": _page(found),
        "title": _("Change the terms of %(ref)s") % {"ref": found.ref},
        "button": _("Save"),
        "said": _("The terms are saved."),
    }
    return ask(request, form, lambda given: actions.edit_quote(found, request.user, **given), page)


@edits(
    lambda ref: Quote.objects.with_ref(ref),
    lambda ref: QuoteLine.objects.filter(quote=Quote.number_in(ref) or 0),
)
def lines(request: SignedIn, ref: str) -> HttpResponse:
    """All prices at once; blank rows are left out, ticked ones go."""
    found = _quote(request, ref, LOG)
    rows = line_rows(found, request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and rows.is_valid():
        try:
            actions.set_quote_lines(found, request.user, rows.rows())
        except NotAllowed as refused:
            refusal = str(refused)
        else:
            messages.success(request, str(_("The prices are saved.")))
            return redirect("selection:quote-lines" if "more" in request.POST else "selection:quote", found.ref)
    is_refused = bool(refusal) or (rows.is_bound and not rows.is_valid())
    context = {"quote": found, "rows": rows, "refusal": refusal, "is_refused": is_refused}
    return render(request, "selection/lines.html", context, status=422 if is_refused else 200)


@require_POST
def submit(request: SignedIn, ref: str) -> HttpResponse:
    found = _quote(request, ref, LOG)
    said = _("The quote counts now.")
    return attempt(request, lambda: actions.submit_quote(found, request.user, timezone.now()), said, _page(found))


@require_POST
@once
def revise(request: SignedIn, ref: str) -> HttpResponse:
    """A new draft from this quote; the browser goes to it."""
    found = _quote(request, ref, LOG)
    try:
        fresh = actions.revise_quote(found, request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(_page(found))
    messages.success(request, str(_("A new draft begins with what %(ref)s says.") % {"ref": found.ref}))
    return redirect(_page(fresh))


def withdraw(request: SignedIn, ref: str) -> HttpResponse:
    found = _quote(request, ref, LOG)
    page = {
        "crumbs": [*crumbs(found.engagement), (_page(found), found.ref)],
        "back": _page(found),
        "title": _("Withdraw %(ref)s") % {"ref": found.ref},
        "text": _("It is kept, and counts no more."),
        "button": _("Withdraw quote"),
        "tone": "danger",
        "said": _("The quote is withdrawn."),
    }
    form = WhyForm(request.POST or None)
    return ask(request, form, lambda given: actions.withdraw_quote(found, request.user, given["why"]), page)


def accept(request: SignedIn, candidate: str) -> HttpResponse:
    """The sponsor's yes to a cost that may be above the budget."""
    rows = Candidate.objects.visible_to(request.user).select_related("vendor", "engagement__sponsor")
    found = get_object_or_404(rows.with_ref(candidate))
    access.permit_prices(request, found.engagement)
    if found.engagement.sponsor_id != request.user.person_id:
        raise PermissionDenied
    page = access.page(
        found.engagement,
        "quotes",
        title=_("Accept the cost of %(vendor)s") % {"vendor": found.vendor},
        text=_("It may be above the budget. Your yes covers this quote, up to its P90 of today."),
        button=_("Accept the cost"),
        said=_("You accepted the cost."),
    )
    form = WhyForm(request.POST or None)
    return ask(
        request, form, lambda given: actions.accept_cost(found, request.user, timezone.now(), given["why"]), page
    )


def _quote(request: SignedIn, ref: str, *permissions: str) -> Quote:
    rows = Quote.objects.visible_to(request.user).select_related("engagement", "candidate__vendor", "submitted_by")
    found: Quote = get_object_or_404(rows.with_ref(ref))
    if permissions and not any(request.user.has_perm(one) for one in permissions):
        raise PermissionDenied
    return found


def _page(quote: Quote) -> str:
    return reverse("selection:quote", args=[quote.ref])

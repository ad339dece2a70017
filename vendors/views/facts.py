"""The facts of an engagement: entering them, and a reviewer's word that they are so."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from history.models import NotAllowed
from history.twice import edits
from vendors import actions
from vendors.forms.engagement import FactsForm
from vendors.models import Engagement
from vendors.rules.over import is_over
from vendors.views.access import CONFIRM, SignedIn, ask, engagement_of
from vendors.views.engagement import crumbs, page_of, permit_own
from vendors.views.shown_facts import shown_facts


@edits(lambda ref: Engagement.objects.with_ref(ref))
def change(request: SignedIn, ref: str) -> HttpResponse:
    """Enter the facts; a changed one needs a new confirmation, by somebody else."""
    engagement = engagement_of(request, ref)
    permit_own(request, engagement)
    form = FactsForm(request.POST or None, instance=engagement)
    page = {
        "title": _("Facts of %(title)s") % {"title": engagement.title},
        "text": _("Tier and gate follow from these. What is not known counts as the worst, and blocks sharing."),
        "crumbs": crumbs(engagement),
        "button": _("Save facts"),
        "is_unmarked": True,
        "back": f"{page_of(engagement)}#facts",
        "said": _("The facts are saved. Somebody who did not enter them confirms what changed."),
    }
    return ask(request, form, lambda _given: actions.change_facts(engagement, request.user, **form.facts()), page)


def _shown(text: str) -> Any:
    """The value of a fact as the page showed it; what no page of ours shows is refused."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = {}
    words = isinstance(value, list) and all(isinstance(one, str) for one in value)
    if value is None or words or isinstance(value, (bool, int, str)):
        return value
    raise NotAllowed(_("The page was changed on its way. Try again."))


def confirm(request: SignedIn, ref: str) -> HttpResponse:
    """All facts on one page; the confirmer ticks what is so, and confirms exactly what the page showed."""
    engagement = engagement_of(request, ref, CONFIRM)
    refusal = ""
    if request.method == "POST":
        ticked = request.POST.getlist("fact")
        try:
            seen = {name: _shown(request.POST.get(f"seen-{name}", "null")) for name in ticked}
            made = actions.confirm_facts(engagement, request.user, ticked, timezone.now(), seen=seen)
        except NotAllowed as fault:
            refusal = str(fault)
        else:
            said = ngettext("%(n)s fact is confirmed.", "%(n)s facts are confirmed.", len(made)) % {"n": len(made)}
            messages.success(request, said)
            return redirect(f"{page_of(engagement)}#facts")
        engagement = engagement_of(request, ref)
    facts = shown_facts(engagement, request.user.person_id)
    context = {
        "engagement": engagement,
        "crumbs": crumbs(engagement),
        "facts": facts,
        "can_confirm": not is_over(engagement) and any(not fact.refusal for fact in facts),
        "refusal": refusal,
        "back": f"{page_of(engagement)}#facts",
    }
    return render(request, "vendors/facts_confirm.html", context, status=422 if refusal else 200)

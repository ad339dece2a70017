"""The gate policy: what each data class and category demands, its versions, and the next one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from contracts.forms.fields import refuse
from contracts.models import AgreementKind, ClauseKind
from history.models import NotAllowed
from history.readers import history_of
from history.twice import edits, once
from sharing import actions
from sharing.actions.policies import NOTICE_DAYS
from sharing.forms.policy import PolicyForm, PublishForm
from sharing.models import GatePolicy
from sharing.rules.policy import TIERS
from sharing.views.access import SignedIn, permit, today
from vendors.models import DataCategory, DataClass

PUBLISH = "sharing.publish_policy"
FLAGS = {
    "vendor": lazy("approved vendor"),
    "facts": lazy("confirmed facts"),
    "award": lazy("award"),
    "contract": lazy("contract in force"),
    "confidentiality": lazy("confidentiality"),
    "checklists": lazy("checklists that apply"),
    "risks": lazy("residual risk within the appetite"),
    "transfer": lazy("basis for each transfer"),
}


@dataclass(frozen=True)
class Demand:
    """What one class or category demands, in words."""

    label: str
    wanted: str
    clauses: str
    agreements: str
    approvals: int


@dataclass(frozen=True)
class Appetite:
    """The worst risk that may remain at one tier, and whether every kind of risk must be assessed there."""

    tier: str
    level: str
    is_assessed: bool


def appetite(rules: Any) -> list[Appetite]:
    """The appetite by tier, the worst tier first; nothing where the policy names none."""
    named = rules.get("appetite") if isinstance(rules, dict) else None
    assessed = rules.get("assessed_tiers", []) if isinstance(rules, dict) else []
    if not isinstance(named, dict):
        return []
    return [Appetite(tier, str(named.get(tier, "")), tier in assessed) for tier in TIERS]


@require_GET
def policies(request: SignedIn) -> HttpResponse:
    """Every version, the newest first; which one counts today, and what it demands."""
    versions = GatePolicy.objects.visible_to(request.user).select_related("published_by")
    current = versions.current(today()).first()
    context = {
        "versions": versions,
        "current": current,
        "demands": demands(current.rules) if current else [],
        "appetite": appetite(current.rules) if current else [],
        "may_publish": request.user.has_perm(PUBLISH),
    }
    return render(request, "sharing/policies.html", context)


def demands(rules: Any) -> list[Demand]:
    """The rules as a table; what cannot be read is left out, as the gate blocks it anyway."""
    titles = dict(ClauseKind.objects.values_list("key", "title"))
    rows = []
    for part, choices in (("classes", DataClass), ("categories", DataCategory)):
        for value, label in choices.choices:
            wanted = rules.get(part, {}).get(value, {}) if isinstance(rules, dict) else {}
            rows.append(_demand(str(label), wanted, titles))
    return rows


def _demand(label: str, wanted: dict[str, Any], titles: dict[str, str]) -> Demand:
    words = [str(word) for name, word in FLAGS.items() if wanted.get(name)]
    words += [_("checklist “%(key)s”") % {"key": key} for key in wanted.get("templates", [])]
    if wanted.get("evidence") == "covered":
        words.append(_("evidence with known dates"))
    kinds = dict(AgreementKind.choices)
    agreed = dict.fromkeys(kind for listed in wanted.get("agreements", {}).values() for kind in listed)
    return Demand(
        label,
        ", ".join(words),
        ", ".join(str(titles.get(key, key)) for key in wanted.get("clauses", [])),
        ", ".join(str(kinds.get(kind, kind)) for kind in agreed),
        wanted.get("approvals", 0),
    )


@require_POST
@once
def new(request: SignedIn) -> HttpResponse:
    """The next version, with the rules of the newest."""
    permit(request, PUBLISH)
    newest = GatePolicy.objects.first()
    try:
        made = actions.draft_policy(
            by=request.user, title=newest.title if newest else "", rules=newest.rules if newest else {}
        )
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("sharing:policies")
    messages.success(
        request, _("Version %(number)s is drafted. Nothing changes before it counts.") % {"number": made.number}
    )
    return redirect("sharing:policy", made.ref)


def _found(ref: str) -> GatePolicy:
    return get_object_or_404(GatePolicy, pk=GatePolicy.number_in(ref) or 0)


@edits(lambda ref: GatePolicy.objects.with_ref(ref))
def policy(request: SignedIn, ref: str) -> HttpResponse:
    """One version; a draft can be changed, and says what it would stop."""
    found = _found(ref)
    may = request.user.has_perm(PUBLISH) and found.status == GatePolicy.Status.DRAFT
    if request.method == "POST":
        permit(request, PUBLISH)
        if not may:
            messages.error(request, _("It is published by now, and never changes. Draft the next version."))
            return redirect("sharing:policy", ref)
    form = PolicyForm(request.POST or None, initial={"title": found.title, "rules": found.rules}) if may else None
    if form and request.method == "POST" and form.is_valid():
        try:
            actions.edit_policy(found, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved. Look at what it would stop before you publish it."))
            return redirect("sharing:policy", ref)
        except NotAllowed as refusal:
            refuse(form, refusal)
    return _shown(request, found, form, PublishForm(initial={"counts_from_on": today() + timedelta(days=NOTICE_DAYS)}))


def _shown(request: SignedIn, found: GatePolicy, form: PolicyForm | None, publishing: PublishForm) -> HttpResponse:
    context = {
        "policy": found,
        "form": form,
        "publishing": publishing,
        "demands": demands(found.rules),
        "appetite": appetite(found.rules),
        "stops": actions.preview(found, timezone.now()) if form else [],
        "history": history_of(found, 10),
    }
    is_refused = bool((form and form.errors) or publishing.errors)
    return render(request, "sharing/policy.html", context, status=422 if is_refused else 200)


@require_POST
@edits(lambda ref: GatePolicy.objects.with_ref(ref))
def publish(request: SignedIn, ref: str) -> HttpResponse:
    """From a day on it counts, and it never changes again."""
    permit(request, PUBLISH)
    found, publishing = _found(ref), PublishForm(request.POST)
    if publishing.is_valid():
        try:
            actions.publish_policy(found, by=request.user, at=timezone.now(), **publishing.cleaned_data)
            messages.success(request, _("Published. It counts from the day that you named."))
            return redirect("sharing:policy", ref)
        except NotAllowed as refusal:
            refuse(publishing, refusal)
    form = PolicyForm(initial={"title": found.title, "rules": found.rules})
    return _shown(request, found, form if found.status == GatePolicy.Status.DRAFT else None, publishing)

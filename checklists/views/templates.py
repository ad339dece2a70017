"""Templates: their versions, and publishing one with a preview of what it changes."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from checklists import actions
from checklists.actions.templates import default_start, faults
from checklists.forms.decisions import PublishForm, WhyForm
from checklists.forms.fields import refuse
from checklists.models import Checklist, Template, TemplateItem, TemplateVersion
from checklists.rules import applies
from checklists.views.access import PUBLISH, READ_TEMPLATES, SignedIn, permit, template_of, today, version_of
from history.models import NotAllowed
from history.readers import history_of
from history.twice import once


@require_GET
def listing(request: SignedIn) -> HttpResponse:
    """Every version, newest first, by template, with how often it is laid out."""
    permit(request, READ_TEMPLATES)
    laid_out = Count("checklists", filter=Q(checklists__closed_at=None), distinct=True)
    visible = TemplateVersion.objects.visible_to(request.user).select_related("template")
    versions = visible.annotate(laid_out=laid_out, asked=Count("items", distinct=True)).order_by(
        "template__title", "template", "-number"
    )
    current = set(TemplateVersion.objects.current(today()).values_list("pk", flat=True))
    context = {
        "rows": [(version, _state(version, current)) for version in versions],
        "may_publish": request.user.has_perm(PUBLISH),
    }
    return render(request, "checklists/templates.html", context)


def _state(version: TemplateVersion, current: set[int]) -> str:
    """A published version that is not the current one, and not to come, is superseded."""
    is_past = version.pk not in current and (version.counts_from_on or today()) <= today()
    return "superseded" if version.status == TemplateVersion.Status.PUBLISHED and is_past else version.status


@require_GET
def version(request: SignedIn, ref: str) -> HttpResponse:
    found = version_of(request, ref)
    form = PublishForm(initial={"counts_from_on": default_start(found, today())})
    return _show(request, found, form)


def _show(request: SignedIn, found: TemplateVersion, form: PublishForm, status: int = 200) -> HttpResponse:
    is_draft = found.status == TemplateVersion.Status.DRAFT
    current = set(TemplateVersion.objects.current(today()).values_list("pk", flat=True))
    sections = list(found.sections.prefetch_related("items"))
    context = {
        "version": found,
        "state": _state(found, current),
        "sections": sections,
        "applies": applies.sentence(found.applies),
        "faults": faults(found) if is_draft else [],
        "preview": preview(found) if is_draft else None,
        "form": form,
        "may_publish": request.user.has_perm(PUBLISH),
        "history": history_of(found),
    }
    return render(request, "checklists/version.html", context, status=status)


def preview(draft: TemplateVersion) -> dict[str, Any]:
    """What publishing changes against the version before: questions by key, and what is laid out already."""
    before = draft.template.versions.filter(status=TemplateVersion.Status.PUBLISHED).order_by("-number").first()
    old = {item.key: item for item in before.items.all()} if before else {}
    new = {item.key: item for item in draft.items.all()}
    return {
        "before": before,
        "added": [item for key, item in new.items() if key not in old],
        "removed": [item for key, item in old.items() if key not in new],
        "changed": [item for key, item in new.items() if key in old and _differs(old[key], item)],
        "laid_out": Checklist.objects.open().filter(version__template=draft.template).count(),
    }


def _differs(old: TemplateItem, new: TemplateItem) -> bool:
    told = ("title", "question", "asks", "area", "answer_kind", "expected", "is_required", "condition")
    wanted = ("is_evidence_wanted", "evidence_days", "answer_days", "choices")
    return any(getattr(old, name) != getattr(new, name) for name in (*told, *wanted))


@require_POST
def publish(request: SignedIn, ref: str) -> HttpResponse:
    found = version_of(request, ref)
    permit(request, PUBLISH)
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            actions.publish(found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("%(version)s is published and never changes again.") % {"version": found})
            return redirect("checklists:version", ref)
    return _show(request, found, form, 422)


@require_POST
@once
def draft(request: SignedIn, key: str) -> HttpResponse:
    """Begin the next version with the content of the newest."""
    template = template_of(request, key)
    permit(request, PUBLISH)
    try:
        made = actions.draft_version(template, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("checklists:templates")
    messages.success(request, _("%(version)s is drafted. Edit it in the administration.") % {"version": made})
    return redirect("checklists:version", made.ref)


@require_POST
def retire(request: SignedIn, key: str) -> HttpResponse:
    template = template_of(request, key)
    permit(request, PUBLISH)
    form = WhyForm(request.POST)
    try:
        _retire(template, request, form.cleaned_data["why"] if form.is_valid() else "")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("checklists:templates")


def _retire(template: Template, request: SignedIn, why: str) -> None:
    if template.is_retired:
        actions.bring_back(template, by=request.user)
        messages.success(request, _("%(title)s is laid out again.") % {"title": template})
    else:
        actions.retire(template, by=request.user, why=why)
        messages.success(request, _("%(title)s is laid out no more; what is laid out stays.") % {"title": template})

"""Who is asking, and for which record."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from checklists.actions.held import why_shut
from checklists.models import Asks, Checklist, Evidence, Item, Template, TemplateVersion, Waiver

REVIEW, ANSWER, LAY_OUT = "checklists.review_item", "checklists.answer_item", "checklists.lay_out_checklist"
ASK_WAIVER, GRANT_WAIVER = "checklists.ask_waiver", "checklists.grant_waiver"
READ_TEMPLATES, PUBLISH = "checklists.view_template", "checklists.publish_template"


class SignedIn(HttpRequest):
    """A request past the login that is on by default."""

    user: User
    htmx: Any


def today() -> date:
    """The organisation's day: a date ends when its day ends there."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def permit(request: SignedIn, *permissions: str) -> None:
    """403 for who may see, but has none of the permissions that doing this takes."""
    if not any(request.user.has_perm(permission) for permission in permissions):
        raise PermissionDenied


def shut(checklist: Checklist) -> str:
    """Why nothing in a checklist changes any more, asked once for all of its items."""
    if not hasattr(checklist, "shut_because"):
        checklist.shut_because = why_shut(checklist)  # type: ignore[attr-defined]
    return str(checklist.shut_because)  # type: ignore[attr-defined]


def may_answer(user: User, item: Item) -> bool:
    """What asks us, every colleague who sees it answers; what asks a vendor is entered by those who work on it."""
    if shut(item.checklist):
        return False
    if item.asks == Asks.US:
        return user.has_perm(ANSWER)
    return user.has_perm(REVIEW) or user.has_perm(LAY_OUT)


def checklist_of(request: SignedIn, ref: str) -> Checklist:
    visible = Checklist.objects.visible_to(request.user)
    return _found(visible.select_related("vendor", "engagement", "version__template", "owner").with_ref(ref))


def item_of(request: SignedIn, ref: str, code: str) -> Item:
    """One item of a checklist that this person may see."""
    checklist = checklist_of(request, ref)
    items = Item.objects.filter(checklist=checklist, code=code)
    return _found(
        items.select_related(
            "checklist__vendor", "checklist__engagement", "checklist__version__template", "template_item"
        )
    )


def waiver_of(request: SignedIn, ref: str) -> Waiver:
    visible = Waiver.objects.visible_to(request.user)
    return _found(
        visible.select_related("vendor", "engagement", "item__checklist", "item__template_item").with_ref(ref)
    )


def version_of(request: SignedIn, ref: str) -> TemplateVersion:
    visible = TemplateVersion.objects.visible_to(request.user)
    return _found(visible.select_related("template", "published_by").with_ref(ref))


def template_of(request: SignedIn, key: str) -> Template:
    visible = Template.objects.filter(versions__in=TemplateVersion.objects.visible_to(request.user))
    return _found(visible.filter(key=key).distinct())


def evidence_of(request: SignedIn, ref: str) -> Evidence:
    return _found(Evidence.objects.visible_to(request.user).select_related("vendor").with_ref(ref))


def _found(candidates: QuerySet[Any]) -> Any:
    return get_object_or_404(candidates)

"""Which candidate or award is meant, and the way back to the engagement's page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from selection.models import Award, Candidate, may_see_prices
from vendors.models import Engagement
from vendors.views.access import SignedIn, permit
from vendors.views.engagement import crumbs, page_of

LOG, PROPOSE, CONFIRM = "selection.log_candidate", "selection.propose_award", "selection.confirm_award"


def candidate_of(request: SignedIn, ref: str, permission: str) -> Candidate:
    rows = Candidate.objects.visible_to(request.user).select_related("vendor", "engagement")
    found: Candidate = get_object_or_404(rows.with_ref(ref))
    permit(request, permission)
    return found


def award_of(request: SignedIn, ref: str, permission: str) -> Award:
    rows = Award.objects.visible_to(request.user).select_related("candidate__vendor", "engagement")
    found: Award = get_object_or_404(rows.with_ref(ref))
    permit(request, permission)
    return found


def permit_prices(request: SignedIn, engagement: Engagement) -> None:
    """An evaluator who has not submitted yet neither sees nor enters prices."""
    if not may_see_prices(request.user, engagement):
        raise PermissionDenied


def back(engagement: Engagement, section: str) -> str:
    return f"{page_of(engagement)}#{section}"


def page(engagement: Engagement, section: str, **more: Any) -> dict[str, Any]:
    return {"crumbs": crumbs(engagement), "back": back(engagement, section), **more}

"""Who is asking, and for which record."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from contracts.models import Agreement, Contract, Milestone
from vendors.models import Vendor

LOG, SIGN, CONFIRM = "contracts.log_contract", "contracts.sign_contract", "vendors.confirm_facts"


class SignedIn(HttpRequest):
    """A request past the login that is on by default."""

    user: User


def today() -> date:
    """The organisation's day: a date ends when its day ends there."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def permit(request: SignedIn, permission: str) -> None:
    """403 for who may see, but not do, this."""
    if permission and not request.user.has_perm(permission):
        raise PermissionDenied


def contract_of(request: SignedIn, ref: str, permission: str = "") -> Contract:
    contracts = Contract.objects.visible_to(request.user).select_related("vendor", "engagement", "master", "owner")
    return _found(request, contracts.with_ref(ref), permission)


def agreement_of(request: SignedIn, ref: str, permission: str = "") -> Agreement:
    agreements = Agreement.objects.visible_to(request.user).select_related("vendor", "owner")
    return _found(request, agreements.with_ref(ref), permission)


def milestone_of(request: SignedIn, ref: str, permission: str = "") -> Milestone:
    visible = Milestone.objects.filter(contract__in=Contract.objects.visible_to(request.user))
    key = Milestone.number_in(ref) or 0
    return _found(request, visible.select_related("contract__vendor").filter(pk=key), permission)


def vendor_of(request: SignedIn, ref: str) -> Vendor:
    return _found(request, Vendor.objects.visible_to(request.user).with_ref(ref), "")


def _found(request: SignedIn, candidates: QuerySet[Any], permission: str) -> Any:
    record = get_object_or_404(candidates)
    permit(request, permission)
    return record

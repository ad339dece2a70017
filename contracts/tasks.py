"""What happens to contracts by itself; every task may run twice."""

from celery import shared_task
from django.core.files.storage import default_storage
from django.utils import timezone

from contracts import actions
from contracts.actions.agreement import expire_agreement
from contracts.models import Agreement, Contract, Document
from contracts.rules import calendar


@shared_task
def expire() -> None:
    """Renew what renews by itself, then say of what has ended that it has."""
    today = timezone.localdate()
    active = Contract.objects.filter(status=Contract.Status.ACTIVE, ends_on__isnull=False)
    for contract in active.filter(renewal_months__gt=0, notice_given_on=None).iterator():
        if calendar.is_renewal_certain(contract, today):
            actions.renew(contract, today)
    for contract in active.filter(ends_on__lt=today):
        actions.expire(contract, today)
    for agreement in Agreement.objects.filter(status=Agreement.Status.ACTIVE, ends_on__lt=today):
        expire_agreement(agreement, today)


@shared_task
def remove_orphans() -> int:
    """Files of uploads that never became a document."""
    in_use = set(Document.objects.values_list("file", flat=True))
    return actions.remove_orphans(default_storage, "contracts", in_use, timezone.now())

"""The sealer: wakes once a minute."""

from celery import shared_task
from django.utils import timezone

from history import actions


@shared_task
def seal() -> int:
    return actions.seal(timezone.now())

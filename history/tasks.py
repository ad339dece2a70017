"""The sealer: wakes once a minute, and forgets which forms were sent days ago."""

from celery import shared_task
from django.utils import timezone

from history import actions


@shared_task
def seal() -> int:
    actions.forget_presses(timezone.now())
    return actions.seal(timezone.now())

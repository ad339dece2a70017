"""Wake-ups: what is due stands in the database."""

from celery import shared_task
from django.utils import timezone

from sharing import actions


@shared_task
def sweep() -> None:
    """Suspend what no longer holds; the gate itself is closed already."""
    actions.sweep(timezone.now())

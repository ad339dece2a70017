"""Wake-ups: what is due stands in the database."""

from celery import shared_task
from django.utils import timezone

from checklists import actions


@shared_task
def lapse() -> None:
    """Show as open what is waived no more, and count anew what has ended since; the gate reads the dates itself."""
    at = timezone.now()
    actions.lapse(at)
    actions.lapse_tiers(at)
    actions.recount_all(at)


@shared_task
def lay_out_awarded() -> None:
    """Ask what applies to the vendors that were awarded since."""
    actions.lay_out_awarded(timezone.now())

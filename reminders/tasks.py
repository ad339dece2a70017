"""What beat wakes. Each may run twice, or late, or not at all for a while: the database knows what is due."""

from celery import shared_task
from django.utils import timezone

from reminders import actions


@shared_task(name="reminders.plan")
def plan() -> None:
    actions.plan(timezone.now())


@shared_task(name="reminders.tell")
def tell() -> None:
    """What people must hear of within half a minute."""
    actions.tell(timezone.now())


@shared_task(name="reminders.send")
def send() -> None:
    actions.send(timezone.now())

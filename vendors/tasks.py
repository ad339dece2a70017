"""Wake-ups: what is to be done stands in the database."""

from celery import shared_task
from django.utils import timezone

from vendors import actions
from vendors.actions import uploads
from vendors.models import Upload


@shared_task
def work_on_uploads() -> None:
    """Check and import the lists that wait for it."""
    for pk in Upload.objects.waiting().order_by("pk").values_list("pk", flat=True):
        uploads.work(pk, timezone.now())


@shared_task
def suggest_duplicates() -> None:
    """Compare all vendors, whichever way they came in."""
    actions.suggest()

"""Wake-ups: what is to be done stands in the database."""

from celery import shared_task
from django.utils import timezone

from selection.actions.longlisting import longlist_imported
from vendors.models import Upload


@shared_task
def longlist() -> None:
    """Make candidates of what was imported for an engagement."""
    rows = Upload.objects.filter(status=Upload.Status.IMPORTED, longlisted_at=None, engagement__isnull=False)
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        longlist_imported(pk, timezone.now())

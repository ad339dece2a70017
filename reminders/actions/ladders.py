"""Ladders come to be as drafts and count once published; what is published never changes."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from history.models import NotAllowed
from history.moves import create, move, only_one
from reminders.models import Ladder, Stage


@transaction.atomic
def start_version(by: User, title: str) -> Ladder:
    """A draft with the stages of the newest ladder, to be changed and published."""
    newest = Ladder.objects.order_by("-number").first()
    with only_one(_("Somebody else has just drafted the next ladder. Reload, and change that one.")):
        ladder = create(Ladder(number=(newest.number if newest else 0) + 1, title=title), by=by)
    if newest:
        copied = [field.attname for field in Stage._meta.concrete_fields if field.attname not in ("id", "ladder_id")]
        Stage.objects.bulk_create(Stage(ladder=ladder, **row) for row in newest.stages.values(*copied))
    return ladder


def publish(ladder: Ladder, by: User, counts_from_on: date, at: datetime) -> Ladder:
    """Publish a draft; its stages count from a day on, which is not before today."""
    if not ladder.stages.exists():
        raise NotAllowed(_("A ladder without a stage would remind nobody."))
    if counts_from_on < at.date():
        raise NotAllowed(_("It can count from today at the earliest."))
    return move(
        ladder,
        Ladder.Status.PUBLISHED,
        by=by,
        counts_from_on=counts_from_on,
        published_by=by.person,
        published_at=at,
    )

"""Puts the demonstration into an empty database, through the actions that people use."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from accounts.models import Person, User
from checklists import actions as checklist_actions
from portfolio.demo import cast, companies, scenes
from portfolio.demo.stage import Stage
from reminders import actions as reminder_actions
from vendors import actions as vendor_actions
from vendors.models import PortalLink

LINK_DAYS = 30
PAST_MORNINGS = (-5, -4, -3, -2, -1)
TODAY = (0,)
MARK = f"aoife@{cast.DOMAIN}"


def is_there() -> bool:
    return Person.objects.filter(email=MARK).exists()


def others() -> int:
    """How many can sign in here who are not of the demonstration."""
    return User.objects.exclude(email__endswith=f"@{cast.DOMAIN}").count()


def load(today: date, now: datetime) -> PortalLink:
    """Everything up to yesterday in one go, the mails of the last mornings, and what happens today.

    Mails are sent after the commit: what is cut off there is sent by the next wake-up. Returns the link by which
    a vendor's contact answers.
    """
    stage, link = _until_yesterday(today, now)
    _send(now, PAST_MORNINGS)
    scenes.happen_today(stage)
    _send(now, TODAY)
    return link


@transaction.atomic
def _until_yesterday(today: date, now: datetime) -> tuple[Stage, PortalLink]:
    """All of it or nothing."""
    stage = Stage(today, now, cast.enter())
    companies.log(stage)
    scenes.play(stage)
    checklist_actions.lay_out_awarded(now)
    contact = stage.vendors["wislok"].contacts.active().get(is_main=True)
    return stage, vendor_actions.make_link(contact, stage.day(LINK_DAYS), stage.users["maeve"])


def _send(now: datetime, days: tuple[int, ...]) -> None:
    """Plan and send what was due on these mornings, so many days from now, as if we had been there."""
    for days_from_now in days:
        morning = datetime.combine(now.date() + timedelta(days=days_from_now), time(hour=9), UTC)
        reminder_actions.plan(min(morning, now))
        reminder_actions.send(min(morning, now))


def moment(today: date, now: datetime) -> datetime:
    """When it is: now, or noon of another day that was asked for."""
    return now if today == now.date() else datetime.combine(today, datetime.min.time(), UTC).replace(hour=12)

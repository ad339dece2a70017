"""The demonstration portfolio: Halden Mutual, its vendors, and everything that is going on today."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portfolio.demo import cast, seed
from vendors.models import PortalLink, VendorContact


class Command(BaseCommand):
    help = (
        "Load the demonstration: a made-up insurer with its vendors, contracts, checklists and sharing requests in "
        "every state, dated from today, and a login for each role. Only while DEBUG is on; a second run changes "
        "nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="the day that everything is dated from (today)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demonstration brings logins whose pass phrase everybody knows, so it is for development only. "
                "Set DEBUG=1, on a machine that serves nobody else."
            )
        if seed.is_there():
            self.stdout.write("The demonstration portfolio is already there; nothing was changed.")
            self.stdout.write(cast.logins())
            return
        if count := seed.others():
            raise CommandError(
                f"This database has {count} users of its own. The demonstration goes into an empty database: set "
                "DATABASE_URL or VAR_DIR to another place."
            )
        today = options["today"] or timezone.localdate()
        link = seed.load(today, seed.moment(today, timezone.now()))
        self.stdout.write(cast.logins())
        self.stdout.write(self._portal(link))

    def _portal(self, link: PortalLink) -> str:
        contact: VendorContact = link.contact
        address = f"{settings.BASE_URL}/portal/{link.token}/"
        return f"{contact.person.name} of {contact.vendor.name} answers at {address}"

"""Print the one-time address with which an empty installation gets its first administrator."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts import readers
from accounts.models import User


class Command(BaseCommand):
    help = "Print the address where the first administrator sets a password; it works once, for 24 hours."

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            raise CommandError("There is a user already. Sign in, or use “Forgot your password?” on the sign-in page.")
        self.stdout.write(settings.BASE_URL + reverse("accounts:setup", args=[readers.setup_token()]))

"""A large, plausible, deterministic portfolio for measuring."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.utils import OperationalError, ProgrammingError
from django.utils import timezone

from portfolio.large import make
from portfolio.large.size import Size
from sharing.models import GatePolicy


class Command(BaseCommand):
    help = (
        "Fill this database with a large, plausible, made-up portfolio for measuring. The same sizes, seed and day "
        "give the same rows; 100000 vendors come with 20000 sharing requests, other sizes in proportion."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--vendors", type=int, default=10_000, help="how many vendors (10000)")
        parser.add_argument("--items", type=int, help="how many checklist items (ten for each vendor)")
        parser.add_argument("--seed", type=int, default=1, help="another seed gives another portfolio (1)")
        parser.add_argument("--today", type=date.fromisoformat, help="the day that its dates lie around (today)")
        parser.add_argument("--force", action="store_true", help="add it to a database that real people use")

    def handle(self, *args: Any, **options: Any) -> None:
        vendors, items = options["vendors"], options["items"]
        items = vendors * 10 if items is None else items
        if vendors < 1 or items < 1:
            raise CommandError("--vendors and --items must be at least 1.")
        size = Size(vendors, items, options["seed"], options["today"] or timezone.localdate())
        try:
            self._spare_real_users(force=options["force"])
            policies = GatePolicy.objects.current(size.today).count()
        except (OperationalError, ProgrammingError) as fault:
            raise CommandError(f"This database has no tables yet. Run: python manage.py migrate ({fault})") from fault
        if not policies:
            raise CommandError(
                "No gate policy counts on that day, so nothing could have been cleared: choose a later one."
            )
        run = make.portfolio(size, self.stdout.write)
        make.finish()
        self.stdout.write(f"{run.created_count:>10,} rows in all; {run.ref}, digest {run.sha256}")

    def _spare_real_users(self, *, force: bool) -> None:
        if not force and (count := make.real_users()):
            raise CommandError(
                f"This database has {count} users of its own, and a made-up portfolio cannot be taken out again. "
                "Use an empty database: DATABASE_URL=sqlite:////tmp/large.sqlite3 python manage.py migrate, and the "
                "same for generate_portfolio. To add it to this one for good, say --force."
            )

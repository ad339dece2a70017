"""Bring vendors in from a file as candidates of an engagement; exits as import_vendors does."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from history.models import NotAllowed
from selection.actions.held import refuse_chosen
from selection.actions.longlisting import longlist
from vendors.management.commands import import_vendors
from vendors.models import Engagement


class Command(import_vendors.Command):
    help = (
        "Bring the vendors of a CSV or XLSX file, or the suppliers out of Open Contracting Data, onto the longlist of "
        "an engagement, all or nothing. Run it twice: nothing doubles."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("engagement", metavar="ENGAGEMENT", help="its reference, like ENG-0001")
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        engagement = _engagement(options["engagement"])
        by = import_vendors.user_of(options["by"])
        if by is None:
            raise CommandError("Say with --by E-MAIL who adds the candidates.", returncode=2)
        report = self.bring_in(by, options)
        added = longlist(engagement, report.vendor_ids, by)
        self.stdout.write(f"{engagement.ref}: {added} new on the longlist.")
        self.finish(report, options)


def _engagement(ref: str) -> Engagement:
    found = Engagement.objects.with_ref(ref.upper()).first()
    if found is None:
        raise CommandError(f"There is no engagement {ref}.", returncode=2)
    try:
        refuse_chosen(found)
    except NotAllowed as refusal:
        raise CommandError(str(refusal), returncode=2) from refusal
    return found

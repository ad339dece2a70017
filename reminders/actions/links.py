"""A vendor contact's personal address, ready when a mail needs it."""

import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings

from history import moves
from reminders.readers.letters import Link
from vendors.models import PortalLink, VendorContact

KEEPS = timedelta(days=14)  # a link that ends sooner is not sent any more
LASTS = timedelta(days=90)


def links(people: Iterable[int], today: date) -> dict[int, Link]:
    """For each contact an address that works; a new one where the last ends soon, none where it was withdrawn."""
    contacts = VendorContact.objects.active().filter(person__in=list(people)).order_by("-is_main", "pk")
    found: dict[int, Link] = {}
    for contact in contacts.prefetch_related("links"):
        if contact.person_id not in found or not found[contact.person_id].url:
            found[contact.person_id] = _link(contact, today)
    return found


def _link(contact: VendorContact, today: date) -> Link:
    """Withdrawn on purpose stays withdrawn, until somebody makes a new one."""
    made = sorted(contact.links.all(), key=lambda link: link.pk)
    if made and made[-1].withdrawn_at:
        return Link("", None)
    link = made[-1] if made and made[-1].until_on >= today + KEEPS else _make(contact, today)
    return Link(f"{settings.BASE_URL}/portal/{link.token}/", link.until_on)


def _make(contact: VendorContact, today: date) -> PortalLink:
    """A further link: the one in earlier mails goes on until its own end."""
    return moves.create(PortalLink(contact=contact, until_on=today + LASTS, nonce=secrets.token_hex(16)), by=None)

"""A vendor's own people, and the links by which they answer."""

import secrets
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from vendors import locks
from vendors.actions.outsiders import OF_THE_PERSON, edit_outsider, outsider
from vendors.actions.over import refuse_merged
from vendors.models import ContactRole, PortalLink, Vendor, VendorContact

OF_THE_CONTACT = frozenset({"role", "is_main"})


@transaction.atomic
def add_contact(
    vendor: Vendor,
    by: User | Person,
    name: str,
    email: str,
    role: str = ContactRole.SECURITY,
    is_main: bool = False,
    **about: Any,
) -> VendorContact:
    """Name a person at the vendor; the first one is the main contact, and a new main contact replaces the old one.

    `about` holds job title, time zone, language and country of a person who is new to us.
    """
    locks.hold([vendor])
    refuse_merged(Vendor.objects.get(pk=vendor.pk))
    person = outsider(by, email, name=name, **about)
    known = VendorContact.objects.filter(vendor=vendor, person=person).first()
    if known and known.is_active:
        raise NotAllowed(_("%(name)s is a contact of this vendor already.") % {"name": person.name})
    is_main = is_main or not vendor.contacts.active().filter(is_main=True).exists()
    if is_main:
        _stand_down(vendor, by)
    if known:
        return moves.change(known, by=by, act="returned", role=role, is_main=is_main, is_active=True)
    return moves.create(VendorContact(vendor=vendor, person=person, role=role, is_main=is_main), by=by)


@transaction.atomic
def edit_contact(contact: VendorContact, by: User | Person, **fields: Any) -> VendorContact:
    """Change what is known of a contact. The main contact gives that up only to another one."""
    if unknown := sorted(set(fields) - OF_THE_PERSON - OF_THE_CONTACT):
        raise NotAllowed(_("These are not edited with a contact: %(names)s.") % {"names": ", ".join(unknown)})
    contact = _hold(contact)
    _refuse_removed(contact)
    if contact.is_main and fields.get("is_main") is False:
        raise NotAllowed(_("Make another contact the main one; then %(name)s no longer is.") % {"name": contact.person})
    if fields.get("is_main") and not contact.is_main:
        _stand_down(contact.vendor, by)
    edit_outsider(contact.person, by, {name: fields.pop(name) for name in OF_THE_PERSON & set(fields)})
    return moves.change(contact, by=by, **fields)


@transaction.atomic
def remove_contact(contact: VendorContact, by: User | Person, why: str = "") -> VendorContact:
    """Let a contact go: its links stop working at once, and the next contact becomes the main one."""
    contact = _hold(contact)
    _refuse_removed(contact)
    was_main = contact.is_main
    _withdraw_all(contact, by)
    contact = moves.change(contact, by=by, why=why, act="removed", is_active=False, is_main=False)
    successor = contact.vendor.contacts.active().order_by("pk").first() if was_main else None
    if successor:
        moves.change(successor, by=by, is_main=True)
    return contact


@transaction.atomic
def make_link(contact: VendorContact, until_on: date, by: User | Person) -> PortalLink:
    """Make a contact's personal address; the earlier ones stop working."""
    contact = _hold(contact)
    _refuse_removed(contact)
    if not contact.person.is_active:
        raise NotAllowed(_("%(name)s is not active any more, so nobody would open it.") % {"name": contact.person})
    _withdraw_all(contact, by)
    return moves.create(PortalLink(contact=contact, until_on=until_on, nonce=secrets.token_hex(16)), by=by)


@transaction.atomic
def withdraw_link(link: PortalLink, by: User | Person, why: str = "") -> PortalLink:
    """Stop a link from working, at once."""
    _hold(link.contact)
    link = PortalLink.objects.get(pk=link.pk)
    if link.withdrawn_at:
        raise NotAllowed(_("This link was withdrawn already."))
    return moves.change(link, by=by, why=why, act="withdrawn", withdrawn_at=timezone.now())


def _hold(contact: VendorContact) -> VendorContact:
    locks.hold([contact.vendor_id])
    return VendorContact.objects.select_related("person", "vendor").get(pk=contact.pk)


def _refuse_removed(contact: VendorContact) -> None:
    if not contact.is_active:
        raise NotAllowed(
            _("%(name)s is no longer a contact. Add them as a contact again first.") % {"name": contact.person},
            code="over",
        )


def _withdraw_all(contact: VendorContact, by: User | Person) -> None:
    for link in contact.links.filter(withdrawn_at=None):
        moves.change(link, by=by, act="withdrawn", withdrawn_at=timezone.now())


def _stand_down(vendor: Vendor, by: User | Person) -> None:
    """The main contact of now gives it up, before another takes it (the database allows one)."""
    for contact in vendor.contacts.filter(is_main=True):
        moves.change(contact, by=by, is_main=False)

"""A vendor's contacts and their links."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Person
from history.twice import edits
from vendors import actions
from vendors.forms.vendor import ContactForm, LinkForm
from vendors.models import VendorContact
from vendors.views.access import LOG_VENDOR, SignedIn, ask, attempt, contact_of, link_of, today, vendor_of
from vendors.views.vendor import crumbs, page_of


def new(request: SignedIn, ref: str) -> HttpResponse:
    vendor = vendor_of(request, ref, LOG_VENDOR)
    initial = {"country": vendor.country, "time_zone": settings.TIME_ZONE, "language": settings.LANGUAGE_CODE}
    form = ContactForm(request.POST or None, initial=initial)
    page = {
        "title": _("New contact"),
        "text": _("A vendor that holds data has two contacts, so that somebody answers while one is away."),
        "crumbs": crumbs(vendor),
        "button": _("Add contact"),
        "back": f"{page_of(vendor)}#contacts",
        "said": _("The contact is added."),
    }
    return ask(request, form, lambda given: actions.add_contact(vendor, request.user, **given), page)


@edits(
    lambda ref, contact: VendorContact.objects.with_ref(contact),
    lambda ref, contact: Person.objects.filter(contact_of=VendorContact.number_in(contact) or 0),
)
def edit(request: SignedIn, ref: str, contact: str) -> HttpResponse:
    found = contact_of(request, ref, contact, LOG_VENDOR)
    person = found.person
    about = {name: getattr(person, name) for name in actions.contact.OF_THE_PERSON}
    form = ContactForm(request.POST or None, initial={**about, "role": found.role, "is_main": found.is_main})
    page = {
        "title": _("Edit contact"),
        "crumbs": crumbs(found.vendor),
        "button": _("Save contact"),
        "back": f"{page_of(found.vendor)}#contacts",
        "said": _("The contact is saved."),
    }
    return ask(request, form, lambda given: actions.edit_contact(found, request.user, **given), page)


@require_POST
def remove(request: SignedIn, ref: str, contact: str) -> HttpResponse:
    found = contact_of(request, ref, contact, LOG_VENDOR)
    said = _("%(name)s is no longer a contact, and their links have stopped working.") % {"name": found.person}
    back = f"{page_of(found.vendor)}#contacts"
    return attempt(request, lambda: actions.remove_contact(found, request.user), said, back)


def link(request: SignedIn, ref: str, contact: str) -> HttpResponse:
    """Make a contact's link; the ledger of reminders sends it."""
    found = contact_of(request, ref, contact, LOG_VENDOR)
    form = LinkForm(request.POST or None, today=today())
    page = {
        "title": _("Send a link to %(name)s") % {"name": found.person},
        "text": _("With it %(name)s answers what is asked of them, and sees nothing else. Earlier links stop working.")
        % {"name": found.person},
        "crumbs": crumbs(found.vendor),
        "button": _("Send link"),
        "back": f"{page_of(found.vendor)}#contacts",
        "said": _("The link is made; a mail to %(email)s follows within minutes.") % {"email": found.person.email},
    }
    return ask(request, form, lambda given: actions.make_link(found, given["until_on"], request.user), page)


@require_POST
def withdraw(request: SignedIn, ref: str, link: str) -> HttpResponse:
    found = link_of(request, ref, link, LOG_VENDOR)
    back = f"{page_of(found.contact.vendor)}#contacts"
    return attempt(request, lambda: actions.withdraw_link(found, request.user), _("The link no longer works."), back)

"""People outside: who works for a vendor is known to us, and never a colleague."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed

OF_THE_PERSON = frozenset({"name", "email", "job_title", "time_zone", "language", "country"})


def outsider(by: User | Person, email: str, **about: Any) -> Person:
    """The outsider of this address, who is made where there is none; never a colleague."""
    email = email.strip().lower()
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        sentence = _("Somebody else has just entered %(email)s. Try again: it is found now.") % {"email": email}
        with moves.only_one(sentence):
            return moves.create(Person(email=email, **about), by=by)
    if hasattr(person, "user"):
        raise NotAllowed(_("%(name)s is a colleague. Who works for a vendor is not one of us.") % {"name": person.name})
    if not person.is_active:
        moves.change(person, by=by, is_active=True)
    return person


def edit_outsider(person: Person, by: User | Person, values: dict[str, Any]) -> None:
    values = {name: value for name, value in values.items() if getattr(person, name) != value}
    if values and hasattr(person, "user"):
        raise NotAllowed(
            _("%(name)s is a colleague by now. An administrator changes what is known of them.") % {"name": person.name}
        )
    if "email" in values:
        values["email"] = values["email"].strip().lower()
        taken = _("Somebody else has the address %(email)s.") % {"email": values["email"]}
        if Person.objects.filter(email__iexact=values["email"]).exclude(pk=person.pk).exists():
            raise NotAllowed(taken)
        if values["email"] != person.email:
            values["bounced_at"] = None
        with moves.only_one(taken):
            moves.change(person, by=by, **values)
        return
    moves.change(person, by=by, **values)

"""Vendors: logging, editing, review, approval and its ends."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from vendors import locks
from vendors.actions.duplicates import suggest, tell_apart
from vendors.actions.over import refuse_merged
from vendors.models import Duplicate, Vendor
from vendors.rules import approval
from vendors.rules.names import name_key

EDITABLE = frozenset(
    {
        "name",
        "legal_name",
        "kind",
        "sourcing_channel",
        "service_category",
        "country",
        "delivery_countries",
        "delivery_languages",
        "services",
        "website",
        "domain",
        "address",
        "lei",
        "registration_number",
        "duns",
        "own_number",
        "published_pages",
        "certifications",
        "parent",
        "owner",
    }
)
# What checklists, tier and transfer rules read of a vendor: another value is another vendor to them.
READ_BY_THE_GATE = frozenset({"kind", "country", "parent"})


def log_vendor(by: User | Person, *, is_another: bool = False, **fields: Any) -> Vendor:
    """Log a prospect; who enters a vendor cannot approve it later.

    `is_another`: whoever logs it has said that it is none of those that it looks like.
    """
    _refuse_unknown(fields)
    _refuse_taken_number(fields.get("own_number", ""))
    fields.setdefault("owner", by.person)
    keys = {"name_key": name_key(fields["name"]), "legal_key": name_key(fields.get("legal_name", ""))}
    with moves.only_one(_just_taken(fields)):
        locks.hold(filter(None, [fields.get("parent")]))
        _refuse_parent(fields.get("parent"))
        vendor = moves.create(Vendor(**fields, **keys, entered_by=by.person), by=by)
        suggest([vendor.pk])
        if is_another:
            for pair in Duplicate.objects.filter(other=vendor):
                tell_apart(pair, by, vendor.created_at, _("Said when it was logged."))
    return vendor


@transaction.atomic
def edit_vendor(vendor: Vendor, by: User | Person, **fields: Any) -> Vendor:
    """Change what is known of a vendor: the approval stays, but clearances stop where the gate reads a worse fact."""
    _refuse_unknown(fields)
    locks.hold(filter(None, [vendor, fields.get("parent")]))
    vendor = Vendor.objects.get(pk=vendor.pk)
    refuse_merged(vendor)
    _refuse_taken_number(fields.get("own_number", ""), besides=vendor)
    if "parent" in fields and fields["parent"] != vendor.parent:
        _refuse_parent(fields.get("parent"), of=vendor)
    if closes(vendor, fields):
        locks.hold([vendor], closing=True)
    for name, key in (("name", "name_key"), ("legal_name", "legal_key")):
        if name in fields:
            fields[key] = name_key(fields[name])
    with moves.only_one(_just_taken(fields)):
        vendor = moves.change(vendor, by=by, **fields)
    suggest([vendor.pk])
    return vendor


@transaction.atomic
def start_review(vendor: Vendor, by: User | Person, why: str = "") -> Vendor:
    """Look at a vendor (again); one that was approved is not while it is looked at."""
    held, vendor = _hold(vendor, closing=True)
    return moves.move(vendor, Vendor.Status.UNDER_REVIEW, by=by, why=why, held=held)


def reinstate(vendor: Vendor, by: User | Person, why: str = "") -> Vendor:
    """Take a suspended, rejected or offboarded vendor back into review; only a new approval makes it approved."""
    return start_review(vendor, by, why)


@transaction.atomic
def approve(
    vendor: Vendor, by: User | Person, data_class: str, categories: Collection[str], until_on: date, today: date
) -> Vendor:
    """Approve a vendor up to a data class, for these categories, until a day; renews or lowers one that stands.

    Nobody approves a vendor that they entered (in the database as well).
    """
    held, vendor = _hold(vendor)
    if refusal := _refusal(vendor, by, data_class, categories, until_on, today):
        raise NotAllowed(refusal)
    if approval.is_lowered(vendor, data_class, categories, until_on):
        held = locks.hold([vendor], closing=True)
    terms: dict[str, Any] = {
        "approved_data_class": data_class,
        "approved_categories": sorted(set(categories)),
        "approved_by": by.person,
        "approved_on": today,
        "approved_until_on": until_on,
    }
    if vendor.status == Vendor.Status.APPROVED:
        return moves.change(vendor, by=by, act="approved", **terms)
    return moves.move(vendor, Vendor.Status.APPROVED, by=by, held=held, **terms)


@transaction.atomic
def suspend(vendor: Vendor, by: User | Person, why: str) -> Vendor:
    """Stop working with a vendor for now: every clearance that rests on it stops in the same moment."""
    _demand_reason(why)
    held, vendor = _hold(vendor, closing=True)
    return moves.move(vendor, Vendor.Status.SUSPENDED, by=by, why=why, held=held)


@transaction.atomic
def reject(vendor: Vendor, by: User | Person, why: str) -> Vendor:
    """Turn a vendor down, with the reason."""
    _demand_reason(why)
    held, vendor = _hold(vendor, closing=True)
    return moves.move(vendor, Vendor.Status.REJECTED, by=by, why=why, held=held)


@transaction.atomic
def offboard(vendor: Vendor, by: User | Person, why: str) -> Vendor:
    """Part with a vendor; not while a sharing with it is unfinished, since its data must come back first."""
    _demand_reason(why)
    held, vendor = _hold(vendor, closing=True)
    if left := [one.ref for one in vendor.sharing_requests.unfinished()]:
        raise NotAllowed(_("End these sharing requests first: %(refs)s.") % {"refs": ", ".join(left)})
    return moves.move(vendor, Vendor.Status.OFFBOARDED, by=by, why=why, held=held)


def _hold(vendor: Vendor, *, closing: bool = False) -> tuple[locks.Held, Vendor]:
    held = locks.hold([vendor], closing=closing)
    vendor = Vendor.objects.get(pk=vendor.pk)
    refuse_merged(vendor)
    return held, vendor


def _refusal(
    vendor: Vendor,
    by: User | Person,
    data_class: str,
    categories: Collection[str],
    until_on: date,
    today: date,
) -> str:
    """The sentence that refuses this approval; empty where it is in order."""
    if vendor.entered_by_id == by.person_id:
        return _("You entered %(vendor)s, so somebody else must approve it.") % {"vendor": vendor.name}
    if unknown := approval.unknown_terms(data_class, categories):
        return _("These are no data classes or categories: %(words)s.") % {"words": ", ".join(unknown)}
    if until_on < today:
        return _("The approval must end today or later.")
    if until_on > (latest := approval.latest_end(today)):
        return _("An approval holds at most until %(day)s. Choose an earlier end.") % {"day": latest.isoformat()}
    return ""


def closes(vendor: Vendor, fields: dict[str, Any]) -> bool:
    """Whether the gate reads one of the new values, and may find it worse."""
    if any(name in fields and fields[name] != getattr(vendor, name) for name in READ_BY_THE_GATE):
        return True
    countries = set(fields.get("delivery_countries", vendor.delivery_countries))
    return bool(countries - set(vendor.delivery_countries)) or bool(vendor.delivery_countries and not countries)


def _refuse_unknown(fields: dict[str, Any]) -> None:
    if unknown := sorted(set(fields) - EDITABLE):
        raise NotAllowed(_("These are not edited with a vendor: %(names)s.") % {"names": ", ".join(unknown)})


def _refuse_parent(parent: Vendor | None, of: Vendor | None = None) -> None:
    """A group has one head and its members: what one of them does counts for all, so none stands between."""
    if parent is None:
        return
    parent = Vendor.objects.get(pk=parent.pk)
    refuse_merged(parent)
    if parent == of or parent.parent_id:
        raise NotAllowed(_("Choose the head of the group: a company that has no parent itself."), code="parent")
    if of is not None and Vendor.objects.filter(parent=of).exists():
        raise NotAllowed(
            _("%(vendor)s is the head of a group. Give its members another parent first.") % {"vendor": of.name},
            code="parent",
        )


def _just_taken(fields: dict[str, Any]) -> str:
    return _("Another vendor has just been given our number %(number)s.") % {"number": fields.get("own_number", "")}


def _refuse_taken_number(number: str, besides: Vendor | None = None) -> None:
    others = Vendor.objects.exclude(pk=besides.pk) if besides else Vendor.objects.all()
    if number and (taken := others.filter(own_number=number).first()):
        raise NotAllowed(
            _("%(vendor)s (%(ref)s) already has our number %(number)s.")
            % {"vendor": taken.name, "ref": taken.ref, "number": number}
        )


def _demand_reason(why: str) -> None:
    if not why.strip():
        raise NotAllowed(_("Say why: the reason is kept in the history."))

"""Suggesting vendors that may be one, and telling them apart. Merging is selection's, which knows their candidates."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from vendors import locks
from vendors.actions.over import refuse_merged
from vendors.models import Duplicate, Vendor
from vendors.rules.duplicates import Known, pairs

CHUNK = 2000
FEW = 100  # so many vendors are compared with those that share a mark; more of them with all


def suggest(vendor_ids: Sequence[int] | None = None) -> int:
    """Note which vendors look like one: of these, or of all; returns how many pairs are new.

    A suggestion is derived, so it leaves no entry of its own: what somebody decides on it does.
    """
    wanted = None if vendor_ids is None else set(vendor_ids)
    found = pairs(_known() if wanted is None or len(wanted) > FEW else _alike(wanted))
    fresh = {pair: shared for pair, shared in found.items() if wanted is None or wanted & set(pair)}
    before = Duplicate.objects.count()
    rows = (Duplicate(vendor_id=one, other_id=other, shared=sorted(how)) for (one, other), how in fresh.items())
    Duplicate.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
    return Duplicate.objects.count() - before


def alike(known: Known) -> list[Vendor]:
    """The vendors that share a mark with what is told of a new one, which has no key yet."""
    found = pairs([known, *_sharing([known])])
    ids = {pk for pair in found if known.pk in pair for pk in pair} - {known.pk}
    return list(Vendor.objects.filter(pk__in=ids).order_by("pk"))


@transaction.atomic
def tell_apart(duplicate: Duplicate, by: User | Person, at: datetime, why: str = "") -> Duplicate:
    """These are two vendors: the pair is not suggested again."""
    locks.hold([duplicate.vendor_id, duplicate.other_id])
    duplicate = Duplicate.objects.select_related("vendor", "other").get(pk=duplicate.pk)
    refuse_merged(duplicate.vendor)
    refuse_merged(duplicate.other)
    if duplicate.told_apart_at:
        raise NotAllowed(_("Somebody has told them apart already."))
    return moves.change(duplicate, by=by, act="told apart", told_apart_by=by.person, told_apart_at=at, why=why.strip())


COLUMNS = ("pk", "name_key", "legal_key", "domain", "lei", "country", "registration_number", "duns")


def _known() -> Iterable[Known]:
    rows = Vendor.objects.live().values_list(*COLUMNS).order_by("pk")
    return (Known(*row) for row in rows.iterator(chunk_size=5000))


def _alike(ids: set[int]) -> list[Known]:
    mine = [Known(*row) for row in Vendor.objects.live().filter(pk__in=ids).values_list(*COLUMNS)]
    return [*mine, *(one for one in _sharing(mine) if one.pk not in ids)]


def _sharing(vendors: Sequence[Known]) -> list[Known]:
    """The vendors that may share a mark with these."""
    names = {key for one in vendors for key in (one.name_key, one.legal_key) if key}
    domains = {
        form for one in vendors if (plain := one.domain.removeprefix("www.")) for form in (plain, f"www.{plain}")
    }
    told = Q(name_key__in=names) | Q(legal_key__in=names) | Q(domain__in=domains)
    for name in ("lei", "registration_number", "duns"):
        told |= Q(**{f"{name}__in": {value for one in vendors if (value := getattr(one, name))}})
    return [Known(*row) for row in Vendor.objects.live().filter(told).values_list(*COLUMNS)]

"""Which vendors look like one: by name without legal form and punctuation, by domain, or by what identifies them."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from vendors.models import SharedMark

MOST = 20  # what more vendors than this share tells nothing: a portal's domain, a word as a name


class Known(NamedTuple):
    """What a vendor is recognised by."""

    pk: int
    name_key: str
    legal_key: str
    domain: str
    lei: str
    country: str
    registration_number: str
    duns: str


def marks_of(vendor: Known) -> set[tuple[str, str]]:
    """Each mark of a vendor with its kind."""
    marks = {
        (SharedMark.NAME.value, vendor.name_key),
        (SharedMark.NAME.value, vendor.legal_key),
        (SharedMark.DOMAIN.value, vendor.domain.casefold().removeprefix("www.")),
        (SharedMark.LEI.value, vendor.lei),
        (SharedMark.REGISTRATION.value, vendor.registration_number),
        (SharedMark.DUNS.value, vendor.duns),
    }
    return {(kind, mark) for kind, mark in marks if mark}


def pairs(vendors: Iterable[Known]) -> dict[tuple[int, int], set[str]]:
    """The pairs of keys, the lower first, that share something, with what that is."""
    holders: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for vendor in vendors:
        for mark in marks_of(vendor):
            holders[mark].append(vendor)
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for (kind, _mark), alike in holders.items():
        if 1 < len(alike) <= MOST:
            for one, other in combinations(sorted(alike), 2):
                if kind != SharedMark.REGISTRATION or _is_one_register(one, other):
                    found[one.pk, other.pk].add(kind)
    return dict(found)


def _is_one_register(one: Known, other: Known) -> bool:
    """A number counts within its country, which may not be known of one of them."""
    return one.country == other.country or not (one.country and other.country)

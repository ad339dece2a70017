"""What verification judges: every way in which the audit trail can have been touched behind the application's back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from history.models.chain import Link, Seal
from history.models.entry import Entry


@dataclass(frozen=True)
class Break:
    """One finding: what is wrong (altered, removed, inserted, reordered) with what."""

    kind: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}: {self.detail}"


def entry_breaks(entry: Entry) -> Iterator[Break]:
    """An entry whose key does not fit what it says was altered, or written by somebody without the key."""
    name = f"entry {entry.sequence} of {entry.subject_ref}"
    if entry.mac != entry.expected_mac():
        yield Break("altered or inserted", name, "its content does not fit its key")
        return
    beside = {row.field: row for row in entry.personal_values.all()}
    for field, hashed in _salted(entry.changes):
        row = beside.pop(field, None)
        if row is None:
            yield Break("removed", name, f"the text of “{field}” beside it is gone")
        elif row.replaced_at is None and row.expected_hash() != hashed:
            yield Break("altered", name, f"the text of “{field}” beside it was changed")
    for field in beside:
        yield Break("inserted", name, f"a text of “{field}” beside it belongs to nothing")


def _salted(changes: Iterable[list[Any]]) -> Iterator[tuple[str, str]]:
    for field, was, now in changes:
        for end, value in (("from", was), ("to", now)):
            if isinstance(value, dict) and set(value) == {"salted"}:
                yield ("why" if field == "why" else f"{field}.{end}"), value["salted"]


def chain_breaks(links: Iterable[tuple[Link, str, str]]) -> Iterator[Break]:
    """The global chain: positions without a gap, each key over the entry's and the one before.

    Takes (link, the entry's mac, the entry's name) in the order of positions. After a break the walk goes on
    from the link as it stands, so that one finding does not drown the next.
    """
    position, mac = 0, ""
    for link, entry_mac, name in links:
        if link.position != position + 1:
            yield Break("removed", f"link {position + 1}", f"the chain goes from {position} to {link.position}")
            position, mac = link.position, link.mac
            continue
        if link.mac != Link.mac_of(link.position, entry_mac, mac):
            yield Break("altered or reordered", f"link {link.position}", f"it does not fit {name}")
        position, mac = link.position, link.mac


def seal_breaks(seals: Iterable[Seal], heads: dict[int, str], length: int) -> Iterator[Break]:
    """The seals: numbered without a gap, each fitting the chain at its length; `heads` maps position to link mac."""
    number, mac, sealed = 0, "", 0
    for seal in seals:
        name = f"seal {seal.number}"
        if seal.number != number + 1:
            yield Break("removed", f"seal {number + 1}", f"the seals go from {number} to {seal.number}")
        elif seal.mac != seal.expected_mac(mac):
            yield Break("altered", name, "its content does not fit its key")
        if heads.get(seal.length) != seal.head:
            yield Break("removed or altered", name, f"the chain at {seal.length} is not what was sealed")
        number, mac, sealed = seal.number, seal.mac, seal.length
    if length > sealed:
        yield Break("removed", f"seal {number + 1}", f"{length - sealed} links stand under no seal")


def thread_breaks(
    name: str, sequences: Iterable[int], length: int | None, is_there: bool, last_act: str
) -> Iterator[Break]:
    """One record's entries: from 1 without a gap to the length that was counted; and the record still there."""
    expected = 1
    for sequence in sequences:
        if sequence != expected:
            yield Break("removed", f"entry {expected} of {name}", f"the next that stands is {sequence}")
            expected = sequence
        expected += 1
    counted = length or 0
    if counted > expected - 1:
        yield Break("removed", f"entry {expected} of {name}", f"{counted} entries were counted, the tail is gone")
    elif counted < expected - 1:
        yield Break("inserted", f"entry {counted + 1} of {name}", f"only {counted} entries were counted")
    if not is_there and last_act != "removed":
        yield Break("removed", name, "the record itself is gone and no entry says why")


def status_break(name: str, recorded: Any, stored: Any) -> Iterator[Break]:
    """A status that no move wrote."""
    if recorded != stored:
        yield Break("altered", name, f"its status is “{stored}”, the last move says “{recorded}”")


def replaced_breaks(replaced: int, recorded: int, name: str) -> Iterator[Break]:
    """Texts emptied beside the chain without an entry that says so."""
    if replaced > recorded:
        yield Break("altered", name, f"{replaced} texts were emptied, entries say {recorded}")

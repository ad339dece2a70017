"""Which of the wanted clauses a contract has."""

from collections.abc import Iterable
from typing import Protocol


class Found(Protocol):
    """What was found of one clause; `key` is its kind's."""

    @property
    def key(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def confirmed_by_id(self) -> int | None: ...


def counts(clause: Found, asked_by: int | None = None) -> bool:
    """Whether a finding satisfies policy: present, or not needed and confirmed by a second person.

    A confirmation by who asked for the sharing (`asked_by`, a person's key) does not count for that sharing.
    """
    if clause.state == "present":
        return True
    confirmed_by = clause.confirmed_by_id
    return clause.state == "not-needed" and confirmed_by is not None and confirmed_by != asked_by


def missing(
    wanted: Iterable[str],
    contract_clauses: Iterable[Found],
    master_clauses: Iterable[Found] = (),
    asked_by: int | None = None,
) -> list[str]:
    """The wanted keys, in their order, that neither the contract satisfies nor its master agreement contains.

    The caller gives a master's clauses only while the master itself is in force. That something is not needed
    counts only where it was said, not for every contract under a master.
    """
    satisfied = {clause.key for clause in contract_clauses if counts(clause, asked_by)}
    satisfied |= {clause.key for clause in master_clauses if clause.state == "present"}
    return [key for key in dict.fromkeys(wanted) if key not in satisfied]

"""The bases of every domain record: it has a reference that is never reused, and a history."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

EVERY_ACT = frozenset({"*"})
# The days that a record can hold: plans count days and years from each of them, in both directions.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


class NotAllowed(Exception):
    """An act that the rules refuse; its text is a sentence for the person who tried it."""

    def __init__(self, message: object, code: str = "not-allowed") -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


class RecordQuerySet(models.QuerySet):
    def with_ref(self, ref: str) -> Self:
        """The record of this reference, or none where it is not one of ours."""
        number = self.model.number_in(ref)  # type: ignore[attr-defined]
        return self.filter(pk=number) if number else self.none()

    def hidden_from(self, user: Any) -> Self:
        """Those that are sealed to this user still: see SEALED."""
        return self.none()


class Record(models.Model):
    """A domain record: followed by the history, named by a reference made from its key.

    REF is the prefix of the reference (`VEN` gives VEN-0001). PERSONAL names the fields whose values lie
    beside the audit chain, salted, so that they can be replaced when their retention ends. UNTRACKED names
    fields that are derived or technical and leave no entry of their own (counters, epochs). SEALED names the
    acts whose entries are kept from whom the record is hidden (`hidden_from`); EVERY_ACT keeps the record itself from
    them, in the administration too.
    """

    REF: ClassVar[str] = ""
    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    UNTRACKED: ClassVar[frozenset[str]] = frozenset()
    SEALED: ClassVar[frozenset[str]] = frozenset()

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def ref(self) -> str:
        return f"{self.REF or self._meta.model_name}-{self.pk:04d}"

    @classmethod
    def number_in(cls, ref: str) -> int | None:
        """The key that a reference stands for; None where it is malformed or another record's."""
        prefix, _dash, number = ref.rpartition("-")
        if prefix != (cls.REF or cls._meta.model_name) or not number.isascii() or not number.isdecimal():
            return None
        if len(number) > len(str(2**63)):  # so long a number is not even read
            return None
        return int(number) if f"{int(number):04d}" == number and int(number) < 2**63 else None


class Stateful(Record):
    """A record with a status, which only `history.moves.move()` writes.

    MOVES sits beside Status in each subclass, so that the diagram can be read off the class. A guarded
    record's status takes part in the gate: moving it needs the locks of `held_by()` (see vendors.locks).
    """

    MOVES: ClassVar[dict[Any, set[Any]]] = {}
    GUARDED: ClassVar[bool] = False

    class Meta:
        abstract = True

    status: Any

    def held_by(self) -> tuple[int | None, int | None]:
        """The vendor's and the engagement's key whose rows must be locked before this record moves."""
        return None, None

    @property
    def status_label(self) -> str:
        return str(dict(type(self)._meta.get_field("status").flatchoices).get(self.status, self.status) or _("Unknown"))

"""One kind of record that has an anchor, as one SELECT; all of them give the same columns."""

from dataclasses import dataclass

COLUMNS = (
    "subject_type",
    "subject_id",
    "subject_ref",
    "anchor_on",
    "since_on",
    "occasion",
    "vendor_id",
    "engagement_id",
    "owner_id",
    "requester_id",
    "contact_id",
    "approver_id",
    "reviewer_id",
    "power",
    "but_not",
)


NOBODY = "CAST(NULL AS bigint)"


@dataclass(frozen=True)
class Piece:
    """One kind of record that has an anchor. `source` ends in a WHERE, to which more can be added."""

    subject: str
    number: str
    ref: str
    anchor_on: str
    source: str
    since_on: str = ""
    occasion: str = "''"
    vendor: str = NOBODY
    engagement: str = NOBODY
    owner: str = NOBODY
    requester: str = NOBODY
    contact: str = NOBODY
    approver: str = NOBODY
    reviewer: str = NOBODY
    power: str = "CAST(NULL AS text)"
    but_not: str = NOBODY
    is_repeated: bool = False  # its joins find the same thing more than once

    def select(self, condition: str = "") -> str:
        values = (
            f"'{self.subject}'",
            self.number,
            self.ref,
            self.anchor_on,
            self.since_on or self.anchor_on,
            self.occasion,
            self.vendor,
            self.engagement,
            self.owner,
            self.requester,
            self.contact,
            self.approver,
            self.reviewer,
            self.power,
            self.but_not,
        )
        listed = ", ".join(f"{value} AS {name}" for value, name in zip(values, COLUMNS, strict=True))
        return f"SELECT {'DISTINCT ' if self.is_repeated else ''}{listed} {self.source} {condition}"


def since(model: str, number: str, act: str) -> str:
    """The day of a record's last entry of this kind."""
    return (
        f"(SELECT date(max(h.at)) FROM history_entry h WHERE h.subject_type = '{model}'"
        f" AND h.subject_id = {number} AND h.act = '{act}')"
    )

"""Sharing requests in every state, with the approvals and clearances of those that were let go."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from accounts.models import Role
from history.models.entry import canonical
from portfolio.large import words
from portfolio.large.frame import Frame, S
from portfolio.large.vendors import country_of, facts
from portfolio.large.writer import Row
from sharing.models import SharingRequest
from sharing.writers import keys, tokens

SHARING = (
    "id status title vendor_id engagement_id contract_id data_class data_categories description purpose way "
    "destination countries volume legal_basis retention frequency planned_on until_on under_way_since_on clear_by_on "
    "requested_by_id owner_id requested_at clearance_id valid_until"
)
APPROVAL = "id sharing_id requested_by_id by_id at until_on scope_digest vendor_epoch engagement_epoch"
CLEARANCE = (
    "id sharing_id issued_at valid_until ends_with policy_id vendor_epoch engagement_epoch scope_digest snapshot "
    "digest signature"
)
VOLUMES = (900, 90_000, 2_000_000)  # of small, medium and large engagements
LET_GO = {S.CLEARED, S.ACTIVE, S.SUSPENDED, S.ENDING, S.ENDED}


def status_of(frame: Frame, place: int) -> str:
    state = frame.sharing_state(place)
    return S.REQUESTED if state == "ready" else state


def valid_until(frame: Frame, place: int) -> datetime:
    """The first end of what a clearance rests on: as generated, that of an approval or of an answer."""
    left = 59 + frame.size.draw(81, place, 2)
    return datetime.combine(frame.size.day(left), datetime.min.time(), UTC)


def requests(frame: Frame) -> Iterator[Row]:
    size = frame.size
    for place in range(size.engagements):
        status, vendor = status_of(frame, place), frame.vendor_of(place)
        data_class, categories = frame.data(place)
        process = words.PROCESSES[size.draw(31, place, len(words.PROCESSES))]
        planned, by = frame.planned_on(place), requester(frame, place)
        until = size.day(-1) if status == S.ENDED else planned + timedelta(days=500)
        until = max(until, planned)
        under_way = (size.day(-30), size.day(14)) if status == S.UNDER_WAY else (None, None)
        cleared = frame.clearance + place if status in LET_GO else None
        yield (
            *(frame.sharing + place, status, f"Data for {process}", frame.vendor + vendor, frame.engagement + place),
            *(frame.contract + place, data_class, categories, f"Records that {process} needs", f"Run {process}"),
            *("sftp", "sftp.vendor.example", [country_of(size, vendor)], VOLUMES[facts(frame, place)["volume"]]),
            *("contract", "30 days after the end", "standing", planned, until, *under_way),
            *(by, frame.in_role(Role.PROCUREMENT, 34, place), None if status == S.DRAFT else size.at),
            *(cleared, valid_until(frame, place) if cleared else None),
        )


def requester(frame: Frame, place: int) -> int:
    return frame.in_role(Role.REQUESTER, 83, place)


def scope_digest(frame: Frame, row: Row) -> str:
    """The digest of a request's scope, as an approval keeps it."""
    sharing = SharingRequest(**dict(zip(SHARING.split(), row, strict=True)))
    return hashlib.sha256(sharing.scope()).hexdigest()


def approvals(frame: Frame, first: int) -> Iterator[Row]:
    for place, row in enumerate(requests(frame)):
        if row[1] in LET_GO:
            by = frame.in_role(Role.APPROVER, 84, place)
            until, digest = frame.size.day(330), scope_digest(frame, row)
            yield first + place, row[0], requester(frame, place), by, frame.size.at, until, digest, 1, 1


def clearances(frame: Frame, policy_id: int) -> Iterator[Row]:
    """One for each that was let go; a suspended one was issued under an epoch that has passed."""
    for place, row in enumerate(requests(frame)):
        if row[1] in LET_GO:
            snapshot = {"sharing": f"SR-{row[0]:04d}", "policy": policy_id, "generated": True}
            digest = hashlib.sha256(canonical(snapshot)).hexdigest()
            epoch = 0 if row[1] == S.SUSPENDED else 1
            scope, until = scope_digest(frame, row), valid_until(frame, place)
            signature = keys.sign(
                tokens.signed_content(
                    sharing_id=row[0],
                    issued_at=frame.size.at,
                    valid_until=until,
                    policy_id=policy_id,
                    epochs=(epoch, epoch),
                    scope_digest=scope,
                    digest=digest,
                )
            )
            key = frame.clearance + place
            yield (
                key,
                row[0],
                frame.size.at,
                until,
                "answer",
                policy_id,
                epoch,
                epoch,
                scope,
                snapshot,
                digest,
                signature,
            )

"""Asks the gate: facts as they are at this moment, through the one `decide` and the one `may_share`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import structlog

from sharing.models.facts import Facts, PolicyFacts
from sharing.models.gathering import CHUNK, gather
from sharing.rules import approval, gate
from sharing.rules.approval import Answer
from sharing.rules.reasons import Decision, day_of
from sharing.writers import tokens

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the gate says of one request at one instant, with the facts that it rests on.

    With a `fault`, it could not be judged: it is blocked, and nothing else follows from that.
    """

    facts: Facts
    decision: Decision
    answer: Answer
    at: datetime
    fault: Exception | None = None

    @property
    def epochs(self) -> tuple[int, int]:
        return self.facts.vendor.epoch, self.facts.engagement.epoch

    @property
    def approvals(self) -> list:
        """The approvals that count at this instant."""
        return approval.counting(self.facts.sharing, self.facts.approvals, self.decision, self.epochs, self.at)


def judge_all(sharing_ids: Iterable[int], at: datetime) -> Iterator[Judgement]:
    """Judge these requests on what is true now, a fixed number of statements a chunk; unknown keys are left out."""
    ids = list(sharing_ids)
    for start in range(0, len(ids), CHUNK):
        gathered = gather(ids[start : start + CHUNK], day_of(at))
        for facts in gathered.facts.values():
            yield _judged(facts, gathered.policy, at)


def _judged(facts: Facts, policy: PolicyFacts | None, at: datetime) -> Judgement:
    """Judge one; a fault in it closes this one and keeps no other from its answer."""
    epochs = (facts.vendor.epoch, facts.engagement.epoch)
    try:
        decision = gate.decide(facts, policy, at)
        is_sound = tokens.is_sound(facts.clearance)
        answer = approval.may_share(
            facts.sharing,
            facts.clearance,
            facts.approvals,
            decision,
            epochs,
            at,
            is_sound=is_sound,
            approving=facts.holders_of(*approval.APPROVING),
        )
    except Exception as fault:
        log.exception("gate.fault", sharing=facts.sharing.ref)
        decision = gate.failed(facts, policy)
        return Judgement(facts, decision, Answer(False, decision.reasons, None, 0, 0), at, fault)
    return Judgement(facts, decision, answer, at)


def judge(sharing_id: int, at: datetime) -> Judgement:
    """Judge one request; LookupError where there is none of this key, and what went wrong where it cannot be judged."""
    for judgement in judge_all([sharing_id], at):
        if judgement.fault is not None:
            raise judgement.fault
        return judgement
    raise LookupError(f"no sharing request has the key {sharing_id}")

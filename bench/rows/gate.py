"""The gate: one request of 260 items, every request of the portfolio, and letting one go."""

from collections.abc import Iterator

from accounts.models import Role, User
from bench import large_checklist
from bench.floors import one_row_commit
from bench.frame import Frame, Row
from bench.measure import Figure, Side, compare
from checklists.actions import lay_out, recount
from checklists.models import Scope
from sharing.actions import approve, judge_all
from sharing.models import SharingRequest
from sharing.models.gathering import CHUNK, gather
from sharing.rules.gate import decide

CLEARED = 5
TIMES = 10
FLOOR = 1_000  # as long a stretch as ours, so that whatever else the machine does hits both alike
# What somebody in a hurry would write: yes or no in one statement, and no reason for either.
YES_OR_NO = """
    SELECT s.id, v.status = 'approved' AND v.approved_until_on >= {day} AND e.status IN ('awarded', 'live')
           AND k.status = 'active' AND k.starts_on <= {day} AND (k.ends_on IS NULL OR k.ends_on >= {day})
           AND (SELECT count(*) FROM vendors_factconfirmation f
                 WHERE f.engagement_id = e.id AND f.ended_at IS NULL) = 8
           AND NOT EXISTS (
             SELECT 1 FROM checklists_checklist c
               JOIN checklists_item i ON i.checklist_id = c.id
               LEFT JOIN checklists_answer a ON a.id = i.accepted_answer_id
              WHERE c.vendor_id = v.id AND (c.engagement_id = e.id OR c.engagement_id IS NULL)
                AND c.closed_at IS NULL AND i.is_required AND i.not_applicable_confirmed_by_id IS NULL
                AND (a.id IS NULL OR a.good_until_on < {day})
                AND NOT EXISTS (SELECT 1 FROM checklists_waiver w WHERE w.item_id = i.id AND w.status = 'granted'
                                   AND w.starts_on <= {day} AND w.ends_on >= {day}))
      FROM sharing_sharingrequest s
      JOIN vendors_vendor v ON v.id = s.vendor_id
      JOIN vendors_engagement e ON e.id = s.engagement_id
      LEFT JOIN contracts_contract k ON k.id = s.contract_id"""


def _statement(frame: Frame) -> str:
    return YES_OR_NO.format(day=f"'{frame.at.date().isoformat()}'")


def _ready(frame: Frame) -> Iterator[SharingRequest]:
    """Requests that lack nothing but one approval."""
    keys = SharingRequest.objects.filter(status=SharingRequest.Status.REQUESTED).order_by("pk")
    for judgement in judge_all(keys.values_list("pk", flat=True), frame.at):
        if judgement.decision.ready and judgement.decision.approvals == 1:
            yield SharingRequest.objects.get(pk=judgement.facts.sharing.id)


def one(frame: Frame) -> Figure:
    """Every reason of a request whose vendor was asked 260 questions more, half of them answered."""
    sharing = next(_ready(frame))
    reviewer = User.objects.filter(groups__name=Role.REVIEWER_SECURITY).first()
    version = large_checklist.version(Scope.ENGAGEMENT, frame.at)
    checklist = lay_out(version, sharing.vendor, sharing.engagement, by=reviewer, at=frame.at)
    contact = sharing.vendor.contacts.get(is_main=True)
    items = list(checklist.items.order_by("position"))
    large_checklist.accept_every_second(items, contact.person_id, reviewer.person_id, frame.at)
    recount([checklist.pk], frame.at)

    def ours() -> None:
        for _turn in range(TIMES):
            gathered = gather([sharing.pk], frame.at.date())
            decide(gathered.facts[sharing.pk], gathered.policy, frame.at)

    statement = frame.sql(f"{_statement(frame)} WHERE s.id = %s")

    def by_hand() -> None:
        for _turn in range(FLOOR):
            frame.raw.execute(statement, [sharing.pk]).fetchone()

    return compare(
        "gate, one request of 260 items", 40, Side(ours, times=TIMES), Side(by_hand, times=FLOOR), frame.rounds
    )


def every(frame: Frame) -> Figure:
    """Every request of the portfolio, with all reasons, a thousand at a time."""
    keys = list(SharingRequest.objects.order_by("pk").values_list("pk", flat=True))

    def ours() -> None:
        for start in range(0, len(keys), CHUNK):
            gathered = gather(keys[start : start + CHUNK], frame.at.date())
            for facts in gathered.facts.values():
                decide(facts, gathered.policy, frame.at)

    statement = _statement(frame)

    def by_hand() -> None:
        frame.raw.execute(statement).fetchall()

    return compare(f"gate, {len(keys):,} requests", 60, Side(ours), Side(by_hand), frame.rounds)


def clear(frame: Frame) -> Figure:
    """Approving what is ready: locks, facts, decision, approval, clearance, history; against a one-row commit."""
    waiting = _ready(frame)
    approver = User.objects.filter(groups__name=Role.APPROVER).first()
    chosen: list[SharingRequest] = []

    def choose() -> None:
        chosen[:] = [next(waiting) for _turn in range(CLEARED)]

    def ours() -> None:
        for sharing in chosen:
            approve(sharing.ref, by=approver, at=frame.at)

    return compare("clearing", 20, Side(ours, prepare=choose, times=CLEARED), one_row_commit(frame), frame.rounds)


ROWS: dict[str, Row] = {"gate-one": one, "clear": clear, "gate-every": every}

"""Makes the large portfolio in one transaction: all of it, or nothing."""

import hashlib
from collections.abc import Callable, Iterable

from django.db import connection, models, transaction

from accounts.models import Person, User
from checklists.actions import recount
from checklists.models import Answer, AnswerEvidence, Checklist, Evidence, Item, Waiver
from contracts.models import Agreement, Charge, Clause, ClauseKind, Contract, Milestone, RateLine
from history import moves
from portfolio.large import checklists, contracts, people, sharing, vendors
from portfolio.large.frame import Frame
from portfolio.large.size import Size
from portfolio.large.writer import Row, Table, analyse, catch_up, next_id
from selection.models import Award, Candidate
from sharing.models import Approval, Clearance, GatePolicy, SharingRequest
from vendors.models import Engagement, FactConfirmation, ImportRun, Risk, ServiceCategory, Vendor, VendorContact

Say = Callable[[str], object]


def real_users() -> int:
    """How many can sign in here whom no generated portfolio made."""
    return User.objects.exclude(email__endswith=f"@{people.DOMAIN}").count()


@transaction.atomic
def portfolio(size: Size, say: Say) -> ImportRun:
    """Write it; returns the run, whose history holds one entry for each table: how many rows, and their digest."""
    categories = list(ServiceCategory.objects.order_by("pk").values_list("pk", flat=True))
    frame = Frame.of(size, categories, list(ClauseKind.objects.order_by("pk").values_list("pk", flat=True)))
    tables = [*_parties(frame, say), *_papers(frame, say), *_checklists(frame, say), *_sharings(frame, say)]
    catch_up(table.model for table in tables)
    return _remember(size, tables)


def finish() -> None:
    """What the database does best after the commit."""
    analyse()


def _table(
    say: Say, frame: Frame, model: type[models.Model], columns: str, rows: Iterable[Row], undigested: str = ""
) -> Table:
    table = Table(model, columns, frame.size.at, undigested)
    table.write(rows)
    say(f"{table.count:>10,} {model._meta.verbose_name_plural}")
    return table


def _parties(frame: Frame, say: Say) -> list[Table]:
    """People, vendors, engagements and who was chosen for them."""
    person = _table(say, frame, Person, people.PERSON, people.people(frame))
    catch_up([Person])
    people.sign_ins(frame)
    candidate = next_id(Candidate)
    contact, confirmation = next_id(VendorContact), next_id(FactConfirmation)
    award = "id status engagement_id candidate_id reason proposed_by_id decided_by_id decided_at laid_out_at"
    fact = "id engagement_id fact value entered_by_id confirmed_by_id confirmed_at"
    return [
        person,
        _table(say, frame, Vendor, vendors.VENDOR, vendors.vendors(frame)),
        _table(
            say, frame, VendorContact, "id vendor_id person_id role is_main", people.vendor_contacts(frame, contact)
        ),
        _table(say, frame, Engagement, vendors.ENGAGEMENT, vendors.engagements(frame)),
        _table(say, frame, FactConfirmation, fact, vendors.confirmations(frame, confirmation)),
        _table(say, frame, Candidate, "id status engagement_id vendor_id reason", vendors.candidates(frame, candidate)),
        _table(say, frame, Risk, vendors.RISK, vendors.risks(frame, next_id(Risk))),
        _table(say, frame, Award, award, vendors.awards(frame, next_id(Award), candidate)),
    ]


def _papers(frame: Frame, say: Say) -> list[Table]:
    """Contracts, their prices and clauses, agreements."""
    agreement = "id status vendor_id kind title countries starts_on ends_on signed_on owner_id"
    rate = "id contract_id role rate_e4 minutes position"
    milestone = "id status contract_id title amount due_on position"
    charge = "id contract_id kind title amount period"
    clause = "id contract_id kind_id state place entered_by_id"
    return [
        _table(say, frame, Contract, contracts.CONTRACT, contracts.contracts(frame)),
        _table(say, frame, RateLine, rate, contracts.rate_lines(frame, next_id(RateLine))),
        _table(say, frame, Milestone, milestone, contracts.milestones(frame, next_id(Milestone))),
        _table(say, frame, Charge, charge, contracts.charges(frame, next_id(Charge))),
        _table(say, frame, Clause, clause, contracts.clauses(frame, next_id(Clause))),
        _table(say, frame, Agreement, agreement, contracts.agreements(frame)),
    ]


def _checklists(frame: Frame, say: Say) -> list[Table]:
    """Checklists with their items, answers, evidence and waivers, some hundreds at a time."""
    at = frame.size.at
    tables = {
        "checklists": Table(Checklist, checklists.CHECKLIST, at),
        "items": Table(Item, checklists.ITEM, at),
        "evidence": Table(Evidence, checklists.EVIDENCE, at),
        "answers": Table(Answer, checklists.ANSWER, at),
        "pieces": Table(AnswerEvidence, checklists.PIECE, at),
        "waivers": Table(Waiver, checklists.WAIVER, at),
    }
    laid_out = checklists.layouts(frame)
    batches = checklists.batches(frame, laid_out, next_id(Waiver), next_id(AnswerEvidence))
    for number, batch in enumerate(batches):
        for name, table in tables.items():
            table.write(getattr(batch, name))
        if number & (number - 1) == 0:  # twice as many rows as at the last look, which no server sees before the commit
            analyse(table.model for table in tables.values())
        recount([row[0] for row in batch.checklists], at)
        _check_references()
    for table in tables.values():
        say(f"{table.count:>10,} {table.model._meta.verbose_name_plural}")
    return list(tables.values())


def _sharings(frame: Frame, say: Say) -> list[Table]:
    policy = GatePolicy.objects.current(frame.size.today).get()
    tables = [
        _table(say, frame, SharingRequest, sharing.SHARING, sharing.requests(frame)),
        _table(say, frame, Approval, sharing.APPROVAL, sharing.approvals(frame, next_id(Approval))),
        _table(say, frame, Clearance, sharing.CLEARANCE, sharing.clearances(frame, policy.pk), "signature"),
    ]
    _check_references()
    return tables


def _check_references() -> None:
    """Have PostgreSQL check the foreign keys now, so that what it must remember until the commit stays small."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _remember(size: Size, tables: list[Table]) -> ImportRun:
    """One entry for each set: the rows were not logged one by one, and that is said."""
    name = f"vendors={size.vendors} items={size.items} seed={size.seed} today={size.today}"
    digest = hashlib.sha256("".join(table.digest for table in tables).encode()).hexdigest()
    run = ImportRun(kind="generated portfolio", file_name=name, sha256=digest, started_at=size.at)
    run.created_count = sum(table.count for table in tables)
    moves.create(run, by=None)
    for table in tables:
        act = f"generated {table.model._meta.label_lower}"
        moves.record(run, act, by=None, count=table.count, digest=table.digest)
    return run

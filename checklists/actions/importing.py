"""Bringing a questionnaire in as a draft version of a template: all of it or nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.models import Person, User
from checklists.actions.templates import ITEM_FIELDS
from checklists.models import Scope, Section, Template, TemplateItem, TemplateVersion
from checklists.readers.questionnaires import Problem, Question, Questionnaire, letter
from history.moves import create, record, record_set
from vendors.models import ImportRun

MOST_KEPT = 1_000
# What administrators set on an item and files rarely say: it goes over to the next version under the same key.
KEPT = (
    "asks",
    "area",
    "answer_kind",
    "choices",
    "expected",
    "is_required",
    "is_evidence_wanted",
    "evidence_days",
    "answer_days",
    "condition",
)
LOCK = 0x43484B54  # PostgreSQL: two imports of one questionnaire at once would make two versions


@dataclass
class Report:
    """What an import did, or would have done: counts are of questions."""

    file_name: str
    created: int = 0
    updated: int = 0
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    version: TemplateVersion | None = None
    run: ImportRun | None = None


@transaction.atomic
def import_questionnaire(
    found: Questionnaire,
    *,
    by: User | Person | None,
    at: datetime,
    key: str = "",
    is_partial: bool = False,
    is_dry_run: bool = False,
) -> Report:
    """Make a draft version of the template `key` out of a questionnaire; where nothing is new, make none.

    With a problem in any place nothing is written, unless `is_partial`. Imported again, questions are known by
    their keys, keep what was set on them here, and what is gone from the file is gone from the draft.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    key = key or found.key
    newest = TemplateVersion.objects.filter(template__key=key).order_by("-number").first()
    known = {item.key: item for item in newest.items.select_related("section")} if newest else {}
    rows = _rows(found, known)
    report = Report(found.file_name, problems=found.problems, left_out=found.left_out)
    _count(report, rows, known)
    is_new = bool(report.created or report.updated or len(rows) != len(known))
    if is_dry_run or (found.problems and not is_partial) or not rows or not is_new:
        return report
    report.version = _write(found, key, newest, rows, by)
    report.run = _record(found, report, rows, by, at)
    return report


def _rows(found: Questionnaire, known: dict[str, TemplateItem]) -> list[dict[str, Any]]:
    """The items of the version that this would be: our defaults, what was set here before, what the file says."""
    rows: list[dict[str, Any]] = []
    for place, part in enumerate(found.parts):
        for number, question in enumerate(part.questions, 1):
            old = known.get(question.key)
            rows.append(
                {
                    **_defaults(),
                    **({name: getattr(old, name) for name in KEPT} if old else {}),
                    **_said(question, old),
                    "key": question.key,
                    "code": f"{letter(place)}-{number:02}",
                    "position": len(rows) + 1,
                }
            )
    return rows


def _said(question: Question, old: TemplateItem | None) -> dict[str, Any]:
    """What the file says; how an answer is given is a mere guess of the reader where it was set here before."""
    guessed = ("answer_kind", "expected") if old and "choices" not in question.values else ()
    return {name: value for name, value in question.values.items() if name not in guessed}


def _defaults() -> dict[str, Any]:
    blank = TemplateItem()
    return {name: getattr(blank, name) for name in ITEM_FIELDS}


def _count(report: Report, rows: list[dict[str, Any]], known: dict[str, TemplateItem]) -> None:
    for row in rows:
        old = known.get(row["key"])
        if old is None:
            report.created += 1
        elif all(getattr(old, name) == row[name] for name in ITEM_FIELDS):
            report.skipped += 1
        else:
            report.updated += 1


def _write(
    found: Questionnaire,
    key: str,
    newest: TemplateVersion | None,
    rows: list[dict[str, Any]],
    by: User | Person | None,
) -> TemplateVersion:
    template = Template.objects.filter(key=key).first() or create(Template(key=key, title=found.title), by=by)
    version = create(
        TemplateVersion(
            template=template,
            number=newest.number + 1 if newest else 1,
            source=found.source,
            scope=newest.scope if newest else Scope.ENGAGEMENT,
            applies=newest.applies if newest else {},
        ),
        by=by,
    )
    sections = {
        letter(place): Section(version=version, letter=letter(place), title=part.title, position=place)
        for place, part in enumerate(found.parts)
    }
    Section.objects.bulk_create(sections.values())
    TemplateItem.objects.bulk_create(
        [TemplateItem(version=version, section=sections[row["code"].partition("-")[0]], **row) for row in rows],
        batch_size=200,
    )
    record_set(version, "imported", [row["key"] for row in rows], by=by)
    return version


def _record(
    found: Questionnaire, report: Report, rows: list[dict[str, Any]], by: User | Person | None, at: datetime
) -> ImportRun:
    run = create(
        ImportRun(
            kind="checklist",
            file_name=found.file_name[:255],
            sha256=found.sha256,
            started_at=at,
            by=by.person if by else None,
            created_count=report.created,
            updated_count=report.updated,
            skipped_count=report.skipped,
            errors=[str(problem) for problem in report.problems[:MOST_KEPT]],
        ),
        by=by,
    )
    record(run, "imported", by=by, at=at, changes=[("version", None, report.version)], count=len(rows))
    return run

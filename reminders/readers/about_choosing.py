"""What a reminder of choosing and watching a vendor is about."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from checklists.models import TierOverride
from reminders.readers.about_line import About, asked, person, ref
from selection.models import Award, Evaluation
from vendors.models import Engagement, FitAssessment, FitCondition, Incident, NamedStaff, Risk, Subcontractor, Vendor


def _awards(ids: list[int]) -> dict[int, About]:
    rows = Award.objects.filter(pk__in=ids).values(
        "pk", "engagement_id", "engagement__title", "candidate__vendor__name", *person("proposed_by")
    )
    return {
        row["pk"]: About(
            ref(Award, row["pk"]),
            row["engagement__title"],
            f"/engagements/{ref(Engagement, row['engagement_id'])}/",
            row["candidate__vendor__name"],
            **asked(row, "proposed_by"),
        )
        for row in rows
    }


def _evaluations(ids: list[int]) -> dict[int, About]:
    """What the evaluator is asked for; never a score, nor who the candidates are."""
    engagement = "scorecard__engagement"
    rows = Evaluation.objects.filter(pk__in=ids).values(
        "pk", f"{engagement}_id", f"{engagement}__title", *person("invited_by")
    )
    return {
        row["pk"]: About(
            ref(Evaluation, row["pk"]),
            row[f"{engagement}__title"],
            f"/engagements/{ref(Engagement, row[f'{engagement}_id'])}/scorecard/",
            **asked(row, "invited_by"),
        )
        for row in rows
    }


def _subcontractors(ids: list[int]) -> dict[int, About]:
    rows = Subcontractor.objects.filter(pk__in=ids).values(
        "pk", "name", "engagement_id", "vendor__name", *person("engagement__owner")
    )
    return {
        row["pk"]: About(
            ref(Subcontractor, row["pk"]),
            _("Subcontractor %(name)s") % {"name": row["name"]},
            f"/engagements/{ref(Engagement, row['engagement_id'])}/#{ref(Subcontractor, row['pk'])}",
            row["vendor__name"],
            **asked(row, "engagement__owner"),
        )
        for row in rows
    }


def _fits(ids: list[int]) -> dict[int, About]:
    rows = FitAssessment.objects.filter(pk__in=ids).values(
        "pk", "engagement_id", "engagement__title", *person("answered_by")
    )
    return {
        row["pk"]: About(
            ref(FitAssessment, row["pk"]),
            _("Whether outsourcing fits: %(title)s") % {"title": row["engagement__title"]},
            _place(row, "#fit"),
            **asked(row, "answered_by"),
        )
        for row in rows
    }


def _conditions(ids: list[int]) -> dict[int, About]:
    rows = FitCondition.objects.filter(pk__in=ids).values(
        "pk", "text", "status", "engagement_id", *person("engagement__owner")
    )
    return {
        row["pk"]: About(
            ref(FitCondition, row["pk"]),
            row["text"],
            _place(row, f"#{ref(FitCondition, row['pk'])}"),
            state=str(FitCondition.Status(row["status"]).label),
            **asked(row, "engagement__owner"),
        )
        for row in rows
    }


def _risks(ids: list[int]) -> dict[int, About]:
    rows = Risk.objects.filter(pk__in=ids).values("pk", "title", "engagement_id", "vendor__name", *person("owner"))
    return {
        row["pk"]: About(
            ref(Risk, row["pk"]),
            _("Risk: %(title)s") % {"title": row["title"]},
            _place(row, f"risks/#{ref(Risk, row['pk'])}"),
            row["vendor__name"],
            **asked(row, "owner"),
        )
        for row in rows
    }


def _incidents(ids: list[int]) -> dict[int, About]:
    rows = Incident.objects.filter(pk__in=ids).values("pk", "title", "vendor_id", "vendor__name", *person("logged_by"))
    return {
        row["pk"]: About(
            ref(Incident, row["pk"]),
            _("Reassess after an incident: %(title)s") % {"title": row["title"]},
            f"/vendors/{ref(Vendor, row['vendor_id'])}/incidents/{ref(Incident, row['pk'])}/",
            row["vendor__name"],
            **asked(row, "logged_by"),
        )
        for row in rows
    }


def _tiers(ids: list[int]) -> dict[int, About]:
    rows = TierOverride.objects.filter(pk__in=ids).values(
        "pk", "engagement_id", "engagement__title", "vendor_id", "vendor__name", *person("set_by")
    )
    return {
        row["pk"]: About(
            ref(TierOverride, row["pk"]),
            _("Lower tier: %(title)s") % {"title": row["engagement__title"]},
            _place(row, f"tier/{ref(Vendor, row['vendor_id'])}/"),
            row["vendor__name"],
            **asked(row, "set_by"),
        )
        for row in rows
    }


def _place(row: dict[str, Any], rest: str) -> str:
    return f"/engagements/{ref(Engagement, row['engagement_id'])}/{rest}"


def _staff(ids: list[int]) -> dict[int, About]:
    """Whom it is about is not said in a mail: their page does."""
    rows = NamedStaff.objects.filter(pk__in=ids).values(
        "pk", "status", "vendor_id", "vendor__name", *person("vendor__owner")
    )
    return {
        row["pk"]: About(
            ref(NamedStaff, row["pk"]),
            _("Somebody who works under our accounts"),
            f"/vendors/{ref(Vendor, row['vendor_id'])}/staff/{ref(NamedStaff, row['pk'])}/",
            row["vendor__name"],
            str(NamedStaff.Status(row["status"]).label),
            **asked(row, "vendor__owner"),
        )
        for row in rows
    }


READS: dict[str, Callable[[list[int]], dict[int, About]]] = {
    "checklists.tieroverride": _tiers,
    "selection.award": _awards,
    "selection.evaluation": _evaluations,
    "vendors.fitassessment": _fits,
    "vendors.fitcondition": _conditions,
    "vendors.incident": _incidents,
    "vendors.namedstaff": _staff,
    "vendors.risk": _risks,
    "vendors.subcontractor": _subcontractors,
}

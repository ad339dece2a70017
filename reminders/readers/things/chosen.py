"""What is outstanding while a vendor is chosen and watched: fit, risks, fourth parties, named staff, tiers by hand."""

from typing import Any

from reminders.readers import dialect
from reminders.readers.things.over import OVER
from reminders.readers.things.piece import Piece, since

OPEN = f"JOIN vendors_engagement e ON e.id = {{of}}.engagement_id AND e.status NOT IN {OVER}"


def _condition(status: str, anchor_on: str, **more: Any) -> Piece:
    return Piece(
        subject="vendors.fitcondition",
        number="fc.id",
        ref=dialect.ref("FCN", "fc.id"),
        anchor_on=anchor_on,
        engagement="fc.engagement_id",
        source=f"FROM vendors_fitcondition fc {OPEN.format(of='fc')} WHERE fc.status = '{status}'",
        **more,
    )


def conditions_due() -> list[Piece]:
    """What a fit assessment asked for and its owner has not reported as done."""
    made = f"COALESCE({since('vendors.fitcondition', 'fc.id', 'created')}, fc.due_on)"
    return [_condition("open", "fc.due_on", since_on=made, owner="fc.owner_id")]


def fit() -> list[Piece]:
    """Assessments to be decided, and conditions that are said to be met: for who may decide on them."""
    power = "'vendors.decide_fit'"
    return [
        Piece(
            subject="vendors.fitassessment",
            number="fa.id",
            ref=dialect.ref("FIT", "fa.id"),
            anchor_on="date(fa.answered_at)",
            engagement="fa.engagement_id",
            power=power,
            but_not="fa.answered_by_id",
            source=f"FROM vendors_fitassessment fa {OPEN.format(of='fa')} WHERE fa.status = 'waiting'",
        ),
        _condition("reported", "date(fc.reported_at)", power=power, but_not="fc.owner_id"),
    ]


def _risk(condition: str, anchor_on: str, **more: Any) -> Piece:
    return Piece(
        subject="vendors.risk",
        number="rk.id",
        ref=dialect.ref("RSK", "rk.id"),
        anchor_on=anchor_on,
        vendor="rk.vendor_id",
        engagement="rk.engagement_id",
        source=f"FROM vendors_risk rk {OPEN.format(of='rk')} WHERE rk.status = 'open' AND {condition}",
        **more,
    )


def risk_reviews() -> list[Piece]:
    """Open risks by the day on which their owner looks at them again."""
    return [_risk("rk.review_on IS NOT NULL", "rk.review_on", since_on="date(rk.logged_at)", owner="rk.owner_id")]


def risks() -> list[Piece]:
    """Risks that are treated, of which nobody has said yet what remains: never for their owner."""
    changed = f"COALESCE({since('vendors.risk', 'rk.id', 'changed')}, date(rk.logged_at))"
    treated = "rk.response <> 'undecided' AND rk.assessed_by_id IS NULL"
    return [_risk(treated, changed, power="'vendors.assess_risk'", but_not="rk.owner_id")]


def _incident(anchor_on: str, since_on: str = "") -> Piece:
    return Piece(
        subject="vendors.incident",
        number="ic.id",
        ref=dialect.ref("INC", "ic.id"),
        anchor_on=anchor_on,
        since_on=since_on,
        vendor="ic.vendor_id",
        engagement="ic.engagement_id",
        power="'vendors.assess_incident'",
        but_not="ic.logged_by_id",
        source="FROM vendors_incident ic WHERE ic.status = 'open'",
    )


def incidents() -> list[Piece]:
    """Those of which nobody has said yet what a reassessment found: never for who logged them."""
    return [_incident("date(ic.logged_at)")]


def incidents_due() -> list[Piece]:
    """The same, by the day after which the gate is closed."""
    return [_incident("ic.reassess_on", "date(ic.logged_at)")]


def _subcontractor(anchor_on: str, since_on: str = "") -> Piece:
    return Piece(
        subject="vendors.subcontractor",
        number="u.id",
        ref=dialect.ref("SUB", "u.id"),
        anchor_on=anchor_on,
        since_on=since_on,
        vendor="u.vendor_id",
        engagement="u.engagement_id",
        power="'vendors.approve_subcontractor'",
        but_not="u.entered_by_id",
        source=f"FROM vendors_subcontractor u {OPEN.format(of='u')} WHERE u.status = 'announced'",
    )


def subcontractors() -> list[Piece]:
    """Those that were announced and wait for a yes or an objection."""
    return [_subcontractor("date(u.entered_at)")]


def objections_end() -> list[Piece]:
    """The same, by the last day on which we can object: after it silence may be taken for a yes (GDPR 28(2))."""
    return [_subcontractor("u.objection_until_on", "date(u.entered_at)")]


def tiers() -> list[Piece]:
    """Lower tiers that somebody asked for."""
    return [
        Piece(
            subject="checklists.tieroverride",
            number="tv.id",
            ref=dialect.ref("TOV", "tv.id"),
            anchor_on="date(tv.set_at)",
            vendor="tv.vendor_id",
            engagement="tv.engagement_id",
            power="'checklists.approve_tier'",
            but_not="tv.set_by_id",
            source=f"FROM checklists_tieroverride tv {OPEN.format(of='tv')} WHERE tv.status = 'asked'",
        )
    ]


def _staff(condition: str, anchor_on: str, **more: Any) -> Piece:
    return Piece(
        subject="vendors.namedstaff",
        number="st.id",
        ref=dialect.ref("STF", "st.id"),
        anchor_on=anchor_on,
        vendor="st.vendor_id",
        engagement="st.engagement_id",
        source=f"""FROM vendors_namedstaff st JOIN vendors_vendor sv ON sv.id = st.vendor_id
            LEFT JOIN vendors_engagement se ON se.id = st.engagement_id
            WHERE st.status <> 'removed' AND {condition}""",
        **more,
    )


def staff_leaving() -> list[Piece]:
    """Who works under our accounts, by the last day, until the accounts are gone: also when the engagement is over."""
    entered, owner = "date(st.entered_at)", "COALESCE(se.owner_id, sv.owner_id)"
    return [_staff("st.leaves_on IS NOT NULL", "st.leaves_on", since_on=entered, owner=owner)]


def staff() -> list[Piece]:
    """Who is not screened yet, and whose accounts somebody else has to see removed: never for who entered them."""
    told = {"power": "'vendors.confirm_staff'", "but_not": "st.entered_by_id"}
    return [
        _staff("st.status = 'left'", "date(st.left_at)", **told),
        _staff("st.status = 'working' AND st.screening = 'open'", "date(st.entered_at)", **told),
    ]

"""What an engagement's page shows of quotes and costs, to those who may see prices."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from selection.models import Candidate, LineKind, Quote, QuoteLine, may_see_prices
from selection.readers.budget import Overrun, overruns
from selection.readers.costs import IN_HOUSE, Priced, priced
from selection.views.bands import Band, bands
from vendors.models import Engagement

LOG = "selection.log_quote"
PARTS = {
    "recurring": gettext_lazy("Work"),
    "one-off": gettext_lazy("One-off"),
    "transition": gettext_lazy("Transition"),
    "exit": gettext_lazy("Exit"),
    "supervision": gettext_lazy("Own supervision"),
    "tax": gettext_lazy("Tax"),
}
CHOOSING = (Engagement.Status.DRAFT, Engagement.Status.SOURCING, Engagement.Status.EVALUATING)


@dataclass(frozen=True)
class Row:
    """One candidate, or in-house, with the quote that counts, what it comes to, and the drafts beside it."""

    candidate: Candidate | None
    priced: Priced | None
    band: Band | None
    over: Overrun | None
    drafts: list[Quote]
    has_expired: bool
    may_accept: bool


def section(engagement: Engagement, candidates: list[Candidate], user: User, today: date) -> dict[str, Any] | None:
    """The quotes of an engagement; None for who may not see prices now."""
    if not may_see_prices(user, engagement):
        return None
    asked = Quote.objects.filter(engagement=engagement).exclude(status=Quote.Status.WITHDRAWN)
    quotes = list(asked.select_related("candidate__vendor").prefetch_related("lines"))
    counting = [one for one in quotes if one.status == Quote.Status.SUBMITTED]
    costs = priced(engagement, counting)
    over = overruns(engagement, costs.by_key)
    known = {key: one.cost for key, one in costs.by_key.items() if one.cost}
    drawn = bands(known, engagement.budget_amount, engagement.currency)
    columns = {one.ref: one for one in candidates if one.status != Candidate.Status.REJECTED}
    rows = []
    for key, candidate in [*columns.items(), (IN_HOUSE, None)]:
        found = costs.by_key.get(key)
        needs = over.get(key)
        rows.append(
            Row(
                candidate,
                found,
                drawn.get(key),
                needs,
                [one for one in quotes if one.status == Quote.Status.DRAFT and _belongs(one, candidate)],
                bool(found and found.quote.has_expired(today)),
                bool(needs and not needs.accepted and engagement.sponsor_id == user.person_id),
            )
        )
    is_choosing = engagement.status in CHOOSING
    return {
        "rows": rows,
        "costs": costs,
        "basis": costs.basis,
        "rates": costs.basis.rates.used_for(c for one in costs.by_key.values() for c in one.terms.currencies),
        "may_log": is_choosing and user.has_perm(LOG),
        "is_choosing": is_choosing,
        "before_award": _before_award(engagement, rows) if is_choosing else [],
    }


def _belongs(quote: Quote, candidate: Candidate | None) -> bool:
    return quote.candidate_id == (candidate.pk if candidate else None)


def _before_award(engagement: Engagement, rows: list[Row]) -> list[str]:
    """What the budget still asks for, of each shortlisted candidate."""
    said = []
    for row in rows:
        if row.candidate is None or row.candidate.status != Candidate.Status.SHORTLISTED:
            continue
        names = {"vendor": row.candidate.vendor, "sponsor": engagement.sponsor or _("a sponsor, to be named,")}
        if engagement.budget_amount is not None and row.priced is None:
            said.append(_("Submit a quote of %(vendor)s, to compare it with the budget.") % names)
        elif row.over and not row.over.accepted:
            text = (
                _("The P90 of %(vendor)s is above the budget: %(sponsor)s must accept it.")
                if row.over.p90 is not None
                else _("The cost of %(vendor)s is not comparable: %(sponsor)s must accept it.")
            )
            said.append(text % names)
    return said


@dataclass(frozen=True)
class Price:
    """A line with its numbers as they are read: hours and units as text, money in minor units."""

    line: QuoteLine
    is_by_hour: bool
    share: str
    estimate: list[str]
    base: list[int]

    @property
    def is_unknown(self) -> bool:
        return self.line.amount is None and self.line.quantity_high is None


def prices(quote: Quote) -> list[Price]:
    """The prices of a quote; an estimate that is certain is said once."""
    return [price(line) for line in quote.lines.all()]


def price(line: QuoteLine) -> Price:
    """A line as it is read; it may stand in a dossier only."""
    is_by_hour = line.kind in (LineKind.ROLE, LineKind.PEOPLE)
    given = (line.quantity_low, line.quantity_likely, line.quantity_high)
    three = list(dict.fromkeys(one for one in given if one is not None))
    is_share = line.share_bp is not None
    share = _number(line.share_bp, 100) if line.share_bp is not None else ""
    estimate = [] if is_share else [_number(one, 60 if is_by_hour else 1) for one in three]
    return Price(line, is_by_hour, share, estimate, three if is_share else [])


def _number(value: int, scale: int) -> str:
    whole, dot, rest = f"{value / scale:,.2f}".partition(".")
    return whole + (dot + rest).rstrip("0").rstrip(".")

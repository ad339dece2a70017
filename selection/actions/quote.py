"""Quotes: logged as drafts, submitted once, never changed after that; a newer one takes the place of an older one."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from babel.numbers import get_currency_precision
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from history import moves
from history.models import NotAllowed
from selection.actions import held as held_records
from selection.models import LINES_OF, Candidate, Comparison, Quote, QuoteKind, QuoteLine
from selection.models.quote import BY_AMOUNT, BY_RATE
from vendors import locks
from vendors.actions.over import refuse_late
from vendors.models import Engagement

Status = Quote.Status
Row = dict[str, Any]  # a line's fields, and the `pk` of one that exists
SPREADS = ("allowance_low", "allowance_likely", "allowance_high")
SUPERVISION = ("supervision_low", "supervision_likely", "supervision_high")
AMOUNTS = ("one_off_amount", "transition_amount", "exit_amount")
TERMS = frozenset({"currency", "valid_until_on", *AMOUNTS, "tax_bp", *SPREADS, *SUPERVISION, "own_rate_e4", "note"})
LINE = ("kind", "title", "amount", "rate_e4", "share_bp", "unit", "period")
QUANTITY = ("quantity_low", "quantity_likely", "quantity_high")


@transaction.atomic
def log_quote(
    engagement: Engagement, candidate: Candidate | None, kind: str, by: User | Person, today: date, **terms: Any
) -> Quote:
    """Begin a quote of a candidate, or the in-house one where there is none; the first sets the pricing day."""
    _refuse_unknown(terms)
    engagement = _hold(engagement, candidate)
    if candidate is not None:
        candidate = Candidate.objects.select_related("vendor").get(pk=candidate.pk)
        _refuse_candidate(engagement, candidate)
    if (kind == QuoteKind.IN_HOUSE) != (candidate is None):
        raise NotAllowed(_("A candidate's quote is hourly, per project or other; in-house is nobody's."), code="kind")
    if not Comparison.objects.filter(engagement=engagement).exists():
        moves.create(Comparison(engagement=engagement, priced_on=today), by=by)
    quote = Quote(engagement=engagement, candidate=candidate, kind=kind, entered_by=by.person, **terms)
    quote.own_currency = engagement.currency
    _refuse_faulty(quote)
    return moves.create(quote, by=by)


@transaction.atomic
def edit_quote(quote: Quote, by: User | Person, **terms: Any) -> Quote:
    """Change the terms of a draft."""
    _refuse_unknown(terms)
    quote = _draft(quote)
    currency = terms.get("currency", quote.currency)
    if get_currency_precision(currency) != get_currency_precision(quote.currency) and quote.lines.exists():
        raise NotAllowed(
            _("%(currency)s has other decimal places: remove the prices first.") % {"currency": currency},
            code="currency",
        )
    _refuse_faulty(_with(quote, terms))
    return moves.change(quote, by=by, **terms)


@transaction.atomic
def set_quote_lines(quote: Quote, by: User | Person, rows: Sequence[Row]) -> Quote:
    """The prices of a draft (`pk` where one exists), in this order."""
    quote = _draft(quote)
    known = {line.pk: line for line in quote.lines.all()}
    kept = {row["pk"] for row in rows if row.get("pk")}
    if kept - known.keys():
        raise NotAllowed(_("Somebody else has just changed this. Reload and look again."), code="stale")
    for pk in known.keys() - kept:
        moves.remove(known[pk], by=by)
    for position, row in enumerate(rows):
        values = {name: row[name] for name in (*LINE, *QUANTITY) if name in row} | {"position": position}
        line = known[row["pk"]] if row.get("pk") else QuoteLine(quote=quote)
        _refuse_line(quote, _with(line, values))
        if row.get("pk"):
            moves.change(line, by=by, **values)
        else:
            moves.create(QuoteLine(quote=quote, **values), by=by)
    return quote


@transaction.atomic
def submit_quote(quote: Quote, by: User | Person, at: datetime) -> Quote:
    """Let a quote count; the one that counted before is withdrawn, and both are kept."""
    quote = _draft(quote)
    if quote.candidate is not None:
        _refuse_candidate(quote.engagement, quote.candidate)
    if not quote.lines.exists():
        raise NotAllowed(_("Add its prices first."))
    older = Quote.objects.filter(engagement=quote.engagement, candidate=quote.candidate).submitted()
    for one in older:
        moves.move(one, Status.WITHDRAWN, by=by, why=_("%(ref)s takes its place.") % {"ref": quote.ref})
    return moves.move(quote, Status.SUBMITTED, by=by, submitted_by=by.person, submitted_at=at)


@transaction.atomic
def withdraw_quote(quote: Quote, by: User | Person, why: str) -> Quote:
    """Take a quote back, with the reason; it is kept, and counts no more."""
    held_records.demand_reason(why)
    return moves.move(_held(quote), Status.WITHDRAWN, by=by, why=why.strip())


@transaction.atomic
def revise_quote(quote: Quote, by: User | Person) -> Quote:
    """A new draft that begins with what this quote says."""
    quote = _held(quote)
    if quote.candidate is not None:
        _refuse_candidate(quote.engagement, quote.candidate)
    terms = {name: getattr(quote, name) for name in TERMS}
    fresh = Quote(
        engagement=quote.engagement,
        candidate=quote.candidate,
        kind=quote.kind,
        entered_by=by.person,
        own_currency=quote.own_currency,
        **terms,
    )
    moves.create(fresh, by=by, why=_("After %(ref)s.") % {"ref": quote.ref})
    for line in quote.lines.all():
        values = {name: getattr(line, name) for name in (*LINE, *QUANTITY, "position")}
        moves.create(QuoteLine(quote=fresh, **values), by=by)
    return fresh


def _hold(engagement: Engagement, candidate: Candidate | None) -> Engagement:
    """The engagement read again under its lock and the vendor's, while one is being chosen and no award waits."""
    locks.hold([candidate.vendor_id] if candidate else [], [engagement])
    engagement = Engagement.objects.get(pk=engagement.pk)
    held_records.refuse_chosen(engagement)
    held_records.refuse_waiting(engagement)
    return engagement


def _held(quote: Quote) -> Quote:
    engagement = _hold(quote.engagement, quote.candidate)
    quote = Quote.objects.select_related("candidate__vendor").get(pk=quote.pk)
    quote.engagement = engagement
    return quote


def _draft(quote: Quote) -> Quote:
    quote = _held(quote)
    if quote.candidate is not None:
        refuse_late(quote.candidate.vendor)
    if quote.status != Status.DRAFT:
        raise NotAllowed(_("%(ref)s was submitted. Begin a new one from it.") % {"ref": quote.ref})
    return quote


def _with(record: Any, values: dict[str, Any]) -> Any:
    """The record as it will be, without writing it."""
    fields = {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
    return type(record)(**{**fields, **values})


def _refuse_unknown(terms: dict[str, Any]) -> None:
    if unknown := sorted(terms.keys() - TERMS):
        raise NotAllowed(_("These are not terms of a quote: %(names)s.") % {"names": ", ".join(unknown)})


def _refuse_candidate(engagement: Engagement, candidate: Candidate) -> None:
    if candidate.engagement_id != engagement.pk:
        raise NotAllowed(_("%(vendor)s is no candidate here.") % {"vendor": candidate.vendor.name})
    refuse_late(candidate.vendor)
    if candidate.status == Candidate.Status.REJECTED:
        raise NotAllowed(_("%(vendor)s was rejected. Shortlist it first.") % {"vendor": candidate.vendor.name})


def _refuse_faulty(quote: Quote) -> None:
    """What the database refuses too, in a sentence at the field."""
    for names, what in ((SPREADS, _("change requests")), (SUPERVISION, _("supervision"))):
        _refuse_estimate([getattr(quote, name) for name in names], str(what), names[0])
    if quote.supervision_high and not quote.own_rate_e4:
        raise NotAllowed(_("Say what an own hour costs: otherwise the supervision would cost nothing."), "own_rate_e4")
    if quote.kind != QuoteKind.PROJECT and quote.allowance_high is not None:
        raise NotAllowed(_("Only a price per project has an allowance for change requests."), code=SPREADS[0])


def _refuse_line(quote: Quote, line: QuoteLine) -> None:
    if line.kind not in LINES_OF[quote.kind]:
        raise NotAllowed(_("Prices of this kind do not belong to %(ref)s.") % {"ref": quote.ref}, code="kind")
    _refuse_estimate([getattr(line, name) for name in QUANTITY], line.title, QUANTITY[0])
    has = {name for name in ("amount", "rate_e4", "share_bp") if getattr(line, name) is not None}
    wanted = "rate_e4" if line.kind in BY_RATE else "amount" if line.kind in BY_AMOUNT else "share_bp"
    if has != {wanted}:
        raise NotAllowed(_("“%(title)s” needs its price, and no other.") % {"title": line.title}, code=wanted)
    if line.kind in BY_AMOUNT and line.quantity_high is not None:
        raise NotAllowed(_("“%(title)s” is an amount: it has no quantity.") % {"title": line.title}, code=QUANTITY[0])


def _refuse_estimate(three: Sequence[int | None], what: str, code: str) -> None:
    known = [one for one in three if one is not None]
    if known and (len(known) < 3 or known != sorted(known)):
        raise NotAllowed(
            _("%(what)s: give low, likely and high, none below the one before it.") % {"what": what}, code=code
        )

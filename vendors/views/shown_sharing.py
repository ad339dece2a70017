"""Sharing requests as vendor and engagement pages show them: what the gate says at this moment, most urgent first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sharing.actions.judging import Judgement, judge_all
from sharing.models import SharingRequest
from sharing.rules.verdict import last_day, verdict
from vendors.views import addresses

URGENCY = ("under-way", "suspended", "blocked", "ready", "active", "cleared", "ending", "draft", "ended", "refused")
JUDGED = 50
Status = SharingRequest.Status


@dataclass(frozen=True)
class SharingLine:
    """One request: the gate's word for it, how many conditions are outstanding, until when it may go."""

    sharing: SharingRequest
    state: str
    outstanding: int
    until: date | None
    url: str

    @property
    def sentence(self) -> SafeString:
        """What may be done, with the request as a link."""
        link = format_html('<a class="vt-link-ink" href="{}">{} {}</a>', self.url, self.sharing.ref, self.sharing.title)
        return format_html("{}: {}", link, self.says)

    @property
    def aside(self) -> SafeString:
        """When it is planned."""
        day = date_format(self.sharing.planned_on, "D j M Y")
        return format_html("<b>{}</b><br>{}", day, _("planned sharing"))

    @property
    def says(self) -> str:
        if self.state == "blocked" and not self.outstanding:
            return _("It needs a new decision. Nothing may be shared.")
        if self.state == "blocked":
            return ngettext(
                "%(n)s condition is outstanding. Nothing may be shared.",
                "%(n)s conditions are outstanding. Nothing may be shared.",
                self.outstanding,
            ) % {"n": self.outstanding}
        return {
            "ready": _("Everything is done but the approval. Nothing may be shared yet."),
            "suspended": _("What it rested on has changed. Nothing may be shared."),
            "under-way": _("It takes place without a clearance. Clear it or stop it."),
            "cleared": _("Data may be shared from the planned date on."),
            "active": _("It was to be shared once, and that has been done. Nothing more may be shared."),
            "ending": _("Data is being returned or deleted. Nothing more may be shared."),
        }.get(self.state, _("Nothing may be shared."))


def sharing_lines(sharings: Iterable[SharingRequest], at: datetime) -> list[SharingLine]:
    """The most urgent first; what the gate can still open or close is judged now, in a fixed number of statements."""
    listed = list(sharings)
    over = (Status.DRAFT, Status.REFUSED, Status.ENDED, Status.ENDING)
    judged = {
        one.facts.sharing.id: one for one in judge_all([s.pk for s in listed if s.status not in over][:JUDGED], at)
    }
    lines = [_line(sharing, judged.get(sharing.pk)) for sharing in listed]
    return sorted(lines, key=lambda line: (URGENCY.index(line.state), line.sharing.planned_on, line.sharing.pk))


def _line(sharing: SharingRequest, judgement: Judgement | None) -> SharingLine:
    state = state_of(sharing.status, judgement)
    until = last_day(sharing.valid_until) if state == "cleared" else None
    outstanding = len(judgement.decision.reasons) if judgement else 0
    url = addresses.page("sharing", sharing.ref)
    return SharingLine(sharing, state, outstanding, until, url)


def state_of(status: str, judgement: Judgement | None) -> str:
    """The gate's word; what is stored may lag behind the facts by seconds, and what was not judged is not cleared."""
    if judgement is None:
        return "blocked" if status in (Status.REQUESTED, Status.CLEARED, Status.ACTIVE) else status
    return verdict(status, is_ready=judgement.decision.ready, reasons=judgement.answer.reasons)


def first_urgent(lines: Iterable[SharingLine], day: date) -> SharingLine | None:
    """The request whose verdict stands above the page: the most urgent one that is not over."""
    return next((line for line in lines if line.state not in ("draft", "ended", "refused")), None)

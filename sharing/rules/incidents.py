"""What the gate asks after an incident at the vendor: that its reassessment is done by the day that was set for it."""

from django.utils.translation import gettext as _

from accounts.roles import GRANTS
from sharing.models.asked import Who
from sharing.models.facts import IncidentFacts
from sharing.rules.case import Case, is_settled
from sharing.rules.reasons import Code, Findings, said

ASSESSING = tuple(sorted(role for role, granted in GRANTS.items() if "vendors.assess_incident" in granted))


def judge(case: Case, found: Findings) -> None:
    """A vendor that has to be approved has been looked at anew in time; public data needs neither."""
    if not case.demands.vendor:
        return
    for one in case.facts.incidents:
        if not is_settled(one, case.asked_by):
            _judge(case, one, found)


def _judge(case: Case, one: IncidentFacts, found: Findings) -> None:
    path = f"/vendors/{case.facts.vendor.ref}/incidents/{one.ref}/"
    if case.day <= one.reassess_on:
        found.rests_on(Code.ASSESSMENT_STALE, one.title, one.ref, one.reassess_on, state="open", path=path)
        return
    found.lacks(
        Code.ASSESSMENT_STALE,
        _("After “%(title)s” nobody has said what a reassessment of %(vendor)s found; it was due on %(day)s.")
        % {"title": one.title, "vendor": case.facts.vendor.name, "day": said(one.reassess_on)},
        one.ref,
        waits_for=_waits_for(case, one),
        due_on=one.reassess_on,
        path=path,
        title=one.title,
        state="stale",
    )


def _waits_for(case: Case, one: IncidentFacts) -> tuple[Who, ...]:
    """Who may say what was found: neither who logged it nor who asked for the sharing."""
    able = [who for who in case.facts.holders_of(*ASSESSING) if who.id not in (one.logged_by_id, case.asked_by)]
    return tuple(able) or case.owner

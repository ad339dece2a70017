"""What the gate says in one word and one sentence."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sharing.actions import Judgement
from sharing.rules.reasons import Code, said
from sharing.rules.verdict import last_day, verdict

__all__ = ["last_day", "sentence", "verdict_of"]


def verdict_of(judged: Judgement) -> str:
    """The word for a request that was judged just now."""
    return verdict(judged.facts.sharing.status, is_ready=judged.decision.ready, reasons=judged.answer.reasons)


def sentence(judged: Judgement) -> str:
    """What may be done, said in full: only Cleared says that data may be shared."""
    sharing, vendor = judged.facts.sharing, judged.facts.vendor.name
    words = {
        "vendor": vendor,
        "count": len(judged.decision.reasons),
        "day": said(sharing.planned_on),
        "is_on_hold": sharing.restore_id is not None,
    }
    word = verdict_of(judged)
    if word == "cleared":
        if any(reason.code == Code.TOO_EARLY for reason in judged.answer.reasons):
            return _("The data described below may be shared with %(vendor)s from %(day)s, not before.") % words
        return _("The data described below may be shared with %(vendor)s.") % words
    if word == "ready":
        return (
            _("Every condition is met. The data must still not be shared with %(vendor)s until it is approved.") % words
        )
    return (_BLOCKED.get(word) or _blocked)(words)


def _blocked(words: dict[str, object]) -> str:
    count = int(str(words["count"]))
    if not count and words["is_on_hold"]:
        return (
            _("Do not share this data with %(vendor)s before an approver has confirmed what a backup brought.") % words
        )
    if not count:
        return _("Do not share this data with %(vendor)s. It needs a new decision.") % words
    return (
        ngettext(
            "Do not share this data with %(vendor)s. %(count)d condition is outstanding.",
            "Do not share this data with %(vendor)s. %(count)d conditions are outstanding.",
            count,
        )
        % words
    )


_BLOCKED = {
    "draft": lambda words: _("A draft. Ask for it, and the gate judges it; until then nothing may be shared."),
    "suspended": lambda words: _("Stop sharing this data with %(vendor)s. It needs a new decision.") % words,
    "active": lambda words: _("It was to be shared once, and that has been done. Nothing more may be shared."),
    "ending": lambda words: _("Nothing more may be shared. Return or deletion, and access removed, are to be shown."),
    "ended": lambda words: _("This sharing has ended. Nothing may be shared."),
    "refused": lambda words: _("This request was refused. Nothing may be shared."),
    "under-way": lambda words: (
        _("Data is being shared with %(vendor)s without a clearance. Clear it, or stop.") % words
    ),
}

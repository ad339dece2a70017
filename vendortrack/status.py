"""One word, one tone and one icon for each state, used by pages, exports and mails.

The key is (kind, value): the kind is what the state belongs to, the value what the record stores.
Tones: ok, info, warn, bad, wave (waived), mute; an empty tone is a plain tag. Icons are Bootstrap's.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Word(NamedTuple):
    word: str | Promise
    tone: str
    icon: str


SHARING = {
    "draft": Word(_("Draft"), "mute", "pencil"),
    "requested": Word(_("Requested"), "info", "send"),
    "blocked": Word(_("Blocked"), "bad", "lock-fill"),
    "ready": Word(_("Ready for approval"), "info", "person-check-fill"),
    "cleared": Word(_("Cleared"), "ok", "shield-fill-check"),
    "active": Word(_("Active"), "ok", "play-circle-fill"),
    "suspended": Word(_("Suspended"), "warn", "pause-circle-fill"),
    "ending": Word(_("Ending"), "warn", "hourglass-bottom"),
    "ended": Word(_("Ended"), "mute", "archive-fill"),
    "refused": Word(_("Refused"), "mute", "x-lg"),
    "under_way": Word(_("Under way, not cleared"), "bad", "exclamation-diamond-fill"),
}

ITEM = {
    "open": Word(_("Open"), "mute", "circle"),
    "submitted": Word(_("Submitted"), "info", "arrow-up-circle-fill"),
    "accepted": Word(_("Accepted"), "ok", "check-circle-fill"),
    "rejected": Word(_("Rejected"), "bad", "x-circle-fill"),
    "sent_back": Word(_("Sent back"), "bad", "x-circle-fill"),
    "declined": Word(_("Declined"), "bad", "dash-circle-fill"),
    "not_applicable": Word(_("Not applicable"), "mute", "slash-circle"),
    "waived": Word(_("Waived"), "wave", "shield-exclamation"),
}

EVIDENCE = {
    "valid": Word(_("Valid"), "ok", "check-circle-fill"),
    "expiring": Word(_("Expiring"), "warn", "hourglass-split"),
    "too_soon": Word(_("Ends too soon"), "bad", "hourglass-split"),
    "expired": Word(_("Expired"), "bad", "calendar-x-fill"),
    "missing": Word(_("Missing"), "bad", "file-earmark-x-fill"),
    "withdrawn": Word(_("Withdrawn"), "mute", "dash-circle"),
}

TABLE: dict[str, dict[str, Word]] = {
    "imported_row": {
        "new": Word(_("New"), "info", "plus-lg"),
        "changed": Word(_("Known, something new"), "warn", "pencil"),
        "unchanged": Word(_("Known, unchanged"), "mute", "check-lg"),
        "merged": Word(_("Merged into another"), "mute", "layers"),
    },
    "upload": {
        "matching": Word(_("Columns to match"), "mute", "list-task"),
        "checking": Word(_("Being checked"), "info", "hourglass"),
        "checked": Word(_("Checked"), "info", "list-check"),
        "importing": Word(_("Being imported"), "info", "upload"),
        "imported": Word(_("Imported"), "ok", "check-circle-fill"),
        "dropped": Word(_("Dropped"), "mute", "x-lg"),
    },
    "sharing": SHARING,
    "verdict": SHARING,
    "schedule": {
        "on_track": Word(_("On track"), "ok", "check-circle-fill"),
        "at_risk": Word(_("At risk"), "warn", "exclamation-triangle-fill"),
        "off_track": Word(_("Off track"), "bad", "x-octagon-fill"),
    },
    "item": ITEM,
    "condition": ITEM
    | EVIDENCE
    | {
        "met": Word(_("Met"), "ok", "check-circle-fill"),
        "waiting": Word(_("Waiting"), "mute", "hourglass"),
        "missing": Word(_("Missing"), "bad", "file-earmark-x-fill"),
        "unconfirmed": Word(_("Not confirmed"), "bad", "question-circle-fill"),
        "above_appetite": Word(_("Above the appetite"), "bad", "graph-up"),
        "unknown": Word(_("Unknown"), "bad", "exclamation-octagon-fill"),
    },
    "checklist": {
        "open": Word(_("Open"), "info", "ui-checks"),
        "complete": Word(_("Complete"), "ok", "check-circle-fill"),
        "closed": Word(_("Closed"), "mute", "archive-fill"),
    },
    "evidence": EVIDENCE,
    "candidate": {
        "longlisted": Word(_("Longlisted"), "mute", "list-ul"),
        "shortlisted": Word(_("Shortlisted"), "info", "bookmark-check-fill"),
        "selected": Word(_("Selected"), "ok", "award-fill"),
        "rejected": Word(_("Rejected"), "mute", "x-lg"),
    },
    "contract": {
        "draft": Word(_("Draft"), "mute", "pencil"),
        "in_review": Word(_("In review"), "info", "eye"),
        "awaiting_signature": Word(_("Awaiting signature"), "warn", "pen-fill"),
        "active": Word(_("Active"), "ok", "file-earmark-check-fill"),
        "notice_due": Word(_("Notice due"), "warn", "bell-fill"),
        "expiring": Word(_("Expiring"), "warn", "hourglass-split"),
        "expired": Word(_("Expired"), "bad", "calendar-x-fill"),
        "terminated": Word(_("Terminated"), "mute", "stop-circle-fill"),
    },
    "agreement": {
        "draft": Word(_("Draft"), "mute", "pencil"),
        "active": Word(_("In force"), "ok", "file-earmark-check-fill"),
        "expired": Word(_("Expired"), "bad", "calendar-x-fill"),
        "ended": Word(_("Ended"), "mute", "archive-fill"),
    },
    "clause": {
        "present": Word(_("Present"), "ok", "check-circle-fill"),
        "absent": Word(_("Absent"), "bad", "file-earmark-x-fill"),
        "not_needed": Word(_("Not needed"), "mute", "slash-circle"),
        "unconfirmed": Word(_("Not needed, to be confirmed"), "info", "question-circle-fill"),
        "not_noted": Word(_("Not noted yet"), "mute", "question-circle"),
    },
    "milestone": {
        "planned": Word(_("Planned"), "mute", "circle"),
        "in_progress": Word(_("In progress"), "info", "circle-half"),
        "delivered": Word(_("Delivered"), "info", "box-arrow-in-down"),
        "accepted": Word(_("Accepted"), "ok", "check-circle-fill"),
        "late": Word(_("Late"), "bad", "exclamation-circle-fill"),
    },
    "reminder": {
        "planned": Word(_("Planned"), "mute", "clock"),
        "sent": Word(_("Sent"), "ok", "send-check-fill"),
        "escalated": Word(_("Escalated"), "warn", "megaphone-fill"),
        "failed": Word(_("Not delivered"), "bad", "envelope-x-fill"),
        "cancelled": Word(_("Cancelled"), "mute", "slash-circle"),
        "superseded": Word(_("Superseded"), "mute", "arrow-right"),
    },
    "vendor": {
        "prospect": Word(_("Prospect"), "mute", "binoculars"),
        "under_review": Word(_("Under review"), "info", "eye"),
        "approved": Word(_("Approved"), "ok", "patch-check-fill"),
        "lapsed": Word(_("Approval lapsed"), "bad", "calendar-x-fill"),
        "suspended": Word(_("Suspended"), "warn", "pause-circle-fill"),
        "rejected": Word(_("Rejected"), "mute", "x-lg"),
        "offboarded": Word(_("Offboarded"), "mute", "door-closed-fill"),
    },
    "engagement": {
        "draft": Word(_("Draft"), "mute", "pencil"),
        "sourcing": Word(_("Sourcing"), "info", "search"),
        "evaluating": Word(_("Evaluating"), "info", "sliders"),
        "awarded": Word(_("Awarded"), "ok", "award-fill"),
        "live": Word(_("Live"), "ok", "play-circle-fill"),
        "closed": Word(_("Closed"), "mute", "archive-fill"),
        "cancelled": Word(_("Cancelled"), "mute", "slash-circle"),
    },
    "tieroverride": {
        "asked": Word(_("Waits for approval"), "info", "question-circle-fill"),
        "standing": Word(_("Set by hand"), "wave", "hand-index"),
        "refused": Word(_("Refused"), "mute", "x-lg"),
        "ended": Word(_("Ended"), "mute", "archive-fill"),
    },
    "incident": {
        "open": Word(_("To be reassessed"), "bad", "exclamation-triangle-fill"),
        "closed": Word(_("Reassessed"), "ok", "clipboard-check"),
        "dismissed": Word(_("No incident after all"), "mute", "archive-fill"),
    },
    "subcontractor": {
        "announced": Word(_("Announced"), "info", "megaphone-fill"),
        "objected": Word(_("Objected to"), "bad", "hand-thumbs-down-fill"),
        "approved": Word(_("Approved"), "ok", "patch-check-fill"),
        "ended": Word(_("Ended"), "mute", "archive-fill"),
    },
    "namedstaff": {
        "planned": Word(_("To start"), "mute", "clock"),
        "working": Word(_("Working"), "ok", "person-check"),
        "leaving": Word(_("Leaving"), "warn", "hourglass-split"),
        "left": Word(_("Left, accounts to be removed"), "warn", "person-dash"),
        "overdue": Word(_("Removal overdue"), "bad", "exclamation-diamond-fill"),
        "removed": Word(_("Accounts removed"), "mute", "archive-fill"),
    },
    "screening": {
        "open": Word(_("Not screened"), "warn", "question-circle-fill"),
        "passed": Word(_("Screened"), "ok", "check-circle-fill"),
        "failed": Word(_("Screening failed"), "bad", "x-circle-fill"),
    },
    "template": {
        "draft": Word(_("Draft"), "mute", "pencil"),
        "published": Word(_("Published"), "ok", "layers"),
        "superseded": Word(_("Superseded"), "mute", "arrow-repeat"),
    },
    "waiver": {
        "asked": Word(_("Asked for"), "info", "question-circle-fill"),
        "granted": Word(_("Waived"), "wave", "shield-exclamation"),
        "emergency": Word(_("Emergency waiver"), "wave", "lightning-charge-fill"),
        "refused": Word(_("Refused"), "mute", "x-lg"),
        "revoked": Word(_("Revoked"), "bad", "shield-x"),
        "expired": Word(_("Expired"), "bad", "calendar-x-fill"),
    },
    "policy": {
        "draft": Word(_("Draft"), "mute", "pencil"),
        "published": Word(_("Published"), "ok", "layers"),
        "superseded": Word(_("Superseded"), "mute", "arrow-repeat"),
    },
    "award": {
        "proposed": Word(_("Proposed"), "info", "question-circle-fill"),
        "confirmed": Word(_("Confirmed"), "ok", "award-fill"),
        "refused": Word(_("Refused"), "mute", "x-lg"),
        "withdrawn": Word(_("Withdrawn"), "mute", "dash-circle"),
    },
    "quote": {
        "draft": Word(_("Draft"), "mute", "pencil"),
        "submitted": Word(_("Submitted"), "info", "arrow-up-circle-fill"),
        "expired": Word(_("Expired"), "bad", "calendar-x-fill"),
        "withdrawn": Word(_("Withdrawn"), "mute", "dash-circle"),
    },
    "criteria_set": {
        "offered": Word(_("Offered"), "ok", "check-circle-fill"),
        "empty": Word(_("Without criteria"), "warn", "exclamation-triangle-fill"),
        "retired": Word(_("Retired"), "mute", "archive-fill"),
    },
    "evaluation": {
        "invited": Word(_("Invited"), "mute", "envelope"),
        "declared": Word(_("Scoring"), "info", "sliders"),
        "submitted": Word(_("Submitted"), "ok", "check-circle-fill"),
        "recused": Word(_("Stepped back"), "mute", "person-dash"),
        "withdrawn": Word(_("Withdrawn"), "mute", "dash-circle"),
    },
    "digest": {
        "waiting": Word(_("Waiting"), "mute", "clock"),
        "sent": Word(_("Sent"), "ok", "send-check-fill"),
        "failed": Word(_("Not delivered"), "bad", "envelope-x-fill"),
        "empty": Word(_("Nothing left to say"), "mute", "slash-circle"),
    },
    "clearance": {
        "valid": Word(_("Valid"), "ok", "shield-fill-check"),
        "ended": Word(_("Ended"), "mute", "archive-fill"),
        "superseded": Word(_("Superseded"), "mute", "arrow-repeat"),
        "suspended": Word(_("Suspended"), "warn", "pause-circle-fill"),
        "revoked": Word(_("Revoked"), "bad", "shield-x"),
    },
    "approval": {
        "waiting": Word(_("Waiting"), "mute", "hourglass"),
        "given": Word(_("Approved"), "ok", "person-check-fill"),
        "refused": Word(_("Refused"), "bad", "person-x-fill"),
        "ended": Word(_("Ended"), "mute", "archive-fill"),
    },
    "fact": {
        "unconfirmed": Word(_("Not confirmed"), "warn", "question-circle-fill"),
        "confirmed": Word(_("Confirmed"), "ok", "patch-check-fill"),
        "superseded": Word(_("Replaced"), "mute", "arrow-repeat"),
    },
    "fit": {
        "open": Word(_("Not assessed"), "mute", "question-circle"),
        "go": Word(_("Go"), "ok", "check-circle-fill"),
        "conditions": Word(_("Go with conditions"), "warn", "list-check"),
        "in_house": Word(_("Keep in house"), "bad", "house-door"),
    },
    "import": {
        "queued": Word(_("Queued"), "mute", "hourglass"),
        "running": Word(_("Running"), "info", "arrow-repeat"),
        "done": Word(_("Done"), "ok", "check-circle-fill"),
        "failed": Word(_("Failed"), "bad", "x-octagon-fill"),
    },
    "service": {
        "up": Word(_("Working"), "ok", "check-circle-fill"),
        "late": Word(_("Late"), "warn", "exclamation-triangle-fill"),
        "down": Word(_("Not answering"), "bad", "x-octagon-fill"),
    },
    "fitassessment": {
        "waiting": Word(_("Waiting for a decision"), "info", "hourglass-split"),
        "passed": Word(_("Passed"), "ok", "check-circle-fill"),
        "kept": Word(_("Keep in house"), "warn", "house-door"),
        "replaced": Word(_("Replaced"), "mute", "arrow-repeat"),
    },
    "fit_result": {
        "go": Word(_("Go"), "ok", "check-circle-fill"),
        "conditions": Word(_("Go with conditions"), "warn", "exclamation-triangle-fill"),
        "keep": Word(_("Keep in house"), "bad", "house-door"),
    },
    "fit_for": {
        "yes": Word(pgettext_lazy("fit", "Yes"), "ok", "check-circle-fill"),
        "no": Word(pgettext_lazy("fit", "No"), "mute", "dash-circle"),
        "unknown": Word(pgettext_lazy("fit", "Not known"), "mute", "question-circle"),
    },
    "fit_against": {
        "yes": Word(pgettext_lazy("fit", "Yes"), "warn", "exclamation-triangle-fill"),
        "no": Word(pgettext_lazy("fit", "No"), "ok", "check-circle-fill"),
        "unknown": Word(pgettext_lazy("fit", "Not known"), "warn", "question-circle-fill"),
    },
    "fitcondition": {
        "open": Word(_("Open"), "mute", "circle"),
        "reported": Word(_("Done, to be judged"), "info", "arrow-up-circle-fill"),
        "met": Word(_("Met"), "ok", "check-circle-fill"),
        "dropped": Word(_("Dropped"), "mute", "slash-circle"),
    },
    "risk": {
        "low": Word(pgettext_lazy("risk", "Low"), "ok", "reception-1"),
        "medium": Word(pgettext_lazy("risk", "Medium"), "warn", "reception-2"),
        "high": Word(pgettext_lazy("risk", "High"), "bad", "reception-4"),
        "open": Word(_("Open"), "mute", "circle"),
        "closed": Word(_("Closed"), "mute", "archive-fill"),
    },
    "tier": {
        "critical": Word(_("Critical"), "", "reception-4"),
        "high": Word(pgettext_lazy("tier", "High"), "", "reception-3"),
        "moderate": Word(_("Moderate"), "", "reception-2"),
        "low": Word(pgettext_lazy("tier", "Low"), "", "reception-1"),
    },
    "location": {
        "onshore": Word(_("Onshore"), "", "house-door"),
        "nearshore": Word(_("Nearshore"), "", "signpost-2"),
        "offshore": Word(_("Offshore"), "", "globe2"),
    },
    "data_class": {
        "public": Word(_("Public"), "", "unlock"),
        "internal": Word(_("Internal"), "", "building"),
        "confidential": Word(_("Confidential"), "", "lock"),
        "restricted": Word(_("Restricted"), "", "shield-lock-fill"),
    },
}

TABLE["ladder"] = TABLE["policy"]

# Where the kind is not the model's own name.
KINDS = {"sharingrequest": "sharing", "templateversion": "template", "gatepolicy": "policy"}


def kind_of(model_name: str) -> str:
    """The kind of a model's states, from its name in lower case."""
    return KINDS.get(model_name, model_name)


def lookup(kind: str, value: str) -> Word:
    """The word of a state; a value that the table does not know keeps its own name, grey, with a question mark."""
    key = str(value).replace("-", "_")
    known = TABLE.get(kind, {}).get(key)
    return known or Word(key.replace("_", " ").capitalize(), "mute", "question-circle")


def is_known(kind: str, value: str) -> bool:
    return str(value).replace("-", "_") in TABLE.get(kind, {})

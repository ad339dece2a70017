"""What is told of no more, as SQL: the rule of `sharing.models.going_on`; a test holds the two side by side."""

from checklists.models import Template
from sharing.models import SharingRequest
from vendors.models import Engagement
from vendors.rules.over import PARTED


def _listed(words: tuple[str, ...]) -> str:
    return "({})".format(", ".join(f"'{word}'" for word in words))


OVER = _listed((Engagement.Status.CLOSED, Engagement.Status.CANCELLED))
FINISHED = _listed((SharingRequest.Status.DRAFT, SharingRequest.Status.REFUSED, SharingRequest.Status.ENDED))
GONE = f"SELECT gv.id FROM vendors_vendor gv WHERE gv.merged_into_id IS NOT NULL OR gv.status IN {_listed(PARTED)}"
ENDED = f"SELECT oe.id FROM vendors_engagement oe WHERE oe.status IN {OVER}"

# checklists that are asked when something ends, and after it: `c` is the checklist
FOR_THE_END = f"""c.version_id IN (SELECT tv.id FROM checklists_templateversion tv
    JOIN checklists_template tt ON tt.id = tv.template_id
    WHERE substr(tt.key, 1, {len(Template.OFFBOARDING)}) = '{Template.OFFBOARDING}')"""


def begins(row: str) -> str:
    """Of the row with this alias, vendor and engagement are such that something may begin."""
    return f"{row}.vendor_id NOT IN ({GONE}) AND ({row}.engagement_id IS NULL OR {row}.engagement_id NOT IN ({ENDED}))"


def going_on(row: str) -> str:
    """The same, or data of ours is still out."""
    return f"""({begins(row)} OR EXISTS (SELECT 1 FROM sharing_sharingrequest so WHERE so.vendor_id = {row}.vendor_id
        AND so.status NOT IN {FINISHED} AND ({row}.engagement_id IS NULL OR so.engagement_id = {row}.engagement_id)))"""

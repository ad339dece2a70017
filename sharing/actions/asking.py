"""Questions by machines: each is answered from what is true now, and leaves a row in a cheap ledger of its own."""

from datetime import datetime

from accounts.models import ApiClient
from sharing.actions.judging import Judgement, judge
from sharing.models import Question


def ask(sharing_id: int, *, at: datetime, client: ApiClient | None = None) -> Judgement:
    """Judge one request and note the question; an answer that cannot be noted is not given."""
    judgement = judge(sharing_id, at)
    Question.objects.create(
        sharing_id=sharing_id,
        client=client,
        at=at,
        is_allowed=judgement.answer.allowed,
        codes=sorted({reason.code for reason in judgement.answer.reasons}),
    )
    return judgement

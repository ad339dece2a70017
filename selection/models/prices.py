"""Who may see prices: not an evaluator who has not scored yet, whatever other roles that person has."""

from typing import Any

from django.db import models

from selection.models.evaluation import Evaluation
from vendors.models import Engagement
from vendors.models.engagement import EngagementQuerySet

SEE_PRICES = "selection.view_quote"


def engagements_with_prices(user: Any) -> EngagementQuerySet:
    """The engagements whose quotes and costs this person may see."""
    seen: EngagementQuerySet = Engagement.objects.visible_to(user).exclude(pk__in=blinded(user))
    if user.has_perm(SEE_PRICES):
        return seen
    person = user.person_id
    scored = Evaluation.objects.submitted().filter(person=person).values("scorecard__engagement")
    return seen.filter(
        models.Q(requester=person) | models.Q(owner=person) | models.Q(sponsor=person) | models.Q(pk__in=scored)
    )


def blinded(user: Any) -> models.QuerySet:
    """The keys of the engagements whose prices are sealed to this person, in the audit log too."""
    return Evaluation.objects.blinding(user).order_by().values("scorecard__engagement")


def may_see_prices(user: Any, engagement: Engagement) -> bool:
    """Whether quotes, costs and what follows from them may be shown to this person now."""
    return engagements_with_prices(user).filter(pk=engagement.pk).exists()

"""Freezing what an award rests on, in the transaction that confirms it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from accounts.models import Person, User
from history import moves
from history.models.entry import canonical
from selection.models import Award, Candidate, Dossier
from selection.readers.dossier import facts_of

# The tier with each candidate's vendor, by the candidate's key: what is derived in a room below is handed in.
Tiers = Callable[[Sequence[Candidate]], Mapping[int, str]]


def no_tiers(_candidates: Sequence[Candidate]) -> Mapping[int, str]:
    return {}


def freeze(award: Award, compared: Iterable[Candidate], tiers: Tiers, by: User | Person, at: datetime) -> Dossier:
    """Keep the dossier of a confirmed award for good."""
    candidates = list(award.engagement.candidates.select_related("vendor", "engagement").order_by("pk"))
    content = canonical(facts_of(award, compared, tiers(candidates)))
    digest = hashlib.sha256(content).hexdigest()
    return moves.create(Dossier(award=award, content=content.decode(), sha256=digest, frozen_at=at), by=by)

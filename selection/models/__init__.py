"""Who is considered for an engagement, what they ask, what they are judged by and given, and who was chosen."""

from selection.models.award import Award, Rejection
from selection.models.candidate import Candidate
from selection.models.comparison import HORIZON_MONTHS, MOST_MONTHS, BudgetAcceptance, Comparison
from selection.models.criteria import COPIED, LEVELS, CriteriaSet, SetCriterion, Source
from selection.models.dossier import Dossier
from selection.models.evaluation import UNDECIDED, Evaluation, Score
from selection.models.exchange import ExchangeRate
from selection.models.prices import may_see_prices
from selection.models.quote import LINES_OF, LineKind, Per, Quote, QuoteKind, QuoteLine
from selection.models.scorecard import Criterion, Reopening, Scorecard

__all__ = [
    "COPIED",
    "HORIZON_MONTHS",
    "LEVELS",
    "LINES_OF",
    "MOST_MONTHS",
    "UNDECIDED",
    "Award",
    "BudgetAcceptance",
    "Candidate",
    "Comparison",
    "CriteriaSet",
    "Criterion",
    "Dossier",
    "Evaluation",
    "ExchangeRate",
    "LineKind",
    "Per",
    "Quote",
    "QuoteKind",
    "QuoteLine",
    "Rejection",
    "Reopening",
    "Score",
    "Scorecard",
    "SetCriterion",
    "Source",
    "may_see_prices",
]

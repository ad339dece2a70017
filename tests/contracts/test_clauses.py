"""Which wanted clauses a contract has, and the kinds that ship."""

from dataclasses import dataclass

import pytest

from contracts.defaults import CLAUSE_KINDS, load_clause_kinds
from contracts.models import ClauseKind
from contracts.rules.clauses import counts, missing


@dataclass
class Found:
    key: str
    state: str = "present"
    confirmed_by_id: int | None = None


def test_a_wanted_clause_is_here_or_in_the_master_agreement():
    here, above = [Found("audits"), Found("exit", "absent")], [Found("exit"), Found("cap")]

    assert missing(["audits", "exit", "cap"], here, above) == []
    assert missing(["audits", "exit", "cap"], here) == ["exit", "cap"]


def test_what_nobody_has_looked_for_is_missing():
    assert missing(["exit", "audits", "exit"], []) == ["exit", "audits"]


@pytest.mark.parametrize(
    ("clause", "does_count"),
    [
        (Found("exit"), True),
        (Found("exit", "absent"), False),
        (Found("exit", "absent", 7), False),
        (Found("exit", "not-needed"), False),
        (Found("exit", "not-needed", 7), True),
        (Found("exit", "not-needed", 5), False),
        (Found("exit", "unheard-of", 7), False),
    ],
)
def test_not_needed_counts_once_confirmed_by_somebody_who_did_not_ask_for_the_sharing(clause, does_count):
    assert counts(clause, asked_by=5) is does_count
    assert (missing(["exit"], [clause], asked_by=5) == []) is does_count


def test_what_the_master_does_not_need_is_not_settled_for_contracts_under_it():
    assert missing(["exit"], [], [Found("exit", "not-needed", 7)]) == ["exit"]


@pytest.mark.django_db
def test_each_duty_of_a_processor_is_a_clause_of_its_own():
    sources = list(ClauseKind.objects.values_list("source", flat=True))

    assert all(any(source.startswith(f"GDPR 28(3)({letter})") for source in sources) for letter in "abcdefgh")


@pytest.mark.django_db
def test_loading_again_adds_what_is_missing_and_leaves_what_was_edited():
    ClauseKind.objects.filter(key="cap").delete()
    ClauseKind.objects.filter(key="exit").update(title="Our own words")

    assert (load_clause_kinds(ClauseKind), load_clause_kinds(ClauseKind)) == (1, 0)
    assert ClauseKind.objects.get(key="exit").title == "Our own words"
    assert set(ClauseKind.objects.values_list("key", flat=True)) == {key for key, *_rest in CLAUSE_KINDS}

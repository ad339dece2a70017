"""The method of measuring: what is timed, in which order, and what a figure says."""

import pytest

from bench import report
from bench.measure import Figure, Side, Undone, compare
from tests import make
from vendors.models import Vendor


@pytest.fixture(autouse=True)
def _nothing_is_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a run of tests holds in memory takes longer to look through than what is measured here."""
    monkeypatch.setattr("gc.collect", int)


def test_a_warming_round_does_not_count_and_the_order_rotates():
    seen: list[str] = []
    sides = [Side(lambda name=name: seen.append(name)) for name in ("ours", "floor")]

    figure = compare("row", 2, *sides, rounds=5)

    assert seen[:2] == ["ours", "floor"]
    assert seen[2:] == ["floor", "ours", "ours", "floor", "floor", "ours", "ours", "floor", "floor", "ours"]
    assert (len(figure.ours), len(figure.floor)) == (5, 5)


def test_fewer_than_five_rounds_are_not_taken():
    assert len(compare("row", 2, Side(int), Side(int), rounds=1).ours) == 5


def test_preparing_and_undoing_are_not_timed_and_the_time_is_that_of_one_piece():
    ours = Side(lambda: sum(range(1000)), prepare=lambda: sum(range(2_000_000)), times=1)
    floor = Side(lambda: [sum(range(1000)) for _turn in range(100)], times=100)

    figure = compare("row", 2, ours, floor)

    assert figure.ratio < 50


def test_the_ratio_is_the_median_of_the_rounds_own():
    figure = Figure("row", target=2, ours=[2, 40, 6], floor=[1, 10, 2])

    assert figure.ratio == 3
    assert not figure.is_met
    assert "MISSED" in figure.line()


@pytest.mark.django_db
def test_statements_are_counted_a_piece():
    make.vendor()

    figure = compare("row", 2, Side(lambda: [Vendor.objects.count() for _turn in range(4)], times=4), Side(int))

    assert figure.statements == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_leaves_nothing():
    undone = Undone()

    undone.begin()
    make.vendor()
    undone.take_back()

    assert not Vendor.objects.exists()


def test_the_table_names_misses_and_what_was_not_measured():
    met = {"name": "tick", "target": 8.0, "ratio": 4.0, "is_met": True, "ours_s": 0.004, "floor_s": 0.001}
    missed = {**met, "ratio": 9.5, "is_met": False, "ours_s": 1.5, "floor_s": 0.15}

    table = report.table({"sqlite-100000": {"tick": missed}, "sqlite-10000": {"tick": met}, "postgresql-10000": {}})

    assert "| work | target | PostgreSQL, 10,000 | SQLite, 10,000 | SQLite, 100,000 | SQLite, growth |" in table
    assert "| tick | 8 | not measured | 4.00 (4 ms to 1 ms) | **9.50** (1.50 s to 150 ms) | 375.00x |" in table

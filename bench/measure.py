"""Times ours against its floor: order rotated, both inside one loop, medians of at least five rounds."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction

ROUNDS = 5


@dataclass(frozen=True)
class Side:
    """One side of a comparison. `prepare` and `undo` are not timed; `times` is how often `run` does its work."""

    run: Callable[[], object]
    prepare: Callable[[], object] = lambda: None
    undo: Callable[[], object] = lambda: None
    times: int = 1


@dataclass
class Figure:
    """What came out: seconds a piece of work for each round, and the statements that ours needed."""

    name: str
    target: float
    ours: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    statements: int | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        """The median of the rounds' own ratios: noise that hits a whole round falls out."""
        return statistics.median(ours / floor for ours, floor in zip(self.ours, self.floor, strict=True))

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.target

    def line(self) -> str:
        ours, floor = statistics.median(self.ours) * 1000, statistics.median(self.floor) * 1000
        said = "met" if self.is_met else "MISSED"
        counted = "" if self.statements is None else f", {self.statements} statements"
        more = f" ({self.note})" if self.note else ""
        times = f"{ours:.4g} ms to {floor:.4g} ms"
        return f"{self.name:<34} {self.ratio:>8.2f} of {self.target:>6g} {said:<7} {times}{counted}{more}"


def compare(name: str, target: float, ours: Side, floor: Side, rounds: int = ROUNDS, note: str = "") -> Figure:
    """One warming round that does not count, then the rounds, each with the other side first."""
    figure = Figure(name, target, note=note)
    with statements() as count:
        _once(ours)
    figure.statements = count() // ours.times
    _once(floor)
    for number in range(max(rounds, ROUNDS)):
        for side, into in _in_turn(number, (ours, figure.ours), (floor, figure.floor)):
            into.append(_once(side))
    return figure


def _in_turn(number: int, first: tuple, second: tuple) -> tuple:
    return (first, second) if number % 2 else (second, first)


def _once(side: Side) -> float:
    side.prepare()
    gc.collect()
    gc.disable()
    try:
        began = time.perf_counter()
        side.run()
        took = time.perf_counter() - began
    finally:
        gc.enable()
    side.undo()
    return took / side.times


class Undone:
    """A transaction around one run that is taken back after it, so that each round begins alike."""

    def begin(self) -> None:
        self._atomic = transaction.atomic()
        self._atomic.__enter__()

    def take_back(self) -> None:
        transaction.set_rollback(True)
        self._atomic.__exit__(None, None, None)


@contextmanager
def statements() -> Iterator[Callable[[], int]]:
    """Counts the statements that Django's connection executes meanwhile."""
    count = [0]

    def counted(execute, sql, params, many, context):
        count[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        yield lambda: count[0]

"""Straight lines over one axis, as an SVG of fixed size: where each line begins and ends, ticks, marks and names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

WIDTH, HEIGHT = 640, 250
LEFT, RIGHT, TOP, BOTTOM = 64, 500, 18, 224
TONES = ("accent", "ok", "warn", "wave", "info", "bad", "mute")
NAME_ROOM = 14  # from one name to the next, so that none covers another
LONGEST_NAME = 20


@dataclass(frozen=True)
class Straight:
    """A line by its value at both ends of the axis; `place` gives its colour, `is_weak` is drawn in dashes."""

    name: str
    start: float
    end: float
    place: int
    is_weak: bool = False


@dataclass(frozen=True)
class Mark:
    """An upright line with its words; `is_now` is where we are today."""

    at: float
    text: str
    is_now: bool = False


@dataclass(frozen=True)
class Drawn:
    """A line in pixels, with its name beside its end."""

    name: str
    tone: str
    dash: str
    y1: str
    y2: str
    name_y: float


@dataclass(frozen=True)
class Drawing:
    """What the template draws; every coordinate is a number of the fixed size."""

    lines: list[Drawn]
    x_ticks: list[tuple[str, str]]
    y_ticks: list[tuple[str, str]]
    marks: list[tuple[str, str, bool, bool]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


Ticks = Sequence[tuple[float, str]]


def drawing(lines: Sequence[Straight], x_ticks: Ticks, y_ticks: Ticks, marks: Sequence[Mark] = ()) -> Drawing:
    """The axes reach from their first tick to their last."""
    first, last = x_ticks[0][0], x_ticks[-1][0]
    low, high = y_ticks[0][0], y_ticks[-1][0]

    def x(value: float) -> str:
        return f"{LEFT + (RIGHT - LEFT) * (value - first) / ((last - first) or 1):.1f}"

    def y(value: float) -> str:
        return f"{BOTTOM - (BOTTOM - TOP) * (value - low) / ((high - low) or 1):.1f}"

    drawn = [
        Drawn(_short(one.name), TONES[one.place % len(TONES)], _dash(one), y(one.start), y(one.end), 0.0)
        for one in lines
    ]
    return Drawing(
        _named(drawn),
        [(x(at), text) for at, text in x_ticks],
        [(y(at), text) for at, text in y_ticks],
        [(x(one.at), one.text, one.is_now, float(x(one.at)) > (LEFT + RIGHT) / 2) for one in marks],
    )


def _short(name: str) -> str:
    """A name as far as there is room: its beginning and its end, as names often differ at the end only."""
    half = LONGEST_NAME // 2
    return name if len(name) <= LONGEST_NAME else f"{name[: half - 1]}…{name[-half:]}"


def _dash(one: Straight) -> str:
    if one.is_weak:
        return "vt-dash"
    return "vt-dot-l" if one.place >= len(TONES) else ""


def _named(drawn: list[Drawn]) -> list[Drawn]:
    """Each name beside the end of its line, moved down as far as the one above it needs, and up from the floor."""
    order = sorted(range(len(drawn)), key=lambda place: float(drawn[place].y2))
    at = [float(drawn[place].y2) + 4 for place in order]
    for place in range(1, len(at)):
        at[place] = max(at[place], at[place - 1] + NAME_ROOM)
    for place in reversed(range(len(at))):
        below = at[place + 1] - NAME_ROOM if place + 1 < len(at) else HEIGHT - 4
        at[place] = min(at[place], below)
    heights = dict(zip(order, at, strict=True))
    return [replace(one, name_y=round(heights[place], 1)) for place, one in enumerate(drawn)]


def nice_step(span: float, steps: int) -> float:
    """The smallest of 1, 2, 5 times a power of ten that covers the span in at most so many steps."""
    step = 1.0
    while span / step > steps:
        step *= 10
    while step > 1e-9 and span / (step / 10) <= steps:
        step /= 10
    return next(step * part for part in (0.1, 0.2, 0.5, 1.0) if span / (step * part) <= steps)

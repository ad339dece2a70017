"""Writes the figures of the last runs into docs/performance.md, between its two marks."""

import platform
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
PLACE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


def write(results: dict[str, dict[str, dict]]) -> None:
    """`results` is {"sqlite-10000": {row: figure}}, as bench.run keeps them."""
    before, _mark, rest = PLACE.read_text().partition(BEGIN)
    _old, _mark, after = rest.partition(END)
    PLACE.write_text(f"{before}{BEGIN}\n\n{table(results)}\n\n{END}{after}")


def table(results: dict[str, dict[str, dict]]) -> str:
    runs = sorted(results, key=lambda run: (run.partition("-")[0], int(run.partition("-")[2])))
    rows = list(dict.fromkeys(name for run in runs for name in results[run]))
    heads = [f"{_kind(run)}, {int(run.partition('-')[2]):,}" for run in runs]
    pairs = [(small, large) for small, large in pairwise(runs) if _kind(small) == _kind(large)]
    heads += [f"{_kind(small)}, growth" for small, _large in pairs]
    lines = [
        f"Taken on {datetime.now(UTC):%d %B %Y} with Python {platform.python_version()} on {platform.machine()}.",
        "",
        "| work | target | " + " | ".join(heads) + " |",
        "| --- | --- |" + " --- |" * len(heads),
    ]
    for name in rows:
        figures = [results[run].get(name) for run in runs]
        known = next(figure for figure in figures if figure)
        grown = [_growth(results[small].get(name), results[large].get(name)) for small, large in pairs]
        cells = [*map(_cell, figures), *grown]
        lines.append(f"| {known['name']} | {known['target']:g} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _growth(small: dict | None, large: dict | None) -> str:
    """How much longer ours takes with more data; taken in two runs, so that the load of the machine is in it."""
    return f"{large['ours_s'] / small['ours_s']:.2f}x" if small and large else "not measured"


def _kind(run: str) -> str:
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[run.partition("-")[0]]


def _cell(figure: dict | None) -> str:
    if figure is None:
        return "not measured"
    ratio = f"{figure['ratio']:.2f}" if figure["is_met"] else f"**{figure['ratio']:.2f}**"
    return f"{ratio} ({_time(figure['ours_s'])} to {_time(figure['floor_s'])})"


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"

"""Measures every row on the database of this process; prints and keeps the figures."""

import json
import os
import statistics
import sys
from dataclasses import asdict
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vendortrack.settings")
django.setup()

from django.conf import settings  # noqa: E402 (after the set-up)
from django.db import connection  # noqa: E402

from bench.frame import Frame, Row  # noqa: E402
from bench.rows import ROWS  # noqa: E402


def main(vendors: int, result: Path, rounds: int, only: list[str]) -> int:
    settings.DEBUG = False  # else every statement is kept for looking at
    frame = Frame(vendors, rounds)
    print(f"\n{connection.vendor}, {vendors:,} vendors", flush=True)
    kept = json.loads(result.read_text()) if only and result.exists() else {}
    missed = 0
    for name, row in ROWS.items():
        if not only or name in only:
            kept[name] = measured(frame, row)
            missed += not kept[name]["is_met"]
            result.write_text(
                json.dumps(kept, indent=1)
            )  # each at once: a row that fails must not take the others away
    return int(missed > 0)


def measured(frame: Frame, row: Row) -> dict:
    figure = row(frame)
    print(figure.line(), flush=True)
    medians = {"ours_s": statistics.median(figure.ours), "floor_s": statistics.median(figure.floor)}
    return {**asdict(figure), **medians, "ratio": figure.ratio, "is_met": figure.is_met}


if __name__ == "__main__":
    size, place, times, names = sys.argv[1:5]
    sys.exit(main(int(size), Path(place), int(times), [name for name in names.split(",") if name]))

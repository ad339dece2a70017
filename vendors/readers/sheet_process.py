"""Runs alone: an XLSX file on standard input, the rows of its first sheet as lines of JSON on standard output.

A crafted file may ask for any amount of memory; here that ends this process and no other.
"""

import io
import json
import sys
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

DAMAGED = 3
TOO_LARGE = 4
MEMORY = 1536 * 1024 * 1024
CPU_SECONDS = 90
MOST_CELLS = 10_000_000


def as_text(cell: Any) -> str:
    """A cell as it would be typed: numbers in digits alone, dates as ISO 8601 writes them, a NUL as unreadable."""
    if isinstance(cell, str):
        return cell.replace("\0", "\ufffd")
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on every system; the unpacked size is limited all the same
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    _limit()
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        sheet = workbook.get_sheet_by_index(0)
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            return TOO_LARGE
        for row in sheet.iter_rows():
            sys.stdout.write(json.dumps([as_text(cell) for cell in row]) + "\n")
    except MemoryError:
        return TOO_LARGE
    except (CalamineError, IndexError) as fault:
        sys.stderr.write(str(fault))
        return DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main())

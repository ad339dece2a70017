"""The rows of docs/performance.md; each module holds those of one subject."""

from bench.frame import Row
from bench.rows import checklists, gate, pages, reminders, selection, vendors

ROWS: dict[str, Row] = {
    **pages.ROWS,
    **gate.ROWS,
    **checklists.ROWS,
    **vendors.ROWS,
    **selection.ROWS,
    **reminders.ROWS,  # last: it turns the portfolio into another
}

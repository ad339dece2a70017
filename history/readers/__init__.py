"""The audit trail as people read it, and as verification reads it."""

from history.readers.shown import PAGE, Change, Line, history_of, lines
from history.readers.verified import snapshot, verify

__all__ = ["PAGE", "Change", "Line", "history_of", "lines", "snapshot", "verify"]

"""Everything into one file, and back."""

from archive.actions.backing_up import Saved, back_up
from archive.actions.restoring import Restored, restore

__all__ = ["Restored", "Saved", "back_up", "restore"]

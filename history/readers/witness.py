"""The witness outside the database: how far the chain reached when it was last sealed, beside the documents."""

from pathlib import Path

from django.conf import settings

from history.models import Link

Head = tuple[int, str]


def path() -> Path:
    return Path(settings.MEDIA_ROOT) / "history-head"


def noted() -> Head | None:
    """The length and the head that were noted last; None where nothing was."""
    try:
        return parsed(path().read_text())
    except FileNotFoundError:
        return None


def parsed(text: str) -> Head:
    """LENGTH:HEAD as seals are noted; ValueError otherwise."""
    length, _colon, head = text.strip().partition(":")
    if not length.isdecimal() or len(head) != 64:
        raise ValueError(text)
    return int(length), head


def is_reached(head: Head) -> bool:
    """The chain still goes through it."""
    return Link.objects.filter(position=head[0], mac=head[1]).exists()

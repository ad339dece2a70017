"""What the tests of contracts share: files go into a folder of their own, and acts are read off the history."""

from collections.abc import Callable

import pytest

from history.models import Entry, Record


@pytest.fixture(autouse=True)
def _documents_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "documents"


@pytest.fixture
def acts() -> Callable[[Record], list[str]]:
    """The acts in a record's history, oldest first."""

    def of(record: Record) -> list[str]:
        return list(Entry.objects.of(record).order_by("sequence").values_list("act", flat=True))

    return of

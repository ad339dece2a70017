"""What the gate's tests share."""

import pytest
from django.db import connection

from history import protection


@pytest.fixture
def _frozen_rows_can_be_written(db: None) -> None:
    """What is published or issued never changes; these tests change it behind the application's back."""
    protection.remove(connection)

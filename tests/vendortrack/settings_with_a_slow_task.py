"""Our settings, and a worker that also knows a slow task."""

from vendortrack.settings import *  # noqa: F403

CELERY_IMPORTS = ["tests.vendortrack.slow"]

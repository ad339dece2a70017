"""Settings and a task that takes its time, for seeing what a stop does to running work."""

import time
from pathlib import Path

from vendortrack.celery import app


@app.task(name="tests.slow")
def slow(folder: str, seconds: float) -> None:
    Path(folder, "begun").touch()
    time.sleep(seconds)
    Path(folder, "finished").touch()

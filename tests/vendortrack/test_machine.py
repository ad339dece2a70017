"""A run that is told to use something fails without it; any other run skips and says so."""

import os
import re
import subprocess
import sys

from tests import machine
from tests.vendortrack.running import ROOT


def collect(**env: str) -> "subprocess.CompletedProcess[str]":
    told = ("DATABASE_URL", "REDIS_URL", "REQUIRE")
    hidden = {name: value for name, value in os.environ.items() if name not in told}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/vendortrack/test_logs.py"],
        cwd=ROOT,
        env={**hidden, "SAMPLE_DATA": "", "CHROMIUM": "/no/such/browser", **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_demands_nothing_is_missed() -> None:
    assert collect().returncode == 0


def test_what_is_demanded_and_missing_ends_the_run_and_is_named_with_its_remedy() -> None:
    run = collect(REQUIRE="postgresql,redis,journey,samples")

    assert run.returncode == 3
    for line in (
        "PostgreSQL: DATABASE_URL names no PostgreSQL; set DATABASE_URL=postgres://",
        "Redis: REDIS_URL is not set; set REDIS_URL=redis://",
        "Chromium: there is no Chromium; install Chromium",
        "sample data: SAMPLE_DATA is not set; set SAMPLE_DATA",
    ):
        assert line in run.stdout + run.stderr


def test_a_redis_that_does_not_answer_is_none() -> None:
    run = collect(REQUIRE="redis", REDIS_URL="redis://127.0.0.1:1/0")

    assert run.returncode == 3
    assert "Redis: Redis does not answer" in run.stdout + run.stderr


def test_a_demand_that_means_nothing_is_an_error() -> None:
    run = collect(REQUIRE="chromium")

    assert run.returncode == 3
    assert "chromium: there is no such thing to demand" in run.stdout + run.stderr


def test_the_run_that_decides_about_a_change_demands_everything() -> None:
    script = (ROOT / ".ci" / "run").read_text()

    demanded = [set(names.split(",")) for names in re.findall(r"^REQUIRE=(\S+)", script, re.MULTILINE)]

    assert set().union(*demanded) == {need.marker for need in machine.NEEDS}

"""The Compose file is valid, and runs what the local start runs, without a secret in it."""

import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from tests.vendortrack.running import ROOT
from vendortrack.__main__ import COMMANDS

TEXT = (ROOT / "docker-compose.yml").read_text()
SETTINGS = "".join((ROOT / "vendortrack" / name).read_text() for name in ("settings.py", "web.py"))
OURS = ("web", "worker", "beat", "migrate")
OF_THE_IMAGE = {"DEMO", "HOST", "PORT", "STATIC_ROOT", "STORAGE_URL", "VAR_DIR"}
GIVEN = {"DEBUG"}  # an image is never a development machine


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load(TEXT))


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.compose-spec", "docker-compose.yml"),
        ("vendor.github-workflows", ".github/workflows/ci.yml"),
    ],
)
def test_the_file_follows_its_published_schema(schema: str, file: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, file]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")


def test_each_container_of_ours_runs_a_word_that_the_local_start_knows(compose: dict[str, Any]) -> None:
    words = {name: compose["services"][name]["command"] for name in OURS}

    assert words == {"web": ["web"], "worker": ["worker"], "beat": ["beat"], "migrate": ["prepare"]}
    assert {word for [word] in words.values()} <= set(COMMANDS)


def test_every_secret_is_demanded_from_the_environment(compose: dict[str, Any]) -> None:
    settings = compose["services"]["web"]["environment"]
    secrets = ["SECRET_KEY", "HISTORY_KEY", "PORTAL_KEY", "CLEARANCE_KEY", "EMAIL_URL"]

    assert all(re.fullmatch(rf"\$\{{{name}:\?[^}}]+\}}", settings[name]) for name in secrets)
    assert "${POSTGRES_PASSWORD:?" in settings["DATABASE_URL"]


def test_every_setting_that_it_passes_is_one_that_we_read(compose: dict[str, Any]) -> None:
    passed = set(compose["services"]["web"]["environment"])

    assert {name for name in passed if f'"{name}"' not in SETTINGS} == set()


def test_every_setting_that_is_explained_reaches_our_containers_with_the_default_that_is_named(
    compose: dict[str, Any],
) -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE)
    passed = compose["services"]["web"]["environment"]
    literal = {name: default[1:-1] for name, default in rows if re.fullmatch("`[^`]*`", default)}

    assert {name for name, _default in rows} == set(passed) | OF_THE_IMAGE
    assert {
        name: value
        for name, value in passed.items()
        if name in literal and name not in GIVEN and value != f"${{{name}:-{literal[name]}}}"
    } == {}


def test_everything_that_stays_up_has_a_health_check(compose: dict[str, Any]) -> None:
    lasting = {name: service for name, service in compose["services"].items() if name != "migrate"}

    assert [name for name, service in lasting.items() if not service["healthcheck"].get("test")] == []


def test_our_containers_can_change_nothing_but_their_volume(compose: dict[str, Any]) -> None:
    for name in OURS:
        service = compose["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["volumes"] == ["documents:/var/lib/vendortrack"]


def test_redis_loses_and_evicts_nothing(compose: dict[str, Any]) -> None:
    command = " ".join(compose["services"]["redis"]["command"])

    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_the_mail_catcher_is_for_development_only(compose: dict[str, Any]) -> None:
    profiles = {name: service.get("profiles") for name, service in compose["services"].items()}

    assert {name for name, profile in profiles.items() if profile} == {"mail"}
    assert profiles["mail"] == ["dev"]


def test_the_image_runs_as_nobody_in_particular_and_holds_no_secret() -> None:
    image = (ROOT / "Dockerfile").read_text()

    assert "\nUSER vendortrack\n" in image
    assert "\nHEALTHCHECK " in image
    assert not re.search(r"^(ENV|ARG).*(SECRET|KEY|PASSWORD|TOKEN)", image, re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", "var", ".git", ".venv"} <= set(ignored)

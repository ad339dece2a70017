"""Production says what it lacks; development makes its own secrets once."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.vendortrack.running import ROOT

PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "a" * 64,
    "HISTORY_KEY": "b" * 64,
    "PORTAL_KEY": "c" * 64,
    "CLEARANCE_KEY": base64.b64encode(b"d" * 32).decode(),
    "ALLOWED_HOSTS": "vendortrack.example.com",
    "BASE_URL": "https://vendortrack.example.com",
    "DATABASE_URL": "sqlite:////nowhere/vendortrack.sqlite3",
    "EMAIL_URL": "smtp://mail.example.com:25",
}
READ = "from django.conf import settings; print({})"


def read(what: str, var_dir: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """What a fresh process reads from exactly these settings."""
    given = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "vendortrack.settings", **env}
    return subprocess.run(
        [sys.executable, "-c", READ.format(what)],
        cwd=ROOT,
        env={**given, "VAR_DIR": str(var_dir)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_with_everything_set_starts(tmp_path: Path) -> None:
    it = read("settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE, settings.DEBUG", tmp_path, **PRODUCTION)

    assert (it.stdout, it.stderr) == ("True True False\n", "")


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"DEBUG"}))
def test_production_names_what_is_missing(tmp_path: Path, name: str) -> None:
    it = read("settings.DEBUG", tmp_path, **{**PRODUCTION, name: ""})

    assert it.returncode == 1
    assert f"DEBUG is off and these settings are missing: {name}." in it.stderr


def test_production_names_everything_that_is_missing_at_once(tmp_path: Path) -> None:
    it = read("settings.DEBUG", tmp_path, DEBUG="0")

    assert (
        "missing: SECRET_KEY, HISTORY_KEY, PORTAL_KEY, CLEARANCE_KEY, ALLOWED_HOSTS, BASE_URL, DATABASE_URL, "
        "EMAIL_URL." in it.stderr
    )
    assert not (tmp_path / "keys").exists()


def test_one_secret_does_not_serve_twice(tmp_path: Path) -> None:
    it = read("settings.DEBUG", tmp_path, **{**PRODUCTION, "PORTAL_KEY": PRODUCTION["HISTORY_KEY"]})

    assert "SECRET_KEY, HISTORY_KEY, PORTAL_KEY, CLEARANCE_KEY must all differ from each other." in it.stderr


def test_a_development_server_refuses_the_names_of_others(tmp_path: Path) -> None:
    it = read("settings.DEBUG", tmp_path, ALLOWED_HOSTS="vendortrack.example.com")

    assert "ALLOWED_HOSTS names vendortrack.example.com, but DEBUG is on" in it.stderr


def test_documents_go_into_a_folder_or_nowhere(tmp_path: Path) -> None:
    it = read("settings.MEDIA_ROOT", tmp_path, STORAGE_URL="s3://bucket")

    assert "STORAGE_URL must be file:///a/folder/that/is/backed/up." in it.stderr


def test_development_makes_its_secrets_once_for_its_owner_only(tmp_path: Path) -> None:
    what = "settings.SECRET_KEY, settings.HISTORY_KEY, settings.PORTAL_KEY, settings.CLEARANCE_KEY"
    first, second = read(what, tmp_path), read(what, tmp_path)

    assert first.stdout == second.stdout
    made = first.stdout.split()
    assert len(set(made)) == 4
    assert {len(base64.b64decode(key)) for key in made} == {32}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}


def test_two_processes_that_start_together_read_the_same_secret(tmp_path: Path) -> None:
    code = "import pathlib, sys; from vendortrack import keys; print(keys.kept(pathlib.Path(sys.argv[1]), 'K'))"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "keys")], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for _each in range(6)
    ]

    assert len({process.communicate(timeout=30)[0] for process in both}) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["K"]


def test_the_embedded_defaults_are_sqlite_and_our_own_broker(tmp_path: Path) -> None:
    it = read("settings.DATABASES['default']['OPTIONS'], settings.CELERY_BROKER_URL", tmp_path)

    options = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    assert it.stdout == f"{options} redis+socket://{tmp_path}/broker.sock\n"


def test_postgresql_and_redis_replace_them(tmp_path: Path) -> None:
    env = {"DATABASE_URL": "postgres://someone@db/vendortrack", "REDIS_URL": "redis://cache:6379/3"}
    caches = "[one['LOCATION'] for one in settings.CACHES.values()]"
    it = read(f"settings.DATABASES['default']['HOST'], settings.CELERY_BROKER_URL, {caches}", tmp_path, **env)

    assert it.stdout == "db redis://cache:6379/3 ['redis://cache:6379/3', 'vendortrack_cache']\n"


def test_sessions_lie_in_the_database_and_need_nothing_else(tmp_path: Path) -> None:
    it = read("settings.SESSION_ENGINE", tmp_path, REDIS_URL="redis://cache:6379/3")

    assert it.stdout == "django.contrib.sessions.backends.db\n"

"""What backups and restores are tested with: a database that holds something of everything, and no document twice."""

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from archive.actions import Restored, back_up, restore
from archive.readers import tables
from contracts.models import Document
from history import actions as history
from sharing import actions
from tests import make, make_sharing
from tests.make_sharing import Scene
from tests.vendortrack.running import ROOT

AT = make.AT


@pytest.fixture(autouse=True)
def documents_here(tmp_path: Path, settings: Any) -> Path:
    """A folder of its own for the documents of each test."""
    settings.MEDIA_ROOT = tmp_path / "documents"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    """A sharing that was cleared, with its contract's document, and a history that is sealed."""
    stopped = make_sharing.cleared()
    made = make_sharing.cleared()
    document(made)
    history.seal(AT)
    actions.suspend(stopped.sharing.ref, by=made.approver, why="Zwölf Gründe", at=AT)  # not sealed yet
    return made


@pytest.fixture
def saved(scene: Scene, tmp_path: Path) -> Path:
    """A backup of the scene."""
    back_up(tmp_path / "saved", at=AT)
    return tmp_path / "saved"


@pytest.fixture
def elsewhere(tmp_path: Path, database: Path, settings: Any) -> dict[str, str]:
    """Another installation, on SQLite and empty, as the variables of its processes."""
    (tmp_path / "elsewhere").mkdir()
    shutil.copy(database, tmp_path / "elsewhere" / "database")
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'elsewhere' / 'database'}",
        "VAR_DIR": str(tmp_path / "elsewhere" / "var"),
        "STORAGE_URL": f"file://{tmp_path / 'elsewhere' / 'documents'}",
        "HISTORY_KEY": settings.HISTORY_KEY,
        "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "vendortrack.settings",
    }


def run(words: list[str], variables: dict[str, str]) -> str:
    """What a process of its own says, once it has ended well."""
    ended = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def members(path: Path) -> list[tuple[str, bytes]]:
    with tarfile.open(path) as tar:
        return [(one.name, tar.extractfile(one).read()) for one in tar]


def put_back(path: Path, **options: Any) -> Restored:
    return restore(path, at=AT, say=lambda _text: None, **{"is_replacing": True, **options})


def document(scene: Scene, content: bytes = b"") -> Document:
    content = content or secrets.token_bytes(3_000_000)
    made = Document(
        contract=scene.contract,
        file_name="Vertrag.pdf",
        media_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        is_signed=True,
        uploaded_by=scene.requester.person,
    )
    made.file.save("Vertrag.pdf", ContentFile(content), save=False)
    made.save()
    return made


def everything() -> dict[str, list[Any]]:
    """Every row of every table, as Python sees it, but who is signed in."""
    return {
        model._meta.db_table: list(model._base_manager.order_by("pk").values_list())
        for model in tables.everything()
        if model._meta.label_lower not in tables.LEFT_OUT
    }

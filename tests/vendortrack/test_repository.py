"""What is true of every file that we keep."""

import re
import subprocess

from tests.vendortrack.running import ROOT

TEXT_LIMIT = 2_000_000
REGISTRIES = re.compile(
    r"(?:files\.pythonhosted|test\.pypi|pypi\.org/simple|registry\.npmjs|registry\.yarnpkg|deb\.debian)"
)


def tracked() -> list[str]:
    """Every file under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_where_packages_are_fetched_from() -> None:
    named = [
        name
        for name in tracked()
        if name != "tests/vendortrack/test_repository.py"
        and (ROOT / name).stat().st_size < TEXT_LIMIT
        and REGISTRIES.search((ROOT / name).read_bytes().decode("utf-8", "replace"))
    ]

    assert named == []


def test_the_locks_hold_a_hash_for_everything_and_name_no_index() -> None:
    for file in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / file).read_text()
        pinned = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL | re.IGNORECASE)

        assert len(pinned) > 30
        assert [entry.split()[0] for entry in pinned if "--hash=sha256:" not in entry] == []
        assert not re.search(r"^\s*(-i|--index|--extra-index|--find-links)|://", text, re.MULTILINE)


def test_what_we_test_with_is_what_we_run() -> None:
    def pins(file: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9][^ ]*==[^ ]+)", (ROOT / file).read_text(), re.MULTILINE))

    assert pins("requirements.txt") - pins("requirements-dev.txt") == set()


def test_every_setting_is_explained_and_every_explained_setting_is_read() -> None:
    sources = "".join((ROOT / "vendortrack" / name).read_text() for name in ("settings.py", "start.py", "web.py"))
    read = set(re.findall(r"""(?:env\.\w+|secret|environ\.get)\(\s*"([A-Z_]+)\"""", sources))
    explained = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))

    assert explained == read

"""What the documentation promises is there: links, commands, targets, and the words on buttons."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.vendortrack.running import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
WHERE_WORDS_ARE = ("*/templates/**/*.html", "*/views/**/*.py", "*/views.py", "*/readers/*.py", "*/admin.py")
WHERE_ELSE = ("vendortrack/status.py", "vendortrack/nav.py")


def page_id(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """The addresses of a page's headings, as readers of Markdown make them."""
    headings = HEADING.findall(CODE.sub("", page.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def links(page: Path) -> Iterator[tuple[str, str]]:
    """The links of a page to files of ours: path and anchor."""
    for address in LINK.findall(CODE.sub("", page.read_text())):
        if not re.match(r"[a-z]+:", address):
            path, _hash, anchor = address.partition("#")
            yield path, anchor


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for path, anchor in links(page):
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(f"{path}#{anchor}" if anchor else path)

    assert broken == []


def test_every_file_that_is_named_is_there() -> None:
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir()}
    missing = []
    for page in PAGES:
        for named in re.findall(r"`([a-z_]+/[\w./*-]*)`", page.read_text()):
            if named.partition("/")[0] in rooms - {"var"} and not list(ROOT.glob(named)):
                missing.append(f"{page_id(page)}: {named}")

    assert missing == []


def test_every_page_can_be_reached_from_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    listed = {(index.parent / path).resolve() for path, _anchor in links(index)}
    pages = {page for page in PAGES if page != index}

    assert sorted(page_id(page) for page in pages - listed) == []


def test_every_command_and_every_target_that_is_named_exists() -> None:
    commands, targets = set(get_commands()), set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    missing = []
    for page in PAGES:
        text = page.read_text()
        named = set(re.findall(r"manage\.py (\w+)", text)) - commands
        made = set(re.findall(r"(?:`|^|\w=\S* )make ([a-z]+)", text, re.M)) - targets
        missing += [f"{page_id(page)}: {word}" for word in sorted(named | made)]

    assert missing == []


def test_a_developer_is_told_of_every_target() -> None:
    text = (ROOT / "Makefile").read_text()
    told = set(re.findall(r'@echo "make (\w+)', text))

    assert told | {"help", "clean"} == set(re.search(r"^\.PHONY: (.*)$", text, re.M).group(1).split())


def words_of_the_pages() -> str:
    files = [path for pattern in WHERE_WORDS_ARE for path in ROOT.glob(pattern)] + [ROOT / name for name in WHERE_ELSE]
    return "\n".join(path.read_text() for path in files if ".venv" not in path.parts).replace("’", "'")


def test_the_words_that_the_guides_print_bold_stand_on_a_page() -> None:
    pages = words_of_the_pages()
    unknown = []
    for guide in sorted(ROOT.glob("docs/guide/*.md")):
        for bold in re.findall(r"\*\*([^*]+)\*\*", guide.read_text()):
            words = " ".join(bold.replace("’", "'").split())
            parts = [part.strip(" …") for part in words.split("→")]
            unknown += [f"{guide.name}: {part}" for part in parts if part not in pages]

    assert unknown == []


def test_the_documentation_speaks_of_nothing_but_the_product() -> None:
    listed = subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    foreign = re.compile(r"(?:^|[\s`(])(?:/work/|/tmp/|/home/|/root/)|\bissues? #?\d|#\d+\b")
    found = [
        f"{name}: {match.group().strip()}"
        for name in filter(None, listed.stdout.split("\0"))
        for match in foreign.finditer((ROOT / name).read_text())
    ]

    assert found == []

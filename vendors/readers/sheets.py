"""The first sheet of an XLSX file, read by a process of its own that may use only so much memory and time."""

import io
import json
import lzma
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from vendors.readers import sheet_process

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    RuntimeError,
    NotImplementedError,
    OSError,
    ValueError,
    EOFError,
)
UNPACKED_FACTOR = 8  # what a workbook may take unpacked, in files of the largest size that is read
MOST_MEMBERS = 1000
SECONDS = 120

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[ />]")
_PLACE = re.compile(rb'\br=["\']([A-Z]{1,3}([0-9]{1,7}))["\'][^<>]*>[^<>]*\Z')


class Refused(Exception):
    """A reason, beginning with `: ` or `, row 7: `, which is put behind the file's name."""


def rows_of(content: bytes) -> Iterator[list[str]]:
    """The rows of the first sheet as text; Refused where the file is damaged, too large or has formulas."""
    _inspect(content)
    command = [sys.executable, "-I", str(Path(sheet_process.__file__))]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as fault:
        raise Refused(_(": reading it takes too long. Save it as CSV in UTF-8.")) from fault
    if done.returncode == sheet_process.DAMAGED:
        why = done.stderr.decode(errors="replace").strip()[:200]
        raise Refused(_(": the file is damaged or no XLSX (%(why)s).") % {"why": why})
    if done.returncode:
        raise Refused(_(": reading it takes too much memory. Delete what is empty in it, or save it as CSV in UTF-8."))
    for line in done.stdout.splitlines():
        yield json.loads(line)


def _inspect(content: bytes) -> None:
    """Unpack once with a limit, which also finds what is cut off, and look for formulas."""
    most = settings.IMPORT_MAX_MB * UNPACKED_FACTOR
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > most * 1024 * 1024:
                raise Refused(
                    _(": unpacked, the file has more than %(most)s MB. Split it, or save it as CSV in UTF-8.")
                    % {"most": most}
                )
            unpacked = {member.filename: package.read(member) for member in members}
    except DAMAGE as fault:
        raise Refused(_(": the file is damaged or protected (%(why)s).") % {"why": str(fault)[:200]}) from fault
    sheets = [unpacked[name] for name in unpacked if _SHEET.fullmatch(name)]
    if not sheets:
        raise Refused(_(": this is no XLSX file; there is no sheet in it."))
    for sheet in sheets:
        _refuse_formula(sheet)


def _refuse_formula(sheet: bytes) -> None:
    """Formulas are refused by name: what they show may be older than what they would compute."""
    found = _FORMULA.search(sheet)
    if not found:
        return
    place = _PLACE.search(sheet[max(0, found.start() - 300) : found.start()])
    if not place:
        raise Refused(_(": there is a formula in it. Paste the values instead."))
    raise Refused(
        _(", row %(row)s: there is a formula in %(cell)s. Paste the values instead.")
        % {"row": place[2].decode(), "cell": place[1].decode()}
    )

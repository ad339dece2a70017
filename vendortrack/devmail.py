"""Mails in development: every process writes them into one folder, and /dev/mail/ shows them. Nothing leaves."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

NAME = re.compile(r"\d{8}T\d{6}\d{6}-[0-9a-f]{8}")
SHOWN = 200
FRAMED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


class FolderBackend(BaseEmailBackend):
    """One file per mail, complete as soon as it is there."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
            draft = folder / f".{name}"
            draft.touch(mode=0o600)
            draft.write_bytes(message.message().as_bytes())
            draft.rename(folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    """A mail that was written into the folder."""

    name: str
    parsed: Parsed

    @property
    def at(self) -> datetime:
        return datetime.strptime(self.name.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)

    @property
    def subject(self) -> str:
        return str(self.parsed["Subject"])

    @property
    def to(self) -> str:
        return str(self.parsed["To"])

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.parsed.items() if not name.startswith(("Content-", "MIME"))]

    def part(self, kind: str) -> str:
        """The text or the HTML part; empty where there is none."""
        found = self.parsed.get_body(preferencelist=(kind,))
        return found.get_content() if found else ""

    @property
    def text(self) -> str:
        return self.part("plain")

    @property
    def html(self) -> str:
        return self.part("html")


def read(name: str) -> Letter:
    path = Path(settings.EMAIL_FILE_PATH) / f"{name}.eml"
    if not settings.DEBUG or not NAME.fullmatch(name) or not path.is_file():
        raise Http404
    return Letter(name, message_from_bytes(path.read_bytes(), policy=policy.default))


@login_not_required
def mails(request: HttpRequest) -> HttpResponse:
    """The mails that development has sent, newest first."""
    if not settings.DEBUG:
        raise Http404
    names = sorted((path.stem for path in Path(settings.EMAIL_FILE_PATH).glob("*.eml")), reverse=True)
    letters = [read(name) for name in names[:SHOWN] if NAME.fullmatch(name)]
    return render(request, "vendortrack/mails.html", {"letters": letters})


@login_not_required
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its headers, its words, and its HTML part in a frame that may do nothing."""
    return render(request, "vendortrack/mail.html", {"letter": read(name)})


@login_not_required
@xframe_options_sameorigin
def html_part(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part alone, for the frame: it may have its own styles and nothing else."""
    return HttpResponse(read(name).html, headers={"Content-Security-Policy": FRAMED})

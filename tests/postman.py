"""A real mail server for tests: it accepts, refuses, delays, and keeps what it took."""

import socket
import time
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Postman:
    """Takes mails, or answers what the test tells it to."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.to: list[str] = []
        self.refusals: dict[str, str] = {}
        self.data_answer = "250 OK"
        self.pause = 0.0
        self.connections = 0

    async def handle_EHLO(self, server: SMTP, session: Any, envelope: Any, hostname: str, responses: list) -> list:  # noqa: N802
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.pause:
            time.sleep(self.pause)
        if self.data_answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content))
            self.to += envelope.rcpt_tos
        return self.data_answer

    def open(self) -> Controller:
        """Listen on a port of our own; the caller stops it."""
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        office = Controller(self, hostname="127.0.0.1", port=port)
        office.start()
        return office

    @property
    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]

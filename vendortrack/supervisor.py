"""One command runs it all: broker, web, worker and beat, started, watched, restarted, stopped in order."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from vendortrack.processes import before_exec

log = structlog.get_logger(__name__)

FIRST_PAUSE = 0.5  # seconds before the first restart; doubles with each failure in a row
LONGEST_PAUSE = 30.0
STEADY = 60.0  # seconds up, after which earlier failures are forgotten
SAME_CALL = 0.5  # seconds within which two signals are one
TICK = 0.1


class CannotStart(Exception):
    """Something that a person has to see to first; the message says what, and how."""


@dataclass
class Child:
    """One process in a session of its own, so that Ctrl-C in the terminal reaches only its parent."""

    name: str
    command: list[str]
    patience: float  # seconds that it may take to finish what it is doing when asked to stop
    env: Mapping[str, str] = field(default_factory=dict)
    pass_fds: tuple[int, ...] = ()
    output: Path | None = None  # a file for what it says; else the terminal
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    due: float = 0.0

    def start(self, now: float) -> None:
        said = self.output.open("ab") if self.output else None
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said and subprocess.STDOUT,
            pass_fds=self.pass_fds,
            start_new_session=True,
            preexec_fn=before_exec(),  # safe: the supervisor has no threads
        )
        self.started = now
        if said:
            said.close()

    def watch(self, now: float) -> None:
        """Restart it if it has stopped, later each time that it does so at once."""
        if self.process is None:
            if now >= self.due:
                self.start(now)
        elif (code := self.process.poll()) is not None:
            self.failures = 0 if now - self.started > STEADY else self.failures + 1
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self.failures, 10))
            log.warning("restarting", process=self.name, code=code, pause=pause)
            self._end_session()
            self.process, self.due = None, now + pause

    def stop(self, supervisor: "Supervisor") -> None:
        """Ask it to finish, then to hurry, then end it."""
        if self.process is None:
            return
        for sign, seconds in ((signal.SIGTERM, self.patience), (signal.SIGQUIT, 12.0), (signal.SIGKILL, 5.0)):
            if self.process.poll() is None:
                self.process.send_signal(sign)
                supervisor.wait_for(self.process, seconds)
        self._end_session()
        self.process = None

    def _end_session(self) -> None:
        """Whatever the process has left behind in its session ends too."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Keeps its children running until it is told to stop; told twice, it does not wait for them."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.told = 0
        self.starting = True  # until then, being told to stop ends whatever is being prepared
        self.told_at = float("-inf")
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._tell)

    def _tell(self, _sign: int, _frame: object) -> None:
        """Count it; what comes at once from terminal and make together is one."""
        now = time.monotonic()
        if now - self.told_at > SAME_CALL:
            self.told += 1
            self.told_at = now
        if self.starting:
            self.starting = False
            raise KeyboardInterrupt

    def add(self, child: Child) -> Child:
        child.start(time.monotonic())
        self.children.append(child)
        return child

    def watch(self) -> None:
        """One look at each child."""
        now = time.monotonic()
        for child in self.children:
            child.watch(now)

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Watch until told to stop, or until that is so."""
        while not self.told and not until():
            self.watch()
            time.sleep(TICK)

    def wait_for(self, process: "subprocess.Popen[bytes]", seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < deadline and self.told < 2:
            time.sleep(TICK / 5)

    def stop(self) -> None:
        """Stop in the reverse of the starting order: beat, worker, web, broker."""
        for child in reversed(self.children):
            child.stop(self)

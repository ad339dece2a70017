"""What the logs hold: events with their keys, readable in development, JSON in production. No personal data."""

import re
from typing import Any

import structlog

PERSONAL = ("ip", "user_agent", "email", "name", "password", "token")
SECRET_PATH = re.compile(r"(/portal/|/setup/|/accounts/password/reset/key/)[^\s?]+")


def strip_personal(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Drop what names a person, and the secret part of an address that is one."""
    for key in PERSONAL:
        event.pop(key, None)
    for key, value in event.items():
        if isinstance(value, str) and key in ("request", "event", "path"):
            event[key] = SECRET_PATH.sub(r"\1…", value)
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
    strip_personal,
    structlog.processors.format_exc_info,
]


def configure() -> None:
    """Send structlog's events through the standard library's handlers."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def config(*, level: str, for_people: bool) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error, in lines for people or for machines."""
    shown: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if for_people:
        shown = structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, shown],
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": ["console"], "level": level, "propagate": False},
            "django.server": {"handlers": ["console"], "level": level, "propagate": False},
            "django_structlog": {"level": "WARNING" if for_people else level},
            "celery": {"level": "WARNING"},  # it tells of every wake-up, and there is one every few seconds
            "weasyprint": {"level": "ERROR"},  # it tells of each page that it lays out
            "fontTools": {"level": "ERROR"},
        },
    }

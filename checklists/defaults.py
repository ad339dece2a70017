"""What a new installation starts with: the templates that ship, each a published version 1."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.db import models

from checklists.actions.templates import digest_of

SHIPPED = Path(__file__).parent / "shipped"


def load_templates(apps: Any) -> None:
    """Add the shipped versions that are missing; what is there already stays as it is."""
    for path in sorted(SHIPPED.glob("*.json")):
        _load(apps, json.loads(path.read_text(encoding="utf-8")))


def _load(apps: Any, shipped: dict[str, Any]) -> None:
    templates = apps.get_model("checklists", "Template")
    versions = apps.get_model("checklists", "TemplateVersion")
    template = templates.objects.get_or_create(key=shipped["key"], defaults={"title": shipped["title"]})[0]
    if versions.objects.filter(template=template, number=shipped["number"]).exists():
        return
    version = versions.objects.create(
        template=template, **{name: shipped[name] for name in ("number", "scope", "applies", "source")}
    )
    for place, section in enumerate(shipped["sections"]):
        _load_section(apps, version, place, section)
    counts_from_on = date.fromisoformat(shipped["counts_from_on"])
    versions.objects.filter(pk=version.pk).update(
        status="published",
        counts_from_on=counts_from_on,
        published_at=datetime.combine(counts_from_on, time(), UTC),
        digest=digest_of(versions.objects.get(pk=version.pk)),
    )


def _load_section(apps: Any, version: models.Model, place: int, shipped: dict[str, Any]) -> None:
    section = apps.get_model("checklists", "Section").objects.create(
        version=version, letter=shipped["letter"], title=shipped["title"], position=place
    )
    items = apps.get_model("checklists", "TemplateItem")
    for number, item in enumerate(shipped["items"], 1):
        code = f"{shipped['letter']}-{number:02}"
        items.objects.create(version=version, section=section, code=code, position=100 * place + number, **item)

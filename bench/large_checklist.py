"""A checklist of 260 items: ten times what most vendors are asked, as questionnaires of this size exist."""

from datetime import datetime, timedelta

from checklists.models import Answer, Item, Section, Template, TemplateItem, TemplateVersion
from history import moves

ITEMS = 260


def version(scope: str, at: datetime) -> TemplateVersion:
    """The published version, made where it is not there yet."""
    key = f"bench-{scope}"
    found = TemplateVersion.objects.filter(template__key=key).first()
    return found or _made(key, scope, at)


def _made(key: str, scope: str, at: datetime) -> TemplateVersion:
    template = moves.create(Template(key=key, title=f"Measured, {scope}"), by=None)
    # Its condition never holds, so that no other request is asked for it; it is laid out by hand.
    made = moves.create(
        TemplateVersion(template=template, number=1, scope=scope, applies={"vendor_kinds": ["none"]}), by=None
    )
    section = moves.create(Section(version=made, letter="A", title="All"), by=None)
    TemplateItem.objects.bulk_create(
        TemplateItem(
            version=made,
            section=section,
            key=f"item-{place}",
            code=f"A-{place + 1:03d}",
            title=f"Question {place + 1}",
            question="How is this done?",
            position=place,
        )
        for place in range(ITEMS)
    )
    published = TemplateVersion.Status.PUBLISHED
    return moves.move(made, published, by=None, counts_from_on=(at - timedelta(days=1)).date(), published_at=at)


def accept_every_second(items: list[Item], submitted_by: int, decided_by: int, at: datetime) -> None:
    """Half of the items are accepted, as in the middle of a review."""
    answers = Answer.objects.bulk_create(
        Answer(
            item=item,
            number=1,
            text="So.",
            submitted_by_id=submitted_by,
            submitted_at=at,
            is_accepted=True,
            decided_by_id=decided_by,
            decided_at=at,
            good_until_on=at.date() + timedelta(days=300),
        )
        for item in items[::2]
    )
    for item, answer in zip(items[::2], answers, strict=True):
        item.status, item.accepted_answer = Item.Status.ACCEPTED, answer
    Item.objects.bulk_update(items[::2], ["status", "accepted_answer"])

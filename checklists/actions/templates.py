"""Templates: drafting a version, publishing it with a day from which it counts, and retiring."""

import hashlib
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.actions.held import day_of
from checklists.models import AnswerKind, Scope, Section, Template, TemplateItem, TemplateVersion
from checklists.rules import applies
from history.models import NotAllowed
from history.models.entry import canonical
from history.moves import change, create, move, only_one, record_set

Status = TemplateVersion.Status
# A version that follows another counts from 30 days on, so that nobody's work is void overnight.
NOTICE_DAYS = 30
ITEM_FIELDS = (
    "key",
    "code",
    "title",
    "question",
    "why",
    "guidance",
    "source",
    "asks",
    "area",
    "answer_kind",
    "choices",
    "expected",
    "is_required",
    "is_evidence_wanted",
    "evidence_days",
    "answer_days",
    "condition",
    "position",
)


def create_template(*, by: User | None, key: str, title: str) -> Template:
    """A questionnaire by name, still without a version."""
    taken = _("There is a template “%(key)s” already. Choose another key.") % {"key": key}
    if Template.objects.filter(key=key).exists():
        raise NotAllowed(taken, code="key")
    with only_one(taken, "key"):
        return create(Template(key=key, title=title), by=by)


def draft_version(template: Template, *, by: User | None) -> TemplateVersion:
    """A new draft, with the content of the newest version; a template has one draft at most."""
    with transaction.atomic():
        template = Template.objects.select_for_update().get(pk=template.pk)
        newest = template.versions.order_by("-number").first()
        if newest is not None and newest.status == Status.DRAFT:
            raise NotAllowed(_("%(version)s is a draft already. Publish or edit that one.") % {"version": newest})
        draft = create(
            TemplateVersion(
                template=template,
                number=(newest.number if newest else 0) + 1,
                source=newest.source if newest else "",
                scope=newest.scope if newest else Scope.ENGAGEMENT,
                applies=newest.applies if newest else {},
            ),
            by=by,
        )
        if newest is not None:
            _copy(newest, draft, by=by)
        return draft


def _copy(old: TemplateVersion, new: TemplateVersion, *, by: User | None) -> None:
    """Sections and items with their keys, so that an item is the same one over versions."""
    for section in old.sections.prefetch_related("items"):
        twin = Section.objects.create(
            version=new, letter=section.letter, title=section.title, position=section.position
        )
        TemplateItem.objects.bulk_create(
            [
                TemplateItem(version=new, section=twin, **{name: getattr(item, name) for name in ITEM_FIELDS})
                for item in section.items.all()
            ]
        )
    record_set(new, "copied", list(new.items.order_by("pk").values_list("key", flat=True)), by=by)


def content(version: TemplateVersion) -> list[object]:
    """Everything that a version asks, in its order: what its digest covers, and what two versions are compared by."""
    sections = version.sections.prefetch_related("items")
    return [
        version.scope,
        version.applies,
        [
            [
                section.letter,
                section.title,
                [[getattr(item, name) for name in ITEM_FIELDS] for item in section.items.all()],
            ]
            for section in sections
        ],
    ]


def digest_of(version: TemplateVersion) -> str:
    return hashlib.sha256(canonical(content(version))).hexdigest()


def faults(version: TemplateVersion) -> list[str]:
    """What must be mended before a version can be published, as sentences."""
    found = [_("The version: %(fault)s") % {"fault": fault} for fault in applies.faults(version.applies)]
    items = list(version.items.all())
    if not items:
        found.append(_("The version asks nothing. Add items to it."))
    for item in items:
        found += [f"{item.code}: {fault}" for fault in [*applies.faults(item.condition), *_item_faults(item)]]
    return found


def _item_faults(item: TemplateItem) -> list[str]:
    found = []
    if not item.question.strip():
        found.append(_("there is no question."))
    if item.answer_kind == AnswerKind.CHOICE and len(item.choices) < 2:
        found.append(_("“one of” needs two choices at least."))
    if item.answer_kind == AnswerKind.YES_NO and item.expected not in ("", "yes", "no"):
        found.append(_("the expected answer is yes or no."))
    if item.answer_kind == AnswerKind.CHOICE and item.expected and item.expected not in item.choices:
        found.append(_("the expected answer is not one of the choices."))
    return found


def default_start(version: TemplateVersion, today: date) -> date:
    """A first version counts at once; one that follows another, NOTICE_DAYS later."""
    follows = version.template.versions.filter(status=Status.PUBLISHED).exists()
    return today + timedelta(days=NOTICE_DAYS) if follows else today


def publish(
    version: TemplateVersion, *, by: User | None, at: datetime, counts_from_on: date | None = None
) -> TemplateVersion:
    """Publish a draft; from then on it never changes. It is laid out from `counts_from_on`."""
    today = day_of(at)
    with transaction.atomic():
        version = TemplateVersion.objects.select_for_update(of=("self",)).select_related("template").get(pk=version.pk)
        starts = counts_from_on or default_start(version, today)
        if starts < today:
            raise NotAllowed(_("“Counts from” must be today or later."), code="counts_from_on")
        if found := faults(version):
            raise NotAllowed(" ".join(found[:10]), code="faults")
        return move(
            version,
            Status.PUBLISHED,
            by=by,
            counts_from_on=starts,
            published_by_id=by.person_id if by else None,
            published_at=at,
            digest=digest_of(version),
        )


def retire(template: Template, *, by: User, why: str) -> Template:
    """Lay a template out no more; what is laid out stays."""
    if not why.strip():
        raise NotAllowed(_("Write why the template is retired."), code="why")
    return change(template, by=by, why=why.strip(), is_retired=True)


def bring_back(template: Template, *, by: User) -> Template:
    """Lay a retired template out again."""
    return change(template, by=by, is_retired=False)

"""What colleagues' pages and the portal share: an answer's form, and what becomes of it when it is sent."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import F, Q, QuerySet

from accounts.models import Person, User
from checklists import actions
from checklists.actions.held import day_of
from checklists.forms.answers import AnswerForm
from checklists.forms.fields import refuse
from checklists.models import Answer, Evidence, Item
from contracts.readers.uploads import Unreadable
from history.models import NotAllowed


def newest(item: Item) -> Answer | None:
    """The newest answer, of the answers that were fetched with the item."""
    return max(item.answers.all(), key=lambda answer: answer.number, default=None)


def pieces_for(items: Iterable[Item], by: User | Person) -> dict[int, list[Evidence]]:
    """The evidence that one may choose for each item: what lies in its draft, and what its answers rested on.

    One statement for all items whose answers were fetched; a contact chooses only from their own side's.
    """
    wanted = {item.pk: _named(item) for item in items}
    rows = Evidence.objects.standing().filter(pk__in=set().union(*wanted.values()) if wanted else ())
    vendors = {item.checklist.vendor_id for item in items}
    if isinstance(by, User):
        rows = rows.filter(vendor__in=vendors, pk__in=Evidence.objects.visible_to(by).values("pk"))
    else:
        rows = theirs(rows, vendors, by)
    found = {row.pk: row for row in rows}
    return {key: [found[one] for one in sorted(named) if one in found] for key, named in wanted.items()}


def _named(item: Item) -> set[int]:
    """The keys of the evidence that the draft and the answers of an item name."""
    drafted = item.draft.get("evidence", []) if isinstance(item.draft, dict) else []
    return {one for one in drafted if isinstance(one, int)} | {
        piece.pk for answer in item.answers.all() for piece in answer.evidence.all()
    }


def theirs(rows: QuerySet[Evidence], vendors: Collection[int], by: Person) -> QuerySet[Evidence]:
    """What a contact may see: what came from their own side, and of what is reserved only their own."""
    own_side = rows.filter(vendor__in=vendors, uploaded_by__contact_of__vendor=F("vendor"))
    return own_side.filter(Q(is_for_reviewers=False) | Q(uploaded_by=by)).distinct()


def form_for(
    item: Item,
    by: User | Person,
    data: Any = None,
    files: Any = None,
    prefix: str = "",
    pieces: list[Evidence] | None = None,
    auto_id: str = "id_%s",
) -> AnswerForm:
    """The form as it stands: the draft if there is one, else the last answer, else empty."""
    draft = item.draft if isinstance(item.draft, dict) else {}
    last = newest(item)
    initial: dict[str, Any] = {}
    if draft:
        initial = {"value": draft.get("value"), "text": draft.get("text"), "evidence": draft.get("evidence", [])}
    elif last is not None:
        initial = {"value": last.value, "text": last.text, "evidence": [one.pk for one in last.evidence.all()]}
    chosen = pieces_for([item], by)[item.pk] if pieces is None else pieces
    return AnswerForm(data, files, item=item, pieces=chosen, initial=initial, prefix=prefix or None, auto_id=auto_id)


def keep(form: AnswerForm, by: User | Person, at: datetime) -> bool:
    """Save the draft with what was uploaded; False with the error at its field, and the words kept all the same."""
    item, data = form.item, form.cleaned_data
    evidence = list(data.get("evidence") or [])
    try:
        if form.has_new_evidence:
            evidence.append(_add(form, by, at))
    except Unreadable as fault:
        form.add_error("upload", str(fault))
    except NotAllowed as refusal:
        refuse(form, refusal)
    try:
        actions.save_draft(
            item, by=by, value=data.get("value", ""), text=data.get("text", ""), evidence=evidence, at=at
        )
    except NotAllowed as refusal:
        refuse(form, refusal)
    form.cleaned_data = {**data, "evidence": evidence}
    return not form.errors


def _add(form: AnswerForm, by: User | Person, at: datetime) -> Evidence:
    upload: UploadedFile | None = form.cleaned_data.get("upload")
    return actions.add_evidence(
        form.item.checklist.vendor,
        by=by,
        upload=upload,
        link="" if upload else form.cleaned_data.get("link", ""),
        about=form.about(),
        today=day_of(at),
    )


def hand_in(form: AnswerForm, by: User | Person, at: datetime) -> bool:
    """Keep the draft, then submit it; False with the error at its field."""
    if not keep(form, by, at):
        return False
    data = form.cleaned_data
    try:
        actions.submit(
            form.item,
            by=by,
            value=data.get("value", ""),
            text=data.get("text", ""),
            evidence=data["evidence"],
            at=at,
        )
    except NotAllowed as refusal:
        refuse(form, refusal)
        return False
    return True

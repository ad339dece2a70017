"""Template versions, and the checklists that were laid out from them, with answers, evidence and waivers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from accounts.models import Role
from checklists.models import Item, Scope, Section, Template, TemplateItem, TemplateVersion
from history import moves
from portfolio.large import words
from portfolio.large.frame import Frame, Layout
from portfolio.large.size import Size
from portfolio.large.writer import Row, catch_up, next_id

CHECKLIST = "id vendor_id engagement_id version_id owner_id due_on rule laid_out_by_id laid_out_at sent_at completed_at"
ITEM = (
    "id status checklist_id template_item_id code asks area is_required owner_id due_on rule accepted_answer_id note "
    "decline_reason not_applicable_by_id not_applicable_confirmed_by_id changed_at position"
)
ANSWER = (
    "id item_id number value text submitted_by_id submitted_at is_accepted decided_by_id decided_at note good_until_on"
)
EVIDENCE = "id vendor_id kind title link issuer issued_on expires_on is_for_reviewers uploaded_by_id uploaded_at"
PIECE = "id answer_id evidence_id"
WAIVER = (
    "id status condition vendor_id engagement_id item_id reason compensating_control starts_on ends_on asked_by_id "
    "asked_at granted_by_id decided_at"
)
AREAS = ("security", "privacy", "legal", "finance")
EVIDENCE_KINDS = ("policy", "certificate", "soc2-2", "pentest", "self", "other")
DONE_STATES = ("accepted",) * 18 + ("waived", "not-applicable")
OTHER_STATES = ("open",) * 7 + ("submitted",) * 3 + ("accepted",) * 7 + ("rejected", "rejected", "declined")
GOOD = {"accepted", "waived", "not-applicable"}
EACH_BATCH = 300
EACH_FIFTH = 5  # one piece of evidence for five items
Status = Item.Status


def layouts(frame: Frame) -> list[Layout]:
    """What is laid out: the current versions, and generated ones for each engagement up to the items asked for."""
    size = frame.size
    found = [_layout(version) for version in TemplateVersion.objects.current(size.today).order_by("pk")]
    vendors = len({frame.vendor_of(place) for place in range(size.engagements)})
    have = sum(len(one.items) * (vendors if one.is_for_vendor else size.engagements) for one in found)
    missing = -(-(size.items - have) // size.engagements)
    while missing > 0:
        found.append(_layout(_generated(size, len(found), min(missing, 250))))
        missing -= 250
    return found


def _layout(version: TemplateVersion) -> Layout:
    names = ("pk", "code", "asks", "area", "is_required", "is_evidence_wanted")
    return Layout(
        version.pk, version.scope == Scope.VENDOR, list(version.items.order_by("position", "pk").values_list(*names))
    )


def _generated(size: Size, number: int, count: int) -> TemplateVersion:
    """A published version of a made-up template with so many items."""
    key = f"generated-{number}-{Template.objects.count()}"
    template = moves.create(Template(pk=next_id(Template), key=key, title=f"Generated questionnaire {number}"), by=None)
    version = moves.create(
        TemplateVersion(pk=next_id(TemplateVersion), template=template, number=1, source="generated"), by=None
    )
    letters = [chr(ord("A") + place) for place in range(1 + (count - 1) // 25)]
    first_section, first_item = next_id(Section), next_id(TemplateItem)
    sections = Section.objects.bulk_create(
        Section(pk=first_section + place, version=version, letter=letter, title=f"Part {letter}", position=place)
        for place, letter in enumerate(letters)
    )
    TemplateItem.objects.bulk_create(
        _template_item(first_item, version, sections[place // 25], place) for place in range(count)
    )
    catch_up([Template, TemplateVersion, Section, TemplateItem])
    since = size.today - timedelta(days=400)
    return moves.move(version, TemplateVersion.Status.PUBLISHED, by=None, counts_from_on=since, published_at=size.at)


def _template_item(first: int, version: TemplateVersion, section: Section, place: int) -> TemplateItem:
    topic = words.TOPICS[place % len(words.TOPICS)]
    return TemplateItem(
        pk=first + place,
        version=version,
        section=section,
        key=f"item-{place}",
        code=f"{section.letter}-{place % 25 + 1:02d}",
        title=topic.capitalize(),
        question=f"How do you handle {topic}?",
        asks="us" if place % 6 == 5 else "vendor",
        area=AREAS[place % len(AREAS)],
        is_required=place % 8 != 7,
        position=place,
    )


@dataclass
class Batch:
    """The rows of some checklists, table by table; answers and items name each other, so they commit together."""

    checklists: list[Row] = field(default_factory=list)
    items: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)
    pieces: list[Row] = field(default_factory=list)
    waivers: list[Row] = field(default_factory=list)


def batches(frame: Frame, laid_out: list[Layout], waiver: int, piece: int) -> Iterator[Batch]:
    """All checklists, a few hundred at a time: each engagement's in turn, until the items are used up."""
    batch, made = Batch(), 0
    for number, (engagement, layout) in enumerate(_each(frame, laid_out)):
        left = frame.size.items - made
        if left <= 0:
            break
        Maker(frame, layout, engagement, number, made, waiver, piece).fill(batch, left)
        made += min(left, len(layout.items))
        if len(batch.checklists) == EACH_BATCH:
            yield batch
            batch = Batch()
    yield batch


def _each(frame: Frame, laid_out: list[Layout]) -> Iterator[tuple[int, Layout]]:
    """Each engagement with each version; what is asked once for the vendor stands with its first engagement."""
    seen = set()
    for engagement in range(frame.size.engagements):
        vendor = frame.vendor_of(engagement)
        for layout in laid_out:
            if layout.is_for_vendor and vendor in seen:
                continue
            yield engagement, layout
        seen.add(vendor)


@dataclass
class Maker:
    """Makes one checklist: the `number`th, whose first item is the `first`th of all."""

    frame: Frame
    layout: Layout
    engagement: int
    number: int
    first: int
    waiver: int
    piece: int

    def __post_init__(self) -> None:
        self.vendor = self.frame.vendor_of(self.engagement)
        self.contact = self.frame.contact(self.vendor)
        self.reviewer = self.frame.in_role(Role.REVIEWER_SECURITY, 71, self.number)
        self.owner = self.frame.in_role(Role.PROCUREMENT, 34, self.engagement)
        self.due_on = self.frame.planned_on(self.engagement) - timedelta(days=10)
        self.states = DONE_STATES if self.frame.is_done(self.engagement) else OTHER_STATES
        self.is_settled = True
        self.wide = self.layout.is_for_vendor

    def fill(self, batch: Batch, left: int) -> None:
        rows = self.layout.items[:left]
        for position, item in enumerate(rows):
            self.item(batch, self.first + position, position, item)
        frame, at = self.frame, self.frame.size.at
        done = at if self.is_settled else None
        engagement = None if self.wide else frame.engagement + self.engagement
        batch.checklists.append(
            (
                *(frame.checklist + self.number, frame.vendor + self.vendor, engagement),
                *(self.layout.version_id, self.owner, self.due_on, "generated", self.owner, at, at, done),
            )
        )

    def item(self, batch: Batch, index: int, position: int, item: tuple[int, str, str, str, bool, bool]) -> None:
        frame, size = self.frame, self.frame.size
        template_item, code, asks, area, is_required, _wanted = item
        status = self.states[size.draw(72, index, len(self.states))]
        self.is_settled &= status in GOOD or not is_required
        owner = self.contact if asks == "vendor" else None
        answer = frame.answer + index if status == Status.ACCEPTED else None
        two = (self.owner, self.reviewer) if status == Status.NOT_APPLICABLE else (None, None)
        batch.items.append(
            (
                *(frame.item + index, status, frame.checklist + self.number, template_item, code, asks, area),
                *(is_required, owner, self.due_on, "generated", answer),
                words.REJECTIONS[index % len(words.REJECTIONS)] if status == Status.REJECTED else "",
                "We share this under audit only." if status == Status.DECLINED else "",
                *(*two, size.at, position),
            )
        )
        if index % EACH_FIFTH == EACH_FIFTH - 1:
            batch.evidence.append(self.evidence(index))
        if status in (Status.ACCEPTED, Status.SUBMITTED, Status.REJECTED):
            self.answer(batch, index, position, status, is_vendors=asks == "vendor")
        if status == Status.WAIVED:
            batch.waivers.append(self.a_waiver(index))

    def answer(self, batch: Batch, index: int, position: int, status: str, *, is_vendors: bool) -> None:
        frame, at = self.frame, self.frame.size.at
        decided = (status == Status.ACCEPTED, self.reviewer, at) if status != Status.SUBMITTED else (None, None, None)
        good = frame.size.day(120 + frame.size.draw(73, index, 250)) if status == Status.ACCEPTED else None
        note = words.REJECTIONS[index % len(words.REJECTIONS)] if status == Status.REJECTED else ""
        by = self.contact if is_vendors else self.owner
        key = frame.answer + index
        batch.answers.append((key, frame.item + index, 1, "Yes", "As our policy says.", by, at, *decided, note, good))
        if (piece := self.piece_for(index)) is not None:
            batch.pieces.append((self.piece + index, key, frame.evidence + piece // EACH_FIFTH))

    def piece_for(self, index: int) -> int | None:
        """The nearest item of this checklist that has evidence: one piece serves five items, or those left over."""
        last = min(self.first + len(self.layout.items), self.frame.size.items) - 1
        piece = index - index % EACH_FIFTH + EACH_FIFTH - 1
        if piece > last:
            piece -= EACH_FIFTH
        return piece if piece >= self.first else None

    def evidence(self, index: int) -> Row:
        size, place = self.frame.size, index // EACH_FIFTH
        sort = EVIDENCE_KINDS[size.draw(74, place, len(EVIDENCE_KINDS))]
        issued = size.day(-size.draw(75, place, 150) - 10)
        lapsed = self.states is OTHER_STATES and size.draw(76, place, 20) == 0
        expires = size.day(-3) if lapsed else size.day(120 + size.draw(77, place, 240))
        link = f"https://trust.vendor-{self.vendor}.example/{sort}/{place}"
        return (
            *(self.frame.evidence + place, self.frame.vendor + self.vendor, sort, f"{sort.capitalize()} {place}", link),
            *("Independent assessor", min(issued, expires), expires, place % 40 == 0, self.contact, size.at),
        )

    def a_waiver(self, index: int) -> Row:
        frame, size = self.frame, self.frame.size
        by = frame.in_role(Role.SECURITY_LEAD, 78, index)  # who approves sharings must not have waived anything
        return (
            *(self.waiver + index, "granted", "item-outstanding", frame.vendor + self.vendor),
            *(
                None if self.wide else frame.engagement + self.engagement,
                frame.item + index,
                "The certificate is being renewed.",
            ),
            *("Weekly check of access by our own team.", size.day(-20), size.day(120 + index % 60), self.reviewer),
            *(size.at, by, size.at),
        )

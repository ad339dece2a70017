"""OSCAL catalogs (NIST, JSON format 1.x): groups become sections, controls with their enhancements questions."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from checklists.models import AnswerKind
from checklists.readers.questionnaires import (
    MOST_ITEMS,
    MOST_PARTS,
    TEXT_MAX,
    Part,
    Problem,
    Question,
    Questionnaire,
    line,
    plain,
    slug,
)
from vendors.readers.tables import Unreadable

_INSERT = re.compile(r"\{\{\s*insert:\s*param,\s*([^\s{}]{1,200})\s*\}\}")
MOST_STEPS = 10  # how often one parameter may name another
MOST_CHOICES = 50
WORDS = 2_000  # what a parameter may grow to when it names others


def read(name: str, sha256: str, document: Any) -> Questionnaire:
    """The questions of a catalog; Unreadable where the document is none, problems where a part of it is not sound."""
    catalog = document.get("catalog") if isinstance(document, dict) else None
    if not isinstance(catalog, dict):
        raise Unreadable(_no_catalog(name, document))
    metadata = catalog.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    title = line(_string(metadata.get("title")), 200) or name
    version = line(_string(metadata.get("version")), 60)
    found = Questionnaire(name, sha256, slug(title), title, source=f"{title}, {version}".strip(", ")[:300])
    _Reading(found).walk(catalog)
    if not found.count() and not found.problems:
        found.problems.append(Problem("catalog", _("there is no control in it.")))
    return found


def _no_catalog(name: str, document: Any) -> str:
    kinds = ("profile", "component-definition", "system-security-plan", "assessment-plan", "assessment-results")
    kind = next((kind for kind in kinds if isinstance(document, dict) and kind in document), "")
    if kind:
        return _("%(file)s is an OSCAL %(kind)s. Resolve it into a catalog and import that.") % {
            "file": name,
            "kind": kind,
        }
    return _("%(file)s is JSON, but no OSCAL catalog: there is no “catalog” in it.") % {"file": name}


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


class _Reading:
    """One pass over a catalog; it remembers parameters by id, and which ids it has met."""

    def __init__(self, found: Questionnaire) -> None:
        self.found = found
        self.params: dict[str, dict[str, Any]] = {}
        self.words: dict[str, str] = {}
        self.met: set[str] = set()

    def walk(self, catalog: dict[str, Any]) -> None:
        self._collect(catalog, "catalog")
        self._part(catalog, "catalog", self.found.title)
        for place, group in self._each(catalog, "groups", "catalog"):
            self._group(group, place, "")

    def _wrong(self, place: str, why: str) -> None:
        self.found.problems.append(Problem(place, why))

    def _each(self, holder: dict[str, Any], name: str, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The objects of a list, each with its place; what is no list or no object is a problem."""
        listed = holder.get(name, [])
        if not isinstance(listed, list):
            self._wrong(f"{place}.{name}", _("a list is expected here."))
            return
        for number, one in enumerate(listed):
            here = f"{place}.{name}[{number}]"
            if isinstance(one, dict):
                yield here, one
            else:
                self._wrong(here, _("an object is expected here."))

    def _collect(self, holder: dict[str, Any], place: str) -> None:
        """Every parameter of the catalog: prose may name those of groups above and of other controls."""
        for _place, param in self._each(holder, "params", place):
            self.params.setdefault(_string(param.get("id")), param)
        for name in ("groups", "controls"):
            listed = holder.get(name)
            for child in listed if isinstance(listed, list) else ():
                if isinstance(child, dict):
                    self._collect(child, place)

    def _group(self, group: dict[str, Any], place: str, above: str) -> None:
        own = line(_string(group.get("title")), 200) or _string(group.get("id")) or place
        title = f"{above}: {own}"[:200] if above else own
        self._part(group, place, title)
        for here, child in self._each(group, "groups", place):
            self._group(child, here, title)

    def _part(self, holder: dict[str, Any], place: str, title: str) -> None:
        part = Part(title)
        for here, control in self._each(holder, "controls", place):
            self._control(control, here, part)
        if not part.questions:
            return
        if len(self.found.parts) >= MOST_PARTS:
            self._wrong(place, _("there are more than %(most)d groups with controls.") % {"most": MOST_PARTS})
            return
        self.found.parts.append(part)

    def _control(self, control: dict[str, Any], place: str, part: Part) -> None:
        key = _string(control.get("id")).strip()
        if problem := self._fault(control, key):
            self._wrong(f"{place} ({line(key, 60)})" if key else place, problem)
        elif _is_withdrawn(control):
            self.found.left_out.append(key)
        else:
            self.met.add(key)
            part.questions.append(Question(key, self._values(control, key, place)))
        for here, child in self._each(control, "controls", place):
            self._control(child, here, part)

    def _fault(self, control: dict[str, Any], key: str) -> str:
        if not key:
            return _("the control has no id.")
        if len(key) > 100:
            return _("the id has more than 100 characters.")
        if key in self.met:
            return _("this id occurs twice in the file.")
        if not _string(control.get("title")).strip():
            return _("the control has no title.")
        if len(self.met) >= MOST_ITEMS:
            return _("there are more than %(most)d controls. Split the file.") % {"most": MOST_ITEMS}
        return ""

    def _values(self, control: dict[str, Any], key: str, place: str) -> dict[str, Any]:
        prose: dict[str, list[str]] = {"statement": [], "why": [], "guidance": []}
        for here, one in self._each(control, "parts", place):
            if kind := _kind(one):
                prose[kind].append(self._prose(one, here, "").strip())
        title = line(self._filled(_string(control.get("title"))), 300)
        return {
            "title": title,
            "question": plain("\n\n".join(filter(None, prose["statement"]))) or title,
            "why": plain("\n\n".join(filter(None, prose["why"]))),
            "guidance": plain("\n\n".join(filter(None, prose["guidance"]))),
            "source": f"{line(self.found.title, 130)}, {_label(control) or key}"[:200],
            "answer_kind": AnswerKind.YES_NO.value,
            "expected": "yes",
        }

    def _prose(self, part: dict[str, Any], place: str, indent: str) -> str:
        label = _label(part) if indent else ""
        text = self._filled(_string(part.get("prose"))).strip()
        lines = [f"{label} {text}".strip()] if text else []
        for here, child in self._each(part, "parts", place):
            lines.append(self._prose(child, here, f"{indent} "))
        return "\n".join(filter(None, lines))

    def _filled(self, prose: str) -> str:
        """Prose with each parameter put in: its values, its choices or its label, in brackets while it is open."""
        return _INSERT.sub(lambda mark: self._param(mark[1], MOST_STEPS), prose[:TEXT_MAX])[:TEXT_MAX]

    def _param(self, name: str, steps: int) -> str:
        """A parameter in words, worked out once; one that names itself stays a name."""
        if name not in self.words:
            self.words[name] = f"[{name}]"
            param = self.params.get(name)
            if param is not None and steps > 0:
                self.words[name] = self._worded(name, param, steps - 1)[:WORDS]
        return self.words[name]

    def _worded(self, name: str, param: dict[str, Any], steps: int) -> str:
        def fill(text: Any) -> str:
            return _INSERT.sub(lambda mark: self._param(mark[1], steps), _string(text)[:WORDS])[:WORDS].strip()

        values = param.get("values")
        if isinstance(values, list) and values:
            return ", ".join(fill(value) for value in values[:MOST_CHOICES])
        select = param.get("select")
        choices = select.get("choice") if isinstance(select, dict) else None
        if isinstance(choices, list) and choices:
            return f"[{_('one or more of')}: {'; '.join(fill(one) for one in choices[:MOST_CHOICES])}]"
        return f"[{fill(param.get('label')) or name}]"


def _kind(part: dict[str, Any]) -> str:
    """What a part of a control is for us: the statement, why it matters, or guidance; else nothing."""
    name, title = _string(part.get("name")), _string(part.get("title")).lower()
    if name == "statement":
        return "statement"
    if name in ("guidance", "overview", "example", "objective"):
        return "why" if title.startswith("why") else "guidance"
    return ""


def _label(holder: dict[str, Any]) -> str:
    """The label that people see: the one without a class, if there is one."""
    props = holder.get("props")
    labels = [
        (bool(prop.get("class")), line(_string(prop.get("value")), 60))
        for prop in (props if isinstance(props, list) else [])
        if isinstance(prop, dict) and prop.get("name") == "label"
    ]
    return min(labels, default=(False, ""), key=lambda one: one[0])[1]


def _is_withdrawn(control: dict[str, Any]) -> bool:
    """Withdrawn by its status, or a mere pointer to where its content went (CSF 2.0: “Dropped (moved to …)”)."""
    props = control.get("props")
    for prop in props if isinstance(props, list) else []:
        if isinstance(prop, dict) and prop.get("name") == "status" and prop.get("value") == "withdrawn":
            return True
    parts = control.get("parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], dict) else {}
    return _string(first.get("prose")).startswith("Dropped (")

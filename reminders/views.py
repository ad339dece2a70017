"""My work, the ledger of reminders, the ladder, and the two acts on single reminders."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Person, Role
from history.models import NotAllowed, Record
from history.twice import once
from reminders import actions
from reminders.forms import FilterForm, SnoozeForm
from reminders.models import Anchor, Audience, Direction, Ladder, Reminder, Snooze, Stage, Unit
from reminders.readers import dates, ledger, subjects, work

STEER = "reminders.steer_reminder"
MOST_AT_ONCE = 25  # subjects of one “Remind”


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the one who is signed in, and what waits for others."""
    user, at, today = request.user, timezone.now(), timezone.localdate()
    tasks = work.tasks(user, today)
    shown = dates.dates(user, at, today)
    context = {
        "today": today,
        "groups": work.groups(tasks, today),
        "dates": shown,
        "is_all": work.oversees(user),
        "blockers": [(one, one.said(today)) for one in shown.blockers],
        "contracts": dates.contracts_needing_notice(user, today),
        "figures": _figures(tasks, shown, today),
        "next_on": _next_reminder(user.person_id, today),
        "troubled": ledger.troubled() if user.has_role(Role.ADMINISTRATOR) else [],
    }
    return render(request, "reminders/home.html", context)


def _figures(tasks: list[work.Task], shown: dates.Dates, today: date) -> dict[str, Any]:
    overdue = [task.on for task in tasks if task.on and task.on < today]
    this_week = [task for task in tasks if task.on and 0 <= (task.on - today).days <= 6 - today.weekday()]
    near = [row for row in shown.rows if 0 <= (row.sharing.planned_on - today).days <= 30]
    return {
        "near": len(near),
        "off_track": sum(row.light == "off_track" for row in near),
        "overdue": len(overdue),
        "since": min(overdue, default=None),
        "this_week": len(this_week),
        "open": len(tasks),
    }


def _next_reminder(person_id: int, today: date) -> date | None:
    """The day of this person's next mail, where one is planned already."""
    planned = Reminder.objects.filter(person=person_id, status=Reminder.Status.PLANNED, digest__isnull=False)
    return (
        planned.filter(digest__local_day__gte=today)
        .values_list("digest__local_day", flat=True)
        .order_by("digest__local_day")
        .first()
    )


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The ledger: who is told what and when; sent, planned, or why not. Exact, newest first."""
    form = FilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = list(ledger.filtered(request.user, wanted).select_related("person__user", "digest")[: ledger.PAGE + 1])
    older = rows[ledger.PAGE - 1].pk if len(rows) > ledger.PAGE else None
    context = {
        "form": form,
        "lines": ledger.lines(rows[: ledger.PAGE]),
        "older": older,
        "is_filtered": any(wanted.values()),
        "put_off": ledger.put_off(request.user, timezone.localdate()),
        "troubled": ledger.troubled() if request.user.has_role(Role.ADMINISTRATOR) else [],
    }
    return render(request, "reminders/index.html", context)


@require_GET
def ladder(request: HttpRequest) -> HttpResponse:
    """The stages that count today."""
    current = Ladder.objects.visible_to(request.user).current(timezone.localdate()).first()
    stages = sorted(current.stages.all(), key=_place) if current else []
    return render(request, "reminders/ladder.html", {"ladder": current, "stages": stages})


def _place(stage: Stage) -> tuple[int, int, int, int]:
    """As people read a ladder: by anchor, by audience, from long before to long after."""
    days = stage.offset * 7 / 5 if stage.unit == Unit.WORKING_DAY else stage.offset
    return (
        Anchor.values.index(stage.anchor),
        Audience.values.index(stage.audience),
        int(stage.is_escalation),
        round(-days if stage.direction == Direction.BEFORE else days),
    )


@require_POST
@permission_required(STEER, raise_exception=True)
def remind_now(request: HttpRequest) -> HttpResponse:
    """Tell one person at once of some outstanding things; says when the last one went, where it was too soon."""
    person = get_object_or_404(Person, pk=Person.number_in(request.POST.get("person", "")) or 0)
    about = [_subject(request, ref) for ref in request.POST.getlist("subject")[:MOST_AT_ONCE]]
    if not about or not all(subjects.may_be_told(person, one) for one in about):
        raise Http404
    told, refusal = [], ""
    for one in about:
        try:
            told.append(actions.remind_now(person, one, request.user, timezone.now()))
        except NotAllowed as fault:
            refusal = str(fault)
    _report(request, told, refusal)
    return redirect(_back(request))


@require_POST
@permission_required(STEER, raise_exception=True)
def remind_all(request: HttpRequest) -> HttpResponse:
    """Tell everybody whom something waits for: each `line` is a person and a thing, as references."""
    at, told, refusal = timezone.now(), [], ""
    lines = [line.partition(" ") for line in request.POST.getlist("line")[:MOST_AT_ONCE]]
    people = Person.objects.select_related("user").in_bulk({Person.number_in(ref) or 0 for ref, _space, _of in lines})
    for ref, _space, of in lines:
        person, about = people.get(Person.number_in(ref) or 0), _subject(request, of)
        if person is None or not subjects.may_be_told(person, about):
            raise Http404
        try:
            told.append(actions.remind_now(person, about, request.user, at))
        except NotAllowed as fault:
            refusal = str(fault)
    _report(request, told, refusal)
    return redirect(_back(request))


def _report(request: HttpRequest, told: list[Reminder], refusal: str) -> None:
    names = list(dict.fromkeys(line.person.name for line in told))
    if len(names) > 1:
        said = _("%(people)d people are told now of %(n)d things: %(names)s.")
        messages.success(request, said % {"people": len(names), "n": len(told), "names": ", ".join(names)})
    elif told:
        said = ngettext("%(name)s is told now of %(n)d thing.", "%(name)s is told now of %(n)d things.", len(told))
        messages.success(request, said % {"name": names[0], "n": len(told)})
    else:
        messages.warning(request, refusal)


def _subject(request: HttpRequest, ref: str) -> Record:
    found = subjects.subject(ref, request.user)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@permission_required(STEER, raise_exception=True)
@once
def snooze(request: HttpRequest, subject: str) -> HttpResponse:
    """Put off one's own reminders of one thing, with a reason and until when."""
    about, form = _subject(request, subject), SnoozeForm(request.POST or None)
    back = _back(request)
    if form.is_valid():
        try:
            made = actions.snooze(
                request.user.person, about, by=request.user, today=timezone.localdate(), **form.cleaned_data
            )
        except NotAllowed as fault:
            form.add_error(None, str(fault))
        else:
            said = _("You hear of %(ref)s again after %(day)s.")
            messages.success(request, said % {"ref": about.ref, "day": date_format(made.until_on, "D j M Y")})
            return redirect(back)
    context = {"form": form, "about": about, "known": ledger.about(about), "back": back}
    return render(request, "reminders/snooze.html", context, status=422 if form.is_bound else 200)


@require_POST
@permission_required(STEER, raise_exception=True)
def unsnooze(request: HttpRequest, ref: str) -> HttpResponse:
    """Have one's own reminders of something again from now on."""
    made = get_object_or_404(Snooze, pk=Snooze.number_in(ref) or 0, person=request.user.person_id, ended_at=None)
    actions.unsnooze(made, request.user, timezone.now())
    messages.success(request, _("You hear of %(ref)s again from now on.") % {"ref": made.subject_ref})
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The page that it was done on, where that is one of ours."""
    came_from = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if is_ours and came_from.startswith("/") else reverse("reminders:home")

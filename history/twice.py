"""Forms that are sent twice, and forms that are older than what they change: two decorators for views.

`once` is for a form that makes something, `edits` for one that changes what there is. Pages write the hidden field
of either with `{% sent %}` beside the CSRF token; nothing else is asked of a view, its form or its action.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from functools import reduce, wraps
from operator import or_
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from history import moves, readers
from history.models import Entry, NotAllowed, Press, Thread

View = Callable[..., HttpResponse]
Watched = Callable[..., models.QuerySet[Any]]
Lengths = dict[tuple[int, int], int]  # of each thread: which of the watched it is of, its record's key, its entries
AS_OF = re.compile(r"(\d{1,2})\.(\d{1,18})\.(\d{1,9})", re.ASCII)
TOLD = 3  # changes by others that a refusal names
WORDS = 160  # characters of each


def field(request: HttpRequest) -> SafeString:
    """The hidden field of a form: what it is as of, or the number that it is sent with once."""
    name, value = ("as_of", request.as_of) if hasattr(request, "as_of") else ("once", secrets.token_hex(16))
    return format_html('<input type="hidden" name="{}" value="{}">', name, value)


def once(view: View) -> View:
    """A form that is sent twice does what it does once; the second press leads to where the first one led.

    Its number is taken in the transaction that does it, so of two presses at once one waits for the other. A form
    that is refused leaves its number free.
    """

    @wraps(view)
    def taken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = request.POST.get("once") if request.method == "POST" else None
        if not number:
            return view(request, *args, **kwargs)
        return _first(request, number, lambda: view(request, *args, **kwargs))

    return taken


def edits(*watched: Watched) -> Callable[[View], View]:
    """A form that was opened before somebody else changed what it edits saves nothing, and says what was changed.

    Each of `watched` takes the parts of the address and gives records whose values the form shows. How long their
    histories were when it was opened goes along with it, and is compared when the action writes its first entry:
    under the action's own locks, and those of the histories. Saving once more then is knowing what one replaces.
    A request that names no state of before (a program's) is taken at its word.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def marked(request: Any, **parts: Any) -> HttpResponse:
            given = request.POST.get("as_of", "") if request.method == "POST" else ""
            request.as_of = given or _written(_lengths(watched, parts))
            if not given:
                return view(request, **parts)
            request.is_unwritten = True
            with moves.before_writing(lambda: _refuse_older(request, watched, parts)):
                return _first(request, _content(request), lambda: view(request, **parts))

        return marked

    return wrap


def _first(request: Any, number: str, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do it, unless this person has had it done by the same form before; one decorator within another asks once."""
    if getattr(request, "is_first", False):
        return do()
    key = hashlib.sha256("\n".join([str(request.user.pk), request.path, number]).encode()).hexdigest()
    with transaction.atomic():
        press = _take(key)
        if press:
            request.is_first = True
            response = do()
            if response.status_code == 302 and not getattr(request, "is_unwritten", False):
                Press.objects.filter(pk=press.pk).update(led_to=response["Location"])
            else:
                press.delete()
            return response
    messages.info(request, _("This form was sent twice. The first press counts, and led here."))
    return redirect(Press.objects.get(number=key).led_to)


def _take(key: str) -> Press | None:
    try:
        with transaction.atomic():
            return Press.objects.create(number=key, at=timezone.now())
    except IntegrityError:
        return None


def _content(request: HttpRequest) -> str:
    """What a form says: sent again unchanged, it is the same press."""
    said = [(name, request.POST.getlist(name)) for name in sorted(request.POST) if name != "csrfmiddlewaretoken"]
    return repr(said)


def _lengths(watched: tuple[Watched, ...], parts: dict[str, Any], *, locked: bool = False) -> Lengths:
    """How long each history is now, in one statement."""
    rows = [of(**parts) for of in watched]
    kinds = {one.model._meta.label_lower: number for number, one in enumerate(rows)}
    theirs = (models.Q(subject_type=kind, subject_id__in=rows[number].values("pk")) for kind, number in kinds.items())
    threads = Thread.objects.filter(reduce(or_, theirs)).order_by("pk")
    found = (threads.select_for_update() if locked else threads).values_list("subject_type", "subject_id", "length")
    return {(kinds[kind], key): length for kind, key, length in found}


def _written(lengths: Lengths) -> str:
    """As the hidden field has it; `-` where nothing has a history yet."""
    return ",".join(f"{kind}.{key}.{length}" for (kind, key), length in sorted(lengths.items())) or "-"


def _refuse_older(request: Any, watched: tuple[Watched, ...], parts: dict[str, Any]) -> None:
    request.is_unwritten = False
    now, given = _lengths(watched, parts, locked=True), request.as_of
    request.as_of = _written(now)
    if given == request.as_of:
        return
    was = {(int(kind), int(key)): int(length) for kind, key, length in AS_OF.findall(given)}
    models_of = [of(**parts).model._meta.label_lower for of in watched]
    raise NotAllowed(_told(request.user, models_of, was, now), code="stale")


def _told(user: Any, kinds: list[str], was: Lengths, now: Lengths) -> str:
    """Who changed what since, the newest first, in one text; what is sealed to the user is not in it."""
    later = [
        models.Q(subject_type=kinds[kind], subject_id=key, sequence__gt=was.get((kind, key), 0))
        for kind, key in sorted(was.keys() | now.keys())
        if was.get((kind, key)) != now.get((kind, key)) and kind < len(kinds)
    ][:TOLD]
    entries = Entry.objects.filter(reduce(or_, later)) if later else Entry.objects.none()
    newest = readers.lines(entries.readable_by(user).order_by("-pk")[:TOLD])
    said = [
        _("%(who)s, %(at)s, %(ref)s: %(what)s.")
        % {
            "who": line.who,
            "ref": line.ref,
            "at": date_format(timezone.localtime(line.at), "D j M Y, H:i"),
            "what": Truncator(line.what.rstrip(".")).chars(WORDS),
        }
        for line in newest
    ]
    first = _("This was changed after you opened the form, so nothing is saved yet.")
    last = _("What you typed is still here: look at both, and save again if yours is to replace it.")
    return " ".join([first, *said, last])

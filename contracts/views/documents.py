"""Files: uploaded to a contract or an agreement, and handed out as attachments only."""

import structlog
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from checklists.models import Evidence
from contracts import actions
from contracts.forms.acts import UploadForm
from contracts.forms.fields import refuse
from contracts.models import Agreement, Contract, Document
from contracts.readers.uploads import Unreadable
from contracts.views import agreements, shown
from contracts.views.access import LOG, SignedIn, agreement_of, contract_of
from contracts.views.acts import page_of
from history.models import NotAllowed
from history.twice import once

log = structlog.get_logger(__name__)


@require_GET
def download(request: SignedIn, ref: str) -> HttpResponseBase:
    document = get_object_or_404(Document.objects.visible_to(request.user).with_ref(ref))
    return handed_out(request, document, page_of(document.contract or document.agreement))


def handed_out(request: HttpRequest, piece: Document | Evidence, back: str) -> HttpResponseBase:
    """A file as it was uploaded: never shown inside a page of ours, whatever it contains.

    404 with a sentence, and a line in the log, where it is not on the disk any more.
    """
    try:
        content = piece.file.open("rb")
    except (FileNotFoundError, ValueError):
        log.error("file.gone", ref=piece.ref)
        context = {"file_name": piece.file_name, "back": back}
        return render(request, "contracts/file_gone.html", context, status=404)
    response = FileResponse(content, as_attachment=True, filename=piece.file_name, content_type=piece.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def add_to_contract(request: SignedIn, ref: str) -> HttpResponse:
    return _add(request, contract_of(request, ref, LOG))


@require_POST
def add_to_agreement(request: SignedIn, ref: str) -> HttpResponse:
    return _add(request, agreement_of(request, ref, LOG))


@once
def _add(request: SignedIn, subject: Contract | Agreement) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            document = actions.attach(subject, by=request.user, **form.cleaned_data)
        except Unreadable as fault:
            form.add_error("upload", str(fault))
        except NotAllowed as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("“%(name)s” is kept.") % {"name": document.file_name})
            return redirect(f"{page_of(subject)}#files")
    if isinstance(subject, Contract):
        return render(request, "contracts/contract.html", shown.page(request, subject, form), status=422)
    return render(request, "contracts/agreement.html", agreements.page(request, subject, form), status=422)

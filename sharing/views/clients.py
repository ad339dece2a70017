"""API clients: who may ask by program; issued and revoked by administrators, a token shown once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import ApiClient
from contracts.forms.fields import refuse
from history.models import NotAllowed
from sharing import actions
from sharing.forms.acts import ClientForm
from sharing.views.access import PEOPLE, SignedIn, permit


@never_cache
def clients(request: SignedIn) -> HttpResponse:
    """The clients, and the form for a new one; a token stands on the page that follows its issue, and nowhere else."""
    permit(request, PEOPLE)
    form = ClientForm(request.POST if request.method == "POST" else None)
    issued, token = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            issued, token = actions.issue_client(by=request.user, at=timezone.now(), **form.cleaned_data)
            form = ClientForm()
        except NotAllowed as refusal:
            refuse(form, refusal)
    rows = ApiClient.objects.select_related("issued_by").order_by("revoked_at", "-pk")
    context = {"form": form, "clients": rows, "issued": issued, "token": token, "now": timezone.now()}
    return render(request, "sharing/clients.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: SignedIn, ref: str) -> HttpResponse:
    permit(request, PEOPLE)
    client = get_object_or_404(ApiClient, pk=ApiClient.number_in(ref) or 0)
    try:
        actions.revoke_client(client, by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s cannot ask any more.") % {"name": client.name})
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("sharing:clients")

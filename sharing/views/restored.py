"""What a backup brought: the clearances that an approver confirms before anything is shared again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from history.models import NotAllowed
from sharing import actions
from sharing.models import Restore, SharingRequest
from sharing.views import listed
from sharing.views.access import APPROVE, SignedIn, permit, today

ROWS = 100
EARLIER = 10


@require_GET
def restored(request: SignedIn) -> HttpResponse:
    """The clearances that stand, each judged now, and who confirmed earlier restores."""
    permit(request, "sharing.view_sharingrequest")
    standing = SharingRequest.objects.standing().select_related("vendor", "engagement", "owner", "clearance")
    page = Paginator(standing.order_by("pk"), ROWS).get_page(request.GET.get("page"))
    waiting = list(Restore.objects.unconfirmed().order_by("pk"))
    context = {
        "page": page,
        "rows": listed.lines(page, timezone.now(), today()) if waiting else [],
        "waiting": waiting,
        "earlier": Restore.objects.exclude(confirmed_at=None).select_related("confirmed_by")[:EARLIER],
        "mark": actions.mark(),
        "may_confirm": request.user.has_perm(APPROVE),
    }
    return render(request, "sharing/restored.html", context)


@require_POST
def confirm(request: SignedIn) -> HttpResponse:
    permit(request, APPROVE)
    try:
        actions.confirm_restored(by=request.user, at=timezone.now(), seen=request.POST.get("mark") or "")
    except NotAllowed as refusal:
        messages.error(request, _("Not confirmed. %(why)s") % {"why": refusal})
    else:
        messages.success(request, _("Confirmed. What is cleared may be shared again."))
    return redirect("sharing:restored")

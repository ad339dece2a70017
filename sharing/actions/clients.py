"""Programs that ask: issued by an administrator, shown once, limited, ended at a day or revoked."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import ApiClient, User
from history.models import NotAllowed
from history.moves import change, create, only_one
from sharing.models import SharingRequest
from sharing.rules.reasons import day_of, end_of

PREFIX = "vt_"  # lets scanners for secrets recognise ours
USED_EVERY = timedelta(minutes=1)
LONGEST_DAYS = 366


def issue_client(
    *,
    by: User,
    at: datetime,
    name: str,
    scope: str,
    until_on: date,
    references: Sequence[str] = (),
) -> tuple[ApiClient, str]:
    """A new client and its token, which is kept as a hash only: this is the one time it can be seen."""
    if not by.has_perm("accounts.manage_people"):
        raise NotAllowed(_("Only an administrator can issue API clients."))
    if scope not in ApiClient.Scope.values:
        raise NotAllowed(_("Choose what it may do: ask the gate, or read."), code="scope")
    taken = _("There is a client of this name already. Give each its own.")
    if ApiClient.objects.filter(name=name.strip()).exists():
        raise NotAllowed(taken, code="name")
    if not day_of(at) <= until_on <= day_of(at) + timedelta(days=LONGEST_DAYS):
        raise NotAllowed(_("Choose an end from today on, within a year."), code="until_on")
    for ref in references:
        if SharingRequest.number_in(ref) is None:
            raise NotAllowed(_("“%(ref)s” is no sharing request. Write it like SR-0031.") % {"ref": ref}, "references")
    token = PREFIX + secrets.token_urlsafe(32)
    client = ApiClient(
        name=name.strip(),
        scope=scope,
        references=list(dict.fromkeys(references)),
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        expires_at=end_of(until_on),
        issued_by=by.person,
    )
    with only_one(taken, "name"):
        return create(client, by=by), token


def revoke_client(client: ApiClient, *, by: User, at: datetime) -> ApiClient:
    """Its token stops working at once."""
    if not by.has_perm("accounts.manage_people"):
        raise NotAllowed(_("Only an administrator can revoke API clients."))
    if client.revoked_at is not None:
        raise NotAllowed(_("This client was revoked already."), code="stale")
    return change(client, by=by, act="revoked", revoked_at=at)


def note_use(client: ApiClient, at: datetime) -> None:
    """Keep when it was last used, at most once a minute."""
    if client.last_used_at is None or client.last_used_at < at - USED_EVERY:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=at - USED_EVERY)
        ApiClient.objects.filter(stale, pk=client.pk).update(last_used_at=at)

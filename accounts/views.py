"""A person's own pages, and the set-up of an empty installation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import actions, readers
from accounts.forms import DelegateForm, FirstAdministratorForm, ProfileForm
from accounts.models import User
from history.models import NotAllowed


class SignedIn(HttpRequest):
    """A request past the login that is on by default."""

    user: User


def profile(request: SignedIn) -> HttpResponse:
    """Name, zone, language, appearance and keys; below it who stands in, and how one signs in."""
    form = ProfileForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.update_profile(request.user, by=request.user, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    return render_profile(request, form, DelegateForm(user=request.user))


@require_POST
def delegate(request: SignedIn) -> HttpResponse:
    """Save who gets one's messages, and when."""
    form = DelegateForm(request.POST, user=request.user)
    if form.is_valid():
        to, from_on, until_on = (form.cleaned_data[name] for name in form.Meta.fields)
        actions.delegate(request.user.person, by=request.user, to=to, from_on=from_on, until_on=until_on)
        messages.success(request, _("Saved. Messages follow these dates; what you may do stays with you."))
        return redirect("accounts:profile")
    return render_profile(request, ProfileForm(user=request.user), form)


def render_profile(request: SignedIn, form: ProfileForm, away: DelegateForm) -> HttpResponse:
    refused = form if form.errors else away
    context = {"form": form, "delegate_form": away, "refused": refused}
    return render(request, "accounts/profile.html", context, status=422 if refused.errors else 200)


@never_cache
@login_not_required
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first administrator; looking at the page changes nothing, and it works once."""
    if not readers.is_setup_token(token):
        return render(request, "accounts/setup_ended.html", status=410)
    form = FirstAdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.create_first_administrator(**form.cleaned_data)
        except NotAllowed:
            return render(request, "accounts/setup_ended.html", status=410)
        messages.success(request, _("VendorTrack is set up. Sign in with what you have just entered."))
        return redirect("account_login")
    return render(request, "accounts/setup.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
def nowhere(request: HttpRequest, key: str = "") -> HttpResponse:
    """A page of a library that is closed here."""
    raise Http404

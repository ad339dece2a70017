"""Every address. Each room's urls.py spells its own in full, from the root: `vendors/<ref>/approve/`."""

from importlib.util import find_spec

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from sharing.api.views import NothingView
from vendortrack import devmail, metrics, views

ROOMS = ["history", "accounts", "vendors", "contracts", "selection", "checklists", "sharing", "reminders"]

# One sign-in, with its limits and second factor, for the admin too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "vendortrack.views.unreadable"
handler500 = "vendortrack.views.failed"
urlpatterns = [
    *(path("", include(f"{room}.urls")) for room in ROOMS if find_spec(f"{room}.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    path("api/v1/openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
    path("api/v1/docs/", SpectacularSwaggerSplitView.as_view(url_name="openapi"), name="api-docs"),
    path("api/v1/<path:rest>", NothingView.as_view()),
    path("dev/mail/", devmail.mails, name="dev-mails"),
    path("dev/mail/<str:name>/", devmail.mail, name="dev-mail"),
    path("dev/mail/<str:name>/html/", devmail.html_part, name="dev-mail-html"),
    path("metrics", metrics.metrics, name="metrics"),
    path("search/", views.search, name="search"),
    path("status/", views.status, name="status"),
    path("styleguide/", views.styleguide, name="styleguide"),
]

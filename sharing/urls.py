"""Addresses of sharing requests, of the gate's API, and of the keys of its tokens."""

from django.urls import path

from sharing.api import views as api
from sharing.views import acts, clients, policies, restored, sharings

app_name = "sharing"
urlpatterns = [
    path("sharing/", sharings.listing, name="list"),
    path("sharing/new/", sharings.new, name="new"),
    path("sharing/clients/", clients.clients, name="clients"),
    path("sharing/clients/<str:ref>/revoke/", clients.revoke, name="revoke_client"),
    path("sharing/restored/", restored.restored, name="restored"),
    path("sharing/restored/confirm/", restored.confirm, name="confirm_restored"),
    path("sharing/policy/", policies.policies, name="policies"),
    path("sharing/policy/new/", policies.new, name="new_policy"),
    path("sharing/policy/<str:ref>/", policies.policy, name="policy"),
    path("sharing/policy/<str:ref>/publish/", policies.publish, name="publish_policy"),
    path("sharing/<str:ref>/", sharings.sharing, name="sharing"),
    path("sharing/<str:ref>/state/", sharings.state, name="state"),
    path("sharing/<str:ref>/edit/", sharings.edit, name="edit"),
    path("sharing/<str:ref>/new-version/", sharings.new_version, name="new_version"),
    path("sharing/<str:ref>/approve/", acts.approve, name="approve"),
    *(path(f"sharing/<str:ref>/{name.replace('_', '-')}/", acts.act, {"name": name}, name=name) for name in acts.ACTS),
    path("api/v1/sharing/", api.SharingListView.as_view(), name="api-list"),
    path("api/v1/sharing/<str:ref>/", api.SharingDetailView.as_view(), name="api-detail"),
    path("api/v1/sharing/<str:ref>/pass", api.PassView.as_view(), name="api-pass"),
    path("api/v1/sharing/<str:ref>/check", api.CheckView.as_view(), name="api-check"),
    path("api/v1/sharing/<str:ref>/transfers", api.TransfersView.as_view(), name="api-transfers"),
    path(".well-known/jwks.json", api.jwks, name="jwks"),
]

"""Addresses of people's own pages; sign-in itself is allauth's, under accounts/."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("accounts/profile/", views.profile, name="profile"),
    path("accounts/profile/delegate/", views.delegate, name="delegate"),
    # allauth's own pages for addresses stay closed: an administrator keeps the address that somebody signs in with
    path("accounts/email/", views.nowhere),
    path("accounts/confirm-email/", views.nowhere),
    path("accounts/confirm-email/<path:key>/", views.nowhere),
    path("accounts/setup/<str:token>/", views.setup, name="setup"),
]

from django.urls import path

from history import views

app_name = "history"

urlpatterns = [
    path("history/", views.log, name="log"),
    path("history/export/", views.export, name="export"),
]

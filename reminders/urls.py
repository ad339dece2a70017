from django.urls import path

from reminders import views

app_name = "reminders"
urlpatterns = [
    path("", views.home, name="home"),
    path("reminders/", views.index, name="index"),
    path("reminders/ladder/", views.ladder, name="ladder"),
    path("reminders/now/", views.remind_now, name="remind_now"),
    path("reminders/all/", views.remind_all, name="remind_all"),
    path("reminders/snooze/<path:subject>/", views.snooze, name="snooze"),
    path("reminders/again/<str:ref>/", views.unsnooze, name="unsnooze"),
]

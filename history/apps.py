from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from history import protection


class HistoryConfig(AppConfig):
    name = "history"

    def ready(self):
        pre_migrate.connect(protection.before_migrate, dispatch_uid="history.protection")
        post_migrate.connect(protection.after_migrate, dispatch_uid="history.protection")

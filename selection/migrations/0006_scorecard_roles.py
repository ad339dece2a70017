"""Procurement sets up scorecards and, like administrators, edits the reusable sets.

An evaluator sees the engagements that it is invited to, and their vendors; no longer all of them.
"""

from django.db import migrations

from accounts.roles import grant

ALL = ("view_vendor", "view_engagement")


def forwards(apps, schema_editor):
    grant(apps, "selection")
    evaluators, permissions = _evaluators_and_permissions(apps)
    evaluators.permissions.remove(*permissions)


def backwards(apps, schema_editor):
    evaluators, permissions = _evaluators_and_permissions(apps)
    evaluators.permissions.add(*permissions)


def _evaluators_and_permissions(apps):
    seeing = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="vendors", codename__in=ALL)
    return apps.get_model("auth", "Group").objects.get(name="evaluator"), seeing


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("vendors", "0002_roles"),
        ("selection", "0005_scorecards"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]

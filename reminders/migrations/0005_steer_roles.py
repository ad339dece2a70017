"""Who reminds others and puts off their own reminders: every role but the auditor."""

from django.db import migrations

from accounts.roles import grant


def forwards(apps, schema_editor):
    grant(apps, "reminders")


class Migration(migrations.Migration):
    dependencies = [("reminders", "0004_steer_reminder")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

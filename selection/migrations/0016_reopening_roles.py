"""Who reads in the administration when weights were unlocked."""

from django.db import migrations

from accounts.roles import grant


def forwards(apps, schema_editor):
    grant(apps, "selection")


class Migration(migrations.Migration):
    dependencies = [("selection", "0015_reopenings")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

"""Who reads dossiers in the administration."""

from django.db import migrations

from accounts.roles import grant


def forwards(apps, schema_editor):
    grant(apps, "selection")


class Migration(migrations.Migration):
    dependencies = [("selection", "0011_dossiers")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

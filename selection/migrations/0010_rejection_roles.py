"""Who reads the reasons of an award in the administration."""

from django.db import migrations

from accounts.roles import grant


def forwards(apps, schema_editor):
    grant(apps, "selection")


class Migration(migrations.Migration):
    dependencies = [("selection", "0009_rejections")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

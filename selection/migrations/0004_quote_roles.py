"""Who sees quotes, who logs them, and who brings exchange rates in."""

from django.db import migrations

from accounts.roles import grant


def forwards(apps, schema_editor):
    grant(apps, "selection")


class Migration(migrations.Migration):
    dependencies = [("selection", "0003_quotes")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

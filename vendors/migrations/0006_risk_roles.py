"""Who logs risks, and who says what remains of them."""

from django.db import migrations

from accounts.roles import grant


def forwards(apps, schema_editor):
    grant(apps, "vendors")


class Migration(migrations.Migration):
    dependencies = [("vendors", "0005_risks")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

"""Who logs subcontractors, and who approves them."""

from django.db import migrations

from accounts.roles import grant


def forwards(apps, schema_editor):
    grant(apps, "vendors")


class Migration(migrations.Migration):
    dependencies = [("vendors", "0010_subcontractors")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

"""Who sets a tier by hand, and who approves a lower one."""

from django.db import migrations

from accounts.roles import grant


def forwards(apps, schema_editor):
    grant(apps, "checklists")


class Migration(migrations.Migration):
    dependencies = [("checklists", "0004_tier_overrides")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

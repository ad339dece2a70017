from django.db import migrations

from selection.defaults import load_criteria


def forwards(apps, schema_editor):
    load_criteria(apps)


class Migration(migrations.Migration):
    dependencies = [("selection", "0006_scorecard_roles")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

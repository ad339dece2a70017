from django.db import migrations

from checklists.defaults import load_templates


def forwards(apps, schema_editor):
    load_templates(apps)


class Migration(migrations.Migration):
    dependencies = [("checklists", "0002_roles")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

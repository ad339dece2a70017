from django.db import migrations

from sharing.defaults import load_policy


def forwards(apps, schema_editor):
    load_policy(apps.get_model("sharing", "GatePolicy"))


class Migration(migrations.Migration):
    dependencies = [("sharing", "0002_roles")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

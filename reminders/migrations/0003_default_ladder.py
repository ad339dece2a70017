from django.db import migrations

from reminders.defaults import load_ladder


def forwards(apps, schema_editor):
    load_ladder(apps.get_model("reminders", "Ladder"), apps.get_model("reminders", "Stage"))


class Migration(migrations.Migration):
    dependencies = [("reminders", "0002_roles")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

from django.db import migrations

from vendors.defaults import load_service_categories


def forwards(apps, schema_editor):
    load_service_categories(apps)


class Migration(migrations.Migration):
    dependencies = [("vendors", "0002_roles")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

from django.db import migrations, models

from contracts.defaults import load_clause_kinds


def forwards(apps, schema_editor):
    load_clause_kinds(apps.get_model("contracts", "ClauseKind"))


class Migration(migrations.Migration):
    dependencies = [("contracts", "0002_roles")]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="notice_given_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="notice given"),
        ),
        migrations.AddField(
            model_name="contract",
            name="terminated_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="terminated"),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]

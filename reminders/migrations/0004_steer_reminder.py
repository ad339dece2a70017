from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reminders", "0003_default_ladder")]

    operations = [
        migrations.AlterModelOptions(
            name="reminder",
            options={
                "ordering": ["-pk"],
                "permissions": [("steer_reminder", "Can remind and snooze")],
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
            },
        ),
    ]

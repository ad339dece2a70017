import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_roles"),
        ("sharing", "0003_default_policy"),
    ]

    operations = [
        migrations.CreateModel(
            name="Restore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="restored")),
                ("made_at", models.DateTimeField(verbose_name="as it was")),
                ("length", models.PositiveBigIntegerField(verbose_name="length of the history")),
                ("head", models.CharField(blank=True, max_length=64, verbose_name="head of the history")),
                ("noted", models.CharField(blank=True, max_length=90, verbose_name="noted before")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="confirmed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "restore",
                "verbose_name_plural": "restores",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="sharing_restore_confirmed_by_somebody",
                    )
                ],
            },
        ),
    ]

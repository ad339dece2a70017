"""Keep lists that are on their way in."""

import django.db.models.deletion
from django.db import migrations, models

import vendors.models.upload


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_roles"),
        ("vendors", "0008_benefits"),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("matching", "Columns to match"),
                            ("checking", "Being checked"),
                            ("checked", "Checked"),
                            ("importing", "Being imported"),
                            ("imported", "Imported"),
                            ("dropped", "Dropped"),
                        ],
                        default="matching",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "file",
                    models.FileField(max_length=200, upload_to=vendors.models.upload.upload_path, verbose_name="file"),
                ),
                ("file_name", models.CharField(max_length=255, verbose_name="file name")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("header", models.JSONField(default=list, verbose_name="header")),
                ("sample", models.JSONField(default=list, verbose_name="first rows")),
                ("columns", models.JSONField(default=list, verbose_name="columns")),
                ("row_count", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("is_partial", models.BooleanField(default=False, verbose_name="good rows only")),
                ("report", models.JSONField(default=dict, verbose_name="report")),
                ("fault", models.TextField(blank=True, verbose_name="fault")),
                ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="progress in per cent")),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                ("longlisted_at", models.DateTimeField(editable=False, null=True, verbose_name="made candidates")),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="by",
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vendors.engagement",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="vendors.importrun"
                    ),
                ),
            ],
            options={
                "verbose_name": "uploaded list",
                "verbose_name_plural": "uploaded lists",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["checking", "importing"])),
                        fields=["status"],
                        name="vendors_upload_waits",
                    )
                ],
            },
        ),
    ]

"""The benefits that an engagement is expected to bring, and the skills it needs; administrators may read the first."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.roles import grant


def forwards(apps, schema_editor):
    grant(apps, "vendors")


class Migration(migrations.Migration):
    dependencies = [
        ("vendors", "0007_duplicates"),
    ]

    operations = [
        migrations.AddField(
            model_name="engagement",
            name="skills_needed",
            field=models.TextField(blank=True, verbose_name="skills needed"),
        ),
        migrations.CreateModel(
            name="Benefit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("quality", "Efficiency and quality"),
                            ("cost", "Cost"),
                            ("expertise", "Expert resources"),
                            ("focus", "Focus on the core business"),
                            ("service", "Customer service"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("expected", models.CharField(max_length=300, verbose_name="what is expected")),
                ("baseline", models.CharField(max_length=300, verbose_name="today")),
                ("measure", models.CharField(max_length=300, verbose_name="how it is measured")),
                (
                    "engagement",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="benefits",
                        to="vendors.engagement",
                        verbose_name="engagement",
                    ),
                ),
            ],
            options={
                "verbose_name": "expected benefit",
                "verbose_name_plural": "expected benefits",
                "ordering": ["pk"],
            },
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]

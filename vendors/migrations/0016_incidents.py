"""Incidents and signals: what went wrong at a vendor, and who logs and reassesses it."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.roles import grant


def forwards(apps, schema_editor):
    grant(apps, "vendors")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_roles"),
        ("vendors", "0015_named_staff"),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "To be reassessed"),
                            ("closed", "Reassessed"),
                            ("dismissed", "No incident after all"),
                        ],
                        default="open",
                        editable=False,
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("breach", "Breach of security or of privacy"),
                            ("outage", "Outage"),
                            ("insolvency", "Insolvency, or a sign of it"),
                            ("audit", "Failed audit"),
                            ("service", "Missed service levels"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what happened")),
                ("details", models.TextField(blank=True, verbose_name="details")),
                ("happened_on", models.DateField(verbose_name="happened, or became known, on")),
                ("reassess_on", models.DateField(verbose_name="reassess by")),
                ("logged_at", models.DateTimeField(auto_now_add=True, verbose_name="logged")),
                (
                    "stopped_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="clearances stopped"),
                ),
                ("finding", models.TextField(blank=True, editable=False, verbose_name="what the reassessment found")),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="reassessed")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="vendors.engagement",
                        verbose_name="engagement",
                    ),
                ),
                (
                    "logged_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="vendors.vendor",
                        verbose_name="vendor",
                    ),
                ),
            ],
            options={
                "verbose_name": "incident",
                "verbose_name_plural": "incidents",
                "ordering": ["-happened_on", "-pk"],
                "permissions": [
                    ("log_incident", "Can log incidents and signals of vendors"),
                    ("assess_incident", "Can say what a reassessment after an incident found"),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open")), fields=["reassess_on"], name="vendors_incident_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True), ("status", "open")),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                models.Q(("status", "open"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="vendors_incident_closed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_by__isnull", True),
                            models.Q(("closed_by", models.F("logged_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="vendors_incident_closed_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reassess_on__gte", models.F("happened_on"))),
                        name="vendors_incident_reassessed_after_it",
                    ),
                ],
            },
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]

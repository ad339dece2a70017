"""Named staff: who of a vendor works under our accounts, and who logs and confirms it."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.roles import grant


def forwards(apps, schema_editor):
    grant(apps, "vendors")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_roles"),
        ("vendors", "0014_merged"),
    ]

    operations = [
        migrations.CreateModel(
            name="NamedStaff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("working", "Working"),
                            ("left", "Left, accounts to be removed"),
                            ("removed", "Accounts removed"),
                        ],
                        default="working",
                        editable=False,
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("role", models.CharField(max_length=150, verbose_name="role")),
                ("accounts", models.TextField(blank=True, verbose_name="our accounts")),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("leaves_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="entered")),
                (
                    "screening",
                    models.CharField(
                        choices=[("open", "Not screened"), ("passed", "Screened"), ("failed", "Screening failed")],
                        default="open",
                        editable=False,
                        max_length=6,
                        verbose_name="screening",
                    ),
                ),
                ("screened_on", models.DateField(blank=True, editable=False, null=True, verbose_name="screened on")),
                ("screening_note", models.TextField(blank=True, editable=False, verbose_name="what was looked at")),
                ("left_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="leaving noted")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="accounts removed"),
                ),
                ("removal_note", models.TextField(blank=True, editable=False, verbose_name="how one knows")),
                (
                    "engagement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff",
                        to="vendors.engagement",
                        verbose_name="engagement",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff_of",
                        to="accounts.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "removed_by",
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
                    "screened_by",
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
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff",
                        to="vendors.vendor",
                        verbose_name="vendor",
                    ),
                ),
            ],
            options={
                "verbose_name": "named staff",
                "verbose_name_plural": "named staff",
                "ordering": ["pk"],
                "permissions": [
                    ("log_staff", "Can log named staff of vendors, and that they leave"),
                    ("confirm_staff", "Can confirm the screening of named staff and that their accounts are removed"),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "removed"), _negated=True),
                        fields=["leaves_on"],
                        name="vendors_staff_leaving",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "removed"), _negated=True),
                        fields=("vendor", "engagement", "person"),
                        name="vendors_staff_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("status", "removed"), _negated=True), ("engagement__isnull", True)
                        ),
                        fields=("vendor", "person"),
                        name="vendors_staff_once_at_large",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("leaves_on__isnull", True), ("leaves_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="vendors_staff_leaves_after_the_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("left_at__isnull", True), ("status", "working")),
                            models.Q(
                                models.Q(("status", "working"), _negated=True),
                                ("leaves_on__isnull", False),
                                ("left_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="vendors_staff_left_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("removed_at__isnull", False), ("removed_by__isnull", False), ("status", "removed")
                            ),
                            models.Q(
                                models.Q(("status", "removed"), _negated=True),
                                ("removed_at__isnull", True),
                                ("removed_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="vendors_staff_removed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("screened_by__isnull", True), ("screened_on__isnull", True), ("screening", "open")
                            ),
                            models.Q(
                                models.Q(("screening", "open"), _negated=True),
                                ("screened_by__isnull", False),
                                ("screened_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="vendors_staff_screened_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("screened_by__isnull", True),
                            models.Q(("screened_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="vendors_staff_screened_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("removed_by__isnull", True),
                            models.Q(("removed_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="vendors_staff_removed_by_a_second_person",
                    ),
                ],
            },
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]

"""Whether outsourcing fits, with its conditions. What was asked for before this needs no passed assessment."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.roles import grant


def forwards(apps, schema_editor):
    grant(apps, "vendors")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_roles"),
        ("vendors", "0012_filter"),
    ]

    operations = [
        migrations.AddField(
            model_name="engagement",
            name="is_fit_demanded",
            field=models.BooleanField(default=False, editable=False, verbose_name="needs a passed fit assessment"),
        ),
        migrations.AlterField(
            model_name="engagement",
            name="is_fit_demanded",
            field=models.BooleanField(default=True, editable=False, verbose_name="needs a passed fit assessment"),
        ),
        migrations.CreateModel(
            name="FitAssessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for a decision"),
                            ("passed", "Passed"),
                            ("kept", "Keep in house"),
                            ("replaced", "Replaced"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[("go", "Go"), ("conditions", "Go with conditions"), ("keep", "Keep in house")],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("answered_at", models.DateTimeField(verbose_name="answered")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="answered by",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="decided by",
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fit_assessments",
                        to="vendors.engagement",
                        verbose_name="engagement",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="engagement asked for by",
                    ),
                ),
            ],
            options={
                "verbose_name": "fit assessment",
                "verbose_name_plural": "fit assessments",
                "ordering": ["-pk"],
                "permissions": [("decide_fit", "Can decide whether outsourcing fits")],
            },
        ),
        migrations.CreateModel(
            name="FitAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "question",
                    models.CharField(
                        choices=[
                            ("growth", "We grow faster than we can staff it ourselves"),
                            ("tied-up", "It ties up people whom we need elsewhere"),
                            ("gain", "There is efficiency or quality to gain"),
                            ("sensitive", "A vendor would get sensitive data"),
                            ("complex", "The process is too complex to hand over"),
                            ("quality", "Its quality is worth more than its cost"),
                        ],
                        max_length=10,
                        verbose_name="question",
                    ),
                ),
                (
                    "reply",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
                        max_length=8,
                        verbose_name="answer",
                    ),
                ),
                ("note", models.TextField(verbose_name="note")),
                ("condition", models.CharField(blank=True, max_length=300, verbose_name="condition")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="vendors.fitassessment"
                    ),
                ),
            ],
            options={
                "verbose_name": "fit answer",
                "verbose_name_plural": "fit answers",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FitCondition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("reported", "Done, to be judged"),
                            ("met", "Met"),
                            ("dropped", "Dropped"),
                        ],
                        default="open",
                        editable=False,
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        choices=[
                            ("growth", "We grow faster than we can staff it ourselves"),
                            ("tied-up", "It ties up people whom we need elsewhere"),
                            ("gain", "There is efficiency or quality to gain"),
                            ("sensitive", "A vendor would get sensitive data"),
                            ("complex", "The process is too complex to hand over"),
                            ("quality", "Its quality is worth more than its cost"),
                        ],
                        max_length=10,
                        verbose_name="question",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="what must be done")),
                ("due_on", models.DateField(verbose_name="due")),
                ("report", models.TextField(blank=True, verbose_name="what was done")),
                ("reported_at", models.DateTimeField(blank=True, null=True, verbose_name="reported")),
                ("judgement", models.TextField(blank=True, verbose_name="judgement")),
                ("judged_at", models.DateTimeField(blank=True, null=True, verbose_name="judged")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conditions",
                        to="vendors.fitassessment",
                        verbose_name="fit assessment",
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fit_conditions",
                        to="vendors.engagement",
                        verbose_name="engagement",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="judged by",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owned_fit_conditions",
                        to="accounts.person",
                        verbose_name="owner",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="reported by",
                    ),
                ),
            ],
            options={
                "verbose_name": "fit condition",
                "verbose_name_plural": "fit conditions",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="fitassessment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "waiting")), fields=("engagement",), name="vendors_one_fit_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="fitassessment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["passed", "kept"])),
                fields=("engagement",),
                name="vendors_one_fit_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="fitassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(
                        models.Q(("decided_by", models.F("answered_by")), _negated=True),
                        models.Q(("decided_by", models.F("requested_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="vendors_fit_decided_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="fitassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["passed", "kept"]), _negated=True),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="vendors_fit_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="fitassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("result", "keep"), ("status", "passed")),
                        models.Q(("status", "kept"), models.Q(("result", "keep"), _negated=True)),
                        _connector="OR",
                        _negated=True,
                    ),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="vendors_fit_departs_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="fitanswer",
            constraint=models.UniqueConstraint(fields=("assessment", "question"), name="vendors_fit_answered_once"),
        ),
        migrations.AddIndex(
            model_name="fitcondition",
            index=models.Index(fields=["status", "due_on"], name="vendors_conditions_by_due"),
        ),
        migrations.AddConstraint(
            model_name="fitcondition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["open", "reported"])),
                fields=("engagement", "question"),
                name="vendors_one_open_condition_a_question",
            ),
        ),
        migrations.AddConstraint(
            model_name="fitcondition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("judged_by__isnull", True),
                    models.Q(("judged_by", models.F("owner")), _negated=True),
                    _connector="OR",
                ),
                name="vendors_condition_not_judged_by_its_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="fitcondition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("judged_by__isnull", True),
                    ("reported_by__isnull", True),
                    models.Q(("judged_by", models.F("reported_by")), _negated=True),
                    _connector="OR",
                ),
                name="vendors_condition_not_judged_by_who_reported_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="fitcondition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["met", "dropped"]), _negated=True),
                    models.Q(("judged_at__isnull", False), ("judged_by__isnull", False)),
                    _connector="OR",
                ),
                name="vendors_condition_judged_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="fitcondition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "dropped"), _negated=True),
                    models.Q(("judgement", ""), _negated=True),
                    _connector="OR",
                ),
                name="vendors_condition_dropped_with_a_reason",
            ),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]

"""Quotes and their lines, exchange rates, what costs are brought to, and what was accepted above the budget."""

import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_roles"),
        ("selection", "0002_roles"),
        ("vendors", "0007_duplicates"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="day")),
                ("base", models.CharField(max_length=3, verbose_name="base")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("rate_e10", models.PositiveBigIntegerField(verbose_name="rate")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
            ],
            options={
                "verbose_name": "exchange rate",
                "verbose_name_plural": "exchange rates",
                "ordering": ["-on", "base", "currency"],
                "permissions": [("import_rates", "Can import exchange rates")],
                "constraints": [
                    models.UniqueConstraint(fields=("on", "base", "currency"), name="selection_rate_once_a_day"),
                    models.CheckConstraint(condition=models.Q(("rate_e10__gt", 0)), name="selection_rate_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.Exact(django.db.models.functions.text.Length("base"), 3),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.text.Upper("base"), models.F("base")
                            ),
                            django.db.models.lookups.Exact(django.db.models.functions.text.Length("currency"), 3),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.text.Upper("currency"), models.F("currency")
                            ),
                            models.Q(("base", models.F("currency")), _negated=True),
                        ),
                        name="selection_rate_of_two_currencies",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="selection_rate_has_a_source"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("submitted", "Submitted"), ("withdrawn", "Withdrawn")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hourly", "Hourly"),
                            ("project", "Per project"),
                            ("other", "Other"),
                            ("in-house", "In-house"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("valid_until_on", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("one_off_amount", models.PositiveBigIntegerField(default=0, verbose_name="one-off cost")),
                ("transition_amount", models.PositiveBigIntegerField(default=0, verbose_name="transition cost")),
                ("exit_amount", models.PositiveBigIntegerField(default=0, verbose_name="exit cost")),
                ("tax_bp", models.PositiveIntegerField(default=0, verbose_name="tax in basis points")),
                (
                    "allowance_low",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="change requests, low, in basis points"
                    ),
                ),
                (
                    "allowance_likely",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="change requests, likely"),
                ),
                (
                    "allowance_high",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="change requests, high"),
                ),
                (
                    "supervision_low",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="own minutes a month, low"),
                ),
                (
                    "supervision_likely",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="own minutes a month, likely"),
                ),
                (
                    "supervision_high",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="own minutes a month, high"),
                ),
                ("own_rate_e4", models.PositiveBigIntegerField(default=0, verbose_name="own rate an hour")),
                ("own_currency", models.CharField(max_length=3, verbose_name="currency of the own rate")),
                ("note", models.TextField(blank=True, verbose_name="what it rests on")),
                ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="entered")),
                ("submitted_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="submitted")),
                (
                    "candidate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotes",
                        to="selection.candidate",
                        verbose_name="candidate",
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotes",
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
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "quote",
                "verbose_name_plural": "quotes",
                "ordering": ["pk"],
                "permissions": [("log_quote", "Can log quotes")],
            },
        ),
        migrations.CreateModel(
            name="BudgetAcceptance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("p90_amount", models.BigIntegerField(blank=True, null=True, verbose_name="P90")),
                ("budget_amount", models.PositiveBigIntegerField(verbose_name="budget")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("reason", models.TextField(verbose_name="reasons")),
                ("accepted_at", models.DateTimeField(editable=False, verbose_name="accepted")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget_acceptances",
                        to="vendors.engagement",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
                (
                    "quote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget_acceptances",
                        to="selection.quote",
                    ),
                ),
            ],
            options={
                "verbose_name": "accepted cost above budget",
                "verbose_name_plural": "accepted costs above budget",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="QuoteLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("role", "Role"),
                            ("milestone", "Milestone"),
                            ("retainer", "Retainer"),
                            ("subscription", "Subscription"),
                            ("per-unit", "Per unit"),
                            ("outcome", "Outcome or revenue share"),
                            ("people", "People"),
                            ("overhead", "Overhead"),
                            ("tool", "Tools"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("amount", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="amount")),
                ("rate_e4", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="rate")),
                ("share_bp", models.PositiveIntegerField(blank=True, null=True, verbose_name="share in basis points")),
                ("quantity_low", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="low")),
                ("quantity_likely", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="likely")),
                ("quantity_high", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="high")),
                ("unit", models.CharField(blank=True, max_length=60, verbose_name="unit")),
                (
                    "period",
                    models.CharField(
                        choices=[
                            ("once", "In all"),
                            ("month", "A month"),
                            ("quarter", "A quarter"),
                            ("year", "A year"),
                        ],
                        default="once",
                        max_length=8,
                        verbose_name="period",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "quote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="selection.quote"
                    ),
                ),
            ],
            options={
                "verbose_name": "quote line",
                "verbose_name_plural": "quote lines",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("horizon_months", models.PositiveSmallIntegerField(default=36, verbose_name="horizon in months")),
                ("priced_on", models.DateField(verbose_name="pricing day")),
                (
                    "engagement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comparison", to="vendors.engagement"
                    ),
                ),
            ],
            options={
                "verbose_name": "comparison",
                "verbose_name_plural": "comparisons",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("horizon_months__gte", 1), ("horizon_months__lte", 240)),
                        name="selection_horizon_within_reason",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("candidate__isnull", False), ("status", "submitted")),
                fields=("candidate",),
                name="selection_one_quote_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("candidate__isnull", True), ("status", "submitted")),
                fields=("engagement",),
                name="selection_one_in_house_quote_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("candidate__isnull", True), ("kind", "in-house")),
                    models.Q(models.Q(("kind", "in-house"), _negated=True), ("candidate__isnull", False)),
                    _connector="OR",
                ),
                name="selection_in_house_is_nobodys",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(django.db.models.functions.text.Length("currency"), 3),
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Upper("currency"), models.F("currency")
                    ),
                    django.db.models.lookups.Exact(django.db.models.functions.text.Length("own_currency"), 3),
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Upper("own_currency"), models.F("own_currency")
                    ),
                ),
                name="selection_quote_currency",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("allowance_high__isnull", True),
                        ("allowance_likely__isnull", True),
                        ("allowance_low__isnull", True),
                    ),
                    models.Q(
                        ("allowance_high__isnull", False),
                        ("allowance_high__lte", 100000),
                        ("allowance_likely__isnull", False),
                        ("allowance_likely__lte", models.F("allowance_high")),
                        ("allowance_low__isnull", False),
                        ("allowance_low__lte", models.F("allowance_likely")),
                    ),
                    _connector="OR",
                ),
                name="selection_allowance_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "project"), ("allowance_high__isnull", True), _connector="OR"),
                name="selection_allowance_per_project",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("supervision_high__isnull", True),
                        ("supervision_likely__isnull", True),
                        ("supervision_low__isnull", True),
                    ),
                    models.Q(
                        ("supervision_high__isnull", False),
                        ("supervision_high__lte", 1000000000000000),
                        ("supervision_likely__isnull", False),
                        ("supervision_likely__lte", models.F("supervision_high")),
                        ("supervision_low__isnull", False),
                        ("supervision_low__lte", models.F("supervision_likely")),
                    ),
                    _connector="OR",
                ),
                name="selection_supervision_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tax_bp__lte", 100000),
                    ("exit_amount__lte", 1000000000000000),
                    ("one_off_amount__lte", 1000000000000000),
                    ("own_rate_e4__lte", 1000000000000000),
                    ("transition_amount__lte", 1000000000000000),
                ),
                name="selection_quote_within_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "submitted"), _negated=True),
                    models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)),
                    _connector="OR",
                ),
                name="selection_submitted_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetacceptance",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_by", models.F("submitted_by")), _negated=True),
                name="selection_budget_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetacceptance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(django.db.models.functions.text.Length("currency"), 3),
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Upper("currency"), models.F("currency")
                    ),
                ),
                name="selection_budget_currency",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetacceptance",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="selection_budget_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="quoteline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("quantity_high__isnull", True),
                        ("quantity_likely__isnull", True),
                        ("quantity_low__isnull", True),
                    ),
                    models.Q(
                        ("quantity_high__isnull", False),
                        ("quantity_high__lte", 1000000000000000),
                        ("quantity_likely__isnull", False),
                        ("quantity_likely__lte", models.F("quantity_high")),
                        ("quantity_low__isnull", False),
                        ("quantity_low__lte", models.F("quantity_likely")),
                    ),
                    _connector="OR",
                ),
                name="selection_quantity_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="quoteline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount__isnull", True),
                        ("kind__in", ("role", "people", "per-unit")),
                        ("rate_e4__isnull", False),
                        ("rate_e4__lte", 1000000000000000),
                        ("share_bp__isnull", True),
                    ),
                    models.Q(
                        ("amount__isnull", False),
                        ("amount__lte", 1000000000000000),
                        ("kind__in", ("milestone", "retainer", "subscription", "overhead", "tool")),
                        ("quantity_high__isnull", True),
                        ("rate_e4__isnull", True),
                        ("share_bp__isnull", True),
                    ),
                    models.Q(
                        ("amount__isnull", True),
                        ("kind", "outcome"),
                        ("rate_e4__isnull", True),
                        ("share_bp__isnull", False),
                        ("share_bp__lte", 100000),
                    ),
                    _connector="OR",
                ),
                name="selection_line_has_its_price",
            ),
        ),
    ]

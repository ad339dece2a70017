"""Suggest vendors that may be one, also by their legal names."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.roles import grant
from vendors.rules.names import name_key

CHUNK = 2000


def set_legal_keys(apps, schema_editor):
    vendors = apps.get_model("vendors", "Vendor").objects
    rows = []
    for vendor in vendors.exclude(legal_name="").only("pk", "legal_name").iterator(chunk_size=CHUNK):
        vendor.legal_key = name_key(vendor.legal_name)
        rows.append(vendor)
    vendors.bulk_update(rows, ["legal_key"], batch_size=CHUNK)


def grant_merging(apps, schema_editor):
    grant(apps, "vendors")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_roles"),
        ("vendors", "0006_risk_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="Duplicate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shared", models.JSONField(default=list, verbose_name="shared")),
                ("found_at", models.DateTimeField(auto_now_add=True, verbose_name="found")),
                ("told_apart_at", models.DateTimeField(editable=False, null=True, verbose_name="told apart")),
                ("why", models.TextField(blank=True, editable=False, verbose_name="reason")),
            ],
            options={
                "verbose_name": "possible duplicate",
                "verbose_name_plural": "possible duplicates",
                "ordering": ["-pk"],
                "permissions": [("merge_vendor", "Can merge vendors and tell them apart")],
            },
        ),
        migrations.AddField(
            model_name="vendor",
            name="legal_key",
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddIndex(
            model_name="vendor",
            index=models.Index(
                condition=models.Q(("legal_key", ""), _negated=True), fields=["legal_key"], name="vendors_by_legal_key"
            ),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="other",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="vendors.vendor"),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="told_apart_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
            ),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="vendor",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="vendors.vendor"),
        ),
        migrations.AddConstraint(
            model_name="duplicate",
            constraint=models.UniqueConstraint(fields=("vendor", "other"), name="vendors_duplicate_once"),
        ),
        migrations.AddConstraint(
            model_name="duplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(("vendor__lt", models.F("other"))), name="vendors_duplicate_in_order"
            ),
        ),
        migrations.RunPython(set_legal_keys, migrations.RunPython.noop),
        migrations.RunPython(grant_merging, migrations.RunPython.noop),
    ]

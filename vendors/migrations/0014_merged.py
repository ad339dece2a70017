"""Index the merged vendors only: SQLite, where nobody has counted, took the index of all for the list of the others."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vendors", "0013_fit")]

    operations = [
        migrations.AlterField(
            model_name="vendor",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_from",
                to="vendors.vendor",
            ),
        ),
        migrations.AddIndex(
            model_name="vendor",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="vendors_merged"
            ),
        ),
    ]

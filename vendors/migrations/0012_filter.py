"""Find the vendors of one status, those with something outstanding too, in the order of the list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vendors", "0011_subcontractor_roles")]

    operations = [
        migrations.AddIndex(
            model_name="vendor",
            index=models.Index(
                condition=models.Q(("merged_into", None)),
                fields=["status", "name_key", "id", "outstanding_count"],
                name="vendors_by_status",
            ),
        ),
    ]

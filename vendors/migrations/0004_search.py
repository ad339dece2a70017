"""Sort the list of vendors by their key, and find a part of a name quickly."""

import logging

from django.db import DatabaseError, migrations, models, transaction

log = logging.getLogger(__name__)


def add_trigrams(apps, schema_editor):
    """PostgreSQL only; without the right to create the extension, search works, and reads the whole table."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias), schema_editor.connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute("CREATE INDEX vendors_by_part ON vendors_vendor USING gin (upper(name) gin_trgm_ops)")
    except DatabaseError as fault:
        log.warning("vendors: no trigram index, search will be slower with many vendors (%s)", fault)


def remove_trigrams(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS vendors_by_part")


class Migration(migrations.Migration):
    dependencies = [("vendors", "0003_service_categories")]

    operations = [
        migrations.RemoveIndex(model_name="vendor", name="vendors_by_name"),
        migrations.AlterField(
            model_name="vendor",
            name="name_key",
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddIndex(model_name="vendor", index=models.Index(fields=["name_key", "id"], name="vendors_by_key")),
        migrations.RunPython(add_trigrams, remove_trigrams),
    ]

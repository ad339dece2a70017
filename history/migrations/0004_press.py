from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("history", "0003_find_entries")]

    operations = [
        migrations.CreateModel(
            name="Press",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=64, unique=True)),
                ("led_to", models.TextField(blank=True)),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name": "sent form"},
        ),
    ]

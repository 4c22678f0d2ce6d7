"""Keep the keys that mail domains published when their mails were taken."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the table of key records."""

    dependencies = [("store", "0003_proofs")]
    operations = [
        migrations.CreateModel(
            name="DkimKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(db_index=True, max_length=255)),
                ("answer", models.CharField(max_length=12)),
                ("text", models.TextField(null=True)),
                ("asked_at", models.DateTimeField()),
            ],
        ),
    ]

"""What the person writes about a case, version by version, and which forms were done already."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the documents of a case and the postings."""

    dependencies = [("store", "0004_dkim_keys")]
    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=64)),
                ("version", models.IntegerField()),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.case")),
            ],
            options={
                "constraints": (
                    models.UniqueConstraint(
                        fields=("case", "name", "version"), name="one_document_per_version"
                    ),
                ),
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("token", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]

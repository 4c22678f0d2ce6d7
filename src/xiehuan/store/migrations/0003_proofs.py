"""Keep with a time stamp the certificates that came with it, and with a head the public key that it was signed with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add chain and key; heads of before were signed with the key of this home."""

    dependencies = [("store", "0002_search")]
    operations = [
        migrations.AddField(model_name="token", name="chain", field=models.TextField(default="")),
        migrations.AddField(model_name="head", name="public_pem", field=models.TextField(default="")),
    ]

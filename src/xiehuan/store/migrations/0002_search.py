"""The search index: contentless, without positions, because a hit is checked against the text itself.

Tokens are cut by xiehuan.evidence.ngrams, so the tokenizer only has to keep them apart: `ascii` treats every character
beyond ASCII as a letter, in all versions of Unicode alike.
"""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Make the virtual table."""

    dependencies: ClassVar = [("store", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(
            "CREATE VIRTUAL TABLE store_search USING fts5(tokens, content='', detail=none, columnsize=0, tokenize='ascii')",
            "DROP TABLE store_search",
        ),
    ]

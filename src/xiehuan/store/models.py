"""The tables of a home.

Append-only: Leaf, Head, Token, Journal. Rebuildable from the originals: Record, Unread and the search index. The rest are
plain rows. Amounts are integer fen. Times are kept as the source gave them (`at`, ISO with offset) and as an instant.
"""

from __future__ import annotations

from django.db import models


class Case(models.Model):
    """One person's matter; everything else belongs to one."""

    code = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    log_size = models.BigIntegerField(default=0)
    log_frontier = models.BinaryField(
        default=b""
    )  # the roots of the full subtrees, 32 bytes each, largest first


class Original(models.Model):
    """Bytes as they came, once, by their digest; `erased_at` when the owner had them removed."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    erased_at = models.DateTimeField(null=True)


class Acquisition(models.Model):
    """One arrival of an original: the same bytes twice are one original and two of these."""

    class State(models.TextChoices):
        """How far the reading of it has come; the original is safe in every state."""

        PENDING = "pending"
        READ = "read"
        REPEATED = "repeated"  # the same bytes were read under an earlier acquisition
        ERASED = "erased"

    case = models.ForeignKey(Case, models.PROTECT)
    original = models.ForeignKey(Original, models.PROTECT)
    name = models.TextField()  # the path as given
    origin = models.TextField(default="")  # the device, app or person it came from, in the user's words
    taken_at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    importer = models.CharField(max_length=100)
    leaf_index = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.PENDING, db_index=True)
    source = models.CharField(max_length=60, default="")
    present = models.IntegerField(default=0)
    taken = models.IntegerField(default=0)
    items = models.IntegerField(
        default=0
    )  # read so far of the stream: where a reading that was cut off goes on
    flags = models.JSONField(default=list)
    findings = models.JSONField(default=list)

    class Meta:
        """One acquisition per leaf."""

        constraints = (
            models.UniqueConstraint(fields=("case", "leaf_index"), name="one_acquisition_per_leaf"),
        )


class Record(models.Model):
    """One message, call, recording, paper or bill row, as a reader understood it.

    `slot` orders all records by time and is the row of the search index: the second of the record, or the next free one.
    It is the key, so that rows lie in the order of time and a hit is one step away; what must outlast a new reading
    names acquisition and place instead.
    """

    slot = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT)
    acquisition = models.ForeignKey(Acquisition, models.CASCADE)
    key = models.CharField(max_length=120)  # the id the reader gave: source and digest
    kind = models.CharField(max_length=10)
    source = models.CharField(max_length=60)
    at = models.CharField(max_length=40, null=True)
    at_raw = models.TextField(null=True)
    direction = models.CharField(max_length=8)
    status = models.TextField(null=True)
    sender = models.TextField(null=True)
    to = models.JSONField(default=list)
    people = models.TextField(default="")  # the normal form of every number and address, in order, one a line
    subject = models.TextField(null=True)
    text = models.TextField(default="")
    amount = models.BigIntegerField(null=True)  # fen
    category = models.TextField(null=True)
    attachments = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    event = models.CharField(max_length=64, db_index=True)  # equal for what overlapping backups tell twice
    place_file = models.TextField()
    place_byte = models.BigIntegerField(null=True)
    place_row = models.IntegerField(null=True)
    place_length = models.BigIntegerField(null=True)


class Unread(models.Model):
    """A record or file that is kept but could not be read, with the reason in both languages."""

    acquisition = models.ForeignKey(Acquisition, models.CASCADE)
    place_file = models.TextField()
    place_byte = models.BigIntegerField(null=True)
    place_row = models.IntegerField(null=True)
    why = models.TextField()
    why_en = models.TextField()


class Leaf(models.Model):
    """One entry of the log of a case; the body of an erased original is removed, its hash never."""

    case = models.ForeignKey(Case, models.PROTECT)
    index = models.BigIntegerField()
    hash = models.BinaryField()
    body = models.TextField(null=True)

    class Meta:
        """Leaves are numbered without a gap."""

        constraints = (models.UniqueConstraint(fields=("case", "index"), name="one_leaf_per_index"),)


class Head(models.Model):
    """A signed statement: so many leaves, this root, at this time."""

    case = models.ForeignKey(Case, models.PROTECT)
    size = models.BigIntegerField()
    root = models.BinaryField()
    at = models.DateTimeField()
    key_id = models.CharField(max_length=64)
    body = models.TextField()  # exactly what was signed
    signature = models.BinaryField()
    public_pem = models.TextField(default="")  # of the key that signed; empty for the key of this home


class Token(models.Model):
    """A request to a timestamp authority over a head, and its answer once there is one."""

    head = models.ForeignKey(Head, models.PROTECT)
    authority = models.TextField()
    request = models.BinaryField()
    asked_at = models.DateTimeField()
    reply = models.BinaryField(null=True)
    chain = models.TextField(default="")  # PEM: what the authority publishes and what came inside the answer
    answered_at = models.DateTimeField(null=True)


class Journal(models.Model):
    """What was done with a case, by whom and when: views, exports, erasures, choices. Append-only."""

    case = models.ForeignKey(Case, models.PROTECT, null=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    what = models.CharField(max_length=60)
    about = models.JSONField(default=dict)


class Party(models.Model):
    """Whom a number or address belongs to, as the user says, and which debt it speaks about."""

    case = models.ForeignKey(Case, models.PROTECT)
    address = models.CharField(max_length=200)  # in normal form
    name = models.CharField(max_length=200, default="")
    debt = models.CharField(max_length=64, default="")

    class Meta:
        """An address is one party's."""

        constraints = (models.UniqueConstraint(fields=("case", "address"), name="one_party_per_address"),)


class SearchState(models.Model):
    """Which form of the tokens the search index holds; another form means that it is made again."""

    version = models.IntegerField()


class Document(models.Model):
    """One version of a document that the person writes about the case (debts.toml, case.toml); the newest counts."""

    case = models.ForeignKey(Case, models.PROTECT)
    name = models.CharField(max_length=64)
    version = models.IntegerField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """Versions are numbered without a gap."""

        constraints = (
            models.UniqueConstraint(fields=("case", "name", "version"), name="one_document_per_version"),
        )


class Posting(models.Model):
    """A form that was sent and done, by the token it carried: sent again, it is answered and not done again."""

    token = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()


class DkimKey(models.Model):
    """What the name system answered about a mail domain's key at a moment. Append-only: keys are withdrawn."""

    name = models.CharField(max_length=255, db_index=True)
    answer = models.CharField(max_length=12)
    text = models.TextField(null=True)
    asked_at = models.DateTimeField()

"""What can be shown: records, digests and the account of an import. Pure: bytes in, values out."""

from xiehuan.evidence.meaning import Counts, Meaning
from xiehuan.evidence.record import Attachment, Direction, Kind, Place, Reading, Record, Remark, Unread

__all__ = [
    "Attachment",
    "Counts",
    "Direction",
    "Kind",
    "Meaning",
    "Place",
    "Reading",
    "Record",
    "Remark",
    "Unread",
]

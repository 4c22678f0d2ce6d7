"""What can be shown: records, digests and the account of an import. Pure: bytes in, values out."""

from xiehuan.evidence.record import Attachment, Direction, Kind, Place, Reading, Record, Unread

__all__ = ["Attachment", "Direction", "Kind", "Place", "Reading", "Record", "Unread"]

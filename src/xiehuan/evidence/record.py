"""What a reader makes of a file: records, and the account of all that was there.

Invariant of every reader: records present = taken + duplicates + unread. Nothing is dropped silently.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from xiehuan.errors import Finding
from xiehuan.evidence.meaning import Meaning
from xiehuan.money import Money


class Kind(StrEnum):
    """What a record is."""

    SMS = "sms"
    MAIL = "mail"
    CALL = "call"
    CHAT = "chat"
    BILL = "bill"
    RECORDING = "recording"
    PAPER = "paper"
    CONTACT = "contact"  # a card of an address book: who a number is, not an event


class Direction(StrEnum):
    """As seen by the user: `in` is a message received or money that came in."""

    IN = "in"
    OUT = "out"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of a message, by name, type, size and digest; the bytes stay in the original."""

    name: str
    media_type: str
    bytes: int
    sha256: str


class Place(NamedTuple):
    """Where in which file a record stands: byte offset, or row of a table (1 = first line of the file)."""

    file: str
    byte: int | None = None
    row: int | None = None
    length: int | None = None  # bytes of the record from `byte` on, where it is a range of the file

    def as_json(self) -> dict[str, str | int]:
        """With the keys of `xiehuan read`."""
        named = {"file": self.file, "byte": self.byte, "row": self.row, "length": self.length}
        return {k: v for k, v in named.items() if v is not None}


class Record(NamedTuple):
    """One message, bill row, recording or paper.

    `at` is ISO with offset or None when unknown; `at_raw` is the time as the source gave it.
    A named tuple, and `Place` too, because a bill has 100,000 of them: with 23 fields it takes a sixth of the time of a
    frozen dataclass (1.3 against 8.5 µs), which sets every field through `object.__setattr__`, and no more memory. A dataclass
    that is not frozen is as fast, but a record is evidence and must not change.
    `amount` is signed for bills: money in is positive. `status` keeps the source's own word (sent, draft,
    交易成功 …). `sha256` is of the record's own bytes as they came.
    """

    id: str
    source: str
    kind: Kind
    at: str | None
    at_raw: str | None
    direction: Direction
    sha256: str
    where: Place
    status: str | None = None
    sender: str | None = None
    to: tuple[str, ...] = ()
    subject: str | None = None
    text: str = ""
    amount: Money | None = None
    category: str | None = None
    method: str | None = None  # bills: the account or credit line that paid
    order_no: str | None = None  # bills: the source's own number, for de-duplication
    attachments: tuple[Attachment, ...] = ()
    flags: tuple[str, ...] = ()
    account: str | None = None  # bills: the user's own account the row is of, as far as the file shows it
    counter: str | None = None  # bills: the other side's account
    balance: Money | None = None  # bills: what the account held after the row
    meaning: Meaning | None = None  # bills: how the row counts, and why

    def as_json(self) -> dict[str, object]:
        """With the keys of `xiehuan read`."""
        return {
            "id": self.id,
            "source": self.source,
            "kind": self.kind.value,
            "at": self.at,
            "at_raw": self.at_raw,
            "direction": self.direction.value,
            "status": self.status,
            "from": self.sender,
            "to": list(self.to),
            "subject": self.subject,
            "text": self.text,
            "amount": None if self.amount is None else str(self.amount),
            "category": self.category,
            "attachments": [
                {"name": a.name, "media_type": a.media_type, "bytes": a.bytes, "sha256": a.sha256}
                for a in self.attachments
            ],
            "sha256": self.sha256,
            "flags": list(self.flags),
            "meaning": None if self.meaning is None else self.meaning.as_json(),
            "where": self.where.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Unread:
    """A record or file that is there but could not be read: the place and the reason, in both languages."""

    where: Place
    why: str
    why_en: str

    def as_json(self) -> dict[str, object]:
        """With the keys of `xiehuan read`."""
        return {"where": self.where.as_json(), "why": self.why, "why_en": self.why_en}


@dataclass(frozen=True, slots=True)
class Remark:
    """What is true of a file as a whole: flags and findings, said in its stream when it is known."""

    flags: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file held: the records taken, and an account of the rest.

    `flags` say what is true of the file as a whole, such as `count_differs` when the file claims another
    number of records than it holds; `findings` say what does not add up in it, with the row and the difference.
    """

    source: str
    records: tuple[Record, ...] = ()
    duplicates: int = 0
    unread: tuple[Unread, ...] = ()
    flags: tuple[str, ...] = field(default=())
    findings: tuple[Finding, ...] = ()

    @property
    def present(self) -> int:
        """Records in the file."""
        return len(self.records) + self.duplicates + len(self.unread)

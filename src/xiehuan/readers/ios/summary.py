"""What was edited or taken back: `message_summary_info`, a binary property list."""

from __future__ import annotations

import plistlib
from dataclasses import dataclass
from xml.parsers.expat import ExpatError

from xiehuan.readers.ios.typedstream import text_of

LONGEST = 4 << 20
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Edits:
    """Earlier texts in the order they were written, and the parts that were unsent."""

    earlier: tuple[str, ...] = ()
    unsent: int = 0


def edits_of(blob: bytes) -> Edits | None:
    """What the list tells; None when it cannot be read.

    `ec` maps each part to its versions ({d: date, t: typed stream}, the last is what is shown), `rp` names the parts
    taken back.
    """
    value = _loaded(blob)
    if not isinstance(value, dict):
        return None
    versions = value.get("ec")
    earlier = [
        words.text
        for part in (versions.values() if isinstance(versions, dict) else ())
        for version in (part[:-1][:_MOST] if isinstance(part, list) else ())
        if isinstance(version, dict)
        and isinstance(version.get("t"), bytes)
        and (words := text_of(version["t"]))
    ]
    unsent = value.get("rp")
    return Edits(tuple(earlier[:_MOST]), len(unsent) if isinstance(unsent, list) else 0)


def _loaded(blob: bytes) -> object:
    """The library raises almost anything on damaged lists; what cannot be read is nothing."""
    if len(blob) > LONGEST or not blob.startswith(b"bplist00"):
        return None
    try:
        value: object = plistlib.loads(blob, fmt=plistlib.FMT_BINARY)
    except (
        plistlib.InvalidFileException,
        ExpatError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
        MemoryError,
    ):
        return None
    return value

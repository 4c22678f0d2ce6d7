"""Text of others (messages, names, file names) made safe to show: what is read is what is stored."""

from __future__ import annotations

import re

# Unicode UAX #9, explicit formatting: "\u202e50.1" would be read as "1.05". They also come along, harmless,
# with phone numbers copied from an address book, so they are dropped, not marked.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Not allowed in XML 1.0 (2.2 Characters), or without a shape: the reader sees that something was there.
_UNSHOWABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def shown(text: str) -> str:
    """`text` without direction overrides, with plain line breaks, and U+FFFD for what has no shape."""
    return _UNSHOWABLE.sub("\ufffd", _BREAKS.sub("\n", _BIDI.sub("", text)))

"""Which of the two kinds of backup the first bytes of a file belong to."""

from __future__ import annotations

import re

from xiehuan.readers.sms.utf16 import encoding_of

_ROOT = re.compile(rb"<(smses|calls)(?=[\s/>])|<(sms|mms|call)\s+[\w:.\-]+\s*=\s*[\"']")
_TEXTS = (b"smses", b"sms", b"mms")


def holds_texts(head: bytes) -> bool:
    """A backup of messages, by its root element or, when that is lost, by its first record."""
    return _first(head) in _TEXTS


def holds_calls(head: bytes) -> bool:
    """A backup of the call log."""
    first = _first(head)
    return first is not None and first not in _TEXTS


def _first(head: bytes) -> bytes | None:
    """The first telling element; the file must begin with markup, so that mails quoting one are left out."""
    encoding = encoding_of(head)
    if encoding:
        head = head.decode(encoding, "replace").encode()
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return None
    found = _ROOT.search(head)
    return (found[1] or found[2]) if found else None

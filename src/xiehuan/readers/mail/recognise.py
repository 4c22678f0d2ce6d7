"""Whether a file begins like a mail."""

from __future__ import annotations

import re

_FIELD = re.compile(rb"([!-9;-~]{1,80})[ \t]*:")
KNOWN_FIELDS = frozenset(
    b"from to cc bcc subject date sender reply-to received return-path delivered-to message-id in-reply-to"
    b" references mime-version content-type content-transfer-encoding content-disposition x-mailer"
    b" dkim-signature arc-seal authentication-results x-originating-ip x-qq-mid x-priority list-id"
    b" auto-submitted precedence envelope-to x-received thread-topic".split()
)
_TRACE = frozenset(
    b"received return-path message-id mime-version content-type dkim-signature x-qq-mid".split()
)
_LETTER = frozenset((b"from", b"to", b"subject"))
_ENDINGS = (".eml", ".emlx", ".msg.txt")
_SEPARATOR = re.compile(rb"\n\r?\nFrom [^\r\n]*\d\d:\d\d[^\r\n]*\r?\n[!-9;-~]+:")
_MOST_LINES = 200


def looks_like_mail(name: str, head: bytes) -> bool:
    """Two known header fields before the first empty line, or one with an ending that says mail.

    Prose and chat logs also have "From:" lines, so without that ending one of the two must be a field that
    only mail programs write, or sender, receiver and subject must stand together.
    """
    found = _fields(head)
    known = found & KNOWN_FIELDS
    if name.lower().endswith(_ENDINGS):
        return bool(known)
    return len(known) > 1 and bool(known & _TRACE or known >= _LETTER)


def mails_beyond_the_first(data: bytes) -> int:
    """How many further mails follow in a mail box; three signs must meet, so that a "From " in a text is none."""
    return len(_SEPARATOR.findall(data)) if data.startswith(b"From ") else 0


def _fields(head: bytes) -> set[bytes]:
    """Names of the header fields at the top, in lower case; empty when the top is no header."""
    lines = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").splitlines()[:_MOST_LINES]
    names: set[bytes] = set()
    for number, line in enumerate(lines):
        field = _FIELD.match(line)
        if field:
            names.add(field[1].lower())
        elif not line.strip() or (
            not line.startswith((b" ", b"\t", b">")) and not (number == 0 and line.startswith(b"From "))
        ):
            break
    return names

"""Writes mail boxes as the four dialects prescribe; shares no code with the reader.

mboxo puts `>` before lines that begin with "From ", mboxrd also before lines that already have `>`; mboxcl adds a
Content-Length to what mboxrd does, mboxcl2 has the length and changes no line.
"""

from __future__ import annotations

import re

DIALECTS = ("mboxo", "mboxrd", "mboxcl", "mboxcl2")
DATE = b"Tue Nov 17 10:15:00 2026"


def boxed(dialect: str, mails: list[tuple[bytes, bytes]], line_end: bytes = b"\n") -> tuple[bytes, list[int]]:
    """The box of these (header lines, body), and where each separator stands."""
    out, offsets = b"", []
    for header, body in mails:
        written = _quoted(dialect, body)
        length = b"Content-Length: %d\n" % len(_ends(written, line_end)) if "cl" in dialect else b""
        offsets.append(len(out))
        out += _ends(
            b"From service@example.com " + DATE + b"\n" + header + length + b"\n" + written, line_end
        )
        out += line_end
    return out, offsets


def _quoted(dialect: str, body: bytes) -> bytes:
    if dialect == "mboxcl2":
        return body
    return re.sub(
        rb"(?m)^From " if dialect == "mboxo" else rb"(?m)^(?=>*From )",
        b">From " if dialect == "mboxo" else b">",
        body,
    )


def _ends(data: bytes, line_end: bytes) -> bytes:
    return data.replace(b"\n", line_end)

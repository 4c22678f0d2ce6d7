"""Whether a line that begins with "From " starts a mail. Three signs are weighed, because published boxes lack any one.

The signs: an empty line before it, a date at its end, header fields after it. A line with all of them is certain.
"""

from __future__ import annotations

import re
from enum import Enum

from xiehuan.readers.mail.recognise import KNOWN_FIELDS

LONGEST_LINE = 1000  # what is weighed of a separator
AHEAD = 4000  # bytes after it that are looked at
_FIELD = re.compile(rb"([!-9;-~]{1,80})[ \t]*:")
_DAY = rb"(?:mon|tue|wed|thu|fri|sat|sun)"
_MONTH = rb"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
# asctime, as RFC 4155 has it, with the zones and double years that old programs add
_DATE = re.compile(
    rb"\b" + _DAY + rb",? +(?:" + _MONTH + rb" +\d{1,2}|\d{1,2} +" + _MONTH + rb")\b.{1,40}", re.IGNORECASE
)
_CLOCK = re.compile(rb"\b\d{1,2}:\d\d\b")
_YEAR = re.compile(rb"\b(?:19|20)\d\d\b")
_SENDER = re.compile(rb"From (?:\S*@\S*|-|MAILER-DAEMON|[^\s:]+)[ \t]*\Z")
_ADDRESS = re.compile(rb"From (?:\S+@\S+|-)[ \t]*\Z")
_MOST_LINES = 12
_PLENTY = 4
_NAMES = KNOWN_FIELDS | {b"x-mozilla-status", b"status", b"x-uid", b"content-length"}


class Verdict(Enum):
    """What a line is; the doubtful ones are counted."""

    NO = "text"
    DOUBTFUL_NO = "text, though it looks like a separator"
    DOUBTFUL_YES = "separator, though a sign is missing"
    YES = "separator"


def weigh(line: bytes, after: bytes, *, blank_before: bool) -> Verdict:
    """The verdict on a line without its end; `after` is what follows it, at most AHEAD bytes."""
    dated, header = _dated(line), _header(after)
    if dated and header:
        return Verdict.YES if blank_before else Verdict.DOUBTFUL_YES
    if dated and blank_before and (not after or after.startswith((b"\n", b"\r\n"))):
        return Verdict.DOUBTFUL_YES  # a mail with an empty header
    if header > 1 and blank_before and _SENDER.match(line):
        return Verdict.DOUBTFUL_YES if b"@" not in line and line.rstrip() != b"From -" else Verdict.YES
    if header >= _PLENTY and _ADDRESS.match(line):
        return Verdict.DOUBTFUL_YES  # Netscape wrote "From -" without an empty line before it
    return Verdict.DOUBTFUL_NO if dated or (header > 1 and blank_before) else Verdict.NO


def _dated(line: bytes) -> bool:
    """A date with a clock and a year, the order of its pieces as people's programs have it."""
    found = _DATE.search(line)
    return bool(found and _CLOCK.search(found.group()) and _YEAR.search(found.group()))


def _header(after: bytes) -> int:
    """0 for no header, 1 for something that has the shape of one, one more for each known field of mail in it."""
    shaped = known = 0
    for line in after.split(b"\n", _MOST_LINES)[:_MOST_LINES]:
        field = _FIELD.match(line.lstrip(b">"))
        if field and field[1].lower() in _NAMES:
            known += 1
        elif not field and not line.startswith((b" ", b"\t", b">From ")):
            break
        shaped = 1
    return shaped + known

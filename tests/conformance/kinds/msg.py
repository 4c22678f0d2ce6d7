"""Outlook items, by the reader of the product."""

from __future__ import annotations

from datetime import datetime
from email.utils import getaddresses

from conformance.evidence_case import Case, Check, equal, folded
from conformance.kinds.reading import read_by
from xiehuan.evidence import Reading
from xiehuan.readers import msg


def outlook_item(case: Case) -> dict[str, object] | None:
    """An item; the tolerance of its date is part of the date's check."""
    tolerance = case.expected.get("date_tolerance_s", 0)
    return read_by(msg, case, lambda reading: _checks(reading, tolerance))


def _checks(reading: Reading, tolerance: int) -> dict[str, Check]:
    if not reading.records:
        names = "subject message_class from_name from to date_utc date_tolerance_s text_contains attachments"
        return dict.fromkeys(names.split(), lambda _want: "unread")
    record = reading.records[0]
    people = getaddresses([record.sender or ""])
    to = [address for person in record.to for _, address in getaddresses([person])]
    attachments = [folded(a.name) for a in record.attachments]
    text = folded(record.text)
    return {
        "subject": lambda want: None if folded(want) == folded(record.subject or "") else record.subject,
        "message_class": equal(record.category),
        # a name without an address parses as an address
        "from_name": lambda want: None if [folded(want)] == [folded(n or a) for n, a in people] else people,
        "from": lambda want: _same(want, [a for _, a in people]),
        "to": lambda want: _same(want, to),
        "date_utc": lambda want: None if _near(want, record.at, tolerance) else record.at or "none",
        "date_tolerance_s": lambda _want: None,
        "text_contains": lambda want: [w for w in want if folded(w) not in text] or None,
        "attachments": lambda want: (
            ([w for w in want if folded(w) not in attachments] and attachments) or None
        ),
    }


def _same(want: list[str], got: list[str]) -> object:
    addresses = [a.casefold() for a in got if "@" in a]
    return None if [w.casefold() for w in want] == addresses else got


def _near(want: str, got: str | None, tolerance: int) -> bool:
    if got is None:
        return False
    return abs((datetime.fromisoformat(got) - datetime.fromisoformat(want)).total_seconds()) <= tolerance

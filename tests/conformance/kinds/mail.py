"""One mail, by the reader of the product."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import getaddresses
from pathlib import Path

from conformance.evidence_case import Case, Check, bytes_of, folded
from conformance.kinds.reading import HEAD, read_by
from xiehuan.evidence import Reading
from xiehuan.readers import mail
from xiehuan.readers.dispatch import message_reader


def mail_file(case: Case) -> dict[str, object] | None:
    """A mail in a file of its own, by whichever reader takes it: some come as boxes of one."""
    head = bytes_of(case)[:HEAD]
    reader = message_reader(Path(case.fields.get("input", "a.eml")).name, head) or mail
    return read_by(reader, case, _mail_checks)


def _mail_checks(reading: Reading) -> dict[str, Check]:
    """Facts about one mail; nothing holds of a mail that is listed as unread."""
    if not reading.records:
        names = "subject subject_any_of subject_contains from from_names to to_names date_utc attachments text_contains"
        return dict.fromkeys(names.split(), lambda _want: "unread")
    record = reading.records[0]
    subject, text = folded(record.subject or ""), folded(record.text)
    sender = getaddresses([record.sender or ""])
    to = [pair for person in record.to for pair in getaddresses([person])]
    attachments = [folded(a.name) for a in record.attachments]
    return {
        "subject": lambda want: None if folded(want) == subject else subject,
        "subject_any_of": lambda want: None if subject in map(folded, want) else subject,
        "subject_contains": lambda want: (
            None if all(folded(w) in subject for w in _listed(want)) else subject
        ),
        "from": lambda want: _same([w.casefold() for w in want], [a.casefold() for _, a in sender]),
        "from_names": lambda want: _same(list(map(folded, want)), [folded(n) for n, _ in sender]),
        "to": lambda want: _same([w.casefold() for w in want], [a.casefold() for _, a in to]),
        "to_names": lambda want: _same(list(map(folded, want)), [folded(n) for n, _ in to]),
        "date_utc": lambda want: None if record.at and _utc(record.at) == _utc(want) else record.at or "none",
        "attachments": lambda want: (
            ([w for w in want if folded(w) not in attachments] and attachments) or None
        ),
        "text_contains": lambda want: [w for w in want if folded(w) not in text] or None,
    }


def _same(want: list[str], got: list[str]) -> object:
    return None if want == got else got


def _listed(want: str | list[str]) -> list[str]:
    return [want] if isinstance(want, str) else want


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)

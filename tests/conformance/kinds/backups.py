"""Backups of messages and logs of calls, by the readers of the product."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from conformance.evidence_case import Case, Check, any_of, equal, missing
from conformance.kinds.reading import read_by
from xiehuan.evidence import Reading, Record
from xiehuan.readers import sms
from xiehuan.readers.sms import calls


def sms_xml(case: Case) -> dict[str, object] | None:
    """A backup of messages."""
    return read_by(sms, case, _backup_checks)


def calls_xml(case: Case) -> dict[str, object] | None:
    """A log of calls."""
    return read_by(calls, case, _call_checks)


def _backup_checks(reading: Reading) -> dict[str, Check]:
    """Facts about a backup of messages; a record with `parts=N` is an MMS, an unread one may be either."""
    records = reading.records
    mms = [r for r in records if _number(r, "parts") is not None]
    unread = len(reading.unread)
    dates = sorted(int(r.at_raw) for r in records if r.at_raw and r.at_raw.isdigit())
    text = unicodedata.normalize("NFC", "\n".join(r.text for r in records))
    bad = sum(_number(r, "undecodable_parts") or 0 for r in records)
    digests = [a.sha256 for r in records for a in r.attachments]
    people = [p for r in records for p in (r.sender, *r.to) if p]
    return {
        "total": equal(reading.present),
        "sms": _within(len(records) - len(mms), unread),
        "mms": _within(len(mms), unread),
        "first_date_ms": equal(dates[0] if dates else None),
        "last_date_ms": equal(dates[-1] if dates else None),
        "last_date_ms_any_of": any_of(dates[-1] if dates else None),
        "body_contains": lambda want: (
            [w for w in want if unicodedata.normalize("NFC", w) not in text] or None
        ),
        "sms_types": equal(_boxes(r for r in records if r not in mms)),
        "mms_boxes": equal(_boxes(mms)),
        "parts": equal(sum(_number(r, "parts") or 0 for r in mms)),
        "parts_min": lambda want: None if sum(_number(r, "parts") or 0 for r in mms) >= want else "fewer",
        "parts_with_data": equal(len(digests)),
        "parts_undecodable": equal(bad),
        "part_sha256": lambda want: None if _in_order(want, digests, bad) else digests,
        "count_attribute": equal(_claimed(reading)),
        "count_differs": equal("count_differs" in reading.flags),
        "addresses": missing(people),
        "unread_max": lambda want: None if unread <= want else unread,
    }


def _call_checks(reading: Reading) -> dict[str, Check]:
    """Facts about a call log."""
    records, unread = reading.records, len(reading.unread)
    dates = sorted(int(r.at_raw) for r in records if r.at_raw and r.at_raw.isdigit())
    return {
        "calls": _within(len(records), unread),
        "first_date_ms": equal(dates[0] if dates else None),
        "last_date_ms": equal(dates[-1] if dates else None),
        "numbers": missing(p for r in records for p in (r.sender, *r.to) if p),
        "durations_s": equal([_number(r, "duration_s") for r in records]),
        "unread_max": lambda want: None if unread <= want else unread,
    }


_TYPES = {"received": "1", "sent": "2", "draft": "3", "outbox": "4", "failed": "5", "queued": "6"}


def _within(read: int, unread: int) -> Check:
    """The number present: those read, and any of the unread ones."""
    return lambda want: None if read <= want <= read + unread else read


def _boxes(records: Iterable[Record]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for record in records:
        box = _TYPES.get(record.status or "", record.status or "")
        counted[box] = counted.get(box, 0) + 1
    return counted


def _number(record: Record, name: str) -> int | None:
    """The N of a flag `name=N`."""
    found = [f.partition("=")[2] for f in record.flags if f.startswith(f"{name}=")]
    return int(found[0]) if found else None


def _claimed(reading: Reading) -> int:
    """The count that the file states; it is flagged only where it is wrong."""
    found = [f.partition("=")[2] for f in reading.flags if f.startswith("count_claimed=")]
    return int(found[0]) if found else reading.present


def _in_order(want: list[str], got: list[str], extra: int) -> bool:
    """All of `want` in their order, with at most `extra` others (undecodable parts) between them."""
    rest = iter(got)
    return all(w in rest for w in want) and len(got) - len(want) <= extra

"""Run published evidence cases (`evidence/*/cases.jsonl`) against the readers of the product.

A case says what is true of a file. The readers' answer is translated into the words of the case and compared
field by field. No case is known by its id: any folder of the same layout works. What cannot be asked of the
readers here is `unsupported`, decided by the kind and the fields of a case before it runs.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from conformance.kinds.contacts import vcf
from conformance.kinds.phone_messages import ios_text
from xiehuan.evidence import Reading, Record
from xiehuan.readers import mail, sms
from xiehuan.readers.sms import calls
from xiehuan.readers.stream import gather

HEAD = 1 << 16
Expected = dict[str, Any]
Check = Callable[[Any], object]  # what was got instead, or None when the expectation holds


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a cases file."""

    id: str
    kind: str
    expected: Expected
    folder: Path
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on a case; `got` names each expectation that does not hold with what was there."""

    case: Case
    status: str
    got: dict[str, object] = field(default_factory=dict)


def samples_root(repository: Path) -> Path | None:
    """The samples folder: XIEHUAN_SAMPLES, or shared/samples beside the repository."""
    named = os.environ.get("XIEHUAN_SAMPLES")
    root = Path(named) if named else repository.parent / "shared" / "samples"
    return root if (root / "evidence").is_dir() else None


def cases_in(root: Path, kinds: Iterable[str]) -> Iterator[Case]:
    """The cases of these kinds in all folders below `root/evidence`."""
    wanted = frozenset(kinds)
    for file in sorted((root / "evidence").glob("*/cases.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            given = json.loads(line)
            if given["check"] in wanted:
                yield Case(given["id"], given["check"], given["expected"], file.parent, given)


def run(case: Case) -> Outcome:
    """Give the file, changed as the case asks, to the reader of its kind and compare."""
    if case.kind in DIRECT:
        found = DIRECT[case.kind](case)
        wrong = {k: v for k, v in (found or {}).items() if v is not None}
        return Outcome(case, "unsupported" if found is None else "failed" if wrong else "passed", wrong)
    checks_of = KINDS.get(case.kind)
    if checks_of is None or not isinstance(case.fields.get("input", ""), str):
        return Outcome(case, "unsupported")
    reader, make = checks_of
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(case.fields["input"]).name
        path.write_bytes(_bytes_of(case))
        reading = gather(reader, path, path.name)
        recognised = reader.recognises(path.name, path.read_bytes()[:HEAD])
    checks = make(reading)
    if set(case.expected) - set(checks):
        return Outcome(case, "unsupported")
    wrong = {k: checks[k](v) for k, v in case.expected.items()}
    wrong["recognised"] = None if recognised else False
    wrong["accounted"] = (
        None if reading.present == len(reading.records) + len(reading.unread) else reading.present
    )
    wrong = {k: v for k, v in wrong.items() if v is not None}
    return Outcome(case, "failed" if wrong else "passed", wrong)


def _bytes_of(case: Case) -> bytes:
    """The input: newline first, then the edits in their order."""
    if "message" in case.fields:
        return str(case.fields["message"]).replace("\n", "\r\n").encode()
    data = (case.folder / case.fields["input"]).read_bytes()
    if case.fields.get("newline") == "crlf":
        data = re.sub(rb"\r?\n", b"\r\n", data)
    for edit in case.fields.get("edit", ()):
        data = data.replace(edit["find"].encode(), edit["replace"].encode(), 1)
    return data


def folded(text: str) -> str:
    """NFC, and every run of white space one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _equal(got: object) -> Check:
    return lambda want: None if got == want else got


def _any_of(got: object) -> Check:
    return lambda want: None if got in want else got


def _missing(got: Iterable[object]) -> Check:
    have = list(got)
    return lambda want: [w for w in want if w not in have] or None


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
        "total": _equal(reading.present),
        "sms": _within(len(records) - len(mms), unread),
        "mms": _within(len(mms), unread),
        "first_date_ms": _equal(dates[0] if dates else None),
        "last_date_ms": _equal(dates[-1] if dates else None),
        "last_date_ms_any_of": _any_of(dates[-1] if dates else None),
        "body_contains": lambda want: (
            [w for w in want if unicodedata.normalize("NFC", w) not in text] or None
        ),
        "sms_types": _equal(_boxes(r for r in records if r not in mms)),
        "mms_boxes": _equal(_boxes(mms)),
        "parts": _equal(sum(_number(r, "parts") or 0 for r in mms)),
        "parts_min": lambda want: None if sum(_number(r, "parts") or 0 for r in mms) >= want else "fewer",
        "parts_with_data": _equal(len(digests)),
        "parts_undecodable": _equal(bad),
        "part_sha256": lambda want: None if _in_order(want, digests, bad) else digests,
        "count_attribute": _equal(_claimed(reading)),
        "count_differs": _equal("count_differs" in reading.flags),
        "addresses": _missing(people),
        "unread_max": lambda want: None if unread <= want else unread,
    }


def _call_checks(reading: Reading) -> dict[str, Check]:
    """Facts about a call log."""
    records, unread = reading.records, len(reading.unread)
    dates = sorted(int(r.at_raw) for r in records if r.at_raw and r.at_raw.isdigit())
    return {
        "calls": _within(len(records), unread),
        "first_date_ms": _equal(dates[0] if dates else None),
        "last_date_ms": _equal(dates[-1] if dates else None),
        "numbers": _missing(p for r in records for p in (r.sender, *r.to) if p),
        "durations_s": _equal([_number(r, "duration_s") for r in records]),
        "unread_max": lambda want: None if unread <= want else unread,
    }


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


KINDS: dict[str, tuple[Any, Callable[[Reading], dict[str, Check]]]] = {
    "sms_xml": (sms, _backup_checks),
    "calls_xml": (calls, _call_checks),
    "mail": (mail, _mail_checks),
}

# kinds that ask the product themselves: what each expectation got instead, None where it holds
DIRECT: dict[str, Callable[[Case], dict[str, object] | None]] = {"ios_text": ios_text, "vcf": vcf}

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


def _same(want: list[str], got: list[str]) -> object:
    return None if want == got else got


def _listed(want: str | list[str]) -> list[str]:
    return [want] if isinstance(want, str) else want


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)

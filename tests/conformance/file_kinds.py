"""Kinds of evidence cases about whole files: mail boxes, Outlook items, texts in old codes, archives, and that nothing is lost.

Each takes a case and gives what does not hold, or None when it cannot be asked of the product here.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from xiehuan.evidence import Reading, Record
from xiehuan.readers import mbox, msg, page
from xiehuan.readers.dispatch import ARCHIVES, read_one
from xiehuan.readers.mbox.split import split
from xiehuan.readers.stream import gather

Wrong = dict[str, object]
_HEAD = 1 << 16
_FAMILIES = {
    "gb": {"gb2312", "gbk", "gb18030", "x-gbk", "cp936"},
    "big5": {"big5", "cp950", "big5-hkscs", "big5hkscs"},
    "utf-16": {"utf-16", "utf-16-le", "utf-16-be"},
}


@contextmanager
def _file(case: Any) -> Iterator[tuple[Path, str]]:
    """The input as the case wants it, under its own name."""
    from conformance.evidence_cases import _bytes_of  # noqa: PLC0415 - that module asks this one

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(case.fields["input"]).name
        path.write_bytes(_bytes_of(case))
        yield path, path.name


def _folded(text: str) -> str:
    from conformance.evidence_cases import folded  # noqa: PLC0415 - that module asks this one

    return folded(text)


def _compared(expected: dict[str, Any], got: dict[str, object]) -> Wrong | None:
    if set(expected) - set(got):
        return None
    return {k: got[k] for k, want in expected.items() if got[k] != want}


def _mbox(case: Any) -> Wrong | None:
    with _file(case) as (path, name):
        with path.open("rb") as box:
            spans = list(split(box))
        reading = gather(mbox, path, name)
        known = mbox.recognises(name, path.read_bytes()[:_HEAD])
    ranges = [[s.start, s.end] for s in spans]
    places = [r.where for r in (*reading.records, *reading.unread)]
    got: dict[str, object] = {
        "messages": reading.present,
        "offsets": [s.separator for s in spans],
        "ranges": ranges,
        "subjects": [r.subject or "" for r in reading.records],
    }
    wrong = _compared(case.expected, got)
    if wrong is None:
        return None
    if not known:
        wrong["recognised"] = False
    if [[p.byte, (p.byte or 0) + (p.length or 0)] for p in places] != ranges:
        wrong["places"] = places
    return wrong


def _msg(case: Any) -> Wrong | None:
    with _file(case) as (path, name):
        reading = gather(msg, path, name)
        known = msg.recognises(name, path.read_bytes()[:_HEAD])
    if not (known and reading.records):
        return {"recognised": known, "unread": [u.why_en for u in reading.unread]}
    record = reading.records[0]
    want = case.expected
    people = getaddresses([record.sender or ""])
    to = [pair for person in record.to for pair in getaddresses([person])]
    names = [_folded(a.name) for a in record.attachments]
    holds = {  # a name alone parses as an address
        "subject": lambda w: _folded(w) == _folded(record.subject or ""),
        "message_class": lambda w: w == record.category,
        "from_name": lambda w: [_folded(w)] == [_folded(n or a) for n, a in people],
        "from": lambda w: [a.casefold() for a in w] == [a.casefold() for _, a in people if "@" in a],
        "to": lambda w: [a.casefold() for a in w] == [a.casefold() for _, a in to if "@" in a],
        "date_utc": lambda w: _near(w, record.at, want.get("date_tolerance_s", 0)),
        "date_tolerance_s": lambda _: True,
        "text_contains": lambda w: all(_folded(t) in _folded(record.text) for t in w),
        "attachments": lambda w: all(_folded(a) in names for a in w),
    }
    if set(want) - set(holds):
        return None
    return {k: record.as_json().get(k, False) for k, w in want.items() if not holds[k](w)}


def _near(want: str, got: str | None, tolerance: int) -> bool:
    if got is None:
        return False
    return abs((datetime.fromisoformat(got) - datetime.fromisoformat(want)).total_seconds()) <= tolerance


def _text_encoding(case: Any) -> Wrong | None:
    with _file(case) as (path, name):
        reading = gather(page, path, name)
        known = page.recognises(name, path.read_bytes()[:_HEAD])
    if not (known and reading.records):
        return {"recognised": known}
    record = reading.records[0]
    codec = next((f.partition("=")[2] for f in record.flags if f.startswith("charset=")), "")
    want = case.expected
    missing = [t for t in want.get("text_contains", ()) if _folded(t) not in _folded(record.text)]
    lost = record.text.count("\ufffd")
    wrong: Wrong = {"text_contains": missing} if missing else {}
    if codec not in _FAMILIES[want.get("charset_family", "gb")]:
        wrong["charset_family"] = codec
    if lost > want.get("replacement_chars_max", lost):
        wrong["replacement_chars_max"] = lost
    return wrong


def _zip_names(case: Any) -> Wrong | None:
    with _file(case) as (path, name):
        reading = gather(ARCHIVES, path, name)
    places = {p.where.file.partition("!/")[2] for p in (*reading.records, *reading.unread)}
    missing = [n for n in case.expected["names"] if n not in places]
    return {"names": sorted(places)} if missing else {}


def _accounted(case: Any) -> Wrong | None:
    """Each file given to the product under its path, so that folders count."""
    want = case.expected
    if set(want) - {"records_min", "sha256", "sha1", "encrypted"}:
        return None
    given = case.fields["input"]
    names = [given] if isinstance(given, str) else given
    readings = [read_one(case.folder / name, name) for name in names]
    present = sum(r.present for r in readings)
    wrong: Wrong = {"present": present} if present < want["records_min"] else {}
    if not all(r.present for r in readings):
        wrong["nothing_said_of"] = [n for n, r in zip(names, readings, strict=True) if not r.present]
    digests = {record.sha256 for r in readings for record in r.records}
    if "sha256" in want and want["sha256"] not in digests:
        wrong["sha256"] = sorted(digests)
    if "sha1" in want:
        digests1 = [hashlib.sha1((case.folder / n).read_bytes()).hexdigest() for n in names]  # noqa: S324 - as published
        wrong |= {} if want["sha1"] in digests1 else {"sha1": digests1}
    if want.get("encrypted") and not any(map(_says_encrypted, readings)):
        wrong["encrypted"] = False
    return wrong


def _says_encrypted(reading: Reading) -> bool:
    records: tuple[Record, ...] = reading.records
    return any("encrypted" in r.flags for r in records) or any(
        "encrypted" in u.why_en for u in reading.unread
    )


FILE_KINDS: dict[str, Callable[[Any], Wrong | None]] = {
    "mbox": _mbox,
    "msg": _msg,
    "text_encoding": _text_encoding,
    "zip_names": _zip_names,
    "accounted": _accounted,
}

"""Pages and texts in Chinese and UTF-16 codes, by the reader of the product."""

from __future__ import annotations

from conformance.evidence_case import Case, Check, folded
from conformance.kinds.reading import read_by
from xiehuan.evidence import Reading
from xiehuan.readers import page

_FAMILIES = {
    "gb": {"gb2312", "gbk", "gb18030", "x-gbk", "cp936"},
    "big5": {"big5", "cp950", "big5-hkscs", "big5hkscs"},
    "utf-16": {"utf-16", "utf-16-le", "utf-16-be"},
}


def text_encoding(case: Case) -> dict[str, object] | None:
    """The code that the reader names, and the words it makes of the bytes."""
    return read_by(page, case, _checks)


def _checks(reading: Reading) -> dict[str, Check]:
    text = "".join(r.text for r in reading.records)
    flags = [f for r in reading.records for f in r.flags]
    codec = next((f.partition("=")[2] for f in flags if f.startswith("charset=")), "unread")
    lost = text.count("\ufffd")
    return {
        "charset_family": lambda want: None if codec in _FAMILIES[want] else codec,
        "text_contains": lambda want: [w for w in want if folded(w) not in folded(text)] or None,
        "replacement_chars_max": lambda want: None if lost <= want else lost,
    }

"""Mail boxes: the ranges of the splitter, and the records of the reader, which must be the same."""

from __future__ import annotations

from conformance.evidence_case import Case, Check, compared, equal
from conformance.kinds.reading import laid_out
from xiehuan.readers import mbox
from xiehuan.readers.mbox.split import split
from xiehuan.readers.stream import gather


def mail_box(case: Case) -> dict[str, object] | None:
    """A box with its separators, ranges and subjects."""
    with laid_out(case) as path:
        with path.open("rb") as box:
            spans = list(split(box))
        reading = gather(mbox, path, path.name)
        known = mbox.recognises(path.name, path.read_bytes()[: 1 << 16])
    ranges = [[s.start, s.end] for s in spans]
    places = [item.where for item in (*reading.records, *reading.unread)]
    checks: dict[str, Check] = {
        "messages": equal(reading.present),
        "offsets": equal([s.separator for s in spans]),
        "ranges": equal(ranges),
        "subjects": equal([r.subject or "" for r in reading.records]),
    }
    wrong = compared(case, checks)
    if wrong is None:
        return None
    same = [[p.byte, (p.byte or 0) + (p.length or 0)] for p in places] == ranges
    return wrong | {"recognised": None if known else False, "places": None if same else places}

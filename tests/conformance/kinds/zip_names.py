"""Names in archives, by the reader of the product."""

from __future__ import annotations

from conformance.evidence_case import Case, Check, missing
from conformance.kinds.reading import read_by
from xiehuan.evidence import Reading
from xiehuan.readers.dispatch import ARCHIVES


def zip_names(case: Case) -> dict[str, object] | None:
    """The names under which the members of an archive are read."""
    return read_by(ARCHIVES, case, _checks)


def _checks(reading: Reading) -> dict[str, Check]:
    items = (*reading.records, *reading.unread)
    return {"names": missing(item.where.file.partition("!/")[2] for item in items)}

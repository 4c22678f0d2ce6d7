"""Cases about contacts: each name, number and organisation must be found."""

from __future__ import annotations

import tempfile
from pathlib import Path

from conformance.evidence_case import Case, bytes_of, folded
from xiehuan.readers import vcard
from xiehuan.readers.stream import gather


def vcf(case: Case) -> dict[str, object] | None:
    """What each expectation got instead, None where it holds; None for all when the case asks for something else."""
    if set(case.expected) - {"contacts", "names", "numbers", "organisations"}:
        return None
    data = bytes_of(case)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contacts.vcf"
        path.write_bytes(data)
        reading = gather(vcard, path, path.name)
    records = reading.records
    have = {
        "names": [r.subject for r in records],
        "numbers": [n for r in records for n in r.to],
        "organisations": [
            f.partition("=")[2] for r in records for f in r.flags if f.startswith("organisation=")
        ],
    }
    wrong: dict[str, object] = {
        "recognised": None if vcard.recognises("contacts.vcf", data[:65536]) else False
    }
    for field, want in case.expected.items():
        if field == "contacts":
            wrong[field] = None if want == len(records) and not reading.unread else len(records)
        else:
            found = [folded(x or "") for x in have[field]]
            wrong[field] = [w for w in want if folded(w) not in found] or None
    return wrong

"""Certificates in a file."""

from __future__ import annotations

from datetime import datetime

from conformance.evidence_case import Case, bytes_of, compared
from xiehuan.vault.certificates import facts, load_certificates


def certificate(case: Case) -> dict[str, object] | None:
    """Names, times and digests of all of them, in order."""
    found = [facts(c) for c in load_certificates(bytes_of(case))]
    have = [
        {
            "subject": f.subject,
            "issuer": f.issuer,
            "not_before": f.not_before,
            "not_after": f.not_after,
            "sha256": f.sha256,
        }
        for f in found
    ]

    def listed(want: list[dict[str, str]]) -> object:
        wanted = [
            {k: datetime.fromisoformat(v) if k.startswith("not_") else v for k, v in w.items()} for w in want
        ]
        some = [{k: h[k] for k in w} for h, w in zip(have, wanted, strict=False)]
        return None if len(have) == len(wanted) and some == wanted else have

    return compared(case, {"certificates": listed})

"""Signed PDFs, judged with the roots and at the moment that the case gives."""

from __future__ import annotations

from datetime import UTC, datetime

from conformance.evidence_case import Case, bytes_of, compared, equal
from conformance.kinds.room import room
from xiehuan.vault.certificates import load_certificates
from xiehuan.vault.pdf_signatures import PdfSignature, pdf_signatures

# for a case that asks for no certificate the moment changes nothing
ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def pdf_signature(case: Case) -> dict[str, object] | None:
    """The file, and the field that the case names."""
    fields = case.fields
    roots = [c for pem in fields.get("trust_pem", ()) for c in load_certificates(pem.encode())]
    at = datetime.fromisoformat(fields["at"]) if "at" in fields else ANY_MOMENT
    reading = pdf_signatures(bytes_of(case), roots, at, room())
    one = next((s for s in reading.signatures if s.field == fields.get("field")), None)
    checks = {"signatures": equal(reading.present), "pages": equal(reading.pages)}
    if "field" not in fields:
        return compared(case, {**checks, "bottom_line": equal(reading.bottom_line)})
    wrong = compared(case, {**checks, **_of_field(one)})
    if wrong is not None and one is not None and "kind" in fields and one.kind.value != fields["kind"]:
        wrong["kind"] = one.kind.value
    return wrong


def _of_field(one: PdfSignature | None) -> dict:
    if one is None:
        names = ("intact", "coverage", "later_changes", "signer", "trusted", "bottom_line")
        return dict.fromkeys(names, lambda _want: "there is no such field")
    return {
        "intact": equal(one.intact),
        "coverage": equal(one.coverage),
        "later_changes": equal(one.later_changes),
        "signer": equal(one.signer),
        "trusted": equal(one.trusted),
        "bottom_line": equal(one.good),
    }

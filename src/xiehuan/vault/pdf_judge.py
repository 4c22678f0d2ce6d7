"""What the signatures in a PDF tell, by pyHanko with fetching off. Runs in the confined child."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

_MOST = 50
_TIMESTAMP = "/DocTimeStamp"
_CHANGES = {
    "NONE": "none",
    "LTA_UPDATES": "timestamps_only",
    "FORM_FILLING": "form_filling",
    "ANNOTATIONS": "annotations",
    "OTHER": "other",
}
_COVERAGES = {
    "ENTIRE_FILE": "entire_file",
    "ENTIRE_REVISION": "entire_revision",
    "CONTIGUOUS_BLOCK_FROM_START": "contiguous_block_from_start",
    "UNCLEAR": "unclear",
}


def judged(data: bytes, roots: Sequence[str], at: str) -> dict[str, Any]:
    """Pages and signatures of the file; raises what the library raises for a file that it cannot read.

    A file that only a forgiving reader opens is read so, but none of its signatures is called good: programs repair
    such files each in its own way, and one may show what another takes for damage.
    """
    pages, signatures, regular = _opened(data)
    found = [_signature(s, roots, at) for s in signatures[:_MOST]]
    return {
        "pages": pages,
        "present": len(signatures),
        "signatures": [{**f, "regular": regular, "good": f.get("good", False) and regular} for f in found],
    }


def _opened(data: bytes) -> tuple[int, list[Any], bool]:
    """Pages and signatures as a strict reader sees them, every earlier version read too; else as a forgiving one does."""
    try:
        reader = PdfFileReader(BytesIO(data), strict=True)
        for revision in range(reader.total_revisions):
            reader.get_historical_root(revision)
        return _pages(reader), list(reader.embedded_signatures), True
    except (PdfReadError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        reader = PdfFileReader(BytesIO(data), strict=False)
        return _pages(reader), list(reader.embedded_signatures), False


def _pages(reader: PdfFileReader) -> int:
    return int(reader.root["/Pages"]["/Count"])


def _signature(signature: Any, roots: Sequence[str], at: str) -> dict[str, Any]:
    stamp = signature.sig_object_type == _TIMESTAMP
    found = {"field": str(signature.field_name), "kind": "document_timestamp" if stamp else "signature"}
    try:
        validate: Any = validate_pdf_timestamp if stamp else validate_pdf_signature
        status = validate(signature, _trust(roots, at))
    except Exception as error:  # noqa: BLE001 - malformed in one of many ways: it cannot be called good
        return {**found, "failed": type(error).__name__}
    level = getattr(status.modification_level, "name", None)
    good = status.intact and status.valid and status.trusted
    coverage = _COVERAGES[status.coverage.name]
    return {
        **found,
        "intact": bool(status.intact),
        "valid": bool(status.valid),
        "trusted": bool(status.trusted),
        "coverage": coverage,
        "later_changes": _CHANGES.get(level) if level else None,
        "signer": _common_name(status.signing_cert),
        "says_signed_at": _said(
            getattr(status, "signer_reported_dt", None) or getattr(status, "timestamp", None)
        ),
        # a time stamp has no bottom line of its own: what it covers must be unchanged, or changed by stamps only
        "good": bool(good and coverage != "unclear" and level != "OTHER")
        if stamp
        else bool(status.bottom_line),
    }


def _trust(roots: Sequence[str], at: str) -> ValidationContext:
    moment = datetime.fromisoformat(at)
    certificates = [c for pem in roots for c in load_certs_from_pemder_data(pem.encode())]
    return ValidationContext(
        trust_roots=certificates, allow_fetching=False, moment=moment, best_signature_time=moment
    )


def _common_name(certificate: Any) -> str:
    names = certificate.subject.native
    return str(names.get("common_name") or certificate.subject.human_friendly)


def _said(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

"""Signatures in a PDF: whether the signed bytes are unchanged, how much they are, and what was changed later.

A PDF can be signed and then changed by adding to it: the signature stays "intact" and the page shows something else.
So three things are said together: intact, what it covers, and which changes came after. Only when all are in order may
the signature be called good, and only in a file built by the rules: a damaged one is repaired by every program in its
own way. Nothing is fetched: whether a certificate was revoked is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from xiehuan.errors import Text
from xiehuan.vault.confined import Confined, Unanswered


class Coverage(StrEnum):
    """How much of the file the signature covers."""

    ENTIRE_FILE = "entire_file"
    ENTIRE_REVISION = "entire_revision"  # all there was when it was signed; something was added later
    CONTIGUOUS_BLOCK_FROM_START = "contiguous_block_from_start"
    UNCLEAR = "unclear"


class LaterChanges(StrEnum):
    """What was added after the signature."""

    NONE = "none"
    TIMESTAMPS_ONLY = "timestamps_only"
    FORM_FILLING = "form_filling"  # also further signatures
    ANNOTATIONS = "annotations"
    OTHER = "other"  # what is shown may be something else than what was signed


class PdfMark(StrEnum):
    """A person's or a company's signature, or a time stamp over the document."""

    SIGNATURE = "signature"
    DOCUMENT_TIMESTAMP = "document_timestamp"


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """One signature field. What could not be told is None; then `good` is False.

    `intact`: the signed bytes are unchanged and the signature fits. `trusted`: the certificate leads to one of the
    roots given, at the moment given. `says_signed_at` is the signer's own clock. `good`: it may be called good.
    """

    field: str
    kind: PdfMark
    good: bool
    reason: Text
    intact: bool | None = None
    coverage: Coverage | None = None
    later_changes: LaterChanges | None = None
    signer: str | None = None
    trusted: bool | None = None
    says_signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PdfReading:
    """The signatures of a file. `unread` says why nothing can be told; then neither pages nor signatures are known."""

    pages: int | None = None
    present: int | None = None
    signatures: tuple[PdfSignature, ...] = ()
    unread: Text | None = None

    @property
    def bottom_line(self) -> bool | None:
        """Whether every signature may be called good; None when there is none, or nothing can be told."""
        if not self.present:
            return None
        return self.present == len(self.signatures) and all(s.good for s in self.signatures)


def pdf_signatures(
    data: bytes, roots: Sequence[x509.Certificate], at: datetime, room: Confined
) -> PdfReading:
    """All signatures of a PDF, certificates judged at `at` (with an offset) against these roots alone. Never raises."""
    if at.utcoffset() is None:
        raise ValueError("a time needs an offset")
    pems = [c.public_bytes(Encoding.PEM).decode() for c in roots]
    try:
        found = room.ask("pdf", {"roots": pems, "at": at.isoformat()}, data)
    except Unanswered as error:
        return PdfReading(unread=error.reason)
    return PdfReading(found["pages"], found["present"], tuple(map(_signature, found["signatures"])))


def _signature(found: Mapping[str, Any]) -> PdfSignature:
    kind = PdfMark(found["kind"])
    if "failed" in found:
        return PdfSignature(found["field"], kind, good=False, reason=_malformed(found["failed"]))
    changes, said = found["later_changes"], found["says_signed_at"]
    return PdfSignature(
        field=found["field"],
        kind=kind,
        good=found["good"],
        reason=_reason(found),
        intact=found["intact"] and found["valid"],
        coverage=Coverage(found["coverage"]),
        later_changes=LaterChanges(changes) if changes else None,
        signer=found["signer"],
        trusted=found["trusted"],
        says_signed_at=datetime.fromisoformat(said) if said else None,
    )


def _reason(found: Mapping[str, Any]) -> Text:
    """The gravest thing first."""
    grave = (
        (not (found["intact"] and found["valid"]), _BROKEN),
        (found["coverage"] == Coverage.UNCLEAR, _UNCLEAR),
        (not found["regular"], _IRREGULAR),
        (found["later_changes"] == LaterChanges.OTHER, _CHANGED),
        (not found["trusted"], _STRANGER),
        (not found["good"], _NOT_GOOD),
        (found["coverage"] != Coverage.ENTIRE_FILE, _ADDED),
    )
    return next((text for holds, text in grave if holds), _GOOD)


def _malformed(name: str) -> Text:
    return Text(
        f"签名的结构有误，不能认定有效（{name}）",
        f"the signature is malformed and cannot be called good ({name})",
    )


_BROKEN = Text("签名的内容已被改动", "the signed bytes were changed")
_UNCLEAR = Text("签名覆盖的范围不清楚", "what the signature covers is not clear")
_IRREGULAR = Text(
    "文件结构有误，不同软件显示的内容可能不同",
    "the file is built against the rules: different programs may show different contents",
)
_CHANGED = Text(
    "签名之后又有改动，显示的内容可能不是当时签的内容",
    "changed after signing: what is shown may not be what was signed",
)
_STRANGER = Text(
    "签名完好，但签名者的证书不能追溯到已知机构，或所用算法不被允许",
    "intact, but the signer's certificate leads to no known authority, or the algorithm is not allowed",
)
_NOT_GOOD = Text(
    "签名完好，但不符合它自己或算法的规定", "intact, but not in accord with its own or the algorithm's rules"
)
_ADDED = Text(
    "签名有效；之后有追加内容，性质见“后来的改动”", "good; something was added later, see the later changes"
)
_GOOD = Text("签名有效，覆盖整个文件，没有改动", "good: covers the whole file, nothing changed")

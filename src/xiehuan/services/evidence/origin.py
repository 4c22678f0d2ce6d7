"""Proof of origin where there is one: the signatures inside a PDF, and those that mail servers put on a mail.

Judged when somebody looks, from what is kept: the original, and the key records that were asked for. Asking the name
system for a key tells it a domain of a mail, so it is done only on request, or at every import when settings.toml says
`dkim_keys = "at_import"`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.services.evidence.home import Home
from xiehuan.services.evidence.stamp import SETTINGS
from xiehuan.store import dkim_keys
from xiehuan.store.models import Acquisition
from xiehuan.vault.confined import Confined
from xiehuan.vault.dkim_keys import KeyRecord, look_up_key
from xiehuan.vault.origin import DkimResult, MailOrigin, key_names, mail_origin
from xiehuan.vault.pdf_signatures import PdfReading, pdf_signatures

MAILS = frozenset({"eml", "maildir"})
_PDF = "application/pdf"
_LARGEST = 48 << 20  # what a confined process is given
_SIGNED_PDF = b"/ByteRange"
_SIGNED_MAIL = b"dkim-signature:"


@dataclass(frozen=True, slots=True)
class OriginLine:
    """One thing that can be said about the origin: good, not good, or not to be told (None)."""

    what: str
    good: bool | None
    reason: Text


def origin_of(home: Home, row: Acquisition) -> tuple[OriginLine, ...]:
    """What the signatures in an original tell; nothing for one that has none."""
    if row.original.size > _LARGEST or (row.original.media_type != _PDF and row.source not in MAILS):
        return ()
    with home.objects.plain(row.original_id) as path:
        data = path.read_bytes()
    is_pdf = row.original.media_type == _PDF
    if (_SIGNED_PDF not in data) if is_pdf else (_SIGNED_MAIL not in data.lower()):
        return ()
    with Confined() as room:
        if is_pdf:
            return _pdf(pdf_signatures(data, (), row.taken_at, room))
        return _mail(mail_origin(data, dkim_keys.found(key_names(data)), room))


def look_up(home: Home, rows: Iterable[Acquisition]) -> list[KeyRecord]:
    """Ask the name system for the keys of these mails and keep the answers. This uses the network."""
    names: dict[str, None] = {}
    for row in rows:
        if row.source in MAILS and row.original.size <= _LARGEST:
            with home.objects.plain(row.original_id) as path:
                names.update(dict.fromkeys(key_names(path.read_bytes())))
    records = [look_up_key(name, home.now()) for name in names]
    for record in records:
        dkim_keys.keep(record.name, record.answer.value, record.text, record.asked_at)
    return records


def asked_at_import(root: Path) -> bool:
    """Whether the settings ask for keys at every import."""
    path = root / SETTINGS
    try:
        return path.is_file() and tomllib.loads(path.read_text("utf-8")).get("dkim_keys") == "at_import"
    except (ValueError, OSError):
        return False


def _pdf(found: PdfReading) -> tuple[OriginLine, ...]:
    if found.unread:
        return (OriginLine("PDF", None, found.unread),)
    return tuple(
        OriginLine(
            f"PDF {s.kind.value} {s.field} {s.signer or ''}".strip(), s.good if s.intact else False, s.reason
        )
        for s in found.signatures
    )


def _mail(found: MailOrigin) -> tuple[OriginLine, ...]:
    if found.unread:
        return (OriginLine("DKIM", None, found.unread),)
    said = {DkimResult.PASS: True, DkimResult.FAIL: False}
    return tuple(OriginLine(f"DKIM {s.domain}", said.get(s.result), s.reason) for s in found.signatures)

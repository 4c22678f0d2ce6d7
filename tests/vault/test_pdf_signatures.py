"""PDF signatures: intact, coverage and later changes together decide whether one may be called good."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

import pypdf
import pytest
import token_maker as maker
from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from xiehuan.vault.confined import Confined
from xiehuan.vault.pdf_signatures import Coverage, LaterChanges, PdfReading, pdf_signatures

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ROOTS = (maker.root().certificate,)


@pytest.fixture(scope="module")
def room() -> Iterator[Confined]:
    with Confined(seconds=10) as made:
        yield made


@cache
def plain() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@cache
def signed() -> bytes:
    person = maker.identity("Zhang San", maker.root(), usage=ExtendedKeyUsageOID.EMAIL_PROTECTION)
    secret = person.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(person.der),
        signing_key=keys.PrivateKeyInfo.load(secret),
        cert_registry=SimpleCertificateStore(),
    )
    out = signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(plain())),
        signers.PdfSignatureMetadata(field_name="Sig1", md_algorithm="sha256"),
        signer,
    )
    return out.getvalue()


def read(data: bytes, room: Confined, roots=ROOTS, at: datetime = NOW) -> PdfReading:
    return pdf_signatures(data, roots, at, room)


def changed_page(data: bytes) -> bytes:
    """The page turned by an incremental update, as an editor would do it."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    from pyhanko.pdf_utils.generic import NameObject, NumberObject  # noqa: PLC0415

    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[NameObject("/Rotate")] = NumberObject(90)
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_good_signature(room: Confined) -> None:
    found = read(signed(), room)
    assert found.unread is None
    assert (found.pages, found.present, found.bottom_line) == (1, 1, True)
    one = found.signatures[0]
    assert (one.field, one.signer, one.intact, one.trusted, one.good) == (
        "Sig1",
        "Zhang San",
        True,
        True,
        True,
    )
    assert (one.coverage, one.later_changes) == (Coverage.ENTIRE_FILE, LaterChanges.NONE)
    assert one.says_signed_at is not None


def test_no_signature_is_neither_good_nor_bad(room: Confined) -> None:
    found = read(plain(), room)
    assert (found.pages, found.present, found.bottom_line) == (1, 0, None)


def test_a_changed_byte_is_not_intact(room: Confined) -> None:
    at = signed().index(b"/MediaBox")
    found = read(signed()[:at] + signed()[at:].replace(b"200", b"300", 1), room)
    assert found.bottom_line is False
    assert found.signatures[0].intact is False


def test_a_page_changed_later_is_intact_and_not_good(room: Confined) -> None:
    one = read(changed_page(signed()), room).signatures[0]
    assert (one.intact, one.coverage, one.later_changes, one.good) == (
        True,
        Coverage.ENTIRE_REVISION,
        LaterChanges.OTHER,
        False,
    )
    assert "changed after signing" in one.reason.en


def test_a_change_that_only_a_forgiving_program_shows_is_not_called_good(room: Confined) -> None:
    """A damaged cross-reference entry hides the changed page from a reader that skips it; one that repairs shows it."""
    whole = changed_page(signed())
    table = whole.rindex(b"\nxref\n")
    entry = whole.index(b" n \n", table)
    for damage in (b"x", b"'"):
        damaged = whole[: entry - 3] + damage + whole[entry - 2 :]
        found = read(damaged, room)
        assert found.bottom_line is not True
        assert found.unread is not None or "different programs" in found.signatures[0].reason.en


def test_what_is_appended_without_change_is_shown(room: Confined) -> None:
    one = read(signed() + b"% a comment\n", room).signatures[0]
    assert one.good
    assert one.coverage is Coverage.ENTIRE_REVISION
    assert "added later" in one.reason.en


@pytest.mark.parametrize(
    ("roots", "at"),
    [
        ((), NOW),
        ((maker.link().certificate,), NOW),
        (ROOTS, maker.END + maker.days(1)),
        (ROOTS, maker.BEGIN - maker.days(1)),
    ],
)
def test_a_stranger_or_a_time_when_the_certificate_was_not_valid(roots, at: datetime, room: Confined) -> None:
    one = read(signed(), room, roots, at).signatures[0]
    assert one.intact
    assert not one.trusted
    assert not one.good


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"x" * 5000, signed()[: len(signed()) // 2], b"%PDF-1.4\nstartxref\n9\n%%EOF"]
)
def test_what_cannot_be_read_is_no_verdict(data: bytes, room: Confined) -> None:
    found = read(data, room)
    assert found.unread is not None
    assert (found.present, found.bottom_line) == (None, None)


def test_flipped_bytes_are_never_called_good_and_whole(room: Confined) -> None:
    """Every byte of the file but the hex digits of the signature container is signed or ends the reading."""
    rng = random.Random(32000)  # noqa: S311 - a reproducible draw
    whole = signed()
    start = whole.index(b"/Contents <") + len(b"/Contents <")
    end = whole.index(b">", start)
    outside = [*range(start - 1), *range(end + 1, len(whole))]
    for at in rng.sample(outside, 150):
        changed = bytearray(whole)
        changed[at] ^= 1 << rng.randrange(8)
        found = read(bytes(changed), room)
        assert found.unread is not None or not found.bottom_line, at


@pytest.mark.parametrize("number", [150, pytest.param(20_000, marks=pytest.mark.long)])
def test_mutated_files_end_in_an_answer(number: int, room: Confined) -> None:
    rng = random.Random(number)  # noqa: S311 - a reproducible draw
    whole = changed_page(signed())
    for _ in range(number):
        changed = bytearray(whole)
        for _ in range(rng.randrange(1, 5)):
            at = rng.randrange(len(changed))
            changed[at : at + rng.randrange(20)] = rng.randbytes(rng.randrange(20))
        assert read(bytes(changed), room).bottom_line is not True


def test_a_time_needs_an_offset(room: Confined) -> None:
    with pytest.raises(ValueError, match="offset"):
        read(plain(), room, at=datetime(2026, 1, 1))  # noqa: DTZ001

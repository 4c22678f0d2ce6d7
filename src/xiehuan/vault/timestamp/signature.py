"""Whether the signature of a time token holds by itself, and who made it: no question of trust yet.

This is what tells a changed token from one of an unknown authority. The mathematics are pyHanko's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509

from xiehuan.vault.timestamp.token import Token


class Holds(StrEnum):
    """What the signature alone tells."""

    YES = "yes"
    NO = "no"
    NO_SIGNER = "no_signer"  # the certificate of the signer is nowhere at hand
    UNREADABLE = "unreadable"  # an algorithm or a form that the library does not know


@dataclass(frozen=True, slots=True)
class Signature:
    """Whether it holds; the signer's certificate only where it does."""

    holds: Holds
    signer: x509.Certificate | None = None


def signature_of(token: Token, known: Iterable[bytes]) -> Signature:
    """Check it with each certificate that could be the signer's, from the token or `known` (DER).

    A certificate with the signer's name in it is not the signer's unless the signature names its digest (RFC 5035)
    and holds with its key: foreign certificates can be put into a token.
    """
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity  # noqa: PLC0415 - costs 0.4 s

    try:
        info = token.signer_info
        digest = hashlib.new(info["digest_algorithm"]["algorithm"].native, token.content).digest()
        candidates = list(_candidates(token, known))
        for der in candidates:
            certificate = asn1_x509.Certificate.load(der)
            if all(validate_sig_integrity(info, certificate, "tst_info", digest)):
                return Signature(Holds.YES, x509.load_der_x509_certificate(der))
    except Exception:  # noqa: BLE001 - bytes from a stranger through two libraries: whatever they raise is no verdict
        return Signature(Holds.UNREADABLE)
    if token.national:
        return Signature(
            Holds.UNREADABLE
        )  # the library does not know the algorithms: its no is not a verdict
    return Signature(Holds.NO if candidates else Holds.NO_SIGNER)


def _candidates(token: Token, known: Iterable[bytes]) -> Iterator[bytes]:
    named = token.signer_info["sid"]
    digests = list(_named_digests(token.signer_info))
    for der in dict.fromkeys((*token.certificates, *known)):
        certificate = asn1_x509.Certificate.load(der)
        if _is_named(certificate, named) and _has_digest(der, digests):
            yield der


def _is_named(certificate: Any, named: Any) -> bool:
    if named.name == "subject_key_identifier":
        return bool(certificate.key_identifier == named.chosen.native)
    issuer, serial = named.chosen["issuer"], named.chosen["serial_number"].native
    return bool(certificate.serial_number == serial and certificate.issuer == issuer)


def _named_digests(info: Any) -> Iterator[tuple[str, bytes]]:
    """What signing-certificate attributes say about the first certificate: the signer's own."""
    for attribute in info["signed_attrs"]:
        kind = attribute["type"].native
        if kind in {"signing_certificate", "signing_certificate_v2"}:
            first = attribute["values"][0]["certs"][0]
            algorithm = first["hash_algorithm"]["algorithm"].native if kind.endswith("v2") else "sha1"
            yield algorithm, bytes(first["cert_hash"].native)


def _has_digest(der: bytes, digests: list[tuple[str, bytes]]) -> bool:
    """RFC 3161 section 2.4.2 asks for one; all that are there must fit."""
    return bool(digests) and all(hashlib.new(name, der).digest() == wanted for name, wanted in digests)

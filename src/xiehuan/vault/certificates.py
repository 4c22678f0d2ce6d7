"""Certificates in a file, PEM or DER: whose they are, who issued them, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import SHA256

_LARGEST = 1 << 20
_MOST = 100


class CertificatesRefused(ValueError):
    """The bytes hold no certificate that can be read, or too many."""


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """One certificate: names as RFC 4514 strings, times in UTC, digest of its DER form in hex."""

    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    sha256: str


def load_certificates(data: bytes) -> tuple[x509.Certificate, ...]:
    """All certificates of a PEM file in order, or the one of a DER file; raises CertificatesRefused."""
    if len(data) > _LARGEST or data.count(b"-----BEGIN") > _MOST:
        raise CertificatesRefused("more than a file of certificates holds")
    try:
        if b"-----BEGIN" in data:
            return tuple(x509.load_pem_x509_certificates(data))
        return (x509.load_der_x509_certificate(data),)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CertificatesRefused("no certificate that can be read") from error


def facts(certificate: x509.Certificate) -> CertificateFacts:
    """What a person needs to know of a certificate; raises CertificatesRefused for names that cannot be read."""
    try:
        return CertificateFacts(
            certificate.subject.rfc4514_string(),
            certificate.issuer.rfc4514_string(),
            certificate.not_valid_before_utc,
            certificate.not_valid_after_utc,
            certificate.fingerprint(SHA256()).hex(),
        )
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CertificatesRefused("a certificate whose names cannot be read") from error


@dataclass(frozen=True, slots=True)
class Trust:
    """The certificates of authorities one believes: their roots, and others that may lie on the way there.

    A self-issued certificate among the others is left out: as a link it proves nothing, and a library that takes the
    others for trusted would take it for a root.
    """

    roots: tuple[x509.Certificate, ...] = ()
    others: tuple[x509.Certificate, ...] = ()

    @classmethod
    def of(cls, certificates: Sequence[x509.Certificate]) -> Trust:
        """A chain as authorities publish it: the last certificate is the root."""
        return cls(tuple(certificates[-1:]), tuple(certificates[:-1]))

    @property
    def links(self) -> tuple[x509.Certificate, ...]:
        """The others that can be a link of a chain."""
        return tuple(c for c in self.others if c.subject != c.issuer)

    def all(self) -> tuple[x509.Certificate, ...]:
        """Roots and links."""
        return (*self.links, *self.roots)


def end_of(certificate: x509.Certificate) -> datetime:
    """The last moment of its validity, in UTC."""
    return certificate.not_valid_after_utc.astimezone(UTC)

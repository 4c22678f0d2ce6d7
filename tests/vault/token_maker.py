"""Time tokens made by hand with asn1crypto and cryptography, at any time and with any fault; no code of the product."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
END = datetime(2040, 1, 1, tzinfo=UTC)
STAMPED = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
_SERIAL = iter(range(1000, 100_000))


@dataclass(frozen=True)
class Identity:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def identity(
    name: str,
    issuer: Identity | None = None,
    *,
    ca: bool = False,
    usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING,
    begin: datetime = BEGIN,
    end: datetime = END,
    hosts: tuple[x509.GeneralName, ...] = (),
) -> Identity:
    """A root, a link or the certificate of a signer."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(next(_SERIAL))
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if issuer:
        above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
        builder = builder.add_extension(above, critical=False)
    if usage == ExtendedKeyUsageOID.EMAIL_PROTECTION:  # a person who signs
        names = (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
        )
        rest = ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
        signs = {name: name in names[:2] for name in (*names, *rest)}
        builder = builder.add_extension(x509.KeyUsage(**signs), critical=True)
    if not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    if hosts:
        builder = builder.add_extension(x509.SubjectAlternativeName(hosts), critical=False)
    return Identity(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


@cache
def root() -> Identity:
    return identity("Test Root", ca=True)


@cache
def link() -> Identity:
    return identity("Test Link", root(), ca=True)


@cache
def signer() -> Identity:
    return identity("Test Stamps", root())


def token(
    data: bytes,
    by: Identity | None = None,
    *,
    at: datetime = STAMPED,
    nonce: int | None = 42,
    held: tuple[bytes, ...] | None = None,
    algorithm: str = "sha256",
    names_signer: bool = True,
    named: bytes | None = None,
) -> bytes:
    """A TimeStampResp over `data`; `held` are the certificates in it, `named` the one that the signature names."""
    by = by or signer()
    imprint = {
        "hash_algorithm": {"algorithm": algorithm},
        "hashed_message": hashlib.new(algorithm, data).digest(),
    }
    info = {
        "version": "v1",
        "policy": "1.2.3.4",
        "message_imprint": imprint,
        "serial_number": 7,
        "gen_time": at.replace(microsecond=0),
    }
    if nonce is not None:
        info["nonce"] = nonce
    content = tsp.TSTInfo(info).dump()
    signed = {
        "version": "v3",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": _stamped(content),
        "signer_infos": [_signature(content, by, named or by.der, names_signer=names_signer)],
    }
    certificates = (by.der,) if held is None else held
    if certificates:
        signed["certificates"] = [asn1_x509.Certificate.load(der) for der in certificates]
    answer = {
        "status": {"status": "granted"},
        "time_stamp_token": {"content_type": "signed_data", "content": cms.SignedData(signed)},
    }
    return bytes(tsp.TimeStampResp(answer).dump())


def _stamped(content: bytes) -> cms.EncapsulatedContentInfo:
    return cms.EncapsulatedContentInfo(
        {"content_type": "tst_info", "content": core.ParsableOctetString(content)}
    )


def _signature(content: bytes, by: Identity, named: bytes, *, names_signer: bool) -> cms.SignerInfo:
    attributes = [
        {"type": "content_type", "values": ["tst_info"]},
        {"type": "message_digest", "values": [hashlib.sha256(content).digest()]},
    ]
    if names_signer:
        own = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(named).digest()})
        attributes.append(
            {"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [own]})]}
        )
    signed = cms.CMSAttributes(attributes)
    der = asn1_x509.Certificate.load(by.der)
    return cms.SignerInfo(
        {
            "version": "v1",
            "sid": {"issuer_and_serial_number": {"issuer": der.issuer, "serial_number": der.serial_number}},
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "signed_attrs": signed,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": by.key.sign(signed.dump(), ec.ECDSA(hashes.SHA256())),
        }
    )


def days(number: int) -> timedelta:
    return timedelta(days=number)

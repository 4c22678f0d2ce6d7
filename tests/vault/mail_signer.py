"""DKIM signatures made by hand from RFC 6376 and RFC 8463 with `cryptography` alone: the judge of the product's check."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NAME = "sel._domainkey.example.org"
HEADERS = (
    ("From", " Support  <a@example.org>"),
    ("To", " b@example.com"),
    ("Subject", " =?UTF-8?B?6L+Y5qy+?=\r\n next line"),
)
BODY = b"Dear customer,  \r\n\r\nyour  plan is agreed.\t\r\n\r\n\r\n"


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@cache
def ed_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


def record(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> str:
    """The TXT record of a key."""
    public = key.public_key()
    if isinstance(public, ed25519.Ed25519PublicKey):
        raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"v=DKIM1; k=ed25519; p={base64.b64encode(raw).decode()}"
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"


def relaxed_body(body: bytes) -> bytes:
    """Section 3.4.4."""
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def relaxed_header(name: str, value: str) -> bytes:
    """Section 3.4.2."""
    return f"{name.lower()}:{' '.join(value.split())}\r\n".encode()


def signed(
    body: bytes = BODY,
    key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | None = None,
    *,
    tags: str = "",
    length: int | None = None,
    headers: tuple[tuple[str, str], ...] = HEADERS,
    covered: str = "from:to:subject",
    hash_: str = "sha256",
) -> bytes:
    """A whole mail with one signature, relaxed/relaxed; `length` is the tag l=."""
    key = key or rsa_key()
    kind = "rsa" if isinstance(key, rsa.RSAPrivateKey) else "ed25519"
    canonical = relaxed_body(body)
    if length is not None:
        canonical, tags = canonical[:length], f"{tags} l={length};"
    digest = base64.b64encode(hashlib.new(hash_, canonical).digest()).decode()
    value = f" v=1; a={kind}-{hash_}; c=relaxed/relaxed; d=example.org; s=sel;{tags}\r\n h={covered}; bh={digest};\r\n b="
    by_name = {n.lower(): (n, v) for n, v in headers}
    covering = b"".join(relaxed_header(*by_name[n]) for n in covered.split(":"))
    to_sign = covering + relaxed_header("DKIM-Signature", value).removesuffix(b"\r\n")
    if isinstance(key, rsa.RSAPrivateKey):
        made = key.sign(to_sign, padding.PKCS1v15(), getattr(hashes, hash_.upper())())
    else:
        made = key.sign(hashlib.sha256(to_sign).digest())
    lines = [f"DKIM-Signature:{value}{base64.b64encode(made).decode()}", *(f"{n}:{v}" for n, v in headers)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

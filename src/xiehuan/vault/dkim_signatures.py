"""What the DKIM signatures of a mail tell: dkimpy's reading of RFC 6376, with the key record kept at import.

Runs in the confined child. Age and expiry are not judged: the question is whether the mail is as it was signed.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from email.utils import getaddresses
from typing import Any

import dkim
from dkim.canonicalization import CanonicalizationPolicy
from dkim.crypto import HASH_ALGORITHMS
from dkim.util import parse_tag_value

_MOST = 20
_LONGEST = 1 << 14
_AGE = (b"t", b"x")


def judged(message: bytes, keys: Mapping[str, str]) -> list[dict[str, Any]]:
    """One answer a signature, in the order of the header; `keys` maps a name in the DNS to its TXT record."""
    mail = dkim.DKIM(message)
    sender = _sender(mail.headers)
    fields = [(n, v) for n, v in mail.headers if n.lower() == b"dkim-signature"]
    return [_aligned(_judged(mail, field, keys), sender) for field in fields[:_MOST]]


def hashed_body(message: bytes, form: str) -> str:
    """The SHA-256 of the canonical body in base64; `form` is "relaxed" or "simple" (section 3.4)."""
    mail = dkim.DKIM(message)
    policy = CanonicalizationPolicy.from_c_value(f"simple/{form}".encode())
    return base64.b64encode(
        HASH_ALGORITHMS[b"rsa-sha256"](policy.canonicalize_body(mail.body)).digest()
    ).decode()


def _judged(mail: Any, field: tuple[bytes, bytes], keys: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys(("domain", "selector", "algorithm", "body", "whole_body", "fields"))
    try:
        if len(field[1]) > _LONGEST:
            return {**found, "result": "cannot_tell", "why": "unreadable"}
        tags = parse_tag_value(field[1])
        found |= {
            k: _ascii(tags.get(t)) for k, t in (("domain", b"d"), ("selector", b"s"), ("algorithm", b"a"))
        }
        dkim.validate_signature_fields({k: v for k, v in tags.items() if k not in _AGE})
        found["body"], found["whole_body"] = _body(mail.body, tags)
        found["fields"] = [_ascii(name.lower()) for name in re.split(rb"\s*:\s*", tags[b"h"].strip())]
        result, why = _verdict(mail, field, tags, keys, body=found["body"])
    except Exception:  # noqa: BLE001 - a signature can be malformed in more ways than the library names
        result, why = "cannot_tell", "unreadable"
    return {**found, "result": result, "why": why}


def _sender(headers: Sequence[tuple[bytes, bytes]]) -> str | None:
    """The domain of the one address of the one From field; None when there is not exactly one."""
    fields = [_ascii(value[:_LONGEST]) for name, value in headers if name.lower() == b"from"]
    addresses = [a for _, a in getaddresses(fields) if a] if len(fields) == 1 else []
    return addresses[0].rpartition("@")[2].lower() if len(addresses) == 1 else None


def _aligned(found: dict[str, Any], sender: str | None) -> dict[str, Any]:
    """Whether the domain that signed is the sender's or above it (RFC 7489 section 3.1.1); a pass says so."""
    domain = (found["domain"] or "").lower()
    same = bool(sender and domain and (sender == domain or sender.endswith(f".{domain}")))
    other = found["result"] == "pass" and not same
    return {**found, "aligned": same, "why": "stranger" if other else found["why"]}


def _body(body: bytes, tags: Mapping[bytes, bytes]) -> tuple[bool, bool]:
    """Whether the body has the hash in the signature, and whether that hash covers all of it (tag l=)."""
    policy = CanonicalizationPolicy.from_c_value(tags.get(b"c", b"simple/simple"))
    canonical = policy.canonicalize_body(body)
    signed = canonical[: int(tags[b"l"])] if b"l" in tags else canonical
    wanted = base64.b64decode(re.sub(rb"\s+", b"", tags[b"bh"]))
    return HASH_ALGORITHMS[tags[b"a"]](signed).digest() == wanted, len(signed) == len(canonical)


def _verdict(
    mail: Any, field: tuple[bytes, bytes], tags: Mapping[bytes, bytes], keys: Mapping[str, str], *, body: bool
) -> tuple[str, str]:
    if not body:
        return "fail", "body"
    name = f"{_ascii(tags[b's'])}._domainkey.{_ascii(tags[b'd'])}".lower()
    record = {k.lower().rstrip("."): v for k, v in keys.items()}.get(name)
    if record is None or not _key_of(name, record):
        return "no_key", "absent" if record is None else "unusable"
    covered = [n.lower() for n in re.split(rb"\s*:\s*", tags[b"h"].strip())]
    if b"from" not in covered:
        return "cannot_tell", "unreadable"  # section 5.4: a signature that leaves out the sender says nothing
    try:
        holds = mail.verify_sig(tags, covered, field, lambda _name, timeout=0: record.encode())  # noqa: ARG005
    except dkim.KeyFormatError:
        return "cannot_tell", "weak"
    if holds and tags[b"a"].endswith(b"sha1"):
        return "cannot_tell", "weak"  # RFC 8301
    return ("pass", "holds") if holds else ("fail", "header")


def _key_of(name: str, record: str) -> bool:
    """Whether the record holds a key: an empty one is a withdrawn key (section 3.6.1)."""
    try:
        dkim.evaluate_pk(name, record)
    except Exception:  # noqa: BLE001 - a record is any text of a stranger, and two libraries read it
        return False
    return True


def _ascii(value: bytes | None) -> str:
    return (value or b"").decode("ascii", "replace")

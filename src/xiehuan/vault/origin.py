"""Proof of origin of a mail: its DKIM signatures, each passed, failed, without a key, or not to be told.

A signature says that a server of the domain let exactly these header fields and this body through. It does not say
which person wrote them. Domains change and withdraw their keys: the key record has to be kept when the mail is taken
in, and a missing key is never a forgery.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from xiehuan.errors import Text
from xiehuan.vault.confined import Confined, Unanswered

_FIELD = re.compile(rb"^dkim-signature:((?:.*\n[ \t])*.*)$", re.IGNORECASE | re.MULTILINE)
_TAG = re.compile(rb"(?:^|;)\s*([ds])\s*=\s*([A-Za-z0-9._-]{1,253})\s*(?=;|$)")
_HEADER = 1 << 18
_MOST = 20


class DkimResult(StrEnum):
    """What one signature tells; `no_key` and `cannot_tell` are no verdict."""

    PASS = "pass"  # noqa: S105 - the word of RFC 8601
    FAIL = "fail"
    NO_KEY = "no_key"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class DkimSignature:
    """One signature: what it claims, and what became of it.

    `body_hash_matches` needs no key and is None only when the signature cannot be read. `whole_body` is False when the
    signature covers only the beginning of the body: what follows may have been added by anyone. `fields` are the
    header fields it covers. `aligned`: the domain that signed is that of the address in From, or above it; a signature of
    any other domain says nothing about the sender that is shown.
    """

    domain: str
    selector: str
    algorithm: str
    result: DkimResult
    reason: Text
    body_hash_matches: bool | None
    whole_body: bool | None
    fields: tuple[str, ...]
    aligned: bool


@dataclass(frozen=True, slots=True)
class MailOrigin:
    """All signatures of a mail in the order of its header; `unread` says why they could not be judged."""

    signatures: tuple[DkimSignature, ...] = ()
    unread: Text | None = None


def key_names(message: bytes) -> tuple[str, ...]:
    """The names in the DNS under which the keys of this mail's signatures stand, for asking when it is taken in."""
    header = re.split(rb"\r?\n\r?\n|\A\r?\n", message[:_HEADER], maxsplit=1)[0]
    names = (_name(field) for field in _FIELD.findall(header)[:_MOST])
    return tuple(dict.fromkeys(n for n in names if n))


def _name(field: bytes) -> str | None:
    tags = dict(_TAG.findall(re.sub(rb"\r?\n", b"", field)))
    if {b"d", b"s"} - set(tags):
        return None
    return f"{tags[b's'].decode()}._domainkey.{tags[b'd'].decode()}".lower()


def mail_origin(message: bytes, keys: Mapping[str, str], room: Confined) -> MailOrigin:
    """The signatures of a mail judged with the key records kept for it (name to TXT record). Never raises."""
    try:
        found = room.ask("dkim", {"keys": dict(keys)}, message)
    except Unanswered as error:
        return MailOrigin(unread=error.reason)
    return MailOrigin(tuple(map(_signature, found)))


def body_hash(message: bytes, room: Confined, form: str = "relaxed") -> str | None:
    """The SHA-256 of the canonical body in base64 (RFC 6376 section 3.4), None when it cannot be told."""
    try:
        return str(room.ask("body_hash", {"form": form}, message))
    except Unanswered:
        return None


def _signature(found: Mapping[str, Any]) -> DkimSignature:
    return DkimSignature(
        domain=found["domain"] or "",
        selector=found["selector"] or "",
        algorithm=found["algorithm"] or "",
        result=DkimResult(found["result"]),
        reason=_REASONS[found["why"]],
        body_hash_matches=found["body"],
        whole_body=found["whole_body"],
        fields=tuple(found["fields"] or ()),
        aligned=found["aligned"],
    )


_REASONS = {
    "holds": Text("签名有效：邮件与该域名发出时一致", "it holds: the mail is as the domain let it out"),
    "stranger": Text(
        "签名有效，但签名的域名不是发件人的域名，不能说明是谁发的",
        "it holds, but the domain that signed is not the sender's: it does not say who sent the mail",
    ),
    "body": Text("正文与签名时不同", "the body is not what was signed"),
    "header": Text("邮件头或签名与公钥不符", "the header or the signature does not fit the key"),
    "absent": Text(
        "没有公钥记录，无法判断，不等于伪造",
        "no key on record: cannot be told, which is not the same as forged",
    ),
    "unusable": Text(
        "公钥记录已撤销或无法使用，无法判断，不等于伪造",
        "the key on record is withdrawn or unusable: cannot be told, which is not the same as forged",
    ),
    "weak": Text("算法或密钥太弱，可以伪造", "the algorithm or the key is so weak that it can be forged"),
    "unreadable": Text("签名的写法无法识别", "the signature is written in a way that cannot be read"),
}

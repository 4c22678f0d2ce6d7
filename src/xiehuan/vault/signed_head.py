"""A head of the evidence log with the installation's signature, and the check of both by a stranger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from xiehuan.errors import Text
from xiehuan.evidence.head import Head, HeadRefused, parse_head
from xiehuan.evidence.leaf import Erased, LogPoint
from xiehuan.vault.answer import Answer
from xiehuan.vault.installation_key import InstallationKey, key_id, public_key, signed_by


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The statement (log/head.txt of a bundle), its signature (head.sig) and the public key (head-key.pem)."""

    statement: bytes
    signature: bytes
    public_pem: bytes


@dataclass(frozen=True, slots=True)
class HeadCheck:
    """The answer and its reason; `head` only when the signature holds."""

    answer: Answer
    reason: Text
    head: Head | None = None


def sign_head(key: InstallationKey, log: str, point: LogPoint, at: datetime) -> SignedHead:
    """The head of `log` at `point`, signed now; `at` has an offset."""
    statement = Head(log, point, at, key.key_id).statement()
    return SignedHead(statement, key.sign(statement), key.public_pem())


def check_head(signed: SignedHead, expected_key: str | None = None) -> HeadCheck:
    """Whether this key signed exactly these lines. Never raises.

    `expected_key` is the id of the key one knows from elsewhere; without it anyone's key will do.
    """
    public = public_key(signed.public_pem)
    if public is None:
        return HeadCheck(Answer.CANNOT_TELL, _NO_KEY)
    if not signed_by(public, signed.statement, signed.signature):
        return HeadCheck(Answer.REFUTED, _CHANGED)
    try:
        head = parse_head(signed.statement)
    except HeadRefused:
        return HeadCheck(Answer.CANNOT_TELL, _NO_HEAD)
    if head.key_id != key_id(public):
        return HeadCheck(Answer.REFUTED, _OTHER_KEY)
    if expected_key not in {None, head.key_id}:
        return HeadCheck(Answer.CANNOT_TELL, _STRANGE_KEY, head)
    return HeadCheck(Answer.PROVEN, _HOLDS, head)


def sign_tombstone(key: InstallationKey, stone: Erased) -> Erased:
    """The tombstone with this key's id and signature."""
    named = replace(stone, key_id=key.key_id)
    return replace(named, signature=key.sign(named.statement()))


def tombstone_holds(stone: Erased, public_pem: bytes) -> Answer:
    """Whether this key signed the tombstone: refuted when it did not, no answer without a readable key."""
    public = public_key(public_pem)
    if public is None:
        return Answer.CANNOT_TELL
    same = stone.key_id == key_id(public) and signed_by(public, stone.statement(), stone.signature)
    return Answer.PROVEN if same else Answer.REFUTED


_NO_KEY = Text("公钥无法读取", "the public key cannot be read")
_CHANGED = Text(
    "签名与内容不符：日志头、签名或公钥已改变", "the signature does not fit: head, signature or key changed"
)
_NO_HEAD = Text("签名有效，但内容不是日志头", "the signature holds, but what is signed is no head of a log")
_OTHER_KEY = Text("日志头写的是另一把密钥", "the head names another key")
_STRANGE_KEY = Text(
    "签名有效，但不是预期的那把密钥：重装后会有新密钥，也可能是别人",
    "the signature holds, but not with the key that was expected: a new installation has a new key, and so has anyone else",
)
_HOLDS = Text(
    "日志头由这把密钥签署，没有改变；这不证明内容属实",
    "the head was signed with this key and is unchanged; it does not prove that the contents are true",
)

"""What a bundle tells about the log of its case: every leaf must lead to the signed head, and stand for its file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from xiehuan.errors import Text
from xiehuan.vault import bag
from xiehuan.vault.answer import Answer
from xiehuan.vault.certificates import CertificatesRefused, Trust, load_certificates
from xiehuan.vault.item_proof import ItemProof, Link, check_item
from xiehuan.vault.matching import Held
from xiehuan.vault.shown import shown
from xiehuan.vault.signed_head import SignedHead, check_head
from xiehuan.vault.timestamp import check_stamp

_TOKEN, _CHAIN = ".tsr", ".pem"
_MOST_TOKENS = 20


@dataclass(frozen=True, slots=True)
class TokenCheck:
    """One time token of the bundle: by its path, over which file, what it says and whether that is proven."""

    name: str
    over: str
    answer: Answer
    at: datetime | None
    reason: Text

    def as_json(self) -> dict[str, object]:
        """With the keys of `xiehuan bundle verify --json`."""
        return {
            "name": self.name,
            "over": self.over,
            "answer": self.answer.value,
            "at": self.at.isoformat() if self.at else None,
            "reason": self.reason.zh,
            "reason_en": self.reason.en,
        }


@dataclass(frozen=True, slots=True)
class LogCheck:
    """The answer about the log and its reason; of the head its size, time and key; the tokens."""

    answer: Answer
    reason: Text
    size: int | None = None
    at: datetime | None = None
    key_id: str | None = None
    tokens: tuple[TokenCheck, ...] = ()

    def as_json(self) -> dict[str, object]:
        """With the keys of `xiehuan bundle verify --json`."""
        return {
            "answer": self.answer.value,
            "reason": self.reason.zh,
            "reason_en": self.reason.en,
            "size": self.size,
            "at": self.at.isoformat() if self.at else None,
            "key": self.key_id,
            "tokens": [t.as_json() for t in self.tokens],
        }


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    sha256: str
    body: bytes
    index: int
    path: tuple[bytes, ...]


def check_log(held: Mapping[str, Held], trust: Trust) -> LogCheck | None:
    """The log of a bundle against its signed head; None for a bundle that was made without a log. Never raises."""
    if bag.HEAD not in held:
        return None
    signed = SignedHead(*(_data(held, path) for path in (bag.HEAD, bag.HEAD_SIGNATURE, bag.HEAD_KEY)))
    head = check_head(signed)
    tokens = tuple(_tokens(held, trust))
    if head.head is None:
        return LogCheck(head.answer, head.reason, tokens=tokens)
    answer, reason = _entries_answer(held, signed)
    return LogCheck(answer, reason, head.head.point.size, head.head.at, head.head.key_id, tokens)


def _entries_answer(held: Mapping[str, Held], signed: SignedHead) -> tuple[Answer, Text]:
    count = 0
    for entry in _entries(_data(held, bag.LOG)):
        if entry is None:
            return Answer.CANNOT_TELL, _UNREADABLE
        proof = ItemProof(entry.body, entry.index, entry.path, signed)
        for link in check_item(entry.sha256, proof, Trust()).links:
            if link.link is not Link.TIME and link.answer is not Answer.PROVEN:
                return link.answer, _at(entry.name, link.reason)
        count += 1
    return Answer.PROVEN, _holds(count)


def _entries(data: bytes) -> Iterator[_Entry | None]:
    for line in data.splitlines():
        try:
            told = json.loads(line)
            leaf = told["leaf"]
            path = tuple(bytes.fromhex(step) for step in leaf["path"])
            yield _Entry(
                str(told["name"]),
                str(told.get("extract_of", told["sha256"])),
                leaf["body"].encode(),
                int(leaf["index"]),
                path,
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            yield None


def _tokens(held: Mapping[str, Held], trust: Trust) -> Iterator[TokenCheck]:
    """Tokens stand over the manifest or over the head, as their names say; the chain beside them helps."""
    names = [p for p in held if p.startswith(bag.TIME) and p.endswith(_TOKEN)][:_MOST_TOKENS]
    helped = Trust(trust.roots, (*trust.others, *_chain(held)))
    for name in names:
        over = bag.MANIFEST if name.startswith(f"{bag.TIME}manifest") else bag.HEAD
        found = check_stamp(_data(held, name), _data(held, over), helped)
        yield TokenCheck(name, over, found.answer, found.at, found.reason)


def _chain(held: Mapping[str, Held]) -> Iterator[x509.Certificate]:
    for path, file in held.items():
        if path.startswith(bag.TIME) and path.endswith(_CHAIN):
            try:
                yield from load_certificates(file.data)
            except CertificatesRefused:
                continue


def _data(held: Mapping[str, Held], path: str) -> bytes:
    return held[path].data if path in held else b""


def _at(name: str, reason: Text) -> Text:
    return Text(f"已改变：{shown(name)}：{reason.zh}。", f"Changed: {shown(name)}: {reason.en}.")


def _holds(count: int) -> Text:
    return Text(
        f"{count} 件原件都在签署的取存日志里，没有改变；这不证明内容属实。",
        f"All {count} originals stand in the signed log, unchanged; it does not prove that the contents are true.",
    )


_UNREADABLE = Text("日志条目无法识别，无法判断。", "An entry of the log cannot be read: cannot tell.")

"""The chain from an original to a moment in time, link by link, so that a change is named where it is.

original -> leaf (its digest) -> path (to the root) -> head (signed by the installation) -> time (stamped by an authority).
The first four say "not changed since it was taken, by this installation's word"; the last needs nobody's word but the
authority's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from xiehuan.errors import Text
from xiehuan.evidence.leaf import LeafRefused, Taken, parse_leaf
from xiehuan.evidence.merkle import Proof, includes, leaf_hash
from xiehuan.vault.answer import Answer
from xiehuan.vault.certificates import Trust
from xiehuan.vault.signed_head import HeadCheck, SignedHead, check_head
from xiehuan.vault.timestamp import StampCheck, check_stamp, library_opinion, openssl_opinion
from xiehuan.vault.timestamp.opinions import Verifier


class Link(StrEnum):
    """One step of the chain."""

    ORIGINAL = "original"
    LEAF = "leaf"
    PATH = "path"
    HEAD = "head"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class ItemProof:
    """What goes with an original: the body of its leaf, its place and path, the signed head, the tokens over the head."""

    body: bytes
    index: int
    path: Proof
    head: SignedHead
    tokens: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """The answer about one link and its reason."""

    link: Link
    answer: Answer
    reason: Text


@dataclass(frozen=True, slots=True)
class ItemCheck:
    """All links in order. `existed_by` is the earliest proven time of stamping, None when no token proves one."""

    links: tuple[LinkCheck, ...]
    taken: Taken | None = None
    existed_by: datetime | None = None

    @property
    def answer(self) -> Answer:
        """Of the chain up to the head: refuted by one refuted link, proven when all are proven. Time stands apart."""
        said = {c.answer for c in self.links if c.link is not Link.TIME}
        if Answer.REFUTED in said:
            return Answer.REFUTED
        return Answer.CANNOT_TELL if Answer.CANNOT_TELL in said else Answer.PROVEN

    @property
    def not_proven(self) -> tuple[LinkCheck, ...]:
        """What has to be named."""
        return tuple(c for c in self.links if c.answer is not Answer.PROVEN)


def check_item(
    sha256: str,
    proof: ItemProof,
    trust: Trust,
    verifiers: Sequence[Verifier] = (library_opinion, openssl_opinion),
    expected_key: str | None = None,
) -> ItemCheck:
    """The chain for an original with this SHA-256 (small hex), signed with `expected_key` if one is known. Never raises."""
    taken, leaf = _leaf(proof.body)
    head = check_head(proof.head, expected_key)
    stamps = [check_stamp(t, proof.head.statement, trust, verifiers=verifiers) for t in proof.tokens]
    links = (
        _original(sha256, taken),
        leaf,
        _path(proof, head),
        LinkCheck(Link.HEAD, head.answer, head.reason),
        *(LinkCheck(Link.TIME, s.answer, s.reason) for s in stamps),
    )
    return ItemCheck(links, taken, _earliest(stamps))


def _leaf(body: bytes) -> tuple[Taken | None, LinkCheck]:
    try:
        leaf = parse_leaf(body)
    except LeafRefused:
        return None, LinkCheck(Link.LEAF, Answer.CANNOT_TELL, _NO_LEAF)
    if not isinstance(leaf, Taken):
        return None, LinkCheck(Link.LEAF, Answer.CANNOT_TELL, _TOMBSTONE)
    return leaf, LinkCheck(Link.LEAF, Answer.PROVEN, _LEAF)


def _original(sha256: str, taken: Taken | None) -> LinkCheck:
    if taken is None:
        return LinkCheck(Link.ORIGINAL, Answer.CANNOT_TELL, _NO_LEAF)
    if taken.sha256 != sha256:
        return LinkCheck(Link.ORIGINAL, Answer.REFUTED, _OTHER)
    return LinkCheck(Link.ORIGINAL, Answer.PROVEN, _SAME)


def _path(proof: ItemProof, head: HeadCheck) -> LinkCheck:
    """Whatever the leaf says, its bytes either lead to the signed root or they do not."""
    if head.head is None:
        return LinkCheck(Link.PATH, Answer.CANNOT_TELL, _NO_HEAD)
    point = head.head.point
    if includes(leaf_hash(proof.body), proof.index, point.size, proof.path, point.root):
        return LinkCheck(Link.PATH, Answer.PROVEN, _IN_LOG)
    return LinkCheck(Link.PATH, Answer.REFUTED, _NOT_IN_LOG)


def _earliest(stamps: Sequence[StampCheck]) -> datetime | None:
    return min((s.at for s in stamps if s.answer is Answer.PROVEN and s.at), default=None)


_SAME = Text("原件与取存时的摘要一致", "the original has the digest it had when it was taken")
_OTHER = Text("原件已改变：与取存时的摘要不同", "the original changed: its digest is not the one taken")
_LEAF = Text("日志条目可以识别", "the entry of the log can be read")
_NO_LEAF = Text("日志条目已损坏或无法识别", "the entry of the log is damaged or cannot be read")
_TOMBSTONE = Text("这一条是删除记录，不是取存记录", "this entry records an erasure, not a taking")
_NO_HEAD = Text("没有有效的日志头，无法判断", "without a valid head it cannot be told")
_IN_LOG = Text("条目在签署的日志里", "the entry stands in the signed log")
_NOT_IN_LOG = Text(
    "条目或路径已改变：不通向签署的日志头", "entry or path changed: they do not lead to the signed head"
)

"""A leaf of the evidence log: what was known when an original was taken, or that one was erased.

The tree hashes the body of a leaf. Every body has a random salt of 32 bytes: once a body is erased, its hash, which
stays in the tree, confirms no guess of what stood there, however short the original was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from xiehuan.evidence.canonical import NotCanonical, Value, canonical, parsed
from xiehuan.evidence.merkle import leaf_hash

SALT_BYTES = 32
_HEX = re.compile(r"[0-9a-f]{64}")
_VERSION = 1


class LeafRefused(ValueError):
    """The bytes are no leaf that this program writes."""


@dataclass(frozen=True, slots=True)
class LogPoint:
    """A log at a size: what a leaf says about the log before it, and what a head signs."""

    size: int
    root: bytes

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.root) != SALT_BYTES:
            raise LeafRefused("a point of a log is a size and a root of 32 bytes")


@dataclass(frozen=True, slots=True)
class Taken:
    """That an original was taken in: its digest and all that was known about it then.

    `source` is the path as the system gave it; what in it is not text on disk (lone surrogates) is kept as bytes.
    `taken_at` has an offset. `previous` is the log before this leaf. Raises LeafRefused for what cannot be.
    """

    salt: bytes
    sha256: str
    size: int
    media_type: str
    source: str
    taken_at: datetime
    importer: str
    importer_version: str
    actor: str
    previous: LogPoint

    def __post_init__(self) -> None:
        _check(self.salt, self.taken_at)
        if not _HEX.fullmatch(self.sha256) or self.size < 0:
            raise LeafRefused("an original has a SHA-256 in small hex digits and a size")

    def body(self) -> bytes:
        """The bytes that the tree hashes."""
        return _body(
            {
                "actor": self.actor,
                "importer": {"name": self.importer, "version": self.importer_version},
                "kind": "taken",
                "media_type": self.media_type,
                "previous": _point(self.previous),
                "salt": self.salt.hex(),
                "sha256": self.sha256,
                "size": self.size,
                "source": _source(self.source),
                "taken_at": self.taken_at.isoformat(),
                "v": _VERSION,
            }
        )


@dataclass(frozen=True, slots=True)
class Erased:
    """A tombstone: the original and the body of the leaf at `index` were erased, when, by whom and why.

    It names the leaf by place and hash, never by the digest of what is gone. `signature` is the installation's
    Ed25519 signature of `statement`, made with the key named in `key_id`.
    """

    salt: bytes
    index: int
    leaf: bytes
    erased_at: datetime
    reason: str
    actor: str
    previous: LogPoint
    key_id: str
    signature: bytes = b""

    def __post_init__(self) -> None:
        _check(self.salt, self.erased_at)
        if not 0 <= self.index < self.previous.size or len(self.leaf) != SALT_BYTES:
            raise LeafRefused("a tombstone names a leaf that stands before it, by place and hash")

    def statement(self) -> bytes:
        """What is signed: all but the signature."""
        return _body(self._fields())

    def body(self) -> bytes:
        """The bytes that the tree hashes."""
        return _body({**self._fields(), "signature": self.signature.hex()})

    def _fields(self) -> dict[str, Value]:
        return {
            "actor": self.actor,
            "erased_at": self.erased_at.isoformat(),
            "index": self.index,
            "key": self.key_id,
            "kind": "erased",
            "leaf": self.leaf.hex(),
            "previous": _point(self.previous),
            "reason": self.reason,
            "salt": self.salt.hex(),
            "v": _VERSION,
        }


Leaf = Taken | Erased


def hash_of(leaf: Leaf) -> bytes:
    """The leaf's hash in the tree."""
    return leaf_hash(leaf.body())


def parse_leaf(body: bytes) -> Leaf:
    """The leaf with exactly this body; raises LeafRefused for any other bytes, a later version among them."""
    try:
        fields = parsed(body)
        leaf = _READERS[str(fields["kind"])](fields)
        same = fields["v"] == _VERSION and leaf.body() == body
    except (NotCanonical, KeyError, TypeError, ValueError, AttributeError) as error:
        raise LeafRefused("not a leaf of this log, or of a later version of the program") from error
    if not same:
        raise LeafRefused("not a leaf of this log, or of a later version of the program")
    return leaf


def _taken(f: dict[str, Value]) -> Leaf:
    importer = _object(f["importer"])
    return Taken(
        salt=_bytes(f["salt"]),
        sha256=_text(f["sha256"]),
        size=_number(f["size"]),
        media_type=_text(f["media_type"]),
        source=_source_text(_object(f["source"])),
        taken_at=datetime.fromisoformat(_text(f["taken_at"])),
        importer=_text(importer["name"]),
        importer_version=_text(importer["version"]),
        actor=_text(f["actor"]),
        previous=_read_point(f["previous"]),
    )


def _erased(f: dict[str, Value]) -> Leaf:
    return Erased(
        salt=_bytes(f["salt"]),
        index=_number(f["index"]),
        leaf=_bytes(f["leaf"]),
        erased_at=datetime.fromisoformat(_text(f["erased_at"])),
        reason=_text(f["reason"]),
        actor=_text(f["actor"]),
        previous=_read_point(f["previous"]),
        key_id=_text(f["key"]),
        signature=_bytes(f["signature"]),
    )


_READERS = {"taken": _taken, "erased": _erased}


def _check(salt: bytes, at: datetime) -> None:
    if len(salt) != SALT_BYTES:
        raise LeafRefused("a salt is 32 random bytes")
    if at.utcoffset() is None:
        raise LeafRefused("a time needs an offset")


def _body(fields: dict[str, Value]) -> bytes:
    try:
        return canonical(fields)
    except NotCanonical as error:
        raise LeafRefused(str(error)) from error


def _source(path: str) -> Value:
    try:
        path.encode()
    except UnicodeEncodeError:
        return {"bytes": path.encode("utf-8", "surrogateescape").hex()}
    return {"path": path}


def _source_text(source: dict[str, Value]) -> str:
    if "bytes" in source:
        return _bytes(source["bytes"]).decode("utf-8", "surrogateescape")
    return _text(source["path"])


def _point(point: LogPoint) -> Value:
    return {"root": point.root.hex(), "size": point.size}


def _read_point(value: Value) -> LogPoint:
    fields = _object(value)
    return LogPoint(_number(fields["size"]), _bytes(fields["root"]))


def _object(value: Value) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise LeafRefused("an object is missing")
    return value


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise LeafRefused("a string is missing")
    return value


def _number(value: Value) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise LeafRefused("a whole number is missing")
    return value


def _bytes(value: Value) -> bytes:
    return bytes.fromhex(_text(value))

"""Encryption at rest of single objects: the age format, which a stock tool opens; no cipher code of our own.

The home key is one age identity. Objects are encrypted to it; the key of the database and the names of encrypted
objects are derived from it, so that neither a name nor a size table confirms a guess of what is kept.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any, TypeVar

import pyrage
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
T = TypeVar("T")


class NotThisSeal(ValueError):
    """What was read was changed since it was encrypted, or it was encrypted to another key."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The home key while the home is unlocked; it never shows itself."""

    identity: str = field(repr=False)

    @classmethod
    def fresh(cls) -> Seal:
        """A random home key."""
        return cls(str(pyrage.x25519.Identity.generate()))

    @property
    def database_key(self) -> bytes:
        """The 32 bytes that open the database."""
        return self._derived(b"xiehuan database 1")

    def name(self, sha256: str) -> str:
        """The file name, 64 hex digits, of the object with this digest."""
        key = self._derived(b"xiehuan object names 1")
        return hmac.new(key, sha256.encode("ascii"), hashlib.sha256).hexdigest()

    def encrypt(self, source: IO[bytes], sink: IO[bytes]) -> None:
        """Write what `source` gives, encrypted; memory does not grow with it."""
        recipient = pyrage.x25519.Identity.from_str(self.identity).to_public()
        watched = _Watched(source, sink)
        try:
            pyrage.encrypt_io(watched, watched, [recipient])
        except pyrage.EncryptError as error:
            raise watched.failure or OSError(errno.EIO, str(error)) from error

    def decrypt(self, source: IO[bytes], sink: IO[bytes]) -> None:
        """Write the plain bytes; raises NotThisSeal for a changed file or another key."""
        watched = _Watched(source, sink)
        try:
            pyrage.decrypt_io(watched, watched, [pyrage.x25519.Identity.from_str(self.identity)])
        except (pyrage.DecryptError, OSError) as error:  # a chunk that was changed is an OSError
            raise watched.failure or NotThisSeal(str(error)) from error

    def _derived(self, purpose: bytes) -> bytes:
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(self.identity.encode("ascii"))


class _Watched:
    """Reads and writes for age, and keeps the failure that age would turn into its own: a full disk is no wrong key."""

    def __init__(self, source: IO[bytes], sink: IO[bytes]) -> None:
        self._source, self._sink = source, sink
        self.failure: BaseException | None = None

    def read(self, most: int = -1) -> bytes:
        return self._kept(self._source.read, most)

    def write(self, chunk: bytes) -> int:
        return self._kept(self._sink.write, chunk)

    def flush(self) -> None:
        self._kept(self._sink.flush)

    def _kept(self, action: Callable[..., T], *args: Any) -> T:
        try:
            return action(*args)
        except BaseException as error:  # a cancelled work too
            self.failure = error
            raise

"""The keyring of a sealed home: one random home key, wrapped twice, by a passphrase and by a recovery key on paper.

    HOME/keys/home.json       the two boxes, the figures they were made with, and when the recovery key was last tried

Each box is ChaCha20-Poly1305 (RFC 8439) under a key of its own: from the passphrase by Argon2id with the second
recommended parameters of RFC 9106 (64 MiB, 3 passes, 4 lanes), from the recovery key, which is random already, by HKDF.
What a box was made with is bound into it. Parameters below a floor are refused, so that nobody weakens a home by editing
the file before the passphrase is changed; those above a ceiling too, so that opening it cannot exhaust the machine.
"""

from __future__ import annotations

import importlib
import json
import os
import secrets
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from xiehuan.errors import NeedsInstall, Text, Where, WrongUse, XiehuanError
from xiehuan.evidence.canonical import canonical
from xiehuan.vault import recovery_key
from xiehuan.vault.durable import write_whole

FILE = Path("keys", "home.json")
SHORTEST = 8  # characters of a passphrase
_VERSION = 1
_KEY_BYTES, _SALT_BYTES, _NONCE_BYTES = 32, 16, 12
_LARGEST_FILE = 1 << 16
_FLOOR = (19_456, 2, 1)  # KiB, passes, lanes: the least that OWASP lists for Argon2id
_CEILING = (4 << 20, 64, 64)
_NEEDED = ("pyrage", "sqlcipher3.dbapi2")


@dataclass(frozen=True, slots=True)
class Cost:
    """What trying one passphrase costs (Argon2id)."""

    memory_kib: int = 65_536
    iterations: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        given = (self.memory_kib, self.iterations, self.lanes)
        if not all(low <= value <= high for low, value, high in zip(_FLOOR, given, _CEILING, strict=True)):
            raise ValueError("the cost of a passphrase is out of bounds")


@dataclass(frozen=True, slots=True)
class Box:
    """The home key under another key: how that key comes about, and the encrypted bytes."""

    kdf: dict[str, Any] = field(repr=False)
    nonce: bytes = field(repr=False)
    sealed: bytes = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """As it stands in the file."""
        return {"kdf": self.kdf, "nonce": self.nonce.hex(), "sealed": self.sealed.hex()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Box:
        """Raises KeyError, TypeError or ValueError for what is none."""
        return cls(dict(data["kdf"]), bytes.fromhex(data["nonce"]), bytes.fromhex(data["sealed"]))


@dataclass(frozen=True, slots=True)
class Keyring:
    """The wrapped home key. It shows no secret; the home key is the text of an age identity."""

    passphrase_box: Box
    recovery_box: Box
    made_at: datetime
    recovery_made_at: datetime
    drilled_at: datetime | None = None

    @classmethod
    def made(
        cls, home_key: str, passphrase: str, at: datetime, cost: Cost | None = None
    ) -> tuple[Keyring, str]:
        """A keyring for this home key, and the recovery key to be written down. Refused: `passphrase_short`."""
        box = _passphrase_box(home_key, passphrase, cost or Cost())
        secret = recovery_key.fresh_secret()
        return cls(box, _recovery_box(home_key, secret), at, at), recovery_key.written(secret)

    def by_passphrase(self, passphrase: str) -> str:
        """The home key; refused with `wrong_passphrase`."""
        cost, salt = _argon(self.passphrase_box.kdf)
        return _opened(self.passphrase_box, _from_passphrase(passphrase, salt, cost), _WRONG_PASSPHRASE)

    def by_recovery_key(self, text: str) -> str:
        """The home key; refused with `recovery_key_mistyped` or `wrong_recovery_key`."""
        salt = bytes.fromhex(self.recovery_box.kdf["salt"])
        return _opened(self.recovery_box, _from_secret(recovery_key.read(text), salt), _WRONG_RECOVERY)

    def with_passphrase(self, home_key: str, passphrase: str, cost: Cost | None = None) -> Keyring:
        """The same with another passphrase."""
        return replace(self, passphrase_box=_passphrase_box(home_key, passphrase, cost or Cost()))

    def with_recovery_key(self, home_key: str, at: datetime) -> tuple[Keyring, str]:
        """The same with a new recovery key; the old one opens nothing any more and no drill is on record."""
        secret = recovery_key.fresh_secret()
        ring = replace(
            self, recovery_box=_recovery_box(home_key, secret), recovery_made_at=at, drilled_at=None
        )
        return ring, recovery_key.written(secret)

    def drilled(self, at: datetime) -> Keyring:
        """The same, the recovery key tried and found good at this time."""
        return replace(self, drilled_at=at)

    def save(self, path: Path) -> None:
        """Write it whole, or leave what was there."""
        data = {
            "v": _VERSION,
            "passphrase": self.passphrase_box.as_json(),
            "recovery": self.recovery_box.as_json(),
            "made_at": self.made_at.isoformat(),
            "recovery_made_at": self.recovery_made_at.isoformat(),
            "drilled_at": self.drilled_at and self.drilled_at.isoformat(),
        }
        write_whole(path, json.dumps(data, indent=1).encode())

    @classmethod
    def load(cls, path: Path) -> Keyring:
        """The keyring of a file; refused with `keyring_damaged`."""
        try:
            with path.open("rb") as file:
                data = {_VERSION: dict}[(found := json.loads(file.read(_LARGEST_FILE)))["v"]](found)
            ring = cls(
                Box.from_json(data["passphrase"]),
                Box.from_json(data["recovery"]),
                datetime.fromisoformat(data["made_at"]),
                datetime.fromisoformat(data["recovery_made_at"]),
                datetime.fromisoformat(data["drilled_at"]) if data["drilled_at"] else None,
            )
            _argon(ring.passphrase_box.kdf)
            bytes.fromhex(ring.recovery_box.kdf["salt"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise _damaged(path) from error
        return ring


def require_cipher() -> None:
    """Raises NeedsInstall (exit code 4) where this device has no wheel for age or SQLCipher; says which."""
    for name in _NEEDED:
        try:
            importlib.import_module(name)
        except ImportError as error:
            package = name.partition(".")[0]
            raise NeedsInstall(
                "no_encryption_here",
                Text(
                    f"这台设备上不能加密数据：缺少 {package}（{error}）",
                    f"this device cannot encrypt the data: {package} is missing ({error})",
                ),
                Text(
                    "请用整盘加密保护这台设备；或在装得上它的电脑上加密",
                    "protect this device by disk encryption, or encrypt on a computer where it can be installed",
                ),
            ) from error


def require_length(passphrase: str) -> None:
    """Raises WrongUse (`passphrase_short`) for a passphrase that is easily tried out."""
    if len(passphrase) < SHORTEST:
        raise WrongUse(
            "passphrase_short",
            Text(
                f"口令太短，至少 {SHORTEST} 个字符",
                f"the passphrase is too short: {SHORTEST} characters at least",
            ),
            Text("用几个互不相干的词最好记也最安全", "a few unrelated words are easy to keep and safe"),
        )


def _passphrase_box(home_key: str, passphrase: str, cost: Cost) -> Box:
    require_length(passphrase)
    salt = secrets.token_bytes(_SALT_BYTES)
    kdf = {
        "name": "argon2id",
        "salt": salt.hex(),
        "memory_kib": cost.memory_kib,
        "iterations": cost.iterations,
        "lanes": cost.lanes,
    }
    return _closed(home_key, kdf, _from_passphrase(passphrase, salt, cost))


def _recovery_box(home_key: str, secret: bytes) -> Box:
    salt = secrets.token_bytes(_SALT_BYTES)
    return _closed(home_key, {"name": "hkdf-sha256", "salt": salt.hex()}, _from_secret(secret, salt))


def _from_passphrase(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Full-width and half-width letters are the same: people type them by accident of their keyboard."""
    text = unicodedata.normalize("NFKC", passphrase).encode()
    kdf = Argon2id(
        salt=salt,
        length=_KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return kdf.derive(text)


def _from_secret(secret: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=salt, info=b"xiehuan recovery key 1").derive(secret)


def _argon(kdf: dict[str, Any]) -> tuple[Cost, bytes]:
    if kdf["name"] != "argon2id":
        raise ValueError("another way to make a key")
    return Cost(int(kdf["memory_kib"]), int(kdf["iterations"]), int(kdf["lanes"])), bytes.fromhex(kdf["salt"])


def _closed(home_key: str, kdf: dict[str, Any], key: bytes) -> Box:
    nonce = os.urandom(_NONCE_BYTES)
    return Box(kdf, nonce, ChaCha20Poly1305(key).encrypt(nonce, home_key.encode("ascii"), canonical(kdf)))


def _opened(box: Box, key: bytes, wrong: tuple[str, Text, Text]) -> str:
    try:
        return ChaCha20Poly1305(key).decrypt(box.nonce, box.sealed, canonical(box.kdf)).decode("ascii")
    except (InvalidTag, ValueError):
        raise XiehuanError(*wrong) from None


_WRONG_PASSPHRASE = (
    "wrong_passphrase",
    Text(
        "口令不对；什么都没有改动，数据都在",
        "the passphrase is wrong; nothing was changed, the data are safe",
    ),
    Text(
        "再输入一次；忘了就用纸上的恢复码：xiehuan home passphrase --recovery",
        "enter it again; if it is forgotten use the recovery key: xiehuan home passphrase --recovery",
    ),
)
_WRONG_RECOVERY = (
    "wrong_recovery_key",
    Text(
        "这不是这份数据的恢复码；什么都没有改动",
        "this is not the recovery key of these data; nothing was changed",
    ),
    Text(
        "找最后一次打印的恢复码；换过恢复码后旧的就无效了",
        "look for the one printed last: a new one voids the old",
    ),
)


def _damaged(path: Path) -> XiehuanError:
    return XiehuanError(
        "keyring_damaged",
        Text(f"钥匙文件读不出来：{path}", f"the keyring cannot be read: {path}"),
        Text(
            "从备份恢复整个数据文件夹（xiehuan restore）；没有动原文件",
            "restore the home from a backup (xiehuan restore); nothing was touched",
        ),
        Where(str(path)),
    )

"""The key of this installation: Ed25519, made once, kept in the home and readable by its owner alone.

It signs the heads of the evidence logs and the tombstones. It proves that this installation said so, not who sat at
it. The private half is never logged and stands in no bundle; the public half does.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from xiehuan.errors import Text, Where, XiehuanError

if TYPE_CHECKING:
    from xiehuan.vault.seal import Seal  # needs age: only sealed homes load it

KEY_FILE = Path("keys", "installation.pem")
_OWNER_ONLY = 0o600
_OTHERS = 0o077
_LARGEST = 1 << 14


class KeyDamaged(XiehuanError):
    """The key file is there but holds no Ed25519 key that can be used."""


@dataclass(frozen=True, slots=True)
class InstallationKey:
    """Signs for this installation; shows nothing but its id.

    `was_exposed`: the file could be read by others before it was opened; the mode has been put right.
    """

    _private: Ed25519PrivateKey = field(repr=False)
    was_exposed: bool = False

    @classmethod
    def made(cls) -> InstallationKey:
        """A new random key."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_pem(cls, pem: bytes) -> InstallationKey:
        """The key of an unencrypted PKCS #8 PEM; raises ValueError for anything else."""
        try:
            key = load_pem_private_key(pem, password=None)
        except (TypeError, UnsupportedAlgorithm) as error:
            raise ValueError("not an unencrypted Ed25519 key") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("not an Ed25519 key")  # noqa: TRY004 - the value is wrong, not its type
        return cls(key)

    @property
    def key_id(self) -> str:
        """A short name of the public half: half of its SHA-256."""
        return key_id(self._private.public_key())

    def public_pem(self) -> bytes:
        """The public half, as `openssl pkeyutl` reads it."""
        return self._private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def secret_pem(self) -> bytes:
        """The private half, unencrypted: only for the key file and for the encrypted store."""
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, statement: bytes) -> bytes:
        """64 bytes; the same statement always has the same signature (RFC 8032)."""
        return self._private.sign(statement)


def key_id(public: Ed25519PublicKey) -> str:
    """The name of a public key."""
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"ed25519:{hashlib.sha256(raw).hexdigest()[:32]}"


def public_key(pem: bytes) -> Ed25519PublicKey | None:
    """The Ed25519 key of a PEM, None when it holds none."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def signed_by(public: Ed25519PublicKey, statement: bytes, signature: bytes) -> bool:
    """Whether this key made this signature of these bytes."""
    try:
        public.verify(signature, statement)
    except InvalidSignature:
        return False
    return True


def kept_key(home: Path, seal: Seal | None = None) -> InstallationKey:
    """The key of the home, made when there is none; raises KeyDamaged. Safe when two processes start at once.

    In a sealed home the file is encrypted with the home key.
    """
    path = key_path(home, sealed=seal is not None)
    if not path.is_file():
        keep_key(InstallationKey.made(), home, seal)
    return _load(path, seal)


def key_path(home: Path, *, sealed: bool) -> Path:
    """Where the key lies, or would lie."""
    return home / (f"{KEY_FILE}.age" if sealed else KEY_FILE)


def keep_key(key: InstallationKey, home: Path, seal: Seal | None) -> None:
    """Write the key unless there is one: that one counts."""
    pem = key.secret_pem()
    if seal:
        sink = io.BytesIO()
        seal.encrypt(io.BytesIO(pem), sink)
        pem = sink.getvalue()
    _keep(pem, key_path(home, sealed=seal is not None))


def _load(path: Path, seal: Seal | None) -> InstallationKey:
    try:
        exposed = os.name == "posix" and bool(path.stat().st_mode & _OTHERS)
        if exposed:
            path.chmod(_OWNER_ONLY)
        with path.open("rb") as file:
            key = InstallationKey.from_pem(_opened(file.read(_LARGEST), seal))
    except (OSError, ValueError) as error:
        raise KeyDamaged(
            "key_damaged",
            Text(f"安装密钥无法使用：{path}", f"the key of this installation cannot be used: {path}"),
            Text(
                "从备份中恢复这个文件；没有备份就把它移到别处，会生成新密钥，旧签名仍可用旧公钥核验",
                "restore it from a backup; without one move it away: a new key is made, and what the old one "
                "signed can still be checked with its public half",
            ),
            Where(str(path)),
        ) from error
    return InstallationKey(key._private, was_exposed=exposed)  # noqa: SLF001 - its own kind


def _opened(content: bytes, seal: Seal | None) -> bytes:
    if seal is None:
        return content
    sink = io.BytesIO()
    seal.decrypt(io.BytesIO(content), sink)
    return sink.getvalue()


def _keep(content: bytes, path: Path) -> None:
    """Written whole before it has its name, and never over another one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _name(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _name(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return  # another process was first: its key counts
    except OSError:  # a file system without hard links
        if not path.exists():
            draft.rename(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

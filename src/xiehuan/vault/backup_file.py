"""The file of a backup: the tar of a home, plain, or encrypted inside another tar that stock tools open.

    README.txt       how to open it without this program
    key.age          a key made for this backup alone, encrypted with the passphrase (age)
    home.tar.age     the tar of the home, encrypted to that key (age)

age's own passphrase files cannot be written in pieces by the library, so the passphrase protects a key, as age's own
identity files do: `age -d -i key.age home.tar.age | tar x` asks for it and unpacks everything.
"""

from __future__ import annotations

import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from xiehuan.errors import Text, XiehuanError
from xiehuan.vault import age_passphrase
from xiehuan.vault.backup_tar import ROOT, BackupDamaged, damaged, unpack
from xiehuan.vault.durable import sync_folder

_README, _KEY, _BODY = "README.txt", "key.age", "home.tar.age"
_LARGEST_KEY = 1 << 16
_TEXT = """协还 备份 / a backup of xiehuan

恢复 Restore:        xiehuan restore FILE
没有本程序时 Without this program, with the stock tools age and tar:
    tar -xf FILE
    age -d -i key.age home.tar.age | tar -x      (asks for the passphrase; 会询问备份口令)
    cd xiehuan-home && sha256sum -c manifest-sha256.txt
原件在 objects 文件夹里，文件名是内容的 SHA-256。
The originals lie in the folder objects, named by the SHA-256 of their bytes. When the home was sealed they end in .age:
    age -d -i home-key.txt objects/ab/cdef….age > original
"""


@contextmanager
def drafted(target: Path) -> Iterator[IO[bytes]]:
    """A new file that gets its name when the block ends well, and leaves nothing behind when it does not."""
    draft = target.with_name(f".{target.name}.part")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "r+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
        sync_folder(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def write_plain(file: IO[bytes], pieces: Iterator[bytes]) -> None:
    """Write the tar as it is, and read it back."""
    for piece in pieces:
        file.write(piece)
    file.flush()
    file.seek(0)
    unpack(file, None)


def write_encrypted(file: IO[bytes], pieces: Iterator[bytes], passphrase: str) -> None:
    """Write the tar encrypted with a passphrase, and read it back. Needs age (`require_cipher` tells)."""
    from xiehuan.vault.seal import Seal  # noqa: PLC0415 - only encrypted backups need age

    seal = Seal.fresh()
    identity = f"# opens home.tar.age\n{seal.identity}\n".encode("ascii")
    _member(file, _README, _TEXT.encode())
    _member(file, _KEY, age_passphrase.lock(identity, passphrase))
    header = file.tell()
    file.write(_header(_BODY, 0))
    seal.encrypt(_Pulled(pieces), file)  # type: ignore[arg-type]  # it only reads
    size = file.tell() - header - tarfile.BLOCKSIZE
    file.write(bytes(-size % tarfile.BLOCKSIZE + 2 * tarfile.BLOCKSIZE))
    file.seek(header)
    file.write(_header(_BODY, size))
    file.flush()
    with _decrypted(file, header + tarfile.BLOCKSIZE, size, seal.identity) as tar:
        unpack(tar, None)


def read(path: Path, ask: Callable[[], str], folder: Path) -> dict[str, bytes]:
    """Unpack a backup of either kind below `folder`, all of it checked; `ask` is called for the passphrase if one is needed.

    Refused with `no_backup`, `backup_damaged` or `wrong_passphrase`. Returns the small files that are not part of a home.
    """
    with path.open("rb") as file:
        parts = _parts(file)
        if parts is None:
            file.seek(0)
            return unpack(file, folder)
        key, start, size = parts
        with _decrypted(file, start, size, _identity(key, ask())) as tar:
            return unpack(tar, folder)


def _parts(file: IO[bytes]) -> tuple[bytes, int, int] | None:
    """The key, and where the encrypted tar lies; None for a plain backup. Raises XiehuanError for anything else."""
    try:
        with tarfile.open(fileobj=file, mode="r:") as outer:
            first = outer.next()
            if first is not None and first.name.startswith(f"{ROOT}/"):
                return None
            members = [first, outer.next(), outer.next()]
            if [m.name if m else None for m in members] != [_README, _KEY, _BODY]:
                raise _no_backup()
            _, key, body = (m for m in members if m)
            stream = outer.extractfile(key)
            return (stream.read(_LARGEST_KEY) if stream else b""), body.offset_data, body.size
    except tarfile.TarError as error:
        raise _no_backup() from error


def _identity(key: bytes, passphrase: str) -> str:
    from xiehuan.vault.keyring import require_cipher  # noqa: PLC0415

    require_cipher()
    import pyrage  # noqa: PLC0415

    try:
        lines = pyrage.passphrase.decrypt(key, passphrase).decode("ascii").splitlines()
    except pyrage.DecryptError as error:
        raise _wrong_passphrase() from error
    return next((line for line in lines if not line.startswith("#")), "")


@contextmanager
def _decrypted(file: IO[bytes], start: int, size: int, identity: str) -> Iterator[IO[bytes]]:
    """The plain bytes while the block lasts, through a pipe: age pushes, tar pulls. Raises BackupDamaged afterwards."""
    from xiehuan.vault.seal import Seal  # noqa: PLC0415

    ours, theirs = os.pipe()
    failed: list[Exception] = []
    file.seek(start)

    def push() -> None:
        try:
            with os.fdopen(theirs, "wb") as sink:
                Seal(identity).decrypt(_Part(file, size), sink)  # type: ignore[arg-type]  # it only reads
        except BrokenPipeError:
            pass  # the reader has stopped, and says why
        except Exception as error:  # noqa: BLE001 - told where it can be heard
            failed.append(error)

    pusher = threading.Thread(target=push)
    pusher.start()
    stopped: BackupDamaged | None = None
    try:
        with os.fdopen(ours, "rb") as tar:
            yield tar
            while tar.read(1 << 16):  # behind the end of the tar age still checks the end of its own
                pass
    except BackupDamaged as error:
        stopped = error
    finally:
        pusher.join()
    if stopped:
        raise stopped
    if failed:
        raise damaged(_BODY) from failed[0]


class _Part:
    """So many bytes of a file from where it stands."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left = file, size

    def read(self, most: int = -1) -> bytes:
        piece = self._file.read(self._left if most < 0 else min(most, self._left))
        self._left -= len(piece)
        return piece


class _Pulled:
    """Pieces as a file that is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, memoryview(b"")

    def read(self, most: int = -1) -> bytes:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = memoryview(piece)
        taken, self._rest = self._rest[:most], self._rest[most:]
        return bytes(taken)


def _member(file: IO[bytes], name: str, content: bytes) -> None:
    file.write(_header(name, len(content)) + content + bytes(-len(content) % tarfile.BLOCKSIZE))


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT)  # one block whatever the size


def _no_backup() -> XiehuanError:
    return XiehuanError(
        "no_backup",
        Text(
            "这不是协还的备份文件，或开头已损坏", "this is no backup of xiehuan, or its beginning is damaged"
        ),
        Text(
            "请给出 xiehuan backup 写出的文件；什么都没有恢复",
            "name a file that xiehuan backup wrote; nothing was restored",
        ),
    )


def _wrong_passphrase() -> XiehuanError:
    return XiehuanError(
        "wrong_passphrase",
        Text(
            "备份口令不对，或备份的开头已损坏；什么都没有恢复",
            "the passphrase of the backup is wrong, or its beginning is damaged; nothing was restored",
        ),
        Text(
            "再输入一次：是做备份时设的口令，可能和现在的口令不同",
            "enter it again: it is the one set when the backup was made, maybe not today's",
        ),
    )

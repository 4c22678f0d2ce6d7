"""The installation's key and what it signs, checked by the product and by openssl alone."""

from __future__ import annotations

import logging
import os
import random
import shutil
import subprocess
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from xiehuan.evidence.leaf import LogPoint
from xiehuan.evidence.merkle import leaf_hash
from xiehuan.vault.answer import Answer
from xiehuan.vault.installation_key import KEY_FILE, InstallationKey, KeyDamaged, kept_key
from xiehuan.vault.signed_head import check_head, sign_head

KEY = InstallationKey.made()
SIGNED = sign_head(KEY, "case-1", LogPoint(3, leaf_hash(b"x")), datetime(2026, 11, 24, 8, tzinfo=UTC))
posix = pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")


def test_a_signed_head_is_proven_and_says_what_it_does_not_prove() -> None:
    found = check_head(SIGNED)
    assert found.answer is Answer.PROVEN
    assert found.head is not None
    assert found.head.point == LogPoint(3, leaf_hash(b"x"))
    assert "does not prove that the contents are true" in found.reason.en


@pytest.mark.parametrize("part", ["statement", "signature", "public_pem"])
def test_flipped_bits_of_head_signature_and_key_are_named(part: str) -> None:
    """Never proven. The text around the base64 of a PEM is no part of the key: the same key may be read."""
    rng = random.Random(part)  # noqa: S311 - a reproducible draw
    whole = getattr(SIGNED, part)
    for _ in range(1000):
        changed = bytearray(whole)
        changed[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        found = check_head(replace(SIGNED, **{part: bytes(changed)}))
        if part == "public_pem" and found.answer is Answer.PROVEN:
            continue  # a line end or the like: the key that was read is the same, else the signature would not hold
        assert found.answer is not Answer.PROVEN
        assert found.head is None
        if part != "public_pem":
            assert found.answer is Answer.REFUTED


def test_another_key_is_another_key() -> None:
    other = InstallationKey.made()
    assert check_head(replace(SIGNED, public_pem=other.public_pem())).answer is Answer.REFUTED
    claims = replace(SIGNED, signature=other.sign(SIGNED.statement), public_pem=other.public_pem())
    assert check_head(claims).answer is Answer.REFUTED
    assert "another key" in check_head(claims).reason.en
    assert check_head(replace(SIGNED, public_pem=b"")).answer is Answer.CANNOT_TELL
    text = b"anything"
    assert check_head(replace(SIGNED, statement=text, signature=KEY.sign(text))).answer is Answer.CANNOT_TELL


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_alone_checks_the_signature(tmp_path: Path) -> None:
    for name, data in (
        ("head.txt", SIGNED.statement),
        ("head.sig", SIGNED.signature),
        ("key.pem", SIGNED.public_pem),
    ):
        (tmp_path / name).write_bytes(data)
    command = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "key.pem",
        "-rawin",
        "-in",
        "head.txt",
        "-sigfile",
        "head.sig",
    ]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "head.txt").write_bytes(SIGNED.statement.replace(b"size: 3", b"size: 4"))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


@posix
def test_the_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    key = kept_key(tmp_path)
    path = tmp_path / KEY_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    assert not key.was_exposed
    assert kept_key(tmp_path).key_id == key.key_id
    assert list(path.parent.iterdir()) == [path]  # no draft is left
    path.chmod(0o644)
    assert kept_key(tmp_path).was_exposed
    assert path.stat().st_mode & 0o777 == 0o600
    assert not kept_key(tmp_path).was_exposed


def test_the_secret_is_never_shown(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with caplog.at_level(logging.DEBUG):
        key = kept_key(tmp_path)
        sign_head(key, "case-1", LogPoint(0, leaf_hash(b"")), datetime(2026, 1, 1, tzinfo=UTC))
    secret = key.secret_pem().decode().splitlines()[1]
    shown = repr(key) + str(key) + caplog.text + "".join(capfd.readouterr())
    assert secret[:20] not in shown


def test_two_starts_at_once_get_one_key(tmp_path: Path) -> None:
    found: list[str] = []
    gate = threading.Barrier(8)

    def start() -> None:
        gate.wait()
        found.append(kept_key(tmp_path).key_id)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


@pytest.mark.parametrize(
    "bytes_",
    [b"", b"x", bytes(100), KEY.public_pem(), KEY.secret_pem()[:-40]],
    ids=["empty", "x", "zeros", "public", "cut"],
)
def test_a_damaged_key_is_not_replaced(tmp_path: Path, bytes_: bytes) -> None:
    path = tmp_path / KEY_FILE
    path.parent.mkdir()
    path.write_bytes(bytes_)
    with pytest.raises(KeyDamaged) as caught:
        kept_key(tmp_path)
    assert str(path) in caught.value.message.zh
    assert path.read_bytes() == bytes_


def test_only_ed25519_is_taken() -> None:
    import token_maker  # noqa: PLC0415 - for a key of another kind

    with pytest.raises(ValueError, match="Ed25519"):
        InstallationKey.from_pem(token_maker.signer().key_pem)

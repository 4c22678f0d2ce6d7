"""Signed law updates: the envelope, its Ed25519 signature (RFC 8032), and the keys that a user trusts.

An envelope is JSON: `format`, `key` and `signature` in base64, and `payload`, the exact text that was signed. The
payload names itself, its day of issue and its files. What is signed is the format line and the payload, so that a
signature made for something else never fits.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xiehuan.errors import InputRefused, NeedsInstall, Text, Where

FORMAT = "xiehuan-law-update-1"
MOST_BYTES = 4_000_000
MOST_FILES = 40
_FILE_NAME = re.compile(r"[a-z][a-z_]{0,40}\.(toml|csv)", re.ASCII)
_NAME = re.compile(r"[\w .\-—·（）()]{1,80}")
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class SignedUpdate:
    """What an envelope holds, its signature already checked."""

    key: str
    name: str
    issued: date
    files: Mapping[str, str]


def open_envelope(data: bytes, file: str) -> SignedUpdate:
    """Check an envelope's form and signature; InputRefused when either is wrong. Trust is not decided here."""
    outer = _json(data, file)
    if set(outer) != {"format", "key", "signature", "payload"} or outer["format"] != FORMAT:
        raise refused(file, "bad_envelope", "不是协还的法规更新文件", "this is no xiehuan law update")
    key, signature, payload = (_text(outer, k, file) for k in ("key", "signature", "payload"))
    _verify(_decode(key, file), _decode(signature, file), _signed_bytes(payload), file)
    inner = _json(payload.encode(), file)
    if set(inner) != {"name", "issued", "files"} or not isinstance(inner["files"], dict):
        raise refused(
            file, "bad_envelope", "更新里要有 name、issued、files", "it must hold name, issued and files"
        )
    return SignedUpdate(key, _name(inner, file), _day(inner, file), _files(inner["files"], file))


def seal(private_pem: bytes, name: str, issued: date, files: Mapping[str, str]) -> bytes:
    """An envelope of the files, signed with an Ed25519 private key in PEM; InputRefused when the key is another kind."""
    private = _private_key(private_pem)
    payload = json.dumps(
        {"name": name, "issued": issued.isoformat(), "files": dict(files)}, ensure_ascii=False
    )
    key = base64.b64encode(private.public_key().public_bytes_raw()).decode()
    signature = base64.b64encode(private.sign(_signed_bytes(payload))).decode()
    outer = {"format": FORMAT, "key": key, "signature": signature, "payload": payload}
    made = (json.dumps(outer, ensure_ascii=False, indent=1) + "\n").encode()
    open_envelope(made, name)
    return made


def check_key(text: str) -> str:
    """A public key as base64 of its 32 bytes, in one spelling; InputRefused when it is none."""
    raw = _decode(text.strip(), "key")
    if len(raw) != _KEY_BYTES:
        raise refused(
            "key",
            "bad_key",
            "不是 Ed25519 公钥（32 字节的 base64）",
            "no Ed25519 public key (base64 of 32 bytes)",
        )
    return base64.b64encode(raw).decode()


def fingerprint(key: str) -> str:
    """Sixteen hexadecimal digits by which people compare a key, in groups of four."""
    digest = hashlib.sha256(base64.b64decode(key)).hexdigest()[:16]
    return " ".join(digest[i : i + 4] for i in range(0, 16, 4))


def refused(file: str, code: str, zh: str, en: str, field: str | None = None) -> InputRefused:
    """A refusal about the update file; nothing was written."""
    return InputRefused(
        code,
        Text(zh, en),
        Text("没有改动任何内容，请换一个文件", "nothing was changed; use another file"),
        Where(file, field=field),
    )


def _signed_bytes(payload: str) -> bytes:
    return f"{FORMAT}\n{payload}".encode()


def _verify(key: bytes, signature: bytes, message: bytes, file: str) -> None:
    ed25519, invalid = _library()
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (invalid, ValueError) as error:
        raise refused(
            file,
            "bad_signature",
            "签名不对：文件被改过，或不是这把钥匙签的",
            "the signature does not fit: changed, or not signed by this key",
        ) from error


def _library() -> tuple[Any, type[Exception]]:
    """The signature library, loaded only when an update is read or made."""
    try:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415
    except ImportError as error:
        raise NeedsInstall(
            "needs_cryptography",
            Text("核对签名需要 cryptography", "checking signatures needs cryptography"),
            Text("运行 pip install cryptography", "run pip install cryptography"),
        ) from error
    return ed25519, InvalidSignature


def _private_key(pem: bytes) -> Any:
    ed25519, _ = _library()
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise refused(
            "key", "bad_key", "读不出私钥（PEM，不加密）", "no private key (PEM, not encrypted)"
        ) from error
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise refused("key", "bad_key", "不是 Ed25519 私钥", "no Ed25519 private key")
    return key


def _json(data: bytes, file: str) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({k for k, _ in pairs}) < len(pairs):
            raise refused(file, "duplicate_key", "同一个项写了两次", "a key is written twice")
        return dict(pairs)

    if len(data) > MOST_BYTES:
        raise refused(file, "too_large", "文件太大", "the file is too large")
    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=once)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise refused(file, "bad_envelope", "不是有效的 JSON（UTF-8）", "no valid JSON in UTF-8") from error
    if not isinstance(found, dict):
        raise refused(file, "bad_envelope", "不是协还的法规更新文件", "this is no xiehuan law update")
    return found


def _text(row: Mapping[str, Any], key: str, file: str) -> str:
    if not isinstance(row[key], str):
        raise refused(file, "bad_envelope", f"{key} 要写成文字", f"{key} must be text", key)
    return str(row[key])


def _decode(text: str, file: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise refused(file, "bad_envelope", "不是有效的 base64", "no valid base64") from error


def _name(row: Mapping[str, Any], file: str) -> str:
    name = _text(row, "name", file)
    if not _NAME.fullmatch(name):
        raise refused(
            file,
            "bad_envelope",
            "name 太长或有特殊字符",
            "name is too long or holds special characters",
            "name",
        )
    return name


def _day(row: Mapping[str, Any], file: str) -> date:
    try:
        return date.fromisoformat(_text(row, "issued", file))
    except ValueError as error:
        raise refused(file, "bad_date", "issued 不是日期", "issued is no date", "issued") from error


def _files(files: Mapping[str, Any], file: str) -> dict[str, str]:
    if not 0 < len(files) <= MOST_FILES:
        raise refused(file, "bad_envelope", "文件数不对", "no files, or too many", "files")
    for name, text in files.items():
        if not _FILE_NAME.fullmatch(name) or not isinstance(text, str):
            raise refused(
                file,
                "bad_envelope",
                "文件名只能是小写字母加 .toml 或 .csv",
                "file names are plain, .toml or .csv",
                "files",
            )
    return dict(files)

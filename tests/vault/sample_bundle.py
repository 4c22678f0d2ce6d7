"""Invented originals and the bundles made of them."""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from xiehuan.vault import BundleItem, Taking, write_bundle

FIRST = Taking(datetime.fromisoformat("2026-11-23T20:15:00+08:00"), "3f1c9a70d2b84e65")
LATER = Taking(datetime.fromisoformat("2026-12-01T09:00:07+08:00"), "00ff00ff00ff00ff")

ORIGINALS = {
    "messages/短信备份-20261101.xml": (
        "sms",
        "text/xml",
        "<smses count='1'>您的借款已逾期</smses>\n".encode() * 9,
    ),
    "messages/账单通知.eml": ("mail", "message/rfc822", b"From: a@example.com\r\nSubject: x\r\n\r\nbody\r\n"),
    "calls/通话录音@客服(4001234567)_20261102101010.mp3": (
        "recording",
        "audio/mpeg",
        b"ID3" + bytes(range(256)),
    ),
    "bills/alipay_record.csv": (
        "bill",
        "application/octet-stream",
        "交易时间,金额\r\n".encode("gb18030") * 20,
    ),
    "papers/合同.pdf": ("paper", "application/pdf", b"%PDF-1.7\n" + b"\x00\xff" * 50),
}


def item(folder: Path, name: str, data: bytes, kind: str = "paper", media: str = "text/plain") -> BundleItem:
    """An item whose bytes lie in `folder` under a name of its own, whatever the name in the case is."""
    digest = hashlib.sha256(data).hexdigest()
    path = folder / f"{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:20]}"
    path.write_bytes(data)
    return BundleItem(name, path, digest, media, kind, records=3)


def originals(folder: Path) -> list[BundleItem]:
    """One of each kind."""
    folder.mkdir(exist_ok=True)
    return [item(folder, n, data, kind, media) for n, (kind, media, data) in ORIGINALS.items()]


def bundle(tmp_path: Path, taking: Taking = FIRST) -> Path:
    """A bundle of all of them."""
    out = tmp_path / "evidence.zip"
    write_bundle(out, originals(tmp_path / "case"), taking)
    return out


def unpacked(path: Path) -> dict[str, bytes]:
    """Names and bytes as the standard library unpacks them."""
    with zipfile.ZipFile(path) as source:
        return {n: source.read(n) for n in source.namelist()}


def packed(path: Path, files: Mapping[str, bytes]) -> Path:
    """An ordinary zip of these files, as somebody would make after unpacking."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return path


def refitted(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files with a tag manifest that fits them: the work of a forger who knows the format."""
    seal = "evidence/tagmanifest-sha256.txt"
    lines = [line.split("  ") for line in files[seal].decode().splitlines()]
    fitting = [f"{hashlib.sha256(files[f'evidence/{p}']).hexdigest()}  {p}\n" for _, p in lines]
    return {**files, seal: "".join(fitting).encode()}


def handmade(path: Path, files: Mapping[str, bytes], streams: Mapping[str, bytes]) -> Path:
    """A zip whose members bear any deflated stream one likes, with honest sizes and checksums around it."""
    body, directory = b"", b""
    for name, data in files.items():
        packer = zlib.compressobj(wbits=-15)
        stream = streams.get(name, packer.compress(data) + packer.flush())
        fields = struct.pack(
            "<5H3L2H", 20, 0, 8, 0, 33, zlib.crc32(data), len(stream), len(data), len(name), 0
        )
        directory += (
            b"PK\x01\x02\x14\x03" + fields + struct.pack("<3H2L", 0, 0, 0, 0, len(body)) + name.encode()
        )
        body += b"PK\x03\x04" + fields + name.encode() + stream
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(files), len(files), len(directory), len(body), 0)
    path.write_bytes(body + directory + end)
    return path

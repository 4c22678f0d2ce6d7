"""Peak memory and speed of the readers of texts and mails on generated large files.

Each reading runs in its own process, so that its peak is its own. Prints one JSON object a line:
{"name","bytes","seconds","mb_per_s","peak_mb","records","unread"}. Usage: readers_memory.py [MEGABYTES]
"""

from __future__ import annotations

import base64
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from xiehuan.evidence import Record
from xiehuan.readers import mail, sms
from xiehuan.readers.stream import gather

MEGABYTE = 1 << 20
PART = 60 * MEGABYTE
_BLOCK = base64.b64encode(os.urandom(48 * 1024))


def backup_of_pictures(size: int) -> Iterator[bytes]:
    """Attributes of 60 MB of base64 between short texts."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<smses count="1">\n'
    written = 0
    while written < size:
        yield b'<sms address="10086" date="1700000000000" type="1" body="\xe4\xbd\xa0\xe5\xa5\xbd" />\n'
        yield b'<mms date="1700000000000" msg_box="1" address="10086"><parts><part seq="0" ct="image/jpeg" data="'
        length = min(PART, size - written)
        for _ in range(max(1, length // len(_BLOCK))):
            yield _BLOCK
            written += len(_BLOCK)
        yield b'" /></parts></mms>\n'
    yield b"</smses>\n"


def backup_of_texts(size: int) -> Iterator[bytes]:
    """Nothing but texts of the usual width."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<smses>\n'
    body = "【云帆借】您的借款已逾期, 请尽快处理, 以免影响征信。" * 2
    written = n = 0
    while written < size:
        line = (
            f'<sms protocol="0" address="1069{n % 997:05d}" date="{1700000000000 + n * 1000}" type="1"'
            f' subject="null" body="{body}{n}" toa="null" sc_toa="null" service_center="null" read="1"'
            f' status="-1" locked="0" date_sent="0" sub_id="1" contact_name="(Unknown)" />\n'
        ).encode()
        yield line
        written += len(line)
        n += 1
    yield b"</smses>\n"


def mail_with_picture(size: int) -> Iterator[bytes]:
    """One attachment as large as the limits allow."""
    yield b"From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    yield b'Content-Type: image/jpeg; name="a.jpg"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    line = b"QUJD" * 19 + b"\r\n"
    for _ in range((size - 1000) // len(line)):
        yield line


def mail_of_gbk(size: int) -> Iterator[bytes]:
    """One body of raw GBK as large as the limits allow."""
    yield b"From: a@example.com\r\nSubject: x\r\nContent-Type: text/plain; charset=gb2312\r\n"
    yield b"Content-Transfer-Encoding: 8bit\r\n\r\n"
    line = ("您的借款已逾期请尽快处理" * 5).encode("gb18030") + b"\r\n"
    for _ in range((size - 1000) // len(line)):
        yield line


def _count_texts(path: Path) -> tuple[int, int]:
    taken = unread = 0
    for item in sms.stream(path, path.name):
        taken, unread = (taken + 1, unread) if isinstance(item, Record) else (taken, unread + 1)
    return taken, unread


def _count_mails(path: Path) -> tuple[int, int]:
    reading = gather(mail, path, path.name)
    return len(reading.records), len(reading.unread)


Work = tuple[Callable[[int], Iterator[bytes]], Callable[[Path], tuple[int, int]], int]


def works(megabytes: int) -> dict[str, Work]:
    """What is measured, by name: the writer, the reader, the size."""
    size = megabytes * MEGABYTE
    return {
        "sms_pictures": (backup_of_pictures, _count_texts, size),
        "sms_texts": (backup_of_texts, _count_texts, size),
        "mail_picture": (mail_with_picture, _count_mails, 60 * MEGABYTE),
        "mail_gbk": (mail_of_gbk, _count_mails, 30 * MEGABYTE),
        "mail_too_large": (mail_with_picture, _count_mails, 100 * MEGABYTE),
    }


def measure(name: str, path: Path, megabytes: int) -> dict[str, object]:
    """Read once in this process."""
    began = time.perf_counter()
    records, unread = works(megabytes)[name][1](path)
    seconds = time.perf_counter() - began
    size = path.stat().st_size
    return {
        "name": name,
        "bytes": size,
        "seconds": round(seconds, 2),
        "mb_per_s": round(size / MEGABYTE / seconds, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "records": records,
        "unread": unread,
    }


def main(arguments: list[str]) -> None:
    """Write each file, measure it in a child, print its line."""
    if len(arguments) > 1:
        sys.stdout.write(json.dumps(measure(arguments[0], Path(arguments[1]), int(arguments[2]))) + "\n")
        return
    megabytes = int(arguments[0]) if arguments else 300
    with tempfile.TemporaryDirectory() as folder:
        for name, (write, _, size) in works(megabytes).items():
            path = Path(folder) / name
            with path.open("wb") as file:
                file.writelines(write(size))
            child = [sys.executable, __file__, name, str(path), str(megabytes)]
            subprocess.run(child, check=True)  # noqa: S603 - this script itself
            path.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])

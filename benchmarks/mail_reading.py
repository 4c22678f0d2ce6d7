"""How fast mails are read, from a box and one file each, beside notmuch with CJK n-grams on the same mails.

Mails are invented: subjects and bodies in GBK, GB18030 and UTF-8, plain, base64 and as alternatives, 1 to 8 KB. Reading includes
splitting the box, hashing each mail and decoding it; storing and indexing are not in it. Prints one JSON object a line:
{"name","mails","bytes","seconds","per_second","cpu_per_second","peak_mb"}. Run as `python -m benchmarks.mail_reading [MAILS]`.
"""

from __future__ import annotations

import base64
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from xiehuan.evidence import Record
from xiehuan.readers import mail, mbox

MAILS = 5_000
_CODES = (("gb2312", "gbk"), ("gb18030", "gb18030"), ("utf-8", "utf-8"))
_HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年经逾期延还款协商借利息罚客服短信电话平台"
_HEADER = """\
Received: from mail.example.com (mail.example.com [10.0.0.1])
\tby mx.example.net with ESMTP id {n:08d}
\tfor <a@example.net>; Tue, 17 Nov 2026 10:15:00 +0800
Message-ID: <{n}@example.com>
From: {sender} <service{desk}@example.com>
To: <a@example.net>
Subject: {subject}
Date: Tue, 17 Nov 2026 10:15:00 +0800
MIME-Version: 1.0
"""


def invented(n: int) -> bytes:
    """The mail of this number, the same every time, with LF."""
    dice = random.Random(n)  # noqa: S311 - a repeatable choice
    label, code = dice.choice(_CODES)
    body = "".join(f"{_words(dice, 30)}，{_words(dice, 20)}。\n" for _ in range(dice.randrange(4, 20)))
    word = lambda count: f"=?{label}?B?{base64.b64encode(_words(dice, count).encode(code)).decode()}?="  # noqa: E731
    header = _HEADER.format(n=n, sender=word(4), desk=n % 50, subject=word(12))
    kind = dice.random()
    if kind < 0.4:  # noqa: PLR2004 - shares of the three kinds
        return (
            f"{header}Content-Type: text/plain; charset={label}\nContent-Transfer-Encoding: 8bit\n\n".encode()
            + body.encode(code)
        )
    plain = _part("plain", label, body.encode(code))
    if kind < 0.7:  # noqa: PLR2004
        return header.encode() + plain
    html = (
        f"<html><head><style>p{{}}</style></head><body>{body.replace(chr(10), '<br>')}</body></html>".encode(
            code
        )
    )
    top = f'{header}Content-Type: multipart/alternative; boundary="b"\n\n'.encode()
    return top + b"--b\n" + plain + b"\n--b\n" + _part("html", label, html) + b"\n--b--\n"


def _words(dice: random.Random, count: int) -> str:
    return "".join(dice.choice(_HAN) for _ in range(count))


def _part(kind: str, label: str, data: bytes) -> bytes:
    head = f"Content-Type: text/{kind}; charset={label}\nContent-Transfer-Encoding: base64\n\n"
    return head.encode() + base64.encodebytes(data)


def write_box(path: Path, count: int) -> None:
    """All mails in one box (mboxrd; no body line of ours begins with "From ")."""
    with path.open("wb") as box:
        for n in range(count):
            box.write(b"From service@example.com Tue Nov 17 10:15:00 2026\n" + invented(n) + b"\n")


def write_folder(path: Path, count: int) -> None:
    """One file a mail, as notmuch wants them."""
    folder = path / "cur"
    folder.mkdir(parents=True)
    for n in range(count):
        (folder / f"{n}.host:2,S").write_bytes(invented(n))


def read_box(path: Path) -> int:
    """Records of the box."""
    return sum(isinstance(item, Record) for item in mbox.stream(path, path.name))


def read_folder(path: Path) -> int:
    """Records of the files."""
    files = sorted((path / "cur").iterdir())
    return sum(isinstance(item, Record) for file in files for item in mail.stream(file, file.name))


def notmuch(path: Path) -> int:
    """Mails that notmuch indexes with n-grams for Chinese, in a database of its own."""
    config = path.parent / "notmuch-config"
    config.write_text(
        f"[database]\npath={path}\n[user]\nname=a\nprimary_email=a@example.net\n[new]\ntags=\n", "utf-8"
    )
    environment = {**os.environ, "NOTMUCH_CONFIG": str(config), "XAPIAN_CJK_NGRAM": "1"}
    program = shutil.which("notmuch") or ""
    subprocess.run([program, "new", "--quiet"], env=environment, check=True)  # noqa: S603
    counted = subprocess.run([program, "count", "*"], env=environment, check=True, capture_output=True)  # noqa: S603
    return int(counted.stdout)


WORKS = {"mbox": read_box, "files": read_folder, "notmuch": notmuch}


def measure(name: str, path: Path) -> dict[str, object]:
    """Once, in this process; CPU time counts children, because notmuch is one."""
    before, began = os.times(), time.perf_counter()
    mails = WORKS[name](path)
    seconds, after = time.perf_counter() - began, os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    size = path.stat().st_size if path.is_file() else sum(f.stat().st_size for f in (path / "cur").iterdir())
    who = resource.RUSAGE_CHILDREN if name == "notmuch" else resource.RUSAGE_SELF
    return {
        "name": name,
        "mails": mails,
        "bytes": size,
        "seconds": round(seconds, 2),
        "per_second": round(mails / seconds),
        "cpu_per_second": round(mails / cpu),
        "peak_mb": resource.getrusage(who).ru_maxrss // 1024,
    }


def main(arguments: list[str]) -> None:
    """Write the mails, measure each work in a child, print its line."""
    arguments = [a for a in arguments if a != "--json"]  # its lines are JSON anyway
    if len(arguments) > 1:
        sys.stdout.write(json.dumps(measure(arguments[0], Path(arguments[1]))) + "\n")
        return
    count = int(arguments[0]) if arguments else MAILS
    with tempfile.TemporaryDirectory() as folder:
        box, files = Path(folder) / "mails.mbox", Path(folder) / "mails"
        write_box(box, count)
        write_folder(files, count)
        for name, path in (("mbox", box), ("files", files), ("notmuch", files)):
            if name == "notmuch" and not shutil.which("notmuch"):
                sys.stdout.write(json.dumps({"name": "notmuch", "missing": True}) + "\n")
                continue
            subprocess.run([sys.executable, __file__, name, str(path)], check=True)  # noqa: S603 - this script itself


if __name__ == "__main__":
    main(sys.argv[1:])

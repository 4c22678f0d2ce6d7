"""Peak memory of reading a case folder that holds one very large file.

Each reading runs in its own process, so that its peak is its own. Prints one JSON object a line:
{"name","bytes","seconds","peak_mb","goal_mb","status","records","unread","why"}. Usage: case_folder_memory.py [MEGABYTES]
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from xiehuan.readers.case_folder import read_case_folder

MEGABYTE = 1 << 20
GOAL = 300
DEBTS = """
[[debt]]
id = "a"
lender = "甲"
next_due = 2026-11-25
[[debt.claim]]
on = 2026-11-20
total = "1.00"
"""
BILL = "交易时间,交易分类,交易对方,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注\n"
SMS = '<?xml version="1.0"?>\n<smses count="1">\n<sms address="1" date="1763800000000" type="1" body="'
MAIL = "From: a@example.com\nTo: b@example.com\nSubject: x\nMIME-Version: 1.0\n\n"
HEADS = {  # the beginning of each file; the rest is a hole that reads as zero bytes
    "papers/scan.pdf": b"%PDF-1.7\n",
    "papers/nothing.bin": b"",
    "calls/call.wav": b"RIFF\x00\x00\x00\x00WAVEfmt ",
    "calls/calls.xml": b'<calls count="1"><call number="',
    "bills/nothing.csv": b"",
    "bills/alipay.csv": BILL.encode("gb18030"),
    "bills/alipay-quote.csv": (BILL + '2026-01-01 00:00:00,"').encode("gb18030"),
    "bills/utf16.csv": b"\xff\xfe" + BILL.encode("utf-16-le"),
    "bills/book.xlsx": b"PK\x03\x04",
    "messages/nothing.xml": b"",
    "messages/sms.xml": SMS.encode(),
    "messages/sms-utf16.xml": b"\xff\xfe" + SMS.encode("utf-16-le"),
    "messages/mms.xml": b'<smses count="1"><mms date="1"><parts><part seq="0" ct="image/jpeg" data="',
    "messages/letter.eml": MAIL.encode(),
    "messages/box.eml": b"From a@example.com Mon Nov 23 10:00:00 2026\n" + MAIL.encode(),
}


def lay(folder: Path, name: str, size: int) -> None:
    """A valid case with one sparse file."""
    (folder / "debts.toml").write_text(DEBTS, "utf-8")
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADS[name])
        file.truncate(size)


def peak_kilobytes() -> int:
    """Of this program alone: on Linux ru_maxrss survives exec and may still hold the peak of the parent."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text("ascii", "replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measure(folder: Path) -> dict[str, object]:
    """Read once in this process."""
    began = time.perf_counter()
    (account,) = read_case_folder(folder, date(2026, 11, 23)).files
    return {
        "name": account.name,
        "bytes": account.size,
        "seconds": round(time.perf_counter() - began, 2),
        "peak_mb": peak_kilobytes() // 1024,
        "goal_mb": GOAL,
        "status": account.status.value,
        "records": account.reading.present,
        "unread": len(account.reading.unread),
        "why": account.why.en if account.why else None,
    }


def measured(name: str, size: int) -> dict[str, object]:
    """Lay the case and read it in a child process."""
    with tempfile.TemporaryDirectory() as folder:
        lay(Path(folder), name, size)
        child = [sys.executable, __file__, "--measure", folder]
        done = subprocess.run(child, check=True, capture_output=True, text=True)  # noqa: S603 - this script itself
    result: dict[str, object] = json.loads(done.stdout)
    return result


def main(arguments: list[str]) -> int:
    """Measure every file; 1 when a peak is above the goal."""
    if arguments[:1] == ["--measure"]:
        sys.stdout.write(json.dumps(measure(Path(arguments[1]))) + "\n")
        return 0
    size = int(arguments[0] if arguments else 2048) * MEGABYTE
    above = False
    for name in HEADS:
        result = measured(name, size)
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        above = above or int(str(result["peak_mb"])) >= GOAL
    return int(above)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

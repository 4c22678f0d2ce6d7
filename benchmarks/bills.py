"""How fast a bill of 100,000 rows is read, against the bare csv reader on the same file in one run.

Run as `python -m benchmarks.bills [--json]`. Ours is the public call: source and encoding recognised, every row with exact
amount, sign, flags, digest, meaning and its place, sums and months checked. The peer is `csv.reader` on the decoded text,
every row kept as a list of strings, as every record is kept by ours; the second line is the same against the peer that
keeps nothing (shown, no goal). The bills are invented: 400 shops, 60 goods, 300 × 100 amounts, every time and order number
its own, one row in ten a refund, an own transfer or on credit. The peak of memory is of a child process that only reads.
"""

from __future__ import annotations

import csv
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from xiehuan.readers.bills import Seen, read_bill

ROWS, GOAL, PAIRS, MEGABYTES = 100_000, 8.0, 7, 200
ALIPAY = (
    "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注"
)
BANK = "序号,交易日期,交易时间,交易类型,借贷,交易金额,余额,对方账号,对方户名,交易地点,摘要"
_START = datetime(2024, 1, 1, 8)  # noqa: DTZ001 - wall clock of the bill
_KINDS = (
    ("退款", "退款-{}", "不计收支", "余额宝", "退款成功"),
    ("账户存取", "提现-实时提现", "不计收支", "余额宝", "交易成功"),
    ("日用百货", "{}", "支出", "花呗", "交易成功"),
)


def alipay(rows: int) -> Iterator[str]:
    """The app's bill."""
    yield ALIPAY
    for i in range(rows):
        goods, at = f"商品{i % 60}", _START + timedelta(seconds=733 * i)
        kind, said, flow, method, status = (
            _KINDS[i // 10 % 3] if i % 10 == 0 else ("餐饮美食", "{}", "支出", "余额宝", "交易成功")
        )
        amount = f"{i % 300}.{i * 7 % 100:02d}"
        yield (
            f"{at},{kind},小店{i % 400},/,{said.format(goods)},{flow},{amount},{method},{status},"
            f"2026{i:024d}\t,M{i:012d}\t,,"
        )


def bank(rows: int) -> Iterator[str]:
    """A bank statement with a running balance that holds."""
    yield BANK
    balance = 10_000_00
    for i in range(rows):
        at, fen = _START + timedelta(seconds=733 * i), 100 + i * 37 % 30_000
        side = "贷 Cr" if balance < fen else "借 Dr"
        balance += fen if balance < fen else -fen
        yield (
            f"{i + 1},{at:%Y-%m-%d},{at:%H:%M:%S},网上支付,{side},{fen // 100}.{fen % 100:02d},"
            f"{balance // 100}.{balance % 100:02d},62220000{i % 400:08d},小店{i % 400},商品{i % 60},"
        )


def kept(path: Path) -> object:
    with path.open(encoding="gb18030", newline="") as stream:
        return list(csv.reader(stream))


def passed_over(path: Path) -> object:
    with path.open(encoding="gb18030", newline="") as stream:
        return sum(1 for _ in csv.reader(stream))


def seconds(work: Callable[[], object]) -> float:
    since = time.perf_counter()
    held = work()
    spent = time.perf_counter() - since
    del held
    return spent


def against(name: str, path: Path, peer: Callable[[Path], object], goal: float | None) -> dict[str, object]:
    pairs = [(seconds(lambda: read_bill(path, "x")), seconds(lambda: peer(path))) for _ in range(PAIRS)]
    return {
        "name": name,
        "work": f"{ROWS} rows, GB18030; csv.reader, rows {'kept' if peer is kept else 'passed over'}",
        "ours": round(statistics.median(a for a, _ in pairs), 3),
        "peer": round(statistics.median(b for _, b in pairs), 3),
        "ratio": round(statistics.median(a / b for a, b in pairs), 2),
        "goal": goal,
    }


def peak_megabytes(path: Path) -> float:
    """Of a process that reads the file and holds its records."""
    code = (
        "import resource,sys;from pathlib import Path;from xiehuan.readers.bills import read_bill;"
        "r=read_bill(Path(sys.argv[1]),'x');assert len(r.records)==100000;"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)  # noqa: S603
    return round(float(done.stdout), 1)


def second_import(path: Path) -> int:
    """Rows that a second import of the same file adds."""
    seen = Seen()
    seen.fresh(read_bill(path, "first").records)
    return len(seen.fresh(read_bill(path, "second").records))


def rows() -> Iterator[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        for name, lines in (("alipay", alipay(ROWS)), ("bank", bank(ROWS))):
            path = Path(folder) / f"{name}.csv"
            path.write_text("\n".join(lines) + "\n", encoding="gb18030")
            yield against(f"bills_{name}", path, kept, GOAL)
            yield against(f"bills_{name}_streaming_peer", path, passed_over, None)
            peak = peak_megabytes(path)
            yield {"name": f"bills_{name}_memory", "work": "peak, MB", "ratio": peak, "goal": MEGABYTES}
            added = second_import(path)
            yield {"name": f"bills_{name}_again", "work": "rows added", "ratio": added, "goal": 0}


def main() -> int:
    missed = 0
    for row in rows():
        goal = row["goal"]
        over = isinstance(goal, (int, float)) and float(str(row["ratio"])) > goal
        missed += over
        text = (
            json.dumps(row, ensure_ascii=False)
            if "--json" in sys.argv
            else f"{row}{' MISSED' if over else ''}"
        )
        print(text, flush=True)  # noqa: T201
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

"""How fast a bill of 100,000 rows is read, against the bare csv reader on the same file in one run.

Run as `python -m benchmarks.bills [--json]`. Ours is the public call: source and encoding recognised, every row with exact
amount, sign, flags, digest, meaning and its place, sums and months checked. The peer is `csv.reader` on the decoded text,
every row kept as a list of strings, as every record is kept by ours. Processor seconds, which other work on the machine
changes less than the clock; the median of the pairs' ratios binds. The bills are invented: 400 shops, 60 goods, 30,000
or more different amounts, every time and order number its own; the balances hold. The peak of memory is of a child process
that only reads.
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

Row = dict[str, object]
ROWS, GOAL, PAIRS, MEGABYTES = 100_000, 8.0, 5, 200
ALIPAY = (
    "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注"
)
BANK = "序号,交易日期,交易时间,交易类型,借贷,交易金额,余额,对方账号,对方户名,交易地点,摘要"
WECHAT = "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注"
JD = "交易时间,商户名称,交易说明,金额,收/付款方式,交易状态,收/支,交易分类,交易订单号,商家订单号,备注"
ICBC = "交易日期,摘要,交易场所,交易国家或地区简称,钞/汇,记账金额(收入),记账金额(支出),记账币种,余额,对方户名,对方账户"
BOC = "记账日期,记账时间,币别,金额,余额,交易名称,渠道,网点名称,附言,对方账户名,对方卡号/账号,对方开户行"
CMB = "记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要"
PSBC = "交易日期,交易时间,摘要,存入,支取,余额,对方户名,对方账号,备注"
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


def wechat_pay(rows: int) -> Iterator[str]:
    """The bill of WeChat Pay, one row in ten a refund."""
    yield WECHAT
    for i in range(rows):
        at = _START + timedelta(seconds=733 * i)
        kind, flow, status = (
            ("商户消费", "支出", "支付成功") if i % 10 else ("商户-退款", "收入", "已全额退款")
        )
        yield (
            f'{at},{kind},小店{i % 400},"商品{i % 60}",{flow},¥{i % 300}.{i * 7 % 100:02d},零钱,{status},'
            f'"4200{i:024d}\t","M{i:012d}\t","/"'
        )


def jd(rows: int) -> Iterator[str]:
    """The bill of JD."""
    yield JD
    for i in range(rows):
        at, method = _START + timedelta(seconds=733 * i), "京东白条" if i % 10 == 0 else "某银行储蓄卡(1234)"
        yield f"{at}\t,小店{i % 400},商品{i % 60},{i % 300}.{i * 7 % 100:02d},{method},交易成功,支出,食品酒饮,{i:020d}\t,M{i:012d}\t,"


def ledger(rows: int) -> Iterator[tuple[datetime, int, int]]:
    """Moments, signed fen and a running balance that holds."""
    balance = 10_000_00
    for i in range(rows):
        fen = 100 + i * 37 % 300_000
        fen = fen if balance < fen else -fen
        balance += fen
        yield _START + timedelta(seconds=733 * i), fen, balance


def yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def icbc(rows: int) -> Iterator[str]:
    """Two columns of amounts, thousands with commas."""
    yield ICBC
    for i, (at, fen, balance) in enumerate(ledger(rows)):
        sides = f'"{yuan(fen)}",' if fen > 0 else f',"{yuan(-fen)}"'
        yield f'{at:%Y-%m-%d},消费,小店{i % 400},中国,钞,{sides},人民币,"{yuan(balance)}",小店{i % 400},'


def boc(rows: int) -> Iterator[str]:
    """One signed amount, day and time apart."""
    yield BOC
    for i, (at, fen, balance) in enumerate(ledger(rows)):
        yield (
            f'{at:%Y-%m-%d},{at:%H:%M:%S},人民币,"{yuan(fen)}","{yuan(balance)}",网上快捷支付,银企对接,------,'
            f"商品{i % 60},小店{i % 400},62220000{i % 400:08d},------"
        )


def cmb(rows: int) -> Iterator[str]:
    """Seven columns and a day without a time: the fewest that a known statement has."""
    yield CMB
    for i, (at, fen, balance) in enumerate(ledger(rows)):
        yield f'{at:%Y-%m-%d},CNY,"{yuan(fen)}","{yuan(balance)}",快捷支付,小店{i % 400},商品{i % 60}'


def psbc(rows: int) -> Iterator[str]:
    """Nine columns, amounts without commas."""
    yield PSBC
    for i, (at, fen, balance) in enumerate(ledger(rows)):
        money_in, money_out = (fen, "") if fen > 0 else ("", -fen)
        yield (
            f"{at:%Y-%m-%d},{at:%H:%M:%S},消费,{plain(money_in)},{plain(money_out)},{plain(balance)},"
            f"小店{i % 400},62220000{i % 400:08d},商品{i % 60}"
        )


def plain(fen: int | str) -> str:
    return fen if isinstance(fen, str) else f"{fen // 100}.{fen % 100:02d}"


SOURCES = {
    "alipay": alipay,
    "wechat_pay": wechat_pay,
    "jd": jd,
    "bocom": bank,
    "icbc": icbc,
    "boc": boc,
    "psbc": psbc,
    "cmb": cmb,
}


def kept(path: Path) -> object:
    with path.open(encoding="gb18030", newline="") as stream:
        return list(csv.reader(stream))


def seconds(work: Callable[[], object]) -> float:
    since = time.process_time()
    held = work()
    spent = time.process_time() - since
    del held
    return spent


def against(name: str, path: Path) -> Row:
    pairs = [(seconds(lambda: read_bill(path, "x")), seconds(lambda: kept(path))) for _ in range(PAIRS)]
    return {
        "name": name,
        "work": f"{ROWS} rows, GB18030, s; csv.reader that keeps its rows",
        "ours": round(statistics.median(a for a, _ in pairs), 3),
        "peer": round(statistics.median(b for _, b in pairs), 3),
        "ratio": round(statistics.median(a / b for a, b in pairs), 2),
        "goal": GOAL,
    }


def peak_megabytes(path: Path) -> float:
    """Of a process that reads the file and holds its records."""
    code = (
        "import re,resource,sys;from pathlib import Path;from xiehuan.readers.bills import read_bill;"
        "r=read_bill(Path(sys.argv[1]),'x');assert len(r.records)==100000;"
        "p=Path('/proc/self/status');"  # the other figure begins with what the parent had
        "kb=int(re.search(r'VmHWM:\\s+(\\d+)',p.read_text())[1]) if p.exists()"
        " else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;print(kb/1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)  # noqa: S603
    return round(float(done.stdout), 1)


def second_import(path: Path) -> int:
    """Rows that a second import of the same file adds."""
    seen = Seen()
    seen.fresh(read_bill(path, "first").records)
    return len(seen.fresh(read_bill(path, "second").records))


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        for name, made in SOURCES.items():
            path = Path(folder) / f"{name}.csv"
            path.write_text("\n".join(made(ROWS)) + "\n", encoding="gb18030")
            reading = read_bill(path, "x")
            if len(reading.records) != ROWS or reading.unread or reading.findings:
                msg = (
                    f"{name}: {len(reading.records)} rows taken, {reading.unread[:1]} {reading.findings[:1]}"
                )
                raise SystemExit(msg)
            del reading
            yield against(name, path)
            yield _limit(
                f"{name}_memory",
                "peak of a process that holds all records, MB",
                peak_megabytes(path),
                MEGABYTES,
            )
            yield _limit(f"{name}_again", "rows that a second import adds", second_import(path), 0)


def _limit(name: str, work: str, measured: float, most: float) -> Row:
    """A figure against its limit: the limit is the peer."""
    ratio = round(measured / most, 3) if most else measured
    return {
        "name": name,
        "work": work,
        "ours": measured,
        "peer": most,
        "ratio": ratio,
        "goal": 1 if most else 0,
    }


def main() -> int:
    missed = 0
    for row in rows():
        over = float(str(row["ratio"])) > float(str(row["goal"]))
        missed += over
        verdict = "MISSED" if over else "met"
        text = "{name:20} {work}: {ours} against {peer}, ratio {ratio} (goal ≤ {goal}, {verdict})"
        said = json.dumps(row) if "--json" in sys.argv else text.format(**row, verdict=verdict)
        print(said, flush=True)  # noqa: T201
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

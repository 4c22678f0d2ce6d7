"""payments.csv: debt,date,amount,note, one payment a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from datetime import date
from pathlib import Path

from xiehuan.errors import Finding, Text, Where
from xiehuan.loan.terms import Payment
from xiehuan.money import Money
from xiehuan.readers.case_folder.table import EARLIEST, LATEST, MOST

COLUMNS = ("debt", "date", "amount", "note")
LIMIT = 16 * 1024 * 1024


def read_payments(
    path: Path, name: str, debts: Collection[str], findings: list[Finding]
) -> dict[str, list[Payment]]:
    """Payments by debt id, each in date order; every row that is wrong is a finding with its number."""
    text = _text(path, name, findings)
    if text is None:
        return {}
    rows = csv.reader(io.StringIO(text, newline=""))
    paid: dict[str, list[Payment]] = {d: [] for d in debts}
    try:
        header = [c.strip() for c in next(rows, [])]
        if header[:3] != list(COLUMNS[:3]) or not set(header) <= set(COLUMNS):
            _say(
                findings,
                name,
                1,
                "bad_header",
                Text(f"表头是 {','.join(header)[:80]}", f"the header is {','.join(header)[:80]}"),
                Text("第一行写 debt,date,amount,note", "the first line is debt,date,amount,note"),
            )
            return {}
        for cells in rows:
            if any(c.strip() for c in cells):
                _take(cells, rows.line_num, name, paid, findings)
    except csv.Error as error:
        _say(
            findings,
            name,
            rows.line_num,
            "bad_csv",
            Text(f"这一行读不下去：{error}", f"cannot be read: {error}"),
            Text("检查引号", "check the quotes"),
        )
    return {d: sorted(p, key=lambda x: x.on) for d, p in paid.items()}


def _text(path: Path, name: str, findings: list[Finding]) -> str | None:
    if not path.is_file():
        _say(
            findings,
            name,
            None,
            "not_a_file",
            Text(f"{name} 不是文件", f"{name} is not a file"),
            Text("请放一个文件在这里", "put a file there"),
        )
        return None
    if path.stat().st_size > LIMIT:
        _say(
            findings,
            name,
            None,
            "too_large",
            Text("文件太大", "the file is too large"),
            Text(f"应小于 {LIMIT} 字节", f"keep it below {LIMIT} bytes"),
        )
        return None
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    _say(
        findings,
        name,
        None,
        "bad_encoding",
        Text("不是 UTF-8 文字", "not UTF-8 text"),
        Text("用编辑器另存为 UTF-8", "save it as UTF-8"),
    )
    return None


def _take(
    cells: list[str], row: int, name: str, paid: dict[str, list[Payment]], findings: list[Finding]
) -> None:
    before = len(findings)
    debt, day, amount, *rest = [*(c.strip() for c in cells), "", "", "", ""][: max(4, len(cells))]
    if len(cells) > len(COLUMNS) or len(cells) < len(COLUMNS) - 1:
        _say(
            findings,
            name,
            row,
            "bad_row",
            Text(f"有 {len(cells)} 列", f"{len(cells)} columns"),
            Text("应有 3 或 4 列", "write 3 or 4"),
        )
        return
    if debt not in paid:
        _say(
            findings,
            name,
            row,
            "unknown_debt",
            Text(f"债务 “{debt[:40]}” 不在 debts.toml 里", f"no debt “{debt[:40]}” in debts.toml"),
            Text("可用：" + " ".join(sorted(paid)), "use: " + " ".join(sorted(paid))),
            "debt",
        )
    on = _day(day, name, row, findings)
    money = _amount(amount, name, row, findings)
    if len(findings) == before and on and money:
        paid[debt].append(Payment(on, money, rest[0] if rest else ""))


def _day(text: str, name: str, row: int, findings: list[Finding]) -> date | None:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        on = None
    if on is None or not EARLIEST <= on <= LATEST:
        _say(
            findings,
            name,
            row,
            "bad_date",
            Text(f"日期 “{text[:40]}” 不存在或写法不对", f"no such date: “{text[:40]}”"),
            Text("写成 2026-11-03", "write 2026-11-03"),
            "date",
        )
        return None
    return on


def _amount(text: str, name: str, row: int, findings: list[Finding]) -> Money | None:
    try:
        money = Money.parse(text)
    except ValueError:
        money = Money.ZERO
    if not Money.ZERO < money <= MOST:
        _say(
            findings,
            name,
            row,
            "bad_amount",
            Text(f"金额 “{text[:40]}” 不对", f"not a payment: “{text[:40]}”"),
            Text(
                "写大于 0、最多两位小数的数，例如 945.60",
                "above zero with at most two decimals, such as 945.60",
            ),
            "amount",
        )
        return None
    return money


def _say(
    findings: list[Finding],
    name: str,
    row: int | None,
    code: str,
    message: Text,
    way_out: Text,
    field: str | None = None,
) -> None:
    findings.append(Finding(code, Where(name, field=field, row=row), message, way_out))

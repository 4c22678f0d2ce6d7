"""What one bill file is of, and what is noticed about it while its rows go by."""

from __future__ import annotations

import re

from xiehuan.errors import Finding, Text, Where
from xiehuan.evidence.record import Direction, Record
from xiehuan.readers.bills.checks import Balance, Totals, months_missing
from xiehuan.readers.bills.movement import Flag
from xiehuan.readers.bills.rows import Shape

_NUMBER = re.compile(r"(?:卡号|账号|帐号|账\s*号|账户)\s*[:：]?[\s,]*([0-9*xX]{0,20}[0-9]{4})(?![0-9])")
_ENDS = 2
_UNKNOWN, _OUT = Direction.UNKNOWN, Direction.OUT
_EXPORT_AGAIN = Text(
    "请重新导出，不要用表格软件打开后再保存",
    "export the file again; do not re-save it in a spreadsheet program",
)
_STRANGE = {
    "text_like_formula": Text(
        "有{n}行的文字以“=”开头，像表格公式（第一处在第{row}行）；一律当作文字，不会执行",
        "{n} rows hold text that begins with “=” like a spreadsheet formula (the first is row {row}); it is kept as text and "
        "never executed",
    ),
    "text_begins_with_at": Text(
        "有{n}行的文字以“@”开头（第一处在第{row}行），多半是昵称，有的表格软件会当成公式；一律当作文字",
        "{n} rows hold text that begins with “@” (the first is row {row}): mostly a nickname, but some spreadsheet programs "
        "take it for a formula; it is kept as text",
    ),
    "text_with_nul": Text(
        "有{n}行的文字含空字符（第一处在第{row}行），正常导出的账单没有；读的时候去掉了，文件可能被改动过",
        "{n} rows hold NUL characters (the first is row {row}), which no export has; they were left out, and the file may "
        "have been changed",
    ),
}
_DAMAGED = Text(
    "有{n}行丢了字符或订单号（第一处在第{row}行），多半是编码不对或被表格软件存过",
    "{n} rows have lost characters or their order number (the first is row {row}): wrong encoding, or re-saved",
)
_NEGATIVE = Text(
    "有{n}行的收入是负数（第一处在第{row}行），当作入账后又被收回的钱，算转出，不算收入",
    "{n} rows have income below zero (the first is row {row}): taken as money that came in and was taken back, so as money "
    "out and never as income",
)
_NEGATIVE_ASK = Text(
    "核对是哪一笔入账被收回；那笔如果列在收入里，请一并去掉",
    "look which payment was taken back; if it stands among the income, leave it out there",
)
_MIXED = Text(
    "文件里混用了几种换行，可能是几个文件拼在一起的",
    "the file mixes kinds of line ends; it may have been put together from several files",
)
_KEEP = Text("看一眼原文件里的这一行", "look at this row in the original file")


class _Tally:
    """How many rows, and the first of them."""

    def __init__(self) -> None:
        self.count, self.first = 0, 0

    def add(self, row: int) -> None:
        self.count += 1
        self.first = self.first or row

    def finding(self, code: str, name: str, text: Text, way_out: Text) -> list[Finding]:
        if not self.count:
            return []
        said = {"n": self.count, "row": self.first}
        where = Where(name, row=self.first)
        return [Finding(code, where, Text(text.zh.format(**said), text.en.format(**said)), way_out)]


class Account:
    """The account number that the file shows, and what does not add up in it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.number: str | None = None
        self.totals = Totals()
        self.ends: set[bytes] = set()
        self.negative_income: list[int] = []  # rows whose money in is below zero
        self._balances: dict[str | None, Balance] = {}
        self._months: set[str] = set()
        self._month = ""
        self._damaged = _Tally()
        self._strange = {code: _Tally() for code in _STRANGE}

    def hear(self, text: str) -> None:
        """A line above or below the table."""
        self.totals.hear(text)
        if self.number is None and (match := _NUMBER.search(text)):
            self.number = match[1]

    def see(self, record: Record, shape: Shape) -> None:
        """A row of the table."""
        month = (record.at or "")[:7]
        if month != self._month:
            self._month = month
            self._months.add(month)
        if shape.strange:
            for code in shape.strange:
                self._strange[code].add(record.where.row or 0)
        if record.flags and Flag.DAMAGED.value in record.flags:
            self._damaged.add(record.where.row or 0)
        side, amount, held = shape.side, record.amount, record.balance
        if amount is None:
            return
        size = abs(amount.fen)
        if side is not _UNKNOWN:
            there = self.totals.rows[side]
            there[0] += 1
            there[1] += size - shape.less
        if held is not None:
            balance = self._balances.get(record.account)
            if balance is None:
                balance = self._balances[record.account] = Balance()
            balance.see(record.where.row or 0, -size if side is _OUT else size, held.fen)

    def findings(self) -> tuple[Finding, ...]:
        """Everything that was noticed."""
        found = [f for b in self._balances.values() for f in b.findings(self.name)]
        found += self.totals.findings(self.name)
        found += months_missing(self.name, self._months)
        for code, tally in self._strange.items():
            found += tally.finding(code, self.name, _STRANGE[code], _KEEP)
        found += self._damaged.finding("rows_damaged", self.name, _DAMAGED, _EXPORT_AGAIN)
        negative = _Tally()
        for row in self.negative_income:
            negative.add(row)
        found += negative.finding("negative_income", self.name, _NEGATIVE, _NEGATIVE_ASK)
        if len(self.ends) >= _ENDS:
            found.append(Finding("mixed_line_ends", Where(self.name), _MIXED, _EXPORT_AGAIN))
        return tuple(found)

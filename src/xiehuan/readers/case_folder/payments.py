"""payments.csv: debt,date,amount,note, one payment a line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from xiehuan.errors import Finding, Text, Where
from xiehuan.loan.terms import Payment
from xiehuan.money import Money
from xiehuan.readers.case_folder.input_file import read_text
from xiehuan.readers.case_folder.shown import shorten
from xiehuan.readers.case_folder.table import EARLIEST, LATEST, MAX_TEXT, MOST, is_plain

COLUMNS = ("debt", "date", "amount", "note")
LIMIT = 16 * 1024 * 1024
_FEWEST = 3
_GROUP = re.compile(r"[0-9]{1,3}")
_GROUPS_AFTER = re.compile(r"[0-9]{3}(\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class KnownDebts:
    """The ids in debts.toml with the day the money arrived; `complete` is false where an id could not be read."""

    begun: Mapping[str, date | None]
    complete: bool = True


def read_payments(
    path: Path, name: str, debts: KnownDebts, findings: list[Finding]
) -> dict[str, list[Payment]]:
    """Payments by debt id, each in date order; every row that is wrong is a finding with its number."""
    text = read_text(path, name, LIMIT, findings)
    if text is None:
        return {}
    sheet = _Sheet(name, debts, findings)
    for row, cells in _rows(text, sheet):
        sheet.take(row, cells)
    return {d: sorted(p, key=lambda x: x.on) for d, p in sheet.paid.items()}


def _rows(text: str, sheet: _Sheet) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header that are not blank, with the number of their first line."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    row, header = 1, None
    try:
        for cells in rows:
            if any(c.strip() for c in cells):
                if header is None:
                    header = cells
                    if not sheet.knows(row, header):
                        return
                else:
                    yield row, cells
            row = rows.line_num + 1
    except csv.Error as error:
        sheet.say(
            row,
            "bad_csv",
            Text(f"从这一行起读不下去：{error}", f"cannot be read from this line on: {error}"),
            Text("检查引号是否成对", "check that every quotation mark has its partner"),
        )
    else:
        if header is None:
            sheet.knows(1, [])


@dataclass(slots=True)
class _Sheet:
    """The rows of one file being taken."""

    name: str
    debts: KnownDebts
    findings: list[Finding]
    paid: dict[str, list[Payment]] = field(default_factory=dict)

    def say(self, row: int, code: str, message: Text, way_out: Text, column: str | None = None) -> None:
        self.findings.append(Finding(code, Where(self.name, field=column, row=row), message, way_out))

    def knows(self, row: int, header: list[str]) -> bool:
        """Whether this is the header; it is the same in every file, so that no column is ever guessed."""
        names = [c.strip() for c in header]
        if names in (list(COLUMNS), list(COLUMNS[:_FEWEST])):
            return True
        seen = shorten(",".join(names))
        self.say(
            row,
            "bad_header",
            Text(f"表头是 “{seen}”" if names else "文件是空的", f"the header is “{seen}”"),
            Text("第一行写 debt,date,amount,note", "the first line is debt,date,amount,note"),
        )
        return False

    def take(self, row: int, cells: list[str]) -> None:
        """One payment, or what is wrong with it."""
        if not _FEWEST <= len(cells) <= len(COLUMNS):
            self.say(
                row,
                "bad_row",
                Text(
                    f"有 {len(cells)} 列：{shorten(','.join(cells))}",
                    f"{len(cells)} columns: {shorten(','.join(cells))}",
                ),
                Text(
                    "应有 3 或 4 列；金额不写千分位逗号",
                    "write 3 or 4 columns, amounts without thousands commas",
                ),
            )
            return
        before = len(self.findings)
        debt, day, amount, note = (*(c.strip() for c in cells), "")[: len(COLUMNS)]
        self._check_debt(row, debt)
        on, money = self._day(row, day, debt), self._amount(row, amount, note)
        self._check_note(row, note)
        if len(self.findings) == before and on and money:
            self.paid.setdefault(debt, []).append(Payment(on, money, note))

    def _check_debt(self, row: int, debt: str) -> None:
        if debt in self.debts.begun or not self.debts.complete:
            return
        known = " ".join(sorted(self.debts.begun))
        self.say(
            row,
            "unknown_debt",
            Text(f"债务 “{shorten(debt)}” 不在 debts.toml 里", f"no debt “{shorten(debt)}” in debts.toml"),
            Text(f"可用：{known}", f"use: {known}"),
            "debt",
        )

    def _day(self, row: int, text: str, debt: str) -> date | None:
        try:
            on = date.fromisoformat(text)
        except ValueError:
            on = None
        if on is None or not EARLIEST <= on <= LATEST:
            self.say(
                row,
                "bad_date",
                Text(
                    f"日期 “{shorten(text)}” 不存在或写法不对",
                    f"no such date, or not written as one: “{shorten(text)}”",
                ),
                Text("写成 2026-11-03", "write 2026-11-03"),
                "date",
            )
            return None
        begun = self.debts.begun.get(debt)
        if begun and on < begun:
            self.say(
                row,
                "payment_before_disbursement",
                Text(f"{on} 的还款早于到账日 {begun}", f"payment of {on} precedes the loan of {begun}"),
                Text(
                    "核对日期和 received_on，或确认是否属于另一笔借款",
                    "check the date and received_on, or whose payment it is",
                ),
                "date",
            )
        return on

    def _amount(self, row: int, text: str, note: str) -> Money | None:
        try:
            money = Money.parse(text)
        except ValueError:
            money = Money.ZERO
        cut = bool(_GROUP.fullmatch(text) and _GROUPS_AFTER.fullmatch(note))  # 1,234.50 without quotes
        if Money.ZERO < money <= MOST and not cut:
            return money
        seen = shorten(f"{text},{note}" if cut else text)
        self.say(
            row,
            "bad_amount",
            Text(f"金额 “{seen}” 不对", f"not a payment: “{seen}”"),
            Text(
                f"写大于 0、不超过 {MOST}、最多两位小数、没有千分位逗号的数，例如 945.60",
                f"above zero, at most {MOST}, two decimals and no thousands commas, such as 945.60",
            ),
            "amount",
        )
        return None

    def _check_note(self, row: int, note: str) -> None:
        if note and not is_plain(note):
            self.say(
                row,
                "bad_text",
                Text(f"备注 “{shorten(note)}” 不对", f"the note “{shorten(note)}” is not right"),
                Text(
                    f"最多 {MAX_TEXT} 字，不含控制符",
                    f"at most {MAX_TEXT} characters, no control characters",
                ),
                "note",
            )

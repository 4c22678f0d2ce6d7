"""What a bill says about itself, held against its rows: balances, totals, months.

Nothing here changes a row. A bill whose sums do not match is still read; the difference is said, with the row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from xiehuan.dates import add_months
from xiehuan.errors import Finding, Text, Where
from xiehuan.evidence.record import Direction
from xiehuan.money import Money

_MOST_NAMED = 5
_LOOK = Text(
    "对照App或网银里的流水核对；如果文件改动过，请重新导出",
    "compare it with the app or online bank; export the file again if it was changed",
)
_COUNTED = re.compile(r"(收入|支出)\s*[:：]\s*(\d+)\s*笔(?:\([^)]*\))?[,，\s]*([\d,]+\.\d{1,2})\s*元?")
_SUMMED = re.compile(
    r"(收入|支出|贷方|借方|转入|转出)(?:合计|总额|总金额|金额合计|发生额合计|交易总额)[^\d-]{0,8}([\d,]+\.\d{2})"
)
_PAGE = re.compile("本页|当页")
_SIDES = {
    "收入": Direction.IN,
    "贷方": Direction.IN,
    "转入": Direction.IN,
    "支出": Direction.OUT,
    "借方": Direction.OUT,
    "转出": Direction.OUT,
}


@dataclass(frozen=True, slots=True)
class _Break:
    row: int
    expected: int
    written: int


@dataclass(slots=True)
class Balance:
    """The running balance of one account, oldest or newest row first; whichever explains the file better."""

    _amount: int = 0  # of the row before
    _held: int | None = None  # after the row before
    _down: list[_Break] = field(default_factory=list)  # the first, oldest row first
    _up: list[_Break] = field(default_factory=list)
    _downs: int = 0  # how many
    _ups: int = 0

    def see(self, row: int, fen: int, balance: int) -> None:
        """The next row of the file with its signed amount."""
        held = self._held
        if held is not None:
            if held + fen != balance:
                self._downs += 1
                if self._downs <= _MOST_NAMED:
                    self._down.append(_Break(row, held + fen, balance))
            if held - self._amount != balance:
                self._ups += 1
                if self._ups <= _MOST_NAMED:
                    self._up.append(_Break(row, held - self._amount, balance))
        self._amount, self._held = fen, balance

    def findings(self, name: str) -> list[Finding]:
        """The first breaks with their rows, and how many there are."""
        breaks = self._down if self._downs <= self._ups else self._up
        more = min(self._downs, self._ups) - _MOST_NAMED
        found = [_broken(name, b) for b in breaks]
        if more > 0:
            text = Text(f"余额还有{more}处接不上", f"{more} more breaks of the running balance")
            found.append(Finding("balance_breaks", Where(name), text, _LOOK))
        return found


def _broken(name: str, b: _Break) -> Finding:
    expected, written, gap = Money(b.expected), Money(b.written), Money(b.written - b.expected)
    return Finding(
        "balance_break",
        Where(name, row=b.row),
        Text(
            f"余额接不上：按上一笔和金额应为{expected}，写的是{written}，差{gap}；中间可能少了或多了记录",
            f"the balance does not follow: {expected} by the row before and the amount, {written} written, "
            f"difference {gap}; a row may be missing or added",
        ),
        _LOOK,
    )


def _nothing() -> dict[Direction, list[int]]:
    return {Direction.IN: [0, 0], Direction.OUT: [0, 0]}


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a bill says of one side, and what its rows make; `row` is where a part of the table is summed."""

    side: Direction
    count: int | None
    fen: int
    count_there: int
    fen_there: int
    row: int | None = None


@dataclass(slots=True)
class Totals:
    """The sums a bill claims, and the number and sum of its rows by the direction that the source itself gives."""

    rows: dict[Direction, list[int]] = field(default_factory=_nothing)
    claims: dict[Direction, tuple[int | None, int]] = field(default_factory=dict)
    _part: dict[Direction, list[int]] = field(default_factory=_nothing)  # when the last part ended
    _wrong: list[_Claim] = field(default_factory=list)

    def hear(self, text: str) -> None:
        """A line above or below the table; what it says of its own page is left to `claim`."""
        if _PAGE.search(text):
            return
        for match in _COUNTED.finditer(text):
            self.claims.setdefault(_SIDES[match[1]], (int(match[2]), _fen(match[3])))
        for match in _SUMMED.finditer(text):
            self.claims.setdefault(_SIDES[match[1]], (None, _fen(match[2])))

    def claim(self, side: Direction, amount: Money, part: int | None = None) -> None:
        """A sum that stands in the columns of the table itself (合计); `part`: the row of a sum of part of it (小计)."""
        if part is None:
            self.claims.setdefault(side, (None, amount.fen))
            return
        (count, fen), (count_before, fen_before) = self.rows[side], self._part[side]
        if fen - fen_before != amount.fen:
            self._wrong.append(_Claim(side, None, amount.fen, count - count_before, fen - fen_before, part))

    def end_part(self) -> None:
        """The next sum of a part is of the rows from here on."""
        self._part = {side: list(there) for side, there in self.rows.items()}

    def findings(self, name: str) -> list[Finding]:
        """Each claim that the rows do not bear out, with the difference."""
        whole = [_Claim(side, claim[0], claim[1], *self.rows[side]) for side, claim in self.claims.items()]
        wrong = [c for c in whole if c.fen != c.fen_there or c.count not in (None, c.count_there)]
        return [_differs(name, c) for c in (*wrong, *self._wrong[:_MOST_NAMED])]


def _differs(name: str, c: _Claim) -> Finding:
    zh, en = ("收入", "money in") if c.side is Direction.IN else ("支出", "money out")
    kind, kind_en = ("合计", "total") if c.row is None else ("小计", "subtotal")
    count = "" if c.count is None else f"{c.count}笔"
    count_en = "" if c.count is None else f"{c.count} rows, "
    said, found, gap = Money(c.fen), Money(c.fen_there), Money(c.fen_there - c.fen)
    return Finding(
        "totals_differ",
        Where(name, row=c.row),
        Text(
            f"{zh}{kind}与明细不一致：文件写{count}{said}元，明细是{c.count_there}笔{found}元，差{gap}元",
            f"the {kind_en} of {en} differs: the file says {count_en}{said}, its rows make {c.count_there} rows, {found}; "
            f"difference {gap}",
        ),
        _LOOK,
    )


def _fen(text: str) -> int:
    return Money.parse(text.replace(",", "")).fen


def months_missing(name: str, months: set[str]) -> list[Finding]:
    """Whole months ("2026-03") without a row between the first and the last."""
    if not months:
        return []
    at, last, missing = min(months), max(months), []
    while at < last:
        following = add_months(date.fromisoformat(f"{at}-01"), 1)
        at = f"{following.year:04d}-{following.month:02d}"
        if at not in months:
            missing.append(at)
    if not missing:
        return []
    named = "、".join(missing[:_MOST_NAMED]) + (f"等{len(missing)}个月" if len(missing) > _MOST_NAMED else "")
    named_en = ", ".join(missing[:_MOST_NAMED]) + (
        f" … ({len(missing)})" if len(missing) > _MOST_NAMED else ""
    )
    return [
        Finding(
            "month_missing",
            Where(name),
            Text(
                f"{named}整个月没有一笔记录，前后的月份都有",
                f"not one row in {named_en}, though there are rows before and after",
            ),
            Text(
                "那些月如果有收支，请补导出；没有的话不用管",
                "export those months too if there was anything in them",
            ),
        )
    ]

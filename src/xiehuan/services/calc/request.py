"""A request of the calculator, typed: loan, overdue, fees, payments, events, with the keys of debts.toml."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from xiehuan.errors import InputRefused, Text, Where
from xiehuan.loan import Fee, LoanTerms, Overdue, Payment
from xiehuan.money import Money
from xiehuan.readers.case_folder.contract import read_fee, read_overdue, read_terms
from xiehuan.readers.case_folder.table import Table

MOST_ROWS = 20_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """One request: typed access to its keys. `finish` refuses what is wrong or unknown, all findings at once."""

    table: Table

    def finish(self) -> None:
        """Every key was asked for: refuse the rest, and everything found wrong so far."""
        self.table.known |= {"op", "id", "trace"}
        self.table.done()
        self.stop_at_findings()

    def stop_at_findings(self) -> None:
        """End the request where anything was found wrong."""
        found = tuple(self.table.findings)
        if found:
            raise InputRefused(
                "request_refused",
                Text(f"请求有 {len(found)} 处要改", f"{len(found)} places of the request need correcting"),
                Text("逐条改正后重发", "correct each and send it again"),
                Where(self.table.file),
                findings=found,
            )

    @property
    def trace(self) -> bool:
        """Whether the steps are wanted."""
        return self.table.flag("trace") or False

    def loan(self) -> LoanTerms:
        """The terms; `drawdown` may stand for received_on."""
        sub = self.table.table("loan", required=True)
        terms = None
        if sub is not None:
            if "drawdown" in sub.raw and "received_on" not in sub.raw:
                raw = {("received_on" if key == "drawdown" else key): value for key, value in sub.raw.items()}
                sub = Table(raw, sub.file, sub.path, sub.findings, sub.header)
            terms = read_terms(sub, [])
        if terms is None:
            self.stop_at_findings()
            msg = "terms are missing without a finding"
            raise AssertionError(msg)
        return terms

    def overdue(self) -> Overdue:
        """What happens when a payment is late; nothing is charged where the request says nothing."""
        sub = self.table.table("overdue")
        return Overdue() if sub is None else read_overdue(sub)

    def fees(self) -> tuple[Fee, ...]:
        """The charges beside interest."""
        return tuple(f for row in self.table.tables("fees") if (f := read_fee(row)))

    def day(self, key: str) -> date:
        """A required date."""
        day = self.table.day(key, required=True)
        if day is None:
            self.stop_at_findings()
            raise AssertionError(key)
        return day

    def given(self, key: str, value: T | None) -> T:
        """A required value that was read: a request without it is refused, with everything else that is wrong."""
        if value is None:
            self.stop_at_findings()
            raise AssertionError(key)
        return value

    def payments(self) -> tuple[Payment, ...]:
        """What was paid, as pairs of day and amount above zero."""
        return tuple(Payment(on, amount) for on, amount in self.pairs("payments", signed=False))

    def pairs(self, key: str, *, signed: bool, required: bool = False) -> Sequence[tuple[date, Money]]:
        """A list of [date, amount] pairs."""
        self.table.known.add(key)
        rows = self.table.raw.get(key)
        if rows is None and not required:
            return ()
        say = Text('例如 [["2026-09-03", "500.00"]]', 'such as [["2026-09-03", "500.00"]]')
        if not isinstance(rows, list) or len(rows) > MOST_ROWS:
            self.table.refuse(key, "wrong_type", Text(f"{key} 应是列表", f"{key} must be a list"), say)
            return ()
        found = []
        for i, row in enumerate(rows, 1):
            pair = _pair(row, signed=signed)
            if pair is None:
                shown = str(row)[:60]
                message = Text(f"{key} 第 {i} 项 {shown} 不对", f"{key}, item {i}: {shown} is not right")
                self.table.refuse(key, "bad_pair", message, say, row=i)
            else:
                found.append(pair)
        return found


def _pair(row: object, *, signed: bool) -> tuple[date, Money] | None:
    match row:
        case [str(day), str(amount)]:
            try:
                pair = date.fromisoformat(day), Money.parse(amount)
            except ValueError:
                return None
            return pair if signed or pair[1].fen > 0 else None
    return None

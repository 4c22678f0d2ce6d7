"""What is owed on a day, by walking through every single day since the money arrived.

Slow on purpose, written from the published readings and not from the product: payments go instalment by instalment,
oldest first, in the contract's order (or part by part where it says vertical); an early payment waits until the due
day (a revolving credit takes it off the principal); penalty interest is rounded whenever its own base changes;
compound interest runs on unpaid interest at the contract's rate until maturity and at the penalty rate after it;
the missed amount is what is left of the scheduled total at the end of the last day of grace; grace moves charges only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from judge.schedule_oracle import OF_365, Loan, Row, fen, loan_of, part_of_year, rounded, schedule

PARTS = ("cost", "interest", "penalty", "compound", "fee", "late_fee", "principal")
SCHEDULED = ("principal", "interest", "fee")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Late:
    """The terms for late payment, with the defaults of the interface."""

    penalty_daily: Fraction
    base_has_interest: bool
    compounds: bool
    share: Fraction
    flat: int
    grace: int
    forgives: bool
    order: tuple[str, ...]
    scope: str
    accelerated_on: date | None


def late_of(table: Mapping[str, Any], loan: Loan) -> Late:
    penalty = table.get("penalty", {})
    basis = 365 if loan.day_count in OF_365 else 360
    daily = loan.daily * Fraction(penalty.get("factor", "0"))
    if "value" in penalty:
        value = Fraction(penalty["value"])
        daily = {"day": value, "month": value * 12 / basis, "year": value / basis}[penalty["per"]]
    listed = tuple(table.get("allocation", ()))
    fee = table.get("late_fee", {})
    return Late(
        penalty_daily=daily,
        base_has_interest=table.get("penalty_base") == "overdue_principal_and_interest",
        compounds=table.get("compound", "none") != "none",
        share=Fraction(fee.get("share", "0")),
        flat=fen(fee.get("flat", "0")),
        grace=table.get("grace_days", 0),
        forgives=table.get("grace", "forgives_if_paid") == "forgives_if_paid",
        order=(*listed, *(p for p in PARTS if p not in listed)),
        scope=table.get("allocation_scope", "horizontal"),
        accelerated_on=table.get("accelerated_on"),
    )


@dataclass
class Line:
    """One instalment that has fallen due."""

    k: int
    due: date
    asked: dict[str, int]
    is_instalment: bool = True  # false for the balance that an acceleration made due
    paid: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    penal_days: int = 0  # fen × days of the running stretch of penalty interest
    penal_closed: int = 0
    penal_base: int = 0
    compound_days: int = 0
    compound_closed: int = 0
    compound_base: int = 0
    compound_rate: Fraction = Fraction(0)

    def left(self, part: str) -> int:
        return self.asked[part] - self.paid[part]

    @property
    def unpaid(self) -> int:
        return sum(self.left(p) for p in SCHEDULED)


@dataclass(frozen=True)
class Standing:
    """The account at the end of a day, in fen."""

    asked: dict[str, int]
    paid: dict[str, int]
    unapplied: int
    undue_principal: int
    undue_interest: int
    days_past_due: int
    oldest_unpaid: date | None
    allocation: dict[tuple[int, int, str], int]

    @property
    def owed(self) -> dict[str, int]:
        return {p: self.asked[p] - self.paid[p] for p in PARTS}

    @property
    def total(self) -> int:
        return sum(self.owed.values())


def standing(
    debt: Mapping[str, Any],
    payments: Iterable[tuple[date, int]],
    on: date,
) -> Standing:
    """The account of a `[[debt]]` table with these payments (day, fen) at the end of the day."""
    walk = _Walk(debt, sorted((p for p in payments if p[0] <= on), key=lambda p: p[0]), on)
    day = walk.loan.received_on
    while day <= on:
        walk.live(day)
        day += ONE_DAY
    return walk.standing()


@dataclass(frozen=True)
class Coming:
    """An instalment still to fall due."""

    due: date
    principal: int
    interest: int
    fee: int

    @property
    def total(self) -> int:
        return self.principal + self.interest + self.fee


def to_come(debt: Mapping[str, Any], payments: Iterable[tuple[date, int]], on: date) -> list[Coming]:
    """What will fall due after the day when nothing more is paid; a credit paid down early asks for less."""
    walk = _Walk(debt, sorted((p for p in payments if p[0] <= on), key=lambda p: p[0]), on)
    day, last = walk.loan.received_on, walk.rows[-1].due
    while day <= last:
        walk.live(day)
        day += ONE_DAY
    return [
        Coming(line.due, line.asked["principal"], line.asked["interest"], line.asked["fee"])
        for line in walk.lines
        if line.due > on
    ]


class _Walk:
    def __init__(self, debt: Mapping[str, Any], payments: Sequence[tuple[date, int]], on: date) -> None:
        self.loan = loan_of(debt["loan"])
        self.rows: list[Row] = schedule(debt["loan"], debt.get("fee", ()))
        self.late = late_of(debt.get("overdue", {}), self.loan)
        self.payments, self.on = payments, on
        self.lines: list[Line] = []
        self.purse: list[list[int]] = []  # [number of the payment, fen not yet used]
        self.prepaid = 0
        self.undue = self.loan.principal
        self.last_due = self.loan.received_on
        self.undue_days = 0  # Σ fen × days of a revolving credit since the last statement
        self.over = False  # everything has been declared due
        self.allocation: dict[tuple[int, int, str], int] = defaultdict(int)
        declared = self.late.accelerated_on
        self.ends = declared if declared and declared < self.rows[-1].due else self.rows[-1].due

    # one day

    def live(self, day: date) -> None:
        if day > self.loan.received_on:
            self.undue_days += self.undue
        for line in self.lines:
            self._accrue(line, day)
        for row in self.rows:
            if row.due == day and not self.over:
                self._fall_due(row)
        self._spend(day)
        if day == self.late.accelerated_on and day < self.rows[-1].due and self.undue:
            self._declare_due(day)
            self._spend(day)
        for number, (paid_on, amount) in enumerate(self.payments):
            if paid_on == day:
                self.purse.append([number, amount])
                self._spend(day)
        for line in self.lines:
            if day == line.due + timedelta(days=self.late.grace):
                self._grace_is_over(line)

    def _accrue(self, line: Line, day: date) -> None:
        """The charge of the night before `day`."""
        starts = line.due if self.late.forgives else line.due + timedelta(days=self.late.grace)
        if day > starts:
            line.penal_days += line.penal_base
            if day == self.ends + ONE_DAY:  # a new stretch, whether the two rates differ or not
                self._close_compound(line)
            line.compound_rate = self.loan.daily if day <= self.ends else self.late.penalty_daily
            line.compound_days += line.compound_base

    def _price(self, line: Line, day: date) -> None:
        """Write the charges run up so far into what is asked; nothing is asked inside forgiving grace."""
        if self.late.forgives and day <= line.due + timedelta(days=self.late.grace):
            return
        open_penalty = rounded(line.penal_days * self.late.penalty_daily, self.loan.rounding)
        line.asked["penalty"] = line.penal_closed + open_penalty
        open_compound = rounded(line.compound_days * line.compound_rate, self.loan.rounding)
        line.asked["compound"] = line.compound_closed + open_compound

    def _close_compound(self, line: Line) -> None:
        line.compound_closed += rounded(line.compound_days * line.compound_rate, self.loan.rounding)
        line.compound_days = 0

    def _rebase(self, line: Line) -> None:
        """Round what has run up when the base it runs on has changed."""
        penal = line.left("principal") + (line.left("interest") if self.late.base_has_interest else 0)
        if penal != line.penal_base:
            line.penal_closed += rounded(line.penal_days * self.late.penalty_daily, self.loan.rounding)
            line.penal_days, line.penal_base = 0, penal
        bears = line.left("interest") if self.late.compounds else 0
        if bears != line.compound_base:
            self._close_compound(line)
            line.compound_base = bears

    # falling due

    def _fall_due(self, row: Row) -> None:
        principal, interest = min(row.principal, self.undue), row.interest
        if self.loan.method == "daily_revolving":
            interest = rounded(self.undue_days * self.loan.daily, self.loan.rounding)
            principal = self.undue if row.k == len(self.rows) else principal
        self._open(row.k, row.due, principal, interest, row.fees)

    def _declare_due(self, day: date) -> None:
        number = 1 + sum(r.due <= day for r in self.rows)
        self._open(number, day, self.undue, self._earned(day), 0)
        self.lines[-1].is_instalment = False
        self.over = True

    def _open(self, k: int, day: date, principal: int, interest: int, fees: int) -> None:
        asked = dict.fromkeys(PARTS, 0) | {"principal": principal, "interest": interest, "fee": fees}
        line = Line(k, day, asked)
        self._rebase(line)
        self.lines.append(line)
        self.undue -= principal
        self.last_due, self.undue_days = day, 0

    def _grace_is_over(self, line: Line) -> None:
        missed = line.unpaid
        if missed == 0:
            line.penal_days = line.penal_closed = line.compound_days = line.compound_closed = 0
        elif line.is_instalment:
            line.asked["late_fee"] = self.late.flat or rounded(missed * self.late.share, self.loan.rounding)

    def _earned(self, day: date) -> int:
        """Interest of the running period up to the day, at most the whole period's."""
        if self.loan.method == "daily_revolving":
            return rounded(self.undue_days * self.loan.daily, self.loan.rounding)
        row = next((r for r in self.rows if r.due > self.last_due), None)
        if row is None or self.undue == 0 or day == self.last_due:
            return 0
        if self.loan.method == "flat":
            share = Fraction((day - self.last_due).days, (row.due - self.last_due).days)
            return rounded(row.interest * share, self.loan.rounding)
        part = part_of_year(self.loan, self.last_due, day)
        return min(rounded(self.undue * self.loan.yearly * part, self.loan.rounding), row.interest)

    # paying

    def _spend(self, day: date) -> None:
        for line in self.lines if self.purse else ():
            self._price(line, day)
        while self.purse:
            number, amount = self.purse[0]
            amount -= self._pay(number, amount, day)
            amount -= self._off_the_principal(number, amount)
            self.purse[0][1] = amount
            if amount:
                return
            self.purse.pop(0)

    def _pay(self, number: int, amount: int, day: date) -> int:
        before = amount
        for line, part in self._targets(day):
            take = min(amount, self._payable(line, part, day))
            if take > 0:
                line.paid[part] += take
                self.allocation[number, line.k, part] += take
                amount -= take
        for line in self.lines:
            self._rebase(line)
        return before - amount

    def _payable(self, line: Line, part: str, day: date) -> int:
        hidden = self.late.forgives and day <= line.due + timedelta(days=self.late.grace)
        return 0 if hidden and part in {"penalty", "compound", "late_fee"} else line.left(part)

    def _targets(self, day: date) -> list[tuple[Line, str]]:
        lines = sorted(self.lines, key=lambda line: (line.due, line.k))
        if self.late.scope == "vertical_past_due_first":
            late, new = [x for x in lines if x.due < day], [x for x in lines if x.due >= day]
            return [(line, part) for group in (late, new) for part in self.late.order for line in group]
        if self.late.scope == "vertical":
            return [(line, part) for part in self.late.order for line in lines]
        return [(line, part) for line in lines for part in self.late.order]

    def _off_the_principal(self, number: int, amount: int) -> int:
        if self.loan.method != "daily_revolving":
            return 0
        take = min(amount, self.undue)
        self.undue -= take
        self.prepaid += take
        if take:
            self.allocation[number, len(self.rows), "principal"] += take
        return take

    # the result

    def standing(self) -> Standing:
        for line in self.lines:
            self._price(line, self.on)
        asked = {p: sum(line.asked[p] for line in self.lines) for p in PARTS}
        paid = {p: sum(line.paid[p] for line in self.lines) for p in PARTS}
        asked["late_fee"] = sum(
            line.asked["late_fee"]
            for line in self.lines
            if self.on > line.due + timedelta(days=self.late.grace)
        )
        for book in (asked, paid):
            book["principal"] += self.prepaid
        oldest = min((line.due for line in self.lines if line.unpaid > 0), default=None)
        return Standing(
            asked=asked,
            paid=paid,
            unapplied=sum(amount for _, amount in self.purse),
            undue_principal=self.undue,
            undue_interest=self._earned(self.on),
            days_past_due=(self.on - oldest).days if oldest else 0,
            oldest_unpaid=oldest,
            allocation=dict(self.allocation),
        )

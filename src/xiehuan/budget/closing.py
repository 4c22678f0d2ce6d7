"""Two closing lines: why the contract's payments do not fit, and why those proposed do; every number with its parts.

Both are judged by the same rule: no month may take more than can be paid in it. What is overdue is due at once, and
the month of the day counts whole, which favours the contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.budget.affordable import Budget
from xiehuan.dates import month_of
from xiehuan.errors import Text
from xiehuan.money import Money

Month = tuple[int, int]


class Way(StrEnum):
    """Which payments are judged."""

    CONTRACT = "contract"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Payments:
    """What one debt takes on which days; `days` None where that is not known (no contract, no plan)."""

    debt: str
    name: str
    days: tuple[tuple[date, Money], ...] | None
    first: bool = False  # secured or essential: paid before the others


@dataclass(frozen=True, slots=True)
class Part:
    """What one debt takes in the month."""

    debt: str
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Closing:
    """The month that decides: the first one that does not fit, else the one with the least room.

    `holds` is None where nothing fails but payments of `unknown` debts are not known. `months` is how many months take
    any payment, `until` the last of them; `past_due` is the part of `need` that was due by the day.
    """

    way: Way
    holds: bool | None
    month: Month | None
    parts: tuple[Part, ...]
    need: Money
    can: Money
    months: int
    until: Month | None
    unknown: tuple[str, ...]
    past_due: Money = Money.ZERO

    @property
    def left(self) -> Money:
        """What is left of the month's amount; negative where it is short."""
        return self.can - self.need

    @property
    def says(self) -> Text:
        """The line itself."""
        if self.month is None:
            return self._nothing
        when = f"{self.month[0]}年{self.month[1]}月"
        when_en = f"{self.month[0]}-{self.month[1]:02d}"
        need, can = self.need.grouped(), self.can.grouped()
        name = _NAMES[self.way]
        if self.left < Money.ZERO:
            short, late = (-self.left).grouped(), self.past_due
            of_it = (
                Text(f"（其中已到期{late.grouped()}元）", f" ({late.grouped()} of it past due)")
                if late
                else Text("", "")
            )
            return Text(
                f"{name.zh}{when}要付{need}元{of_it.zh}，能付{can}元，差{short}元，付不了。",
                f"{name.en} {need}{of_it.en} falls due in {when_en}; {can} can be paid; {short} is missing.",
            )
        rest = self.left.grouped()
        said = Text(
            f"{name.zh}最紧的一个月是{when}：付{need}元，能付{can}元，还剩{rest}元；",
            f"{name.en} the tightest month is {when_en}: {need} of the {can} that can be paid, {rest} left; ",
        )
        if self.holds is None:
            names = "、".join(self.unknown)
            return Text(f"{said.zh}但{names}要付多少还不清楚。", f"{said.en}what {names} takes is not known.")
        return Text(f"{said.zh}每个月都付得了。", f"{said.en}every month fits.")

    @property
    def _nothing(self) -> Text:
        """No payment is known: none is due, none is offered yet, or it is not known what there is."""
        if self.unknown:
            names = "、".join(self.unknown)
            return Text(f"{names}要付多少还不清楚。", f"What {names} takes is not known.")
        if self.way is Way.CONTRACT:
            return Text("按合同没有要付的款项。", "By contract nothing has to be paid.")
        return Text(
            "按提出的请求，这段时间先不付款。", "By what is asked for, nothing is paid for the time being."
        )

    def as_json(self) -> dict[str, object]:
        """With the keys of the statement."""
        return {
            "way": self.way.value,
            "holds": self.holds,
            "month": _shown(self.month),
            "parts": [{"debt": p.debt, "amount": str(p.amount)} for p in self.parts],
            "need": str(self.need),
            "past_due": str(self.past_due),
            "can": str(self.can),
            "left": str(self.left),
            "months": self.months,
            "until": _shown(self.until),
            "unknown": list(self.unknown),
            "says": self.says.zh,
            "says_en": self.says.en,
        }


_NAMES = {
    Way.CONTRACT: Text("按合同，", "By contract"),
    Way.PROPOSED: Text("按提出的方案，", "By the plan proposed"),
}


def closing(budget: Budget, way: Way, payments: Sequence[Payments], on: date) -> Closing:
    """Judge these payments, all debts together, month by month against what can be paid; those up to `on` are past due."""
    known = [p for p in payments if p.days is not None]
    unknown = tuple(p.name for p in payments if p.days is None)
    months = sorted({month_of(d) for p in known for d, m in p.days or () if m})
    if not months:
        none = None if unknown else True
        return Closing(way, none, None, (), Money.ZERO, budget.affordable, 0, None, unknown)
    need = {m: Money.total(a.amount for a in _parts(known, m)) for m in months}
    can = {m: budget.capacity(*m) for m in months}
    over = [m for m in months if need[m] > can[m]]
    at = over[0] if over else min(months, key=lambda m: (can[m] - need[m], m))
    holds = False if over else None if unknown else True
    parts = tuple(_parts(known, at))
    late = Money.total(m for p in known for d, m in p.days or () if d <= on and month_of(d) == at)
    return Closing(way, holds, at, parts, need[at], can[at], len(months), months[-1], unknown, late)


def _parts(payments: Iterable[Payments], month: Month) -> list[Part]:
    """What each debt takes in the month, those that come first in front."""
    ordered = sorted(payments, key=lambda p: not p.first)
    sums = [(p, Money.total(m for d, m in p.days or () if month_of(d) == month)) for p in ordered]
    return [Part(p.debt, p.name, amount) for p, amount in sums if amount]


def _shown(month: Month | None) -> str | None:
    return None if month is None else f"{month[0]}-{month[1]:02d}"

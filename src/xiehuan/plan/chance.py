"""The chance that a plan is kept to its end, as a range with what it rests on; never a promise.

Where the bills show at least three whole months since the hardship, months are drawn from those, each as likely as the other and
independent: at the low end nothing left over is put by, at the high end all of it is (up to three months of plans). Few months
show few of the bad ones: under twelve, a chance of 1 % to 4 % a month of something not seen yet is assumed on top. Under three
only that is assumed, bad months being met from the cash at hand at the high end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

from xiehuan.errors import Text
from xiehuan.money import Money

MONTHS_NEEDED = 3
MONTHS_TO_JUDGE = 12  # from here on a low chance makes a plan not safe
LEAST = 0.85
ASSUMED = (0.04, 0.01)  # chance of a bad month, high and low
_STEPS = 80  # the cushion is counted in so many parts of three months of plans
_CUSHION = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What the chance can rest on: surpluses of whole months since the hardship, and cash."""

    surpluses: tuple[Money, ...] = ()
    cash: Money | None = None


@dataclass(frozen=True, slots=True)
class Chance:
    """From `low` to `high`; `simulated` from months of bills, or assumed."""

    low: float
    high: float
    simulated: bool
    months_known: int
    cash: Money | None

    @property
    def too_low(self) -> bool:
        """Whether the data carry a judgement and it is below what a safe plan needs."""
        return self.simulated and self.months_known >= MONTHS_TO_JUDGE and self.high < LEAST

    @property
    def text(self) -> Text:
        """The range and what it rests on."""
        cash = "不知道" if self.cash is None else f"{self.cash}元"
        cash_en = "unknown" if self.cash is None else str(self.cash)
        few = self.months_known < MONTHS_TO_JUDGE
        unseen = (
            ("；另假定每月1%—4%的意外", "; a surprise in 1 % to 4 % of months assumed") if few else ("", "")
        )
        if self.simulated:
            return Text(
                f"按到期不漏还估算{self.low:.0%}—{self.high:.0%}（模拟：账单{self.months_known}个月，手头现金{cash}{unseen[0]}）",
                f"no missed payment: {self.low:.0%} to {self.high:.0%} (simulated: {self.months_known} months of bills, cash {cash_en}{unseen[1]})",
            )
        return Text(
            f"按到期不漏还估算{self.low:.0%}—{self.high:.0%}（假定：每月出岔子的可能1%—4%，账单只有{self.months_known}个月，手头现金{cash}）",
            f"no missed payment: {self.low:.0%} to {self.high:.0%} "
            f"(assumed: a bad month in 1 % to 4 %, {self.months_known} months of bills, cash {cash_en})",
        )

    def as_json(self) -> dict[str, object]:
        """With the keys of summary.json; chances with three decimals."""
        return {
            "low": f"{self.low:.3f}",
            "high": f"{self.high:.3f}",
            "basis": "simulated" if self.simulated else "assumed",
            "months_known": self.months_known,
            "cash": None if self.cash is None else str(self.cash),
            "text": self.text.zh,
        }


def chance(needs: Sequence[Money], known: Known) -> Chance:
    """The chance that no month of `needs` (what all plans together take, month by month) is missed."""
    asked = [m.fen for m in needs if m]
    cash = known.cash.fen if known.cash else 0
    count = len(known.surpluses)
    if count < MONTHS_NEEDED:
        cushion = cash // max(asked, default=1)
        low = (1 - ASSUMED[0]) ** len(asked)
        high = _at_most(cushion, len(asked), ASSUMED[1])
        return Chance(low, high, simulated=False, months_known=count, cash=known.cash)
    drawn = [s.fen for s in known.surpluses]
    low, high = (_kept(asked, drawn, cash, put_by=put_by) for put_by in (False, True))
    if count < MONTHS_TO_JUDGE:
        low, high = (c * (1 - p) ** len(asked) for c, p in zip((low, high), ASSUMED, strict=True))
    return Chance(low, high, simulated=True, months_known=count, cash=known.cash)


def _at_most(k: int, n: int, p: float) -> float:
    """The chance of at most k bad months in n."""
    return min(1.0, sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(min(k, n) + 1)))


def _kept(needs: Sequence[int], surpluses: Sequence[int], cash: int, *, put_by: bool) -> float:
    """The chance counted over cushions in equal steps (rounded to the nearest): no drawing of lots, the same every time."""
    step = max(1, _CUSHION * max(needs, default=1) // _STEPS)
    cushions = {min(cash // step, _STEPS): 1.0}
    share = 1 / len(surpluses)
    for need in needs:
        changes = [((s - need), (2 * (s - need) + step) // (2 * step)) for s in surpluses]
        after: dict[int, float] = {}
        for have, weight in cushions.items():
            for left, steps in changes:
                if have * step + left >= 0:
                    place = max(0, min(have + steps, _STEPS if put_by else have))
                    after[place] = after.get(place, 0.0) + weight * share
        cushions = after
    return min(1.0, sum(cushions.values()))

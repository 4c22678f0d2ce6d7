"""Has the time to sue possibly run out? Then no letter, call or payment before the person has read a warning.

Civil Code arts. 188, 189, 195; limitation rules arts. 8 and 14: three years; instalment debts run from the last
instalment; a demand that arrives, a part payment, or asking for instalments restarts the clock, and after
expiry a promise to pay or a signed reminder gives the defence up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xiehuan.dates import add_months
from xiehuan.errors import Text
from xiehuan.law.pack import Pack
from xiehuan.law.rule import rule
from xiehuan.loan.debt import Debt


@dataclass(frozen=True, slots=True)
class Limitation:
    """The clock of one debt: when it last restarted and when it ends; `passed` on the day asked."""

    restarted: date
    ends: date
    passed: bool
    citation: str

    def warning(self, debt: Debt) -> Text:
        """What to say before anything else."""
        return Text(
            f"「{debt.short_name}」这笔可能已过诉讼时效：从{self.restarted}起算，到{self.ends}满三年，"
            "中间没有看到催收、还款或书面承诺的记录。现在写信、打电话提分期、还一部分，都可能让时效重新起算。"
            "先问法律援助或律师，再决定要不要联系。",
            f"The time to sue on “{debt.short_name}” may have run out: three years from {self.restarted} ended on "
            f"{self.ends}, and no demand, payment or promise in between is on record. A letter, a call asking for "
            "instalments or a part payment may start it again. Ask legal aid or a lawyer first.",
        )


@rule(
    "cn.limitation",
    articles=(
        "civil_code:第一百八十八条、第一百八十九条、第一百九十五条",
        "limitation_rules:第八条、第十四条",
    ),
    parameters=("limitation.years", "limitation.longstop_years"),
)
def limitation(debt: Debt, pack: Pack, on: date) -> Limitation | None:
    """The clock on the day; None when no due date is known or the debt is not yet due.

    A claim counts as a demand only when its source is on record; a bare figure copied from an app does not.
    """
    start = _starts(debt)
    years = pack.parameters["limitation.years"].known_at(on)
    if start is None or years is None or start > on:
        return None
    months = 12 * int(years.value)
    restarts = [p.on for p in debt.payments] + [c.on for c in debt.claims if c.source]
    last = start
    for day in sorted(d for d in restarts if start < d <= on):
        if day <= add_months(last, months):
            last = day
    longstop = pack.parameters["limitation.longstop_years"].at(on)
    ends = min(add_months(last, months), add_months(start, 12 * int(longstop.value)))
    return Limitation(last, ends, on > ends, years.citation)


def _starts(debt: Debt) -> date | None:
    """The last due date by the contract, the day of acceleration, or the only due date known."""
    if debt.terms is not None:
        accelerated = debt.overdue.accelerated_on if debt.overdue else None
        maturity = debt.schedule().maturity
        return min(accelerated, maturity) if accelerated else maturity
    return debt.missed_since or debt.next_due

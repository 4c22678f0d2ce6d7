"""What a plan is worth to the lender against going on without it: data for the lender's side, never printed in a letter.

The two branches of `loan.restructure.evaluation` at the ends of a range of assumptions. Every figure in `ASSUMED` is a choice
of this product and is said to be one: no figures for unsecured loans in China were read in a source. What stands without an
assumption is the break-even: the chance of a new default at which plan and no plan are worth the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xiehuan.dates import add_months
from xiehuan.loan.restructure.evaluation import Chances, TwoBranches, branches
from xiehuan.plan.balance import Balance
from xiehuan.plan.option import Kind, Option

MONTHS_TO_RECOVER = 24
DISCOUNT = Fraction(8, 100)  # a year


@dataclass(frozen=True, slots=True)
class Assumed:
    """One end of the range: of the balance `recovered` after two years of collection, no cure without a plan with chance `q`."""

    recovered: Fraction
    q: Fraction


ASSUMED = (Assumed(Fraction(1, 10), Fraction(9, 10)), Assumed(Fraction(1, 2), Fraction(1, 2)))
UNKNOWN_CHANCE = Fraction(1, 2)  # of a new default, where no chance to complete is known


@dataclass(frozen=True, slots=True)
class LenderValue:
    """Values in both branches at the weak and at the strong end of collection."""

    ends: tuple[TwoBranches, ...]

    def as_json(self) -> dict[str, object]:
        """Amounts in yuan, the break-even with three decimals (above 1: better even if it fails for certain)."""
        return {
            "basis": "assumed",
            "discount": str(float(DISCOUNT)),
            "assumptions": [
                {
                    "recovered": str(float(a.recovered)),
                    "after_months": MONTHS_TO_RECOVER,
                    "no_cure": str(float(a.q)),
                }
                for a in ASSUMED
            ],
            "with_plan": [str(e.with_plan) for e in self.ends],
            "without": [str(e.without) for e in self.ends],
            "break_even_default": [
                None if e.break_even is None else f"{float(e.break_even):.3f}" for e in self.ends
            ],
        }


def lender_value(option: Option, balance: Balance, on: date) -> LenderValue | None:
    """The lender's value of the option at both ends of the assumptions; None for what asks for nothing or settles nothing.

    A new default is as likely as the chance to complete says at its high end; before it nothing is counted as received.
    """
    if option.kept or Kind.HOLDING in option.kinds:
        return None
    plan = [(p.on, p.amount.fen) for p in option.payments]
    contract = [(max(d, on), m.fen) for d, m in balance.contract_rest] or [(on, balance.total.fen)]
    p = UNKNOWN_CHANCE if option.chance is None else 1 - Fraction(round(option.chance.high * 1000), 1000)
    later = add_months(on, MONTHS_TO_RECOVER)
    found = []
    for end in ASSUMED:
        recovered = ((later, int(balance.total.fen * end.recovered)),)
        found.append(branches(plan, contract, Chances(max(p, Fraction(0)), end.q, recovered), DISCOUNT, on))
    return LenderValue(tuple(found))

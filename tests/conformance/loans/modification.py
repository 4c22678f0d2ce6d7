"""Published loan modifications, asked of the restructuring room in its own words.

A row of modification.jsonl is a loan before and after: its steps become steps of a restructuring on the day of the loan, and
the payments published are compared as exactly as they were published. Nothing is known of a row but its columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xiehuan.loan.ledger.fold import account
from xiehuan.loan.position import Position
from xiehuan.loan.restructure import Extend, SetRate, Step, restructure
from xiehuan.loan.restructure.start import position_of
from xiehuan.loan.restructure.waterfall import regular_payment
from xiehuan.loan.terms import LoanTerms, Method, Rate
from xiehuan.money import Money

Case = Mapping[str, Any]

SOME_DAY = date(2025, 1, 10)  # rows name no dates: full months are alike by the monthly count
_STEPS = {"rate_cut", "extend"}
_EXPECTED = {"new_total", "saving"}


def unsupported(case: Case) -> str | None:
    """What a row asks for that this module cannot ask of the engine; None when there is nothing."""
    if strange := set(case["steps"]) - _STEPS:
        return f"steps {', '.join(sorted(strange))}"
    if not {"annual_rate_percent", "n", "payment"} <= set(case["before"]) & set(case["after"]):
        return "before and after without rate, n and payment"
    if strange := set(case.get("expected", ())) - _EXPECTED:
        return f"expected {', '.join(sorted(strange))}"
    return None


def differences(case: Case) -> list[str]:
    """Every figure of the row that the engine gives differently."""
    return list(_differences(case))


def _differences(case: Case) -> Iterator[str]:
    before = _loan(case)
    after = restructure(before, list(_steps(case))).after
    if len(after.future) != case["after"]["n"]:
        yield f"after n: expected {case['after']['n']}, got {len(after.future)}"
    old, new = (Decimal(regular_payment(p)) / 100 for p in (before, after))
    yield from _differ(case, "before payment", case["before"]["payment"], old)
    yield from _differ(case, "after payment", case["after"]["payment"], new)
    escrow, expected = Decimal(str(case.get("escrow", 0))), case.get("expected", {})
    if "new_total" in expected:
        yield from _differ(case, "new total", expected["new_total"], new + escrow)
    # a row whose note says that the total before was misprinted cannot be asked for what was derived from it
    if "saving" in expected and "slip in the before-total" not in case.get("note", ""):
        yield from _differ(case, "saving", expected["saving"], old - new)
    if "target_payment" in case:
        yield from _within("target", new + escrow, Decimal(str(case["target_payment"])))


def _loan(case: Case) -> Position:
    """The loan on the day it begins, with the instalments of before."""
    principal = Money(int(Decimal(str(case["principal"])) * 100))
    terms = LoanTerms(
        principal=principal,
        method=Method.EQUAL_INSTALMENT,
        n=case["before"]["n"],
        first_due=SOME_DAY.replace(month=2),
        rate=_rate(case["before"]),
        received=principal,
        received_on=SOME_DAY,
    )
    return position_of(account(terms, on=SOME_DAY))


def _rate(side: Case) -> Rate:
    return Rate(Fraction(str(side["annual_rate_percent"])) / 100)


def _steps(case: Case) -> Iterator[Step]:
    for name in case["steps"]:
        if name == "rate_cut":
            yield SetRate(_rate(case["after"]))
        else:
            yield Extend(n_left=case["after"]["n"])


def _differ(case: Case, name: str, published: object, got: Decimal) -> Iterator[str]:
    """A line when the figure differs at the cent, or by a dollar where the note says that dollars were published."""
    wanted = Decimal(str(published))
    near = Decimal(1) if "to the dollar" in case.get("note", "") else Decimal("0.005")
    if abs(got - wanted) >= near:
        yield f"{name}: expected {wanted}, got {got}"


def _within(name: str, got: Decimal, most: Decimal) -> Iterator[str]:
    if got > most:
        yield f"{name}: expected at most {most}, got {got}"

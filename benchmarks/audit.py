"""How long the whole fee audit of a debt takes, against its bare schedule in the same run.

Run as `python -m benchmarks.audit [--json]`. The loan has 36 months and 40 payments, some of them late or in two parts. The
audit reads the claim against contract, statute and ceiling; once for a claim that is right, once for one with a wrong
base of penalty interest and a charge without a clause, and for claims that nothing explains: there every departure is tried
in vain.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import partial

from benchmarks._pairs import Row, against, show
from xiehuan.law import audit
from xiehuan.loan import (
    Claim,
    Component,
    Debt,
    LenderKind,
    LoanTerms,
    Method,
    Overdue,
    Payment,
    Rate,
    build_schedule,
)
from xiehuan.loan.terms import PenaltyBase
from xiehuan.money import Money
from xiehuan.packs.loader import load_cn

ON = date(2026, 11, 20)
TERMS = LoanTerms(
    principal=Money(12_345_67),
    method=Method.EQUAL_INSTALMENT,
    n=36,
    first_due=date(2023, 12, 3),
    rate=Rate(Fraction(18, 100)),
    received=Money(12_345_67),
    received_on=date(2023, 11, 3),
)
LATE = Overdue(
    penalty_factor=Fraction(3, 2),
    grace_days=3,
    stated=frozenset({"penalty", "penalty_base", "compound", "grace_days", "allocation"}),
)
PACK = load_cn()


def payments() -> tuple[Payment, ...]:
    """34 instalments: every fifth in two parts (the second late), the others on their day; the last two unpaid."""
    found = []
    for row in build_schedule(TERMS).instalments[:34]:
        if row.k % 5:
            found.append(Payment(row.due, row.total))
        else:
            half = Money(row.total.fen // 2)
            found += [
                Payment(row.due, half),
                Payment(row.due + timedelta(days=2), row.total - half),
            ]
    return tuple(found)


def debt() -> Debt:
    """The debt, without a claim."""
    return Debt(
        "bench",
        "某某消费金融有限公司",
        LenderKind.CONSUMER_FINANCE,
        contract_date=TERMS.received_on,
        terms=TERMS,
        overdue=LATE,
        payments=payments(),
    )


def claimed(own: Debt, more: Money) -> Debt:
    """The debt with the claim that these terms give, and a charge without a clause."""
    state = own.account(ON)
    items = {c.value: state.bucket(c).outstanding for c in Component}
    items["other"] = more
    return replace(debt(), claims=(Claim(ON, Money.total(items.values()), items),))


def unexplained(part: Component, fen: int) -> Debt:
    """The debt with a claim that asks an odd amount more in one part."""
    (right,) = claimed(debt(), Money.ZERO).claims
    items = {**right.items, part.value: right.items[part.value] + Money(fen)}
    return replace(debt(), claims=(Claim(ON, Money.total(items.values()), items),))


def rows() -> Iterator[Row]:
    right = claimed(debt(), Money.ZERO)
    wrong = claimed(
        replace(debt(), overdue=replace(LATE, penalty_base=PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST)),
        Money(180_00),
    )
    if len(right.payments) != 40 or audit(right, PACK, ON).findings:  # noqa: PLR2004
        raise SystemExit("audit36: the claim that is right must show nothing")
    if {f.rule for f in audit(wrong, PACK, ON).findings} != {"penalty.base", "no_clause.other"}:
        raise SystemExit("audit36: both errors must be found")
    work = "36 months, 40 payments; bare schedule"
    yield against("audit36", work, lambda: audit(right, PACK, ON), lambda: build_schedule(TERMS), 100)
    for name, part, fen in (("interest", Component.INTEREST, 777), ("penalty", Component.PENALTY, 1234)):
        odd = unexplained(part, fen)
        if {f.rule for f in audit(odd, PACK, ON).findings} != {f"contract.{part.value}"}:
            raise SystemExit("audit36: nothing must explain the difference")
        yield against(
            f"audit36_unexplained_{name}",
            work,
            partial(audit, odd, PACK, ON),
            lambda: build_schedule(TERMS),
            100,
        )
    yield against(
        "audit36_two_errors", work, lambda: audit(wrong, PACK, ON), lambda: build_schedule(TERMS), 100
    )


if __name__ == "__main__":
    sys.exit(show(rows()))

"""The figures of the two example cases on 2026-11-23, worked out by hand.

Every line can be followed with a calculator. Amounts are yuan in decimal arithmetic; `r` rounds half up to the fen, as
the contracts say. Beside each figure stands where it comes from: a clause in the folder's debts.toml (named by its
key), a row of payments.csv, an article, or a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from xiehuan.case import Assessment, DebtView, assess
from xiehuan.law import Sum
from xiehuan.loan import Component
from xiehuan.packs.loader import load_cn
from xiehuan.readers.case_folder import read_case_folder

ON = date(2026, 11, 23)
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
D = Decimal


def r(value: Decimal) -> Decimal:
    return value.quantize(D("0.01"), ROUND_HALF_UP)


def days(start: str, end: str) -> int:
    """Start in, end out."""
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def assessed(name: str) -> Assessment:
    return assess(read_case_folder(EXAMPLES / name, ON).case, load_cn(), ON)


@pytest.fixture(scope="module")
def illness() -> Assessment:
    return assessed("b-illness")


@pytest.fixture(scope="module")
def laid_off() -> Assessment:
    return assessed("a-laid-off")


def view(state: Assessment, identity: str) -> DebtView:
    return next(v for v in state.debts if v.debt.id == identity)


def owed(v: DebtView) -> dict[str, Decimal]:
    """What is owed by part, zeros left out, with the total."""
    parts = {c.value: D(str(v.owed.parts[c])) for c in Component if v.owed.parts[c]}
    return parts | {"total": D(str(v.owed.total))}


def undue(v: DebtView) -> tuple[Decimal, Decimal]:
    return D(str(v.owed.undue_principal)), D(str(v.owed.undue_interest))


def sums(v: DebtView) -> tuple[Decimal, Decimal, Decimal]:
    by_contract, reducible, paper = (D(str(v.audit.total(s))) for s in Sum)
    return by_contract, reducible, paper


def zero_of(worth: Callable[[float], float], low: float = 0.0, high: float = 5.0) -> float:
    """The rate at which payments received and paid are worth the same, by halving the interval."""
    assert worth(low) * worth(high) < 0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if worth(low) * worth(middle) > 0 else (low, middle)
    return low


def worth_of(received: float, payments: Sequence[tuple[float, float]]) -> Callable[[float], float]:
    """Received now, less each payment discounted by its time."""
    return lambda rate: received - sum(amount / (1 + rate) ** time for time, amount in payments)


def close(got: float | None, expected: float) -> bool:
    return got is not None and abs(got - expected) < 1e-9


# Jinguan Bank, card bill in instalments ("jinguan")


def test_jinguan_owed(illness: Assessment) -> None:
    principal = D("15600.00") / 12  # loan.principal, loan.n
    fee = r(D("15600.00") * D("0.006"))  # loan.rate: 0.6 % a month on the first principal
    assert (principal, fee) == (D("1300.00"), D("93.60"))
    # payments.csv: 1393.60 on the 18th of March to August, six instalments; missed: 18 September, October, November
    late_fee = r(D("0.05") * (principal + fee))  # overdue.late_fee: 5 % of the missed amount
    assert late_fee == D("69.68")
    # overdue.grace_days = 3: the third grace ended on 21 November, so three late fees on 23 November
    v = view(illness, "jinguan")
    assert owed(v) == {
        "principal": D("3900.00"),  # 3 × 1300.00
        "interest": D("280.80"),  # 3 × 93.60
        "late_fee": D("209.04"),  # 3 × 69.68
        "total": D("4389.84"),
    }
    # left: 15600.00 − 9 × 1300.00; 5 of the 30 days from 18 November to 18 December: 93.60 × 5/30
    assert undue(v) == (D("3900.00"), r(fee * 5 / 30)) == (D("3900.00"), D("15.60"))
    assert v.owed.days_past_due == days("2026-09-18", "2026-11-23") == 12 + 31 + 23 == 66


def test_jinguan_yields(illness: Assessment) -> None:
    """15600.00 on 14 February, twelve times 1393.60 on the 18th: the first gap is no whole month, so days count."""
    dues = [date(2026 + (m > 12), (m - 1) % 12 + 1, 18) for m in range(3, 15)]
    after = [(d - date(2026, 2, 14)).days for d in dues]
    daily = zero_of(worth_of(15600.0, [(t, 1393.60) for t in after]), high=0.01)
    y = view(illness, "jinguan").yields
    assert y is not None
    assert close(y.irr12, 365 * daily)
    assert close(y.ear, (1 + daily) ** 365 - 1)
    # cost 12 × 93.60 = 1123.20 over Σ balance × days: 15600 for 32 days, 14300 for 31, … 1300 for 31 = 3125200 yuan-days
    balances = [15600 - 1300 * k for k in range(12)]
    lengths = [b - a for a, b in zip([0, *after], after, strict=False)]
    assert sum(b * n for b, n in zip(balances, lengths, strict=True)) == 3125200
    assert close(y.simple, 1123.20 / (3125200 / 365))


def test_jinguan_audit(illness: Assessment) -> None:
    """On the day of the claim, 20 November, the third grace still ran (until the 21st): one late fee too many."""
    assert D("209.04") - 2 * D("69.68") == D("69.68")
    # Ceiling 24 % (bank card): since 18 August 7800.00 for 94 days allow 482.10; the charges are 280.80 + 139.36
    # + 6.24 running (2 of 30 days) = 426.40: nothing above.
    allowed = r(D("7800.00") * D("0.24") * days("2026-08-18", "2026-11-20") / 365)
    assert allowed == D("482.10") > D("280.80") + D("139.36") + r(D("93.60") * 2 / 30)
    v = view(illness, "jinguan")
    assert sums(v) == (D("69.68"), D("0.00"), D("0.00"))
    asked = [(f.rule, f.certainty.value) for f in v.audit.findings if f.amount]
    assert asked == [("days.grace", "certain")]
    # Without an amount: 0.6 % a month on the original principal restated; late fee 139.36 against a loss of
    # 1300.00 × 0.6 % × 12 / 360 × days late, 63 + 33 + 2 (18 September, October, November to 20 November) = 25.48
    assert r(D("1300.00") * D("0.006") * 12 * (63 + 33 + 2) / 360) == D("25.48")
    assert D("139.36") > D("25.48") * D("1.3")
    assert {f.rule for f in v.audit.findings if not f.amount} == {"flat.restated", "damages.excessive"}


# Jiangnan Bank through a platform ("yunfan")

# k, due, interest = r(balance × 0.235 / 12), principal = 943.18 − interest; the last one is the balance.
# loan.principal 10000.00, loan.rate 23.5 % a year, n = 12: 10000 × i/(1 − (1 + i)⁻¹²) = 943.18 with i = 0.235/12
YUNFAN = [
    ("2025-12-03", "195.83", "747.35"),
    ("2026-01-03", "181.20", "761.98"),
    ("2026-02-03", "166.28", "776.90"),
    ("2026-03-03", "151.06", "792.12"),
    ("2026-04-03", "135.55", "807.63"),
    ("2026-05-03", "119.73", "823.45"),
    ("2026-06-03", "103.61", "839.57"),
    ("2026-07-03", "87.17", "856.01"),
    ("2026-08-03", "70.40", "872.78"),  # from here on unpaid
    ("2026-09-03", "53.31", "889.87"),
    ("2026-10-03", "35.88", "907.30"),
    ("2026-11-03", "18.12", "925.04"),
]
GUARANTEE = D("28.00")  # fee "担保费", every instalment


def yunfan_balances() -> list[Decimal]:
    """The principal before each instalment."""
    left, found = D("10000.00"), []
    for _, interest, principal in YUNFAN:
        found.append(left)
        assert D(interest) == r(left * D("0.235") / 12)
        left -= D(principal)
    assert left == 0
    return found


def yunfan_penalty(day: str) -> Decimal:
    """overdue.penalty: 1.5 × contract rate on overdue principal, a day = 1/360 year, each instalment from its due day."""
    return sum(
        (r(D(principal) * D("0.235") / 360 * D("1.5") * days(due, day)) for due, _, principal in YUNFAN[8:]),
        D(0),
    )


def test_yunfan_owed(illness: Assessment) -> None:
    yunfan_balances()
    growth = (1 + D("0.235") / 12) ** 12
    assert r(D("10000") * D("0.235") / 12 * growth / (growth - 1)) == D("943.18")
    # payments.csv: eight times 971.18 = 943.18 + 28.00, December to July
    # 872.78 × 112 days 95.71 + 889.87 × 81 days 70.58 + 907.30 × 51 days 45.31 + 925.04 × 20 days 18.12
    assert yunfan_penalty("2026-11-23") == D("95.71") + D("70.58") + D("45.31") + D("18.12") == D("229.72")
    v = view(illness, "yunfan")
    assert owed(v) == {
        "principal": D("3594.99"),  # 872.78 + 889.87 + 907.30 + 925.04
        "interest": D("177.71"),  # 70.40 + 53.31 + 35.88 + 18.12
        "fee": 4 * GUARANTEE,
        "penalty": D("229.72"),
        "total": D("4114.42"),
    }
    assert undue(v) == (D("0.00"), D("0.00"))  # the last instalment fell due on 3 November
    assert v.owed.days_past_due == days("2026-08-03", "2026-11-23") == 28 + 30 + 31 + 23 == 112


def test_yunfan_yields(illness: Assessment) -> None:
    """10000.00, then 971.18 a month (971.16 at last) with the guarantee fee: the fee is part of the cost."""
    paid = [float(D(i) + D(p) + GUARANTEE) for _, i, p in YUNFAN]
    assert paid == [971.18] * 11 + [971.16]
    y = view(illness, "yunfan").yields
    assert y is not None
    monthly = zero_of(worth_of(10000.0, list(zip(range(1, 13), paid, strict=True))))
    assert close(y.irr12, 12 * monthly)
    after = [days("2025-11-03", due) / 365 for due, _, _ in YUNFAN]
    assert close(y.ear, zero_of(worth_of(10000.0, list(zip(after, paid, strict=True)))))
    occupied = sum(
        float(b) * days(start, due)
        for b, start, (due, _, _) in zip(
            yunfan_balances(), ["2025-11-03", *(due for due, _, _ in YUNFAN)], YUNFAN, strict=False
        )
    )
    assert close(y.simple, (sum(paid) - 10000) / (occupied / 365))


def test_yunfan_audit(illness: Assessment) -> None:
    """24 % in all: 金规〔2025〕9号 for the bank, 法发〔2017〕22号 art. 2 on request; days/365 on principal outstanding."""
    penalty = yunfan_penalty("2026-11-20")
    assert penalty == D("93.15") + D("67.96") + D("42.64") + D("15.40") == D("219.15")
    charges = D("177.71") + D("112.00") + penalty  # all unpaid on the day of the claim
    # 3594.99 was outstanding from 3 July, where the oldest unpaid period starts, to 20 November: 140 days
    allowed = r(D("3594.99") * D("0.24") * days("2026-07-03", "2026-11-20") / 365)
    assert (charges, allowed) == (D("508.86"), D("330.94"))
    # Paid until then: interest 1140.43 + 8 × 28.00 = 1364.43; allowed on the balances of those eight months 1158.28
    paid = sum(D(i) for _, i, _ in YUNFAN[:8]) + 8 * GUARANTEE
    starts = ["2025-11-03", *(due for due, _, _ in YUNFAN[:7])]
    yuan_days = sum(
        b * days(s, due) for b, s, (due, _, _) in zip(yunfan_balances()[:8], starts, YUNFAN[:8], strict=True)
    )
    assert (paid, r(yuan_days * D("0.24") / 365)) == (D("1364.43"), D("1158.28"))
    v = view(illness, "yunfan")
    # claim: principal, interest, fee and penalty as recomputed; 360.00 "other" has no clause in the contract
    assert sums(v) == (D("0.00"), charges - allowed, D("360.00")) == (D("0.00"), D("177.92"), D("360.00"))
    assert D(str(v.audit.paid_above_ceiling)) == D("1364.43") - D("1158.28") == D("206.15")
    over = next(f for f in v.audit.findings if f.rule == "ceiling.over")
    assert (over.layer.value, over.certainty.value) == ("statute", "arguable")  # read at second hand


# Luo, a private lender


def test_luo_owed(illness: Assessment) -> None:
    """By the note as written, 20000.00; what arrived is for the audit. Civil Code art. 561: interest before the rest."""
    interest = r(D("20000.00") * D("0.015") * 6)  # loan.rate 1.5 % a month, 15 January to 15 July
    assert interest == D("1800.00")
    # payments.csv: 1000.00 on 20 August and on 30 September: 1800.00 of interest, then 200.00 of penalty interest
    penalty = r(D("20000.00") * D("0.0005") * days("2026-07-15", "2026-11-23"))  # 131 days
    assert penalty == D("1310.00")
    v = view(illness, "luo")
    assert owed(v) == {
        "principal": D("20000.00"),
        "penalty": penalty - D("200.00"),
        "total": D("21110.00"),
    }
    assert v.owed.days_past_due == 131


def test_luo_yields(illness: Assessment) -> None:
    """18000.00 arrived, 21800.00 was to be paid once after six months (181 days)."""
    y = view(illness, "luo").yields
    assert y is not None
    assert close(y.irr12, 12 * ((21800 / 18000) ** (1 / 6) - 1))
    assert close(y.ear, (21800 / 18000) ** (365 / 181) - 1)
    assert close(y.simple, 3800 / 18000 * 365 / 181)


def test_luo_audit(illness: Assessment) -> None:
    # The claim of 15 November: penalty 20000.00 × 0.05 % × 123 days − 200.00 = 1030.00, as recomputed.
    assert D("20000.00") * D("0.0005") * days("2026-07-15", "2026-11-15") - 200 == D("1030.00")
    # Civil Code art. 670: on the 18000.00 that arrived, interest is 1620.00; 2000.00 paid leave 380.00 for the
    # penalty of 18000.00 × 0.05 % × 123 days = 1107.00, so 727.00 stay: owed 18727.00 instead of 21030.00
    interest = r(D("18000.00") * D("0.015") * 6)
    left = r(D("18000.00") * D("0.0005") * 123) - (2000 - interest)
    assert (interest, left) == (D("1620.00"), D("727.00"))
    withheld = (D("20000.00") + D("1030.00")) - (D("18000.00") + left)
    assert withheld == D("2303.00")
    # Private lending interpretation arts. 25, 29: 4 × LPR of 22 December 2025 (3.00 %) = 12 % since 15 January,
    # 304 days: 1799.01; charges paid 2000.00 and unpaid 727.00: 927.99 too much, of which all the unpaid 727.00
    allowed = r(D("18000.00") * D("0.12") * days("2026-01-15", "2026-11-15") / 365)
    assert allowed == D("1799.01")
    over = 2000 + left - allowed
    v = view(illness, "luo")
    assert sums(v) == (withheld, left, D("500.00"))  # 500.00 "other": no clause
    assert D(str(v.audit.paid_above_ceiling)) == over - left == D("200.99")
    certain = [f.rule for f in v.audit.findings if f.certainty.value == "certain"]
    assert certain == ["withheld_in_advance"]


def test_illness_affordable(illness: Assessment) -> None:
    income = D("3760.00") + D("420.00") + D("2690.00")  # all marked as continuing and certain
    spending = sum(map(D, ["1250", "1700", "190", "160", "98", "980", "420", "300"]), D(0))
    reserve = income * D("0.05")
    assert (income, spending, reserve) == (D("6870.00"), D("5098"), D("343.50"))
    b = illness.budget
    assert b is not None
    assert len(b.months) < 3  # so the stated surplus counts: 1772.00
    figure = ((income - spending - reserve) / 10).to_integral_value(ROUND_FLOOR) * 10
    assert D(str(b.affordable)) == figure == D("1420")  # 1428.50 down to 10 yuan
    # From February 2027 without the 420.00: 6450.00 − 5098.00 − 322.50 = 1029.50
    assert [str(b.capacity(2027, m)) for m in (1, 2)] == ["1420.00", "1020.00"]


# The other example in short


def test_laid_off_anxin(laid_off: Assessment) -> None:
    """24000.00, 18 %, 24 × 1198.18; nine paid until 25 September; the tenth, of 25 October, is missed."""
    left = D("24000.00")
    for _ in range(9):
        left -= D("1198.18") - r(left * D("0.015"))
    interest = r(left * D("0.015"))
    principal = D("1198.18") - interest
    v = view(laid_off, "anxin")
    assert owed(v) == {
        "principal": principal,
        "interest": interest,
        "penalty": r(principal * D("0.18") / 360 * D("1.5") * 29),  # 25 October to 23 November
        "late_fee": r(D("1198.18") * D("0.05")),
        "total": D("1278.93"),
    }
    assert owed(v)["penalty"] == D("20.84")
    # 29 days since 25 October: 29/360 of a year, not yet the whole month
    assert undue(v) == (left - principal, r((left - principal) * D("0.18") * 29 / 360))
    assert v.owed.days_past_due == 29


def test_laid_off_yunfan(laid_off: Assessment) -> None:
    """24000.00 / 18 = 1333.33; eleven paid; 13.5 % a year on 9333.37; grace shifts: charges since 6 November."""
    principal, balance = D("1333.33"), D("24000.00") - 11 * D("1333.33")
    interest = r(balance * D("0.135") / 12)
    run = days("2026-11-06", "2026-11-23")
    v = view(laid_off, "yunfan")
    assert owed(v) == {
        "principal": principal,
        "interest": interest,
        "penalty": r(principal * D("0.0005625") * run),
        "compound": r(interest * D("0.135") / 360 * run),
        "total": D("1451.75"),
    }
    assert v.owed.days_past_due == days("2026-11-03", "2026-11-23") == 20


def test_laid_off_debts_that_are_kept(laid_off: Assessment) -> None:
    """Nothing is due; principal left and interest run up since the last due day."""
    expected = {
        "qingxi": (D("16000.00"), r(D("16000") * D("0.096") * 18 / 360)),  # act/360 since 5 November
        "yunxiu": (D("9600.00") / 12 * 6, r(D("9600") * D("0.006") * 26 / 31)),  # 26 of 31 days of the fee
        "dongxi": (D("12000.00"), r(D("12000") * D("0.00045") * 15)),  # since 8 November, by the day
    }
    for identity, left in expected.items():
        v = view(laid_off, identity)
        assert (owed(v), undue(v), v.owed.days_past_due) == ({"total": D("0.00")}, left, 0)


def test_laid_off_affordable(laid_off: Assessment) -> None:
    income = D("6500") + D("1980") + D("500")  # wages and severance ended in July
    spending = sum(map(D, ["1500", "1900", "220", "180", "118", "650", "480", "120", "60"]), D(0))
    b = laid_off.budget
    assert b is not None
    surpluses = sorted(D(str(m.surplus)) for m in b.months)
    assert [(m.year, m.month) for m in b.months] == [(2026, 8), (2026, 9), (2026, 10)]
    by_bills = surpluses[0]  # nearest rank: 20 % of three months is the lowest
    stressed = income - D("0.20") * D("500") - spending  # uncertain: 手作寄卖
    assert stressed == D("3652.00")
    figure = ((min(by_bills, stressed) - D("0.05") * income) / 10).to_integral_value(ROUND_FLOOR) * 10
    assert D(str(b.affordable)) == figure == D("3170")

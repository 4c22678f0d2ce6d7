"""Invented loans for the recount workbook: between them every method, day count, rounding and kind of lateness."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from xiehuan.dates import DayCount
from xiehuan.loan import Claim, Component, Debt, Fee, FeeEvery, LoanTerms, Method, Overdue, Payment, Per, Rate
from xiehuan.loan.switches import Every, Level, Unit
from xiehuan.loan.terms import Compound, Grace, LateFee, PenaltyBase, Scope
from xiehuan.money import Money, Rounding


def yuan(text: str) -> Money:
    return Money.parse(text)


def rate(value: str, per: Per = Per.YEAR) -> Rate:
    return Rate(Fraction(value), per)


def terms(method: Method, n: int, **changes) -> LoanTerms:
    known = {
        "principal": yuan("12000"),
        "received": yuan("12000"),
        "first_due": date(2026, 2, 10),
        "received_on": date(2026, 1, 10),
        "rate": rate("0.18"),
    }
    return LoanTerms(method=method, n=n, **(known | changes))


def paid(*pairs: tuple[str, str]) -> tuple[Payment, ...]:
    return tuple(Payment(date.fromisoformat(day), yuan(amount), "转账") for day, amount in pairs)


def claim(day: str, total: str, **items: str) -> Claim:
    return Claim(date.fromisoformat(day), yuan(total), {k: yuan(v) for k, v in items.items()}, "短信")


@dataclass(frozen=True)
class Loan:
    on: date
    terms: LoanTerms
    overdue: Overdue | None = None
    fees: tuple[Fee, ...] = ()
    payments: tuple[Payment, ...] = ()
    claims: tuple[Claim, ...] = field(default=())

    @property
    def debt(self) -> Debt:
        return Debt(
            "x",
            "某某小额贷款有限公司",
            contract_no="HT-1",
            terms=self.terms,
            overdue=self.overdue,
            fees=self.fees,
            payments=self.payments,
            claims=self.claims,
        )


HALF = Overdue(penalty_factor=Fraction(3, 2), stated=frozenset({"penalty"}))
DAILY = rate("0.0005", Per.DAY)
FEES = (
    Fee("担保费", yuan("28"), FeeEvery.INSTALMENT, payee="某担保公司"),
    Fee("会员费", yuan("99"), FeeEvery.ONCE, date(2026, 3, 1)),
    Fee("放款手续费", yuan("120"), FeeEvery.ONCE),
)

LOANS = {
    # early (waits), partial and late payments; forgiving grace kept once and missed once
    "level-monthly": Loan(
        date(2026, 6, 20),
        terms(Method.EQUAL_INSTALMENT, 6),
        Overdue(
            penalty_factor=Fraction(3, 2),
            late_fee=LateFee(share=Fraction(1, 20)),
            grace_days=3,
            grace=Grace.FORGIVES_IF_PAID,
        ),
        FEES,
        paid(("2026-02-01", "2500"), ("2026-03-12", "1600"), ("2026-04-20", "900"), ("2026-05-03", "50")),
        (
            claim(
                "2026-05-14",  # the day after grace: charged from the due date
                "6100",
                principal="3900",
                interest="230",
                penalty="60",
                late_fee="250",
                other="180",
            ),
        ),
    ),
    "level-stub-half-even": Loan(
        date(2026, 7, 1),
        terms(
            Method.EQUAL_INSTALMENT,
            6,
            received_on=date(2025, 12, 31),
            first_due=date(2026, 2, 28),
            rounding=Rounding.HALF_EVEN,
        ),
        Overdue(penalty_rate=DAILY, grace_days=5, grace=Grace.SHIFTS, scope=Scope.VERTICAL),
        payments=paid(("2026-02-28", "2000"), ("2026-04-03", "700"), ("2026-05-15", "3")),
    ),
    "principal-act360-up": Loan(
        date(2026, 5, 30),
        terms(
            Method.EQUAL_PRINCIPAL,
            7,
            day_count=DayCount.ACT_360,
            rounding=Rounding.UP,
            rate=rate("0.0135", Per.MONTH),
        ),
        Overdue(
            penalty_rate=rate("0.02", Per.MONTH),
            penalty_base=PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST,
            late_fee=LateFee(flat=yuan("30")),
            allocation=(Component.PRINCIPAL, Component.INTEREST),
        ),
        payments=paid(("2026-02-10", "1900"), ("2026-03-25", "1000")),
        claims=(claim("2026-05-30", "9000"),),
    ),
    "principal-act365-down": Loan(
        date(2026, 8, 3),
        terms(Method.EQUAL_PRINCIPAL, 3, day_count=DayCount.ACT_365, rounding=Rounding.DOWN, rate=DAILY),
        Overdue(
            penalty_factor=Fraction(13, 10),
            compound=Compound.ON_INTEREST,
            scope=Scope.VERTICAL_PAST_DUE_FIRST,
        ),
        payments=paid(("2026-03-01", "100"), ("2026-03-20", "80.07"), ("2026-06-30", "4321.09")),
        claims=(claim("2026-07-10", "8123.45", principal="7800", interest="300"),),
    ),
    "principal-act-act": Loan(
        date(2024, 4, 20),
        terms(
            Method.EQUAL_PRINCIPAL,
            3,
            day_count=DayCount.ACT_ACT,
            received_on=date(2023, 12, 31),
            first_due=date(2024, 1, 31),
        ),
        Overdue(penalty_factor=Fraction(3, 2)),
        payments=paid(
            ("2024-02-01", "4183.56"),
        ),
    ),
    "instalment-30e-360": Loan(
        date(2026, 6, 12),
        terms(
            Method.EQUAL_INSTALMENT,
            5,
            day_count=DayCount.THIRTY_E_360,
            received_on=date(2026, 1, 31),
            first_due=date(2026, 2, 28),
        ),
        Overdue(penalty_factor=Fraction(3, 2)),
        payments=paid(
            ("2026-03-02", "2000"),
        ),
    ),
    "bullet-30-365": Loan(
        date(2026, 9, 2),
        terms(
            Method.BULLET,
            1,
            day_count=DayCount.THIRTY_365,
            received_on=date(2026, 1, 29),
            first_due=date(2026, 8, 31),
        ),
        Overdue(penalty_factor=Fraction(13, 10)),
    ),
    "interest-only-30-360": Loan(
        date(2026, 5, 12),
        terms(
            Method.INTEREST_ONLY,
            4,
            day_count=DayCount.THIRTY_360,
            received_on=date(2026, 1, 31),
            first_due=date(2026, 2, 28),
        ),
        Overdue(
            penalty_rate=rate("0.27"),
            compound=Compound.ON_INTEREST_AND_PENALTY,
            penalty_base=PenaltyBase.ALL_PRINCIPAL,
            accelerated_on=date(2026, 4, 15),
        ),
        payments=paid(("2026-03-03", "200"), ("2026-05-01", "333.33")),
        claims=(claim("2026-05-01", "12500"),),
    ),
    "flat-fees": Loan(
        date(2026, 5, 1),
        terms(Method.FLAT, 5, rate=rate("0.0075", Per.FLAT_MONTH)),
        Overdue(penalty_factor=Fraction(3, 2), late_fee=LateFee(share=Fraction(1, 30)), grace_days=10),
        FEES,
        paid(("2026-02-09", "2490"), ("2026-03-15", "2600"), ("2026-04-12", "1")),
        (claim("2026-04-20", "9000", fee="700", cost="200"),),
    ),
    "flat-accelerated": Loan(
        date(2026, 6, 1),
        terms(Method.FLAT, 5, rate=rate("0.12"), rounding=Rounding.HALF_EVEN),
        Overdue(penalty_factor=Fraction(3, 2), accelerated_on=date(2026, 4, 1)),
        payments=paid(("2026-02-10", "2520"), ("2026-04-30", "4000")),
    ),
    "bullet-act365-compound": Loan(
        date(2026, 9, 9),
        terms(Method.BULLET, 1, first_due=date(2026, 7, 10), day_count=DayCount.ACT_365),
        Overdue(penalty_factor=Fraction(3, 2), compound=Compound.ON_INTEREST_AND_PENALTY),
        payments=paid(("2026-06-01", "500"), ("2026-08-01", "600"), ("2026-08-20", "20")),
        claims=(claim("2026-08-05", "12800"),),
    ),
    "bullet-not-due": Loan(
        date(2026, 5, 5),
        terms(Method.BULLET, 1, first_due=date(2026, 7, 10), day_count=DayCount.THIRTY_360),
        HALF,
        payments=paid(("2026-03-01", "500")),
        claims=(claim("2026-04-01", "12400"),),
    ),
    "revolving-prepaid": Loan(
        date(2026, 6, 1),
        terms(Method.DAILY_REVOLVING, 6, rate=rate("0.00045", Per.DAY)),
        Overdue(penalty_factor=Fraction(3, 2), compound=Compound.ON_INTEREST, grace_days=3),
        FEES[:1],
        paid(("2026-01-20", "3000"), ("2026-02-10", "160"), ("2026-02-25", "1500.55"), ("2026-04-11", "60")),
        (claim("2026-05-20", "8000"),),
    ),
    "revolving-accelerated": Loan(
        date(2026, 6, 1),
        terms(Method.DAILY_REVOLVING, 6, day_count=DayCount.ACT_365, rounding=Rounding.UP),
        Overdue(penalty_rate=DAILY, accelerated_on=date(2026, 4, 1), late_fee=LateFee(flat=yuan("20"))),
        payments=paid(("2026-02-01", "2000"), ("2026-03-20", "250"), ("2026-05-02", "1000")),
        claims=(claim("2026-06-01", "9800", principal="9500", penalty="280"),),
    ),
    "revolving-matured": Loan(
        date(2026, 5, 20),
        terms(Method.DAILY_REVOLVING, 3),
        HALF,
        payments=paid(("2026-02-20", "1000"), ("2026-04-15", "777.77")),
    ),
    "level-accelerated-mid-period": Loan(
        date(2026, 6, 20),
        terms(Method.EQUAL_INSTALMENT, 6, day_count=DayCount.ACT_365, rounding=Rounding.DOWN),
        Overdue(
            penalty_factor=Fraction(3, 2),
            compound=Compound.ON_INTEREST,
            grace_days=3,
            grace=Grace.SHIFTS,
            accelerated_on=date(2026, 4, 25),
        ),
        FEES[:1],
        paid(("2026-02-10", "2135.14"), ("2026-05-06", "2000")),
        (claim("2026-06-10", "11000", principal="9700", interest="500", penalty="400"),),
    ),
    # switches for which no formula is written: what the program computed stands there
    "agreed-payment": Loan(
        date(2026, 5, 20),
        terms(Method.EQUAL_INSTALMENT, 7, payment=yuan("1800")),
        HALF,
        FEES,
        paid(("2026-02-10", "1828"), ("2026-04-01", "500")),
        (claim("2026-05-01", "9900"),),
    ),
    "balloon": Loan(
        date(2026, 5, 20),
        terms(Method.EQUAL_INSTALMENT, 6, balloon=yuan("5000"), day_count=DayCount.ACT_365),
        HALF,
        payments=paid(("2026-02-10", "1300")),
    ),
    "interest-only-first": Loan(
        date(2026, 6, 20),
        terms(Method.EQUAL_PRINCIPAL, 6, interest_only_n=2, balloon=yuan("1000")),
        Overdue(penalty_rate=DAILY, accelerated_on=date(2026, 4, 25)),
        payments=paid(("2026-02-10", "180"), ("2026-04-01", "500")),
    ),
    "fortnights-in-whole-yuan": Loan(
        date(2026, 4, 20),
        terms(
            Method.EQUAL_INSTALMENT,
            8,
            every=Every(2, Unit.WEEK),
            first_due=date(2026, 1, 24),
            instalment_unit=100,
            interest_rounding=Rounding.DOWN,
            level=Level.REAL_PERIODS,
        ),
        HALF,
        payments=paid(("2026-02-10", "1500")),
    ),
    "add-on": Loan(date(2026, 4, 20), terms(Method.ADD_ON, 6), HALF, payments=paid(("2026-02-10", "2000"))),
    "present-value": Loan(date(2026, 4, 20), terms(Method.PRESENT_VALUE, 6), HALF),
    "no-late-terms": Loan(date(2026, 3, 20), terms(Method.EQUAL_INSTALMENT, 3, rate=rate("0"))),
    "paid-in-advance": Loan(
        date(2026, 2, 20),
        terms(Method.INTEREST_ONLY, 3),
        HALF,
        payments=paid(("2026-01-20", "100"), ("2026-02-05", "500")),
        claims=(claim("2026-02-20", "0"),),
    ),
}

"""Published repayment schedules, asked of the engine in its own words.

A row of schedules.jsonl (or a row of apr.jsonl that is a schedule) becomes terms and periods; what the engine answers is
compared with what was published. Nothing is known of a row but its columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from xiehuan.dates import DayCount, add_months
from xiehuan.errors import LoanError
from xiehuan.loan.schedule import Schedule, build_schedule, level_payment, with_tenure
from xiehuan.loan.schedule.amortise import Period, amortise
from xiehuan.loan.schedule.periods import due_dates
from xiehuan.loan.schedule.replan import Drawn, NewRate, Stage, replan
from xiehuan.loan.switches import Closing, Compounding, Last, Level
from xiehuan.loan.terms import LoanTerms, Method, Per, Rate
from xiehuan.money import Money, Rounding

Case = Mapping[str, Any]

SOME_DAY = date(2025, 1, 10)  # for rows that name no dates: full months are alike by the monthly count
CENT = Decimal("0.01")


def unsupported(case: Case) -> str | None:
    """What the engine would need for this row and does not have; None when it has all of it."""
    style = case.get("style")
    if style not in _STYLES:
        return f"style {style}"
    if "each calendar year" in case.get("day_count", "") and "act/act" not in {c.value for c in DayCount}:
        return "day count act/act"
    if style == "level_payment_daily_interest" and case["interest_method"] not in {"actuarial", "add-on"}:
        return f"interest method {case['interest_method']}"
    if {e["op"] for e in case.get("events", ())} - {"disburse", "change_rate"}:
        return "events other than disburse and change_rate"
    return None


def differences(case: Case) -> list[str]:
    """Every figure of the row that the engine gives differently."""
    return list(_STYLES[case["style"]](case))


# reading


def fen(value: Any) -> int:
    """A published amount in whole hundredths."""
    return int((Decimal(str(value)) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def money(value: Any) -> Money:
    return Money(fen(value))


def day(text: str) -> date:
    return date.fromisoformat(text)


def percent(value: Any) -> Fraction:
    return Fraction(str(value)) / 100


def differ(name: str, expected: Any, got: Any, tolerance: Any = 0) -> Iterator[str]:
    """A line when an amount (in units of currency) is further off than the publication itself may be."""
    found, wanted = Decimal(str(got)), Decimal(str(expected))
    if abs(found - wanted) > Decimal(str(tolerance)):
        yield f"{name}: expected {wanted}, got {found}"


# the plain styles: monthly instalments, a summary and sometimes rows


def _terms(case: Case, method: Method, **more: Any) -> LoanTerms:
    start = day(case["start_date"]) if "start_date" in case else SOME_DAY
    first = add_months(start, 1, case.get("due_day"))
    principal = money(case["principal"])
    rate = Rate(percent(case["annual_rate_percent"]))
    return LoanTerms(
        principal,
        method,
        case.get("n"),
        first,
        rate,
        principal,
        start,
        _count(case),
        **_rounding(case),
        **more,
    )


def _count(case: Case) -> DayCount:
    words = case.get("day_count", "")
    if "each calendar year" in words:
        return DayCount("act/act")
    return DayCount.ACT_365 if words == "actual days" else DayCount.MONTHLY


def _rounding(case: Case) -> dict[str, Any]:
    if case.get("rounding", "").startswith("instalment rounded up to the whole unit"):
        return {"instalment_unit": 100, "payment_rounding": Rounding.UP}
    return {}


def _equal_instalment(case: Case) -> Iterator[str]:
    terms = _terms(case, Method.EQUAL_INSTALMENT)
    schedule = build_schedule(terms)
    unit = _shown_to(case)
    yield from _summary(case, schedule, unit)
    yield from _unrounded(case, terms)
    for row in case.get("expected", ()):
        got = schedule.instalments[row["period"] - 1]
        for key in ("principal", "interest", "balance"):
            yield from differ(f"{row['period']} {key}", row[key], _shown(getattr(got, key), unit))


def _plain(method: Method) -> Callable[[Case], Iterator[str]]:
    def compare(case: Case) -> Iterator[str]:
        if case.get("rounding", "").startswith("unrounded"):
            return _unrounded_plan(case, method)
        return _summary(case, build_schedule(_terms(case, method)), CENT)

    return compare


def _shown_to(case: Case) -> Decimal:
    """The place to which the publication shows its figures."""
    words = f"{case.get('note', '')} {case.get('rounding', '')}"
    return Decimal(1) if re.search(r"to the (yuan|unit)", words) else CENT


def _shown(amount: Money, unit: Decimal) -> Decimal:
    return Decimal(str(amount)).quantize(unit, ROUND_HALF_UP)


def _summary(case: Case, schedule: Schedule, unit: Decimal) -> Iterator[str]:
    rows = schedule.instalments
    interest = Money.total(r.interest for r in rows)
    got = {
        "first": rows[0].total,
        "last": rows[-1].total,
        "total_interest": interest,
        "total": interest + schedule.terms.principal,
    }
    for key, expected in case.get("expected_summary", {}).items():
        if key in got:
            yield from differ(key, expected, _shown(got[key], unit), case.get("tol", 0))
        elif key == "n":
            yield from differ(key, expected, len(rows))
        elif key == "first_due" and day(expected) != rows[0].due:
            yield f"first_due: expected {expected}, got {rows[0].due}"


def _unrounded(case: Case, terms: LoanTerms) -> Iterator[str]:
    """Totals of the exact level payment."""
    summary = case.get("expected_summary", {})
    if "total_unrounded" in summary:
        exact = level_payment(terms.principal.fen, terms.rate.value / 12, case["n"]) * case["n"] / 100
        for key, value in (
            ("total_unrounded", exact),
            ("total_interest_unrounded", exact - Fraction(terms.principal.fen, 100)),
        ):
            shown = Decimal(value.numerator) / value.denominator
            yield from differ(key, summary[key], shown.quantize(CENT, ROUND_HALF_UP))


_FINE = 10**6


def _unrounded_plan(case: Case, method: Method) -> Iterator[str]:
    """A schedule that was never rounded: the same plan in millionths of a fen, shown to the cent."""
    terms = _terms({**case, "principal": Decimal(case["principal"]) * _FINE}, method)
    rows = build_schedule(terms).instalments
    got = {
        "first": rows[0].total,
        "last": rows[-1].total,
        "total_interest": Money.total(r.interest for r in rows),
    }
    for key, expected in case["expected_summary"].items():
        yield from differ(key, expected, (Decimal(str(got[key])) / _FINE).quantize(CENT, ROUND_HALF_UP))


def _fixed_payment(case: Case) -> Iterator[str]:
    terms = _terms(case, Method.EQUAL_INSTALMENT, payment=money(case["payment"]))
    expected = case["expected_summary"]
    try:
        schedule = build_schedule(with_tenure(terms))
    except LoanError as error:
        if "error" not in expected or error.code != "negative_amortisation":
            yield f"refused: {error.code}"
        return
    if "error" in expected:
        yield f"not refused: {expected['error']}"
    yield from _summary(case, schedule, CENT)


def _regressive(case: Case) -> Iterator[str]:
    """Days after the loan, a daily rate that compounds, and the unrounded split shown to the cent."""
    principal = money(Decimal(str(case["principal"])) * _FINE)
    dues = tuple(SOME_DAY + timedelta(days=n) for n in case["return_days"])
    terms = LoanTerms(
        principal,
        Method.PRESENT_VALUE,
        len(dues),
        dues[0],
        Rate(Fraction(str(case["daily_rate"])), Per.DAY),
        principal,
        SOME_DAY,
        DayCount.ACT_365,
        due_on=dues,
        compounding=Compounding.DAILY,
    )
    for row, got in zip(case["expected"], build_schedule(terms).instalments, strict=True):
        for key, value in (("payment", got.total), ("principal", got.principal), ("interest", got.interest)):
            shown = (Decimal(str(value)) / _FINE).quantize(CENT, ROUND_HALF_UP)
            yield from differ(f"{row['period']} {key}", row[key], shown)


def _dates_only(case: Case) -> Iterator[str]:
    start, month_end = day(case["start"]), "end of current month" in case["rule"]
    first = add_months(start, 0, 31) if month_end else start
    terms = LoanTerms(
        Money(100),
        Method.EQUAL_PRINCIPAL,
        case["n"],
        first,
        Rate(Fraction(0)),
        Money(100),
        first - timedelta(days=1) if not month_end else add_months(first, -1, 31),
    )
    dues = due_dates(terms)
    got = {"first_due": dues[0], "second_due": dues[1], "last_due": dues[-1]}
    for key, expected in case["expected_summary"].items():
        if got[key] != day(expected):
            yield f"{key}: expected {expected}, got {got[key]}"


# daily interest (British and European short-term loans)

_MODES = {
    "rounded up": Rounding.UP,
    "rounded down": Rounding.DOWN,
    "round using AwayFromZero": Rounding.HALF_UP,
}
_CLOSINGS = {"lower": Closing.NOT_ABOVE, "higher": Closing.NOT_BELOW, "similar": Closing.NEAREST}


def _daily_interest(case: Case) -> Iterator[str]:
    start, rows = day(case["start_date"]), case["rows"][1:]
    principal = money(case["principal"])
    dues = tuple(start + timedelta(days=r["day"]) for r in rows)
    capped = re.search(r"total (\d+) %", case.get("cost_cap", ""))
    terms = LoanTerms(
        principal,
        Method.ADD_ON if case["interest_method"] == "add-on" else Method.EQUAL_INSTALMENT,
        len(dues),
        dues[0],
        Rate(percent(case["rate_percent_per_day"]), Per.DAY),
        principal,
        start,
        DayCount.ACT_365,
        due_on=dues,
        payment_rounding=_MODES[case["payment_rounding"]],
        interest_rounding=_MODES[case["interest_rounding"]],
        level=Level.REAL_PERIODS,
        closing=_CLOSINGS[case["level_option"].split()[0]],
        interest_cap=principal.times(percent(capped[1])) if capped else None,
    )
    schedule = build_schedule(terms)
    for row, got in zip(rows, schedule.instalments, strict=True):
        for key, value in (
            ("payment", got.total),
            ("interest", got.interest),
            ("principal", got.principal),
            ("principal_balance", got.balance),
        ):
            yield from differ(f"day {row['day']} {key}", row[key], value)
    interest = Money.total(r.interest for r in schedule.instalments)
    yield from differ("total_interest", case["total_interest"], interest)
    yield from differ("total_payments", case["total_payments"], interest + principal)


# daily compounding from an effective rate, as an external ledger has it


def _daily_compound(case: Case) -> Iterator[str]:
    """The ledger's principal column may miss the loan by 0.01 (README); the loan that it adds up to is the one repaid."""
    dues = tuple(day(d) for d in case["due_dates"])
    principal = Money(sum(fen(row["principal"]) for row in case["expected"]))
    yield from differ("principal", case["principal"], principal, CENT)
    terms = LoanTerms(
        principal,
        Method.EQUAL_INSTALMENT,
        len(dues),
        dues[0],
        _effective(case),
        principal,
        day(case["start_date"]),
        DayCount.ACT_365,
        due_on=dues,
        compounding=Compounding.DAILY,
        level=Level.REAL_PERIODS,
        last=Last.KEEP_PAYMENT,
    )
    for row, got in zip(case["expected"], build_schedule(terms).instalments, strict=True):
        yield from differ(f"{row['period']} instalment", case["instalment"], got.total)
        for key in ("days", "interest", "principal", "balance"):
            yield from differ(f"{row['period']} {key}", row[key], getattr(got, key))


def _effective(case: Case) -> Rate:
    monthly = re.match(r"([\d.]+)% m$", case["rate"])
    value = (1 + percent(monthly[1])) ** 12 - 1 if monthly else Fraction(str(case["effective_annual_rate"]))
    return Rate(value)


# progressive loans with money drawn and rates changed on the way

_NIGHT = timedelta(days=1)


def _progressive(case: Case) -> Iterator[str]:
    stretches = _periods(case)
    first = stretches[0]
    terms = LoanTerms(
        Money(1),
        Method.EQUAL_INSTALMENT,
        len(stretches),
        first.due,
        Rate(percent(case["annual_rate_percent"])),
        Money(1),
        first.start,
        DayCount.ACT_365,
        rounding=Rounding.HALF_EVEN,
        level=Level.REAL_PERIODS,
        last=Last.SPREAD,
    )
    events = [_event(e) for e in case["events"]]
    stages = replan(stretches, terms, events)
    if len(events) == 1:
        yield from _same_as_plain(stretches, terms, events[0], stages)
    for row in case["expected"]:
        yield from _stage_row(row, stages[row["period"] - 1])


def _event(event: Case) -> Drawn | NewRate:
    if event["op"] == "disburse":
        return Drawn(day(event["date"]), money(event["amount"]))
    # published factors count the day of the change itself at the new rate: days belong to the date they end on
    return NewRate(day(event["date"]) - _NIGHT, Rate(percent(event["annual_rate_percent"])))


def _periods(case: Case) -> list[Period]:
    """Each period is one whole unit long, whatever its dates were moved to; its share follows from that."""
    rows = case["periods"]
    ends = [day(r["start"]) for r in rows[1:]]
    starts = [day(r["start"]) for r in rows]
    wholes = [_moved(start, case) for start in starts]
    last = max(day(rows[-1]["due"]), wholes[-1])
    return [
        Period(start, end, _share(start, whole, case))
        for start, end, whole in zip(starts, [*ends, last], wholes, strict=True)
    ]


def _moved(start: date, case: Case) -> date:
    if case["unit"] == "MONTHS":
        return add_months(start, case["repay_every"])
    return start + timedelta(days=case["repay_every"] * (7 if case["unit"] == "WEEKS" else 1))


def _share(start: date, end: date, case: Case) -> Fraction:
    days = 30 * case["repay_every"] if case["days_in_month"] == "DAYS_30" else (end - start).days
    if case["days_in_year"] != "ACTUAL":
        return Fraction(days, int(case["days_in_year"].removeprefix("DAYS_")))
    # actual years: a day belongs to the year of the date it ends on
    return sum(
        (Fraction(1, 366 if _leap(start + n * _NIGHT) else 365) for n in range(1, days + 1)), Fraction(0)
    )


def _leap(on: date) -> bool:
    return (date(on.year, 3, 1) - date(on.year, 2, 28)).days == 2


def _stage_row(row: Case, stage: Stage) -> Iterator[str]:
    period = row["period"]
    total = Money(stage.principal + stage.interest)
    yield from differ(f"{period} instalment", row["instalment"], total)
    yield from differ(f"{period} interest", row["interest_period_total"], Money(stage.interest))
    yield from differ(f"{period} principal", row["principal"], Money(stage.principal))
    yield from differ(f"{period} balance", row["balance"], Money(stage.balance))
    if row["rate_factor"]:
        shown = {
            (
                str((Decimal(s.factor.numerator) / s.factor.denominator).quantize(Decimal("1e-12"))),
                str(Money(s.interest)),
            )
            for s in stage.stretches
        }
        wanted = (
            str(Decimal(str(row["rate_factor"])).quantize(Decimal("1e-12"))),
            str(money(row["interest"])),
        )
        if wanted not in shown:
            yield f"{period} part: expected {wanted}, got {sorted(shown)}"


def _same_as_plain(
    stretches: Sequence[Period], terms: LoanTerms, drawn: Drawn | NewRate, stages: Sequence[Stage]
) -> Iterator[str]:
    """Without changes on the way the plain splitting must give the same."""
    assert isinstance(drawn, Drawn)
    plain = [(s.principal, s.interest) for s in amortise(drawn.amount.fen, stretches, terms)]
    if plain != [(s.principal, s.interest) for s in stages]:
        yield f"amortise gives {plain}"


_STYLES: Mapping[str, Callable[[Case], Iterator[str]]] = {
    "equal_instalment": _equal_instalment,
    "equal_principal": _plain(Method.EQUAL_PRINCIPAL),
    "interest_only_bullet": _plain(Method.INTEREST_ONLY),
    "fixed_payment_find_n": _fixed_payment,
    "regressive_price": _regressive,
    "due_dates_only": _dates_only,
    "level_payment_daily_interest": _daily_interest,
    "level_payment_daily_compound_365": _daily_compound,
    "progressive_equal_instalment": _progressive,
}

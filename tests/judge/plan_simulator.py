"""Checks a set of plans from data alone: the tables of the case folder and the lists of summary.json.

The product's plan is not recomputed; it is lived through month by month. Every rule that is applied stands in the
published interface: what is affordable, what a month carries once an income has ended, that interest is a twelfth of
the yearly rate on the principal still open, and that a payment goes to charges and interest before the principal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from judge.ledger_oracle import standing, to_come
from judge.schedule_oracle import fen, month_end, rounded, stepped

LONGEST = 60
TEN_YUAN = 1000
CHARGES = ("cost", "interest", "penalty", "compound", "fee", "late_fee")
BENEFITS = ("失业", "养老", "低保", "补贴")

Raw = Mapping[str, Any]
Month = tuple[int, int]


# what can be paid


def counts(income: Raw, *, hardship: bool) -> bool:
    """Income from before the hardship counts only when marked as continuing; a benefit begins because of it."""
    if "continues" in income:
        return bool(income["continues"])
    return not hardship or is_benefit(income)


def is_benefit(income: Raw) -> bool:
    return any(word in income["name"] for word in BENEFITS)


def is_certain(income: Raw) -> bool:
    """As stated; the default is true for benefits and continuing wages."""
    if "certain" in income:
        return bool(income["certain"])
    return is_benefit(income) or income.get("continues", False)


def _figure(incomes: Sequence[Raw], home: Raw, percentile: int | None = None) -> int:
    """The affordable formula on these incomes."""
    income = sum(fen(i["amount"]) for i in incomes)
    spending = sum(fen(s["amount"]) for s in home.get("spending", ()))
    cut = sum(rounded(Fraction(fen(i["amount"]) * (5 if is_certain(i) else 4), 5)) for i in incomes)
    stated = income - spending if percentile is None else percentile
    left = min(stated, cut - spending) - rounded(Fraction(5 * income, 100))
    return max(0, left) // TEN_YUAN * TEN_YUAN


def affordable(home: Raw, on: date, surpluses: Sequence[int] = ()) -> int:
    """The one figure: the lower of what the bills and the stress allow, less the reserve, in whole 10 yuan."""
    percentile = None
    if len(surpluses) >= 3:
        rank = 1
        while rank * 5 < len(surpluses):
            rank += 1
        percentile = sorted(surpluses)[rank - 1]
    return _figure(_counted(home, on), home, percentile)


def _counted(home: Raw, on: date) -> list[Raw]:
    hardship = "hardship" in home
    return [
        i
        for i in home.get("income", ())
        if counts(i, hardship=hardship) and ("until" not in i or i["until"] >= on)
    ]


def carries(home: Raw, on: date, month: Month, figure: int) -> int:
    """What a plan may take in the month: the figure, or less once an income has ended."""
    year, number = month
    there = []
    for income in _counted(home, on):
        day = min(income.get("day", 31), month_end(year, number))
        if "until" not in income or date(year, number, day) <= income["until"]:
            there.append(income)
    return min(figure, _figure(there, home))


# what there is to settle


@dataclass(frozen=True)
class ToSettle:
    """What would end the debt on the day: principal (due or not), and everything else."""

    principal: int
    charges: int
    rest: tuple[tuple[date, int], ...] = ()  # instalments of the contract still to come
    by_contract: int | None = None  # what has fallen due and those instalments; None where it is not known
    parts: Mapping[str, int] = field(default_factory=dict)  # the charges by name

    @property
    def total(self) -> int:
        return self.principal + self.charges


def to_settle(row: Raw, payments: Sequence[tuple[date, int]], on: date) -> ToSettle:
    """From the contract on the money that arrived (Civil Code art. 670), or from the latest claim where there is none."""
    if "loan" not in row:
        claims = [c for c in row.get("claim", ()) if c["on"] <= on]
        latest = max(claims, key=lambda c: c["on"], default={"total": "0"})
        items = latest.get("items", {})
        parts = {k: fen(items[k]) for k in ("penalty", "compound", "late_fee") if fen(items.get(k, "0"))}
        late = sum(parts.values())
        return ToSettle(fen(latest["total"]) - late, late, parts=parts)
    loan = row["loan"]
    real = dict(row) | {"loan": loan | {"principal": loan.get("received", loan["principal"])}}
    now = standing(real, payments, on)
    coming = [c for c in to_come(real, payments, on) if c.total]
    parts = {k: now.owed.get(k, 0) for k in CHARGES}
    parts["interest"] += now.undue_interest
    parts["fee"] += sum(c.fee for c in coming)
    charges = sum(parts.values())
    early = now.unapplied  # paid already, waiting for the next due day
    off_charges, left = min(charges, early), early
    for k in CHARGES:
        off = min(parts[k], left)
        parts[k], left = parts[k] - off, left - off
    principal = now.owed["principal"] + now.undue_principal - (early - off_charges)
    by_contract = now.total + sum(c.total for c in coming) - early
    rest = tuple((c.due, c.total) for c in coming)
    return ToSettle(principal, charges - off_charges, _after_credit(rest, early), by_contract, parts)


def _after_credit(dues: Sequence[tuple[date, int]], early: int) -> tuple[tuple[date, int], ...]:
    """The instalments still to pay once money paid early has been taken off the first of them."""
    found = []
    for day, amount in dues:
        off = min(amount, early)
        early -= off
        if amount > off:
            found.append((day, amount - off))
    return tuple(found)


# living through the plans


def run(principal: int, charges: int, rate: Fraction, payments: Sequence[int]) -> tuple[int, int]:
    """What is left after the payments, and the interest that ran meanwhile."""
    interest_in_all = 0
    for pay in payments:
        interest = rounded(principal * rate / 12)
        interest_in_all += interest
        charges += interest
        to_charges = min(pay, charges)
        charges -= to_charges
        principal -= pay - to_charges
    return principal + charges, interest_in_all


def rate_of(option: Raw) -> Fraction:
    """The yearly rate during the plan: unrounded where it was handed over beside the summary."""
    return Fraction(option.get("exact_rate", option["rate"]))


def _payments(option: Raw) -> list[tuple[date, int]]:
    return [(date.fromisoformat(day), fen(amount)) for day, amount in option["payments"]]


def by_month(options: Sequence[Raw]) -> dict[Month, int]:
    """The sum of the plans in each month."""
    sums: dict[Month, int] = defaultdict(int)
    for option in options:
        for day, amount in _payments(option):
            sums[day.year, day.month] += amount
    return dict(sums)


def over_budget(home: Raw, on: date, figure: int, sums: Mapping[Month, int]) -> list[str]:
    """Months that take more than the affordable figure or than the incomes left in that month carry."""
    return [
        f"{y}-{m:02d}: {taken} fen of {carries(home, on, (y, m), figure)}"
        for (y, m), taken in sums.items()
        if taken > carries(home, on, (y, m), figure)
    ]


def faults(option: Raw, debt: ToSettle, on: date) -> Iterator[str]:
    """What is wrong with one plan by itself: order of days, sums, and whether it really ends the debt."""
    payments = _payments(option)
    days = [day for day, _ in payments]
    kept = bool(
        {"contract", "catch_up"} & set(option["kind"])
    )  # the contract has its own days, the first may be today
    if days != sorted(set(days)) or min(days) < on or (min(days) == on and not kept):
        yield "its days are not in order after the day of the plan"
    if len({(d.year, d.month) for d in days}) != len(days) and not kept:
        yield "its payments are not one a month"
    if sum(a for _, a in payments) != fen(option["total"]):
        yield "its payments do not add up to its total"
    if max(a for _, a in payments) != fen(option["monthly"]) or len(payments) != option["n"]:
        yield "its monthly payment or its number is not that of its list"
    if sum(fen(v) for v in option["waived_parts"].values()) != fen(option["waived"]):
        yield "the parts waived do not add up"
    if "holding" in option["kind"]:
        if sum(a for _, a in payments) > debt.total:
            yield "a holding request pays more than there is"
        return
    yield from _does_not_end(option, debt, [a for _, a in payments], on)


def _does_not_end(option: Raw, debt: ToSettle, amounts: Sequence[int], on: date) -> Iterator[str]:
    if min(amounts) <= 0 or len(amounts) > LONGEST:
        yield "a month without a payment, or more than 60 months"
    if fen(option["balance"]) != debt.total:
        yield f"its balance {option['balance']} is not what there is to settle, {debt.total} fen"
    if {"contract", "catch_up"} & set(option["kind"]):
        if debt.by_contract not in {None, sum(amounts)}:
            yield f"the contract kept pays {sum(amounts)} fen, it asks for {debt.by_contract}"
        if sum(amounts) < debt.total:
            yield f"the contract kept pays {sum(amounts)} fen of {debt.total} that there is to settle"
        return
    waived = fen(option["waived"])
    if option["shape"] == "level":
        yield from level_faults(option, debt, on)
        return
    left, interest = run(debt.principal, debt.charges - waived, rate_of(option), amounts)
    if left != 0:
        yield f"{left} fen are left after the last payment"
    if debt.total - waived + interest != fen(option["total"]) and left == 0:
        yield "waived, paid and interest do not reconcile"


# plans in instalments: charges bear nothing and are split equally, the first period runs from the day of the plan


def first_part(start: date, end: date) -> Fraction:
    """Months counted one by one as twelfths of a year, then odd days as 360ths."""
    months = 0
    while stepped(start, months + 1, start.day) <= end:
        months += 1
    return Fraction(months, 12) + Fraction((end - stepped(start, months, start.day)).days, 360)


def split(total: int, n: int) -> list[int]:
    """Equal parts rounded half up, never more than what is left; the last takes the rest."""
    each, left, found = rounded(Fraction(total, n)), total, []
    for _ in range(n - 1):
        found.append(min(each, left))
        left -= found[-1]
    return [*found, left]


def live(
    principal: int, parts: Sequence[int], rate: Fraction, first: Fraction, payments: Sequence[int]
) -> tuple[int, int]:
    """What is left of the principal after these instalments, and the interest that ran meanwhile."""
    n, interest_in_all = len(payments), 0
    own = [split(p, n) for p in parts]
    for k, pay in enumerate(payments):
        if principal < 0:
            break  # more was paid than there was
        interest = rounded(principal * rate * (first if k == 0 else Fraction(1, 12)))
        interest_in_all += interest
        principal -= pay - interest - sum(o[k] for o in own)
    return principal, interest_in_all


def level_faults(option: Raw, debt: ToSettle, on: date) -> Iterator[str]:
    """Lived through, the instalments end the debt; all but the last are equal, but for the fen of split charges."""
    waived = {k: fen(v) for k, v in option["waived_parts"].items()}
    down = fen(option["down_payment"])
    payments = _payments(option)
    if down:
        if payments[0][1] != down:
            yield "the down payment is not the first payment"
        payments = payments[1:]
    amounts = [a for _, a in payments]
    principal = debt.principal - down - waived.pop("principal", 0)
    parts = [amount - waived.get(k, 0) for k, amount in debt.parts.items()]
    if min(parts, default=0) < 0:
        yield "more is waived than there is"
    left, interest = live(principal, parts, rate_of(option), first_part(on, payments[0][0]), amounts)
    if left != 0:
        yield f"{left} fen are left after the last instalment"
    if down + principal + sum(parts) + interest != fen(option["total"]):
        yield "principal, charges, interest and payments do not reconcile"
    own = [sum(each) for each in zip(*(split(p, len(amounts)) for p in parts), strict=True)]
    bare = [a - o for a, o in zip(amounts, own or [0] * len(amounts), strict=True)][:-1]
    if (
        max(bare, default=0) != min(bare, default=0) and principal > len(amounts) ** 2
    ):  # rounding may clear less early
        yield "its instalments are not level"
    if len(amounts) > 1 and amounts[-1] > max(amounts[:-1]) + len(amounts) * (len(parts) + 1):
        yield "its last instalment is larger than the others"


def level_on_claimed(option: Raw, debt: ToSettle, on: date, share: Sequence[int]) -> Iterator[str]:
    """On the claimed balance so many instalments of what the months carry, or equal ones, cost so much in all."""
    said = option["on_claimed"]
    waived = {k: fen(v) for k, v in option["waived_parts"].items()}
    down, rate = fen(option["down_payment"]), rate_of(option)
    payments = _payments(option)[1 if down else 0 :]
    later = next(
        i for i, month in enumerate(option["share_months"]) if month == payments[0][0].isoformat()[:7]
    )
    principal = debt.principal - down - waived.pop("principal", 0)
    parts = [amount - waived.get(k, 0) for k, amount in debt.parts.items()]
    parts.append(fen(said["balance"]) - debt.total)
    first = first_part(on, payments[0][0])
    if said["n"] is None:
        if option["safe"]:
            yield "it is called safe and does not end within 60 months on the claimed balance"
        return
    n = said["n"] - (down > 0)
    most = min(share[later : later + n])
    own = [sum(each) for each in zip(*(split(p, n) for p in parts), strict=True)]
    whole = [most - own[0] + o for o in own]
    left, _ = live(principal, parts, rate, first, [*whole[:-1], own[-1]])
    last = left + own[-1]
    equal = _equal(principal, parts, rate, first, n)
    totals = {down + sum(equal)} if max(equal) <= most else set()
    if n > 1 and 0 < last <= most:
        totals.add(down + sum(whole[:-1]) + last)
    if fen(said["total"]) not in totals:
        yield f"on the claimed balance {n} instalments come to {totals}, not {said}"


def _equal(principal: int, parts: Sequence[int], rate: Fraction, first: Fraction, n: int) -> list[int]:
    """Equal instalments by the annuity of the periods as they are, with the rest in the last."""
    worth, growth = Fraction(0), Fraction(1)
    for k in range(n):
        growth *= 1 + rate * (first if k == 0 else Fraction(1, 12))
        worth += 1 / growth
    level, left, found = rounded(Fraction(principal) / worth), principal, []
    own = [sum(each) for each in zip(*(split(p, n) for p in parts), strict=True)]
    for k in range(n):
        interest = rounded(left * rate * (first if k == 0 else Fraction(1, 12)))
        part = left if k == n - 1 else min(max(level - interest, 0), left)
        left -= part
        found.append(part + interest + own[k])
    return found


def on_claimed_faults(option: Raw, debt: ToSettle, share: Sequence[int]) -> Iterator[str]:
    """On the balance the other side claims the same payments, going on as long as needed, end within 60 months.

    `share` is what this creditor may get in each month from the plan's first on.
    """
    said = option["on_claimed"]
    balance = fen(said["balance"])
    open_charges = balance - fen(option["waived"]) - debt.principal
    principal, paid, rate = debt.principal, 0, rate_of(option)
    for n, most in enumerate(share[:LONGEST], 1):
        open_charges += rounded(principal * rate / 12)
        pay = min(most, principal + open_charges)
        to_charges = min(pay, open_charges)
        open_charges -= to_charges
        principal -= pay - to_charges
        paid += pay
        if principal + open_charges == 0:
            if said["n"] != n or said["total"] is None or fen(said["total"]) != paid:
                yield f"on the claimed balance it takes {n} payments of {paid} fen in all, not {said}"
            return
    if option["safe"]:
        yield "it is called safe and does not end within 60 months on the claimed balance"


def shares(free: Sequence[int], weights: Mapping[str, int]) -> dict[str, list[int]]:
    """Pro rata of what is free in each month, in whole yuan, the residue to the largest."""
    found: dict[str, list[int]] = {i: [] for i in weights}
    whole = sum(weights.values())
    largest = max(weights, key=lambda i: (weights[i], i))
    for month in free:
        parts = {i: month // 100 * w // whole for i, w in weights.items()}
        parts[largest] += month // 100 - sum(parts.values())
        for i, part in parts.items():
            found[i].append(part * 100)
    return found

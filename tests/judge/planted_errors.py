"""Loans whose lender made known mistakes, and loans whose lender made none.

Written without the audit and without the product's ledger: what the contract gives and what the lender claims are both
walked day by day by `ledger_oracle`, with one term of the contract changed for each planted mistake. A mistake is
what the lender did, its `kind` in this module's own words, and `fen` is what it adds to the claim.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from judge.ledger_oracle import PARTS, Standing, standing
from judge.schedule_oracle import amortises, fen, loan_of, rounded, schedule

Raw = dict[str, Any]
Paid = list[tuple[date, int]]
Books = dict[str, int]  # fen by part of the claim


NOISE = 5  # fen: no claim here has more than five unpaid instalments


@dataclass(frozen=True)
class Mistake:
    kind: str
    fen: int


@dataclass(frozen=True)
class Planted:
    """A debt as debts.toml has it, with its claim; what was planted; what the contract really gives."""

    row: Raw
    payments: Paid
    on: date
    truth: Books
    claimed: Books
    mistakes: tuple[Mistake, ...]


@dataclass
class Lender:
    """How the lender keeps its books: the contract it thinks it has, and what it adds by hand."""

    row: Raw
    payments: Paid
    on: date
    payoff: bool = False
    both_ends: bool = False
    by_hand: list[Callable[[Lender, Books], None]] | None = None

    def standing(self, on: date | None = None) -> Standing:
        return standing(self.row, self.payments, on or self.on)

    def books(self) -> Books:
        now = self.standing()
        found = dict(now.owed)
        if self.payoff:
            found["principal"] += now.undue_principal
            found["interest"] += now.undue_interest
        if self.both_ends:
            later = self.standing(self.on + timedelta(days=1))
            for part in ("penalty", "compound"):
                found[part] += later.asked[part] - now.asked[part]
        for add in self.by_hand or ():
            add(self, found)
        return found


# contracts


def contract(rng: random.Random, *, method: str | None = None, **late: Any) -> tuple[Raw, Paid, date]:
    """A loan of 6 to 24 months that fell behind one to three instalments ago, and what was paid before."""
    while True:
        row, payments, on = _drawn(rng, method or rng.choice(["equal_instalment", "equal_principal", "flat"]))
        row["overdue"] |= late
        if amortises(row["loan"]):
            return row, payments, on


def _drawn(rng: random.Random, method: str) -> tuple[Raw, Paid, date]:
    received_on = date(2025, 1, 1) + timedelta(days=rng.randrange(300))
    principal = rng.randrange(20, 600) * 10_000
    first = received_on + timedelta(days=rng.choice([28, 30, 31, 35]))
    rate = {"value": f"0.{rng.choice([72, 96, 108, 126, 144, 165, 180, 198]):03d}", "per": "year"}
    if method == "flat":
        rate = {"value": f"0.{rng.choice([40, 50, 60, 75]):04d}", "per": "flat_month"}
    loan = {
        "principal": f"{principal // 100}.00",
        "received": f"{principal // 100}.00",
        "received_on": received_on,
        "method": method,
        "n": rng.randrange(9, 25),
        "first_due": first,
        "rate": rate,
        "day_count": rng.choice(["monthly", "monthly", "act/365"]) if method != "flat" else "monthly",
        "rounding": "half_up",
    }
    row: Raw = {
        "id": "planted",
        "lender": "某某银行股份有限公司",
        "lender_kind": rng.choice(["bank_loan", "consumer_finance"]),
        "contract_date": received_on,
        "missed_since": received_on,
        "loan": loan,
        "overdue": {
            "penalty": {"factor": rng.choice(["1.3", "1.5"])},
            "penalty_base": "overdue_principal",
            "compound": "none",
            "late_fee": {"share": "0.05", "of": "missed_amount"},
            "grace_days": 3,
            "grace": "forgives_if_paid",
            "allocation": ["cost", "interest", "penalty", "compound", "fee", "late_fee", "principal"],
            "allocation_scope": "horizontal",
        },
    }
    if rng.random() < 0.4:
        row["fee"] = [{"name": "担保费", "amount": f"{rng.randrange(5, 30)}.00", "every": "instalment"}]
    rows = schedule(loan, row.get("fee", ()))
    missed = rng.randrange(3, len(rows) - 3)
    payments: Paid = []
    for due in rows[:missed]:
        payments += _paid(rng, due.due, due.total)
    behind = rng.randrange(1, 4)
    last = rows[min(missed + behind - 1, len(rows) - 2)]
    after = rows[rows.index(last) + 1].due
    on = min(last.due + timedelta(days=rng.randrange(8, 24)), after - timedelta(days=2))
    if rng.random() < 0.5:  # something was paid on the first missed instalment, late
        payments.append(
            (rows[missed].due + timedelta(days=rng.randrange(4, 7)), rng.randrange(50, 200) * 100)
        )
    return row, sorted(payments), on


def _paid(rng: random.Random, due: date, total: int) -> Paid:
    manner = rng.random()
    if manner < 0.7:
        return [(due, total)]
    if manner < 0.85:
        return [(due - timedelta(days=rng.randrange(1, 6)), total)]
    return [(due - timedelta(days=2), total // 2), (due + timedelta(days=1), total - total // 2)]


# mistakes: each changes the lender's books, and says no when the contract leaves no room for it


Plant = Callable[[random.Random, Lender], bool]


def _late(lender: Lender, **changes: Any) -> bool:
    lender.row["overdue"] |= changes
    return True


def base_with_interest(_rng: random.Random, lender: Lender) -> bool:
    return _late(lender, penalty_base="overdue_principal_and_interest")


def higher_factor(_rng: random.Random, lender: Lender) -> bool:
    own = Fraction(lender.row["overdue"]["penalty"]["factor"])
    return _late(lender, penalty={"factor": "2.0" if own == Fraction("1.5") else "1.5"})


def compound_not_agreed(_rng: random.Random, lender: Lender) -> bool:
    return _late(lender, compound="on_interest")


def grace_ignored(_rng: random.Random, lender: Lender) -> bool:
    """One instalment is still within its three days of grace on the day of the claim."""
    rows = schedule(lender.row["loan"], lender.row.get("fee", ()))
    due = max(r.due for r in rows if r.due < lender.on)
    lender.on = due + timedelta(days=2)
    lender.payments[:] = [p for p in lender.payments if p[0] <= lender.on]
    return _late(lender, grace_days=0)


def both_ends(_rng: random.Random, lender: Lender) -> bool:
    lender.both_ends = True
    return True


def year_of_360(_rng: random.Random, lender: Lender) -> bool:
    lender.row["loan"]["day_count"] = "act/360"
    return True


def late_fees_first(_rng: random.Random, lender: Lender) -> bool:
    return _late(
        lender, allocation=["cost", "late_fee", "penalty", "compound", "fee", "interest", "principal"]
    )


def payment_lost(rng: random.Random, lender: Lender) -> bool:
    lender.payments.pop(-1 - rng.randrange(min(2, len(lender.payments))))
    return True


def payment_late(_rng: random.Random, lender: Lender) -> bool:
    """The last payment, made after grace, is booked five days on."""
    day, amount = lender.payments[-1]
    if day + timedelta(days=5) > lender.on:
        return False
    lender.payments[-1] = (day + timedelta(days=5), amount)
    return True


def late_fee_twice(_rng: random.Random, lender: Lender) -> bool:
    def add(_: Lender, books: Books) -> None:
        books["late_fee"] += _last_late_fee(lender)

    return _by_hand(lender, add)


def fee_twice(_rng: random.Random, lender: Lender) -> bool:
    if not lender.row.get("fee"):
        return False

    def add(_: Lender, books: Books) -> None:
        books["fee"] += fen(lender.row["fee"][0]["amount"])

    return _by_hand(lender, add)


def undue_interest(_rng: random.Random, lender: Lender) -> bool:
    """Everything was declared due, and the interest of the instalments that will not run is claimed too."""
    declared = lender.row["overdue"]["accelerated_on"]
    rows = schedule(lender.row["loan"])

    def add(_: Lender, books: Books) -> None:
        future = sum(r.interest for r in rows if r.due > declared)
        books["interest"] += future - standing(lender.row, lender.payments, declared).undue_interest
        earned = _earned_at(lender, declared)
        books["interest"] -= earned

    return _by_hand(lender, add)


def no_clause(rng: random.Random, lender: Lender) -> bool:
    amount = rng.randrange(20, 400) * 100

    def add(_: Lender, books: Books) -> None:
        books["other"] = books.get("other", 0) + amount

    return _by_hand(lender, add)


def interest_on_late_fee(_rng: random.Random, lender: Lender) -> bool:
    """A card: interest at the contract rate on each late fee since it was charged."""
    daily = loan_of(lender.row["loan"]).daily
    grace = lender.row["overdue"]["grace_days"]

    def add(_: Lender, books: Books) -> None:
        for due, fee in _late_fees(lender):
            days = (lender.on - due).days - grace - 1
            books["compound"] += rounded(fee * max(days, 0) * daily)

    return _by_hand(lender, add)


def principal_not_reduced(_rng: random.Random, lender: Lender) -> bool:
    """A revolving credit: what was repaid early goes on bearing interest until the next due day."""
    dues = [r.due for r in schedule(lender.row["loan"])]
    lender.payments[:] = sorted((min(d for d in dues if d >= day), amount) for day, amount in lender.payments)
    return True


def unitemised(rng: random.Random, lender: Lender) -> bool:
    amount = rng.randrange(10, 300) * 100

    def add(_: Lender, books: Books) -> None:
        books["?"] = amount

    return _by_hand(lender, add)


def future_interest(_rng: random.Random, lender: Lender) -> bool:
    """A claim for the whole debt that asks for the interest of every instalment to come as well."""
    rows = schedule(lender.row["loan"])
    lender.payoff = True

    def add(_: Lender, books: Books) -> None:
        books["interest"] += (
            sum(r.interest for r in rows if r.due > lender.on) - lender.standing().undue_interest
        )

    return _by_hand(lender, add)


def future_fees(_rng: random.Random, lender: Lender) -> bool:
    """Everything was declared due, and the fees of the instalments that will not run are claimed too."""
    declared = lender.row["overdue"]["accelerated_on"]
    rows = schedule(lender.row["loan"], lender.row["fee"])

    def add(_: Lender, books: Books) -> None:
        books["fee"] += sum(r.fees for r in rows if r.due > declared)

    return _by_hand(lender, add)


def undue_principal(_rng: random.Random, lender: Lender) -> bool:
    """Penalty interest runs on the instalments to come as well, since the oldest unpaid due day."""
    rows = schedule(lender.row["loan"])
    daily = loan_of(lender.row["loan"]).daily * Fraction(lender.row["overdue"]["penalty"]["factor"])

    def add(_: Lender, books: Books) -> None:
        oldest = lender.standing().oldest_unpaid
        if oldest is None:
            return
        days = ((oldest + timedelta(days=n)) for n in range((lender.on - oldest).days))
        books["penalty"] += rounded(
            sum(sum(r.principal for r in rows if r.due > day) for day in days) * daily
        )

    return _by_hand(lender, add)


def from_the_signing(_rng: random.Random, lender: Lender) -> bool:
    """Interest is counted from the day of signing; the money came days later."""
    lender.row["loan"]["received_on"] = lender.row["contract_date"]
    return True


def compound_on_penalty(_rng: random.Random, lender: Lender) -> bool:
    """Interest on penalty interest too: each day on what has run up on the instalment the day before."""
    loan = loan_of(lender.row["loan"])
    late = loan.daily * Fraction(lender.row["overdue"]["penalty"]["factor"])

    def add(_: Lender, books: Books) -> None:
        oldest = lender.standing().oldest_unpaid or lender.on
        for row in schedule(lender.row["loan"]):
            if oldest <= row.due < lender.on - timedelta(days=lender.row["overdue"]["grace_days"]):
                days = (lender.on - row.due).days
                on_both = sum(row.interest + row.principal * late * day for day in range(days))
                books["compound"] += rounded(on_both * loan.daily) - rounded(row.interest * days * loan.daily)

    return _by_hand(lender, add)


def _by_hand(lender: Lender, add: Callable[[Lender, Books], None]) -> bool:
    lender.by_hand = [*(lender.by_hand or []), add]
    return True


def _late_fees(lender: Lender) -> list[tuple[date, int]]:
    """Each late fee with the due day of its instalment: the fee is asked on the day after grace."""
    found, before = [], 0
    grace = timedelta(days=lender.row["overdue"]["grace_days"])
    for row in schedule(lender.row["loan"], lender.row.get("fee", ())):
        asked = row.due + grace + timedelta(days=1)
        if asked <= lender.on:
            now = lender.standing(asked).asked["late_fee"]
            if now > before:
                found.append((row.due, now - before))
                before = now
    return found


def _last_late_fee(lender: Lender) -> int:
    fees = _late_fees(lender)
    return fees[-1][1] if fees else 0


def _earned_at(lender: Lender, declared: date) -> int:
    """Interest that the declaration made due: the difference it makes to what is asked on its day."""
    unaccelerated = deepcopy(lender.row)
    del unaccelerated["overdue"]["accelerated_on"]
    with_it = standing(lender.row, lender.payments, declared).asked["interest"]
    return with_it - standing(unaccelerated, lender.payments, declared).asked["interest"]


MISTAKES: dict[str, Plant] = {
    "penalty_base": base_with_interest,
    "penalty_rate": higher_factor,
    "compound_not_agreed": compound_not_agreed,
    "grace_ignored": grace_ignored,
    "both_ends": both_ends,
    "year_of_360": year_of_360,
    "order": late_fees_first,
    "payment_lost": payment_lost,
    "payment_late": payment_late,
    "late_fee_twice": late_fee_twice,
    "fee_twice": fee_twice,
    "undue_interest": undue_interest,
    "no_clause": no_clause,
    "interest_on_late_fee": interest_on_late_fee,
    "principal_not_reduced": principal_not_reduced,
    "unitemised": unitemised,
    "future_interest": future_interest,
    "future_fees": future_fees,
    "undue_principal": undue_principal,
    "from_the_signing": from_the_signing,
    "compound_on_penalty": compound_on_penalty,
}
# which may stand together in one claim; the others are planted alone or with one of these
MIXED = (
    "no_clause",
    "unitemised",
    "late_fee_twice",
    "penalty_base",
    "penalty_rate",
    "compound_not_agreed",
    "both_ends",
)


def loan_for(rng: random.Random, kind: str) -> tuple[Raw, Paid, date]:
    """A contract that leaves room for the mistake."""
    if kind == "principal_not_reduced":
        return _revolving(rng)
    row, payments, on = contract(rng)
    while kind == "fee_twice" and not row.get("fee"):
        row, payments, on = contract(rng)
    _terms_for(rng, kind, row, on)
    if kind in {"year_of_360", "from_the_signing", "future_fees", "compound_on_penalty"}:
        payments = _as_asked(row, on)
    if kind in {"payment_late", "order"}:
        rows = schedule(row["loan"], row.get("fee", ()))
        oldest = standing(row, payments, on).oldest_unpaid
        first = next((r for r in rows if r.due == oldest), rows[1])
        payments = [p for p in payments if p[0] < first.due]
        payments.append((first.due + timedelta(days=4), first.principal // 2 + first.interest))
        on = max(on, first.due + timedelta(days=25 if kind == "order" else 12))
    return row, payments, on


def _terms_for(rng: random.Random, kind: str, row: Raw, on: date) -> None:
    if kind == "order":
        row["overdue"]["allocation"] = ["interest", "principal", "fee", "penalty", "compound", "late_fee"]
    if kind == "compound_on_penalty":
        row["overdue"]["compound"] = "on_interest"
    if kind == "interest_on_late_fee":
        row["lender_kind"] = "bank_card"
    if kind == "future_fees":
        row["fee"] = row.get("fee") or [{"name": "担保费", "amount": "18.00", "every": "instalment"}]
    if kind in {"year_of_360", "from_the_signing"}:
        row["loan"] |= {"day_count": "act/365", "method": "equal_principal"}
        if row["loan"]["rate"]["per"] == "flat_month":
            row["loan"]["rate"] = {"value": "0.144", "per": "year"}
    if kind == "from_the_signing":
        row["contract_date"] -= timedelta(days=rng.randrange(3, 10))
    if kind in {"undue_interest", "future_fees"}:
        rows = schedule(row["loan"])
        row["overdue"]["accelerated_on"] = max(r.due for r in rows if r.due <= on) + timedelta(days=2)


def _as_asked(row: Raw, on: date) -> Paid:
    """Every instalment but the last two due was paid on its day, as the contract asks it."""
    due = [r for r in schedule(row["loan"], row.get("fee", ())) if r.due <= on]
    return [(r.due, r.total) for r in due[:-2]]


def _revolving(rng: random.Random) -> tuple[Raw, Paid, date]:
    row, _, _ = contract(rng, method="equal_principal")
    row["loan"] |= {
        "method": "daily_revolving",
        "rate": {"value": f"0.000{rng.choice([30, 35, 40, 45])}", "per": "day"},
        "day_count": "act/360",
    }
    row.pop("fee", None)
    principal, daily = fen(row["loan"]["principal"]), Fraction(row["loan"]["rate"]["value"])
    dues = [r.due for r in schedule(row["loan"])]
    month = rounded(principal * 35 * daily)  # more than the interest of any month
    early = dues[0] + timedelta(days=rng.randrange(5, 20))
    payments: Paid = [(dues[0], month), (early, principal // rng.randrange(3, 6)), (dues[1], month)]
    return row, payments, dues[2] + timedelta(days=rng.randrange(5, 20))


def planted(seed: int, kinds: tuple[str, ...]) -> Planted | None:
    """One loan with these mistakes; None where the draw leaves no room for one, or one that changes nothing."""
    rng = random.Random(f"{seed} {' '.join(kinds)}")  # noqa: S311 - the same draws every time
    row, payments, on = loan_for(rng, kinds[0])
    declared = {"undue_interest", "future_fees"} & set(kinds)
    payoff = bool({"principal_not_reduced", "future_interest"} & set(kinds)) or (
        not declared and rng.random() < 0.3
    )
    lender = Lender(deepcopy(row), list(payments), on, payoff)
    mistakes, before = [], None
    for kind in kinds:
        if kind == "grace_ignored":  # moves the day of the claim, for the contract as well
            if not MISTAKES[kind](rng, lender):
                return None
            on, payments = lender.on, [p for p in payments if p[0] <= lender.on]
            before = Lender(row, payments, on, payoff).books()
        else:
            before = lender.books()
            if not MISTAKES[kind](rng, lender):
                return None
        added = sum(lender.books().values()) - sum(before.values())
        if added <= NOISE:
            return None  # nothing that costs the borrower more than a fen for each instalment
        mistakes.append(Mistake(kind, added))
    truth = Lender(row, payments, on, payoff).books()
    return Planted(_with_claim(row, lender.books(), on), payments, on, truth, lender.books(), tuple(mistakes))


def clean(seed: int) -> Planted:
    """A loan whose lender claims what the contract gives."""
    rng = random.Random(f"clean {seed}")  # noqa: S311 - the same draws every time
    row, payments, on = _revolving(rng) if seed % 9 == 8 else contract(rng)
    if seed % 7 == 3:
        rows = schedule(row["loan"])
        row["overdue"]["accelerated_on"] = max(r.due for r in rows if r.due <= on) + timedelta(days=1)
    lender = Lender(row, payments, on, payoff=rng.random() < 0.3)
    books = lender.books()
    return Planted(_with_claim(row, books, on), payments, on, books, books, ())


@dataclass(frozen=True)
class OverCeiling:
    """A loan whose lender claims what the contract gives: whether that is dearer than a ceiling, and by how much.

    `unpaid` and `paid` are what is above, below zero where there is room.
    """

    dear: bool
    row: Raw
    payments: Paid
    on: date
    unpaid: int
    paid: int


def near_the_ceiling(seed: int, ceiling: Fraction = Fraction(24, 100)) -> OverCeiling:
    """A loan at 26 to 36 %, or at 10 to 19 %, with or without a fee, paid as asked but for its last two instalments.

    The whole cost is held against the principal really lent at the ceiling, by days of 365, from the start of the oldest
    unpaid period; what was paid before, from the day the money came to that start.
    """
    rng = random.Random(f"ceiling {seed}")  # noqa: S311 - the same draws every time
    dear = rng.random() < 0.6
    while True:
        row, _, on = contract(rng, method=rng.choice(["equal_instalment", "equal_principal"]))
        rate = rng.randrange(260, 360) if dear else rng.randrange(100, 190)
        row["loan"]["rate"] = {"value": f"0.{rate}", "per": "year"}
        row["loan"]["day_count"] = "monthly"
        if amortises(row["loan"]):
            break
    rows = schedule(row["loan"], row.get("fee", ()))
    payments = _as_asked(row, on)
    now = standing(row, payments, on)
    kept = [r for r in rows if r.due < (now.oldest_unpaid or on)]
    starts = [row["loan"]["received_on"], *(r.due for r in kept)]
    balances = [fen(row["loan"]["principal"]), *(r.balance for r in kept)]
    charges = sum(f for part, f in now.owed.items() if part != "principal") + now.undue_interest
    allowed = rounded(balances[-1] * ceiling * Fraction((on - starts[-1]).days, 365))
    occupied = sum(b * (e - s).days for b, s, e in zip(balances, starts, starts[1:], strict=False))
    paid = sum(r.interest + r.fees for r in kept) - rounded(occupied * ceiling / 365)
    claimed = _with_claim(row, Lender(row, payments, on).books(), on)
    return OverCeiling(dear, claimed, payments, on, charges - allowed, paid)


def _with_claim(row: Raw, books: Books, on: date) -> Raw:
    items = {p: _yuan(books[p]) for p in (*PARTS, "other") if books.get(p)}
    claim = {"on": on, "total": _yuan(sum(books.values())), "items": items, "source": "statement"}
    return deepcopy(row) | {"claim": [claim]}


def _yuan(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"


def many(how_many: int) -> Iterator[Planted]:
    """So many loans with one to three mistakes, every kind in turn; the same ones every time."""
    kinds, seed, made = list(MISTAKES), 0, 0
    while made < how_many:
        first = kinds[seed % len(kinds)]
        rng = random.Random(seed)  # noqa: S311 - the same draws every time
        more = [k for k in MIXED if k != first]
        extra = rng.sample(more, rng.choice([0, 0, 0, 1, 1, 2]))
        found = planted(seed, (first, *extra))
        seed += 1
        if found is not None:
            made += 1
            yield found


__all__ = ["MISTAKES", "Mistake", "OverCeiling", "Planted", "clean", "many", "near_the_ceiling"]

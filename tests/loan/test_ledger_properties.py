"""The ledger against a judge that walks through every day, and what must hold of every account."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from judge import ledger_oracle as judge
from strategies import METHODS, Paid, Raw, debt_from, ledgers
from xiehuan.loan import Account, Component
from xiehuan.loan.ledger.account import What

SHORT = settings(max_examples=200, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(SHORT, max_examples=3000)

Drawn = tuple[Raw, Paid, date]


def account_of(row: Raw, payments: Paid, on: date) -> Account:
    return debt_from(row, payments).account(on)


def allocation_of(account: Account) -> dict[tuple[int, int, str], int]:
    """What each payment paid, by instalment and part."""
    found: dict[tuple[int, int, str], int] = defaultdict(int)
    for p in account.postings:
        if p.what is What.PAID:
            assert p.payment is not None
            found[p.payment, p.k, p.component.value] += p.fen
    return dict(found)


def plain(account: Account) -> dict[str, Any]:
    """Everything an account says, in plain values."""
    return {
        "asked": {c.value: account.bucket(c).due.fen for c in Component},
        "paid": {c.value: account.bucket(c).paid.fen for c in Component},
        "unapplied": account.unapplied.fen,
        "undue": (account.not_yet_due_principal.fen, account.not_yet_due_interest.fen),
        "days": (account.days_past_due, account.oldest_unpaid_due),
        "allocation": allocation_of(account),
    }


def expected(row: Raw, payments: Paid, on: date) -> dict[str, Any]:
    found = judge.standing(row, payments, on)
    return {
        "asked": found.asked,
        "paid": found.paid,
        "unapplied": found.unapplied,
        "undue": (found.undue_principal, found.undue_interest),
        "days": (found.days_past_due, found.oldest_unpaid),
        "allocation": found.allocation,
    }


def check_agreement(drawn: Drawn) -> None:
    assert plain(account_of(*drawn)) == expected(*drawn)


@pytest.mark.parametrize("method", METHODS)
@SHORT
@given(data=st.data())
def test_account_is_what_the_days_add_up_to(method: str, data: st.DataObject) -> None:
    check_agreement(data.draw(ledgers(methods=(method,))))


@SHORT
@given(drawn=ledgers(compound=("on_interest",)))
def test_compound_interest_on_unpaid_interest(drawn: Drawn) -> None:
    check_agreement(drawn)


@SHORT
@given(drawn=ledgers(accelerates=True))
def test_everything_declared_due(drawn: Drawn) -> None:
    check_agreement(drawn)


@pytest.mark.long
@LONG
@given(drawn=ledgers(compound=("none", "on_interest")))
def test_accounts_at_length(drawn: Drawn) -> None:
    check_agreement(drawn)


@pytest.mark.long
@LONG
@given(drawn=ledgers(methods=METHODS[:-1], compound=("none", "on_interest"), accelerates=True))
def test_declarations_at_length(drawn: Drawn) -> None:
    check_agreement(drawn)


@SHORT
@given(drawn=ledgers(compound=("none", "on_interest", "on_interest_and_penalty"), accelerates=True))
def test_every_fen_paid_is_somewhere(drawn: Drawn) -> None:
    """Σ parts + unapplied = payments, for each payment and in all."""
    row, payments, on = drawn
    account = account_of(row, payments, on)
    known = sorted((p for p in payments if p[0] <= on), key=lambda p: p[0])
    parts: dict[int, int] = defaultdict(int)
    for (number, _, _), amount in allocation_of(account).items():
        assert amount > 0
        parts[number] += amount
    assert sum(parts.values()) + account.unapplied.fen == sum(amount for _, amount in known)
    assert all(parts[i] <= amount for i, (_, amount) in enumerate(known))
    for component in Component:
        bucket = account.bucket(component)
        assert 0 <= bucket.paid.fen <= bucket.due.fen
        assert bucket.outstanding.fen == bucket.due.fen - bucket.paid.fen - bucket.waived.fen


@SHORT
@given(drawn=ledgers(compound=("none", "on_interest"), accelerates=True))
def test_principal_due_and_undue_is_the_principal_lent(drawn: Drawn) -> None:
    row, payments, on = drawn
    account = account_of(row, payments, on)
    lent = debt_from(row).schedule().terms.principal.fen
    assert account.bucket(Component.PRINCIPAL).due.fen + account.not_yet_due_principal.fen == lent
    assert account.not_yet_due_principal.fen >= 0
    assert account.not_yet_due_interest.fen >= 0


@SHORT
@given(drawn=ledgers(compound=("none", "on_interest")))
def test_days_past_due_by_definition(drawn: Drawn) -> None:
    """The day less the oldest due date that is not fully paid; grace, penalty and late fee change nothing in it."""
    row, payments, on = drawn
    account = account_of(row, payments, on)
    if row["loan"]["method"] == "daily_revolving":
        return  # its instalments are not the schedule's; the judge counts them in the tests above
    paid: dict[int, int] = defaultdict(int)
    for (_, k, part), amount in allocation_of(account).items():
        paid[k] += amount if part in judge.SCHEDULED else 0
    due = {r.k: r for r in judge.schedule(row["loan"], row["fee"]) if r.due <= on}
    unpaid = [r.due for k, r in due.items() if paid[k] < r.total]
    assert account.oldest_unpaid_due == min(unpaid, default=None)
    assert account.days_past_due == ((on - min(unpaid)).days if unpaid else 0)
    calm = row | {"overdue": {k: v for k, v in row["overdue"].items() if "allocation" in k}}
    if not payments:
        assert account_of(calm, [], on).days_past_due == account.days_past_due


@SHORT
@given(drawn=ledgers(compound=("none", "on_interest"), accelerates=True), extra=st.data())
def test_later_payments_are_not_known_yet(drawn: Drawn, extra: st.DataObject) -> None:
    row, payments, on = drawn
    day = on + timedelta(days=extra.draw(st.integers(1, 300)))
    later = [*payments, (day, extra.draw(st.integers(1, 100_000)))]
    assert plain(account_of(row, later, on)) == plain(account_of(row, payments, on))
    known = [p for p in payments if p[0] <= on]
    assert plain(account_of(row, known, on)) == plain(account_of(row, payments, on))


@SHORT
@given(drawn=ledgers(accelerates=True), extra=st.data())
def test_who_pays_more_never_owes_more(drawn: Drawn, extra: st.DataObject) -> None:
    """One payment added, or one made larger: what is owed with what is not yet due does not grow, by no fen."""
    row, payments, on = drawn
    more = list(payments)
    amount = extra.draw(st.integers(1, 500_000))
    if payments and extra.draw(st.booleans()):
        i = extra.draw(st.integers(0, len(payments) - 1))
        more[i] = (more[i][0], more[i][1] + amount)
    else:
        first = row["loan"]["received_on"]
        more.append((first + timedelta(days=extra.draw(st.integers(0, (on - first).days))), amount))
    before, after = account_of(row, payments, on), account_of(row, more, on)
    assert burden(after) <= burden(before)
    assert after.days_past_due <= before.days_past_due


def burden(account: Account) -> int:
    """Everything there is to pay, in fen."""
    left = account.outstanding() + account.not_yet_due_principal + account.not_yet_due_interest
    return left.fen - account.unapplied.fen


@SHORT
@given(drawn=ledgers(compound=("on_interest_and_penalty",)))
def test_compound_interest_on_penalty_costs_no_less(drawn: Drawn) -> None:
    """Its daily base is not settled to the fen; it is never less than compound interest on interest alone."""
    row, _, on = drawn
    gentle = row | {"overdue": row["overdue"] | {"compound": "on_interest"}}
    harsh = account_of(row, [], on).bucket(Component.COMPOUND).due.fen
    assert harsh >= account_of(gentle, [], on).bucket(Component.COMPOUND).due.fen


# Cases small enough to follow with a pencil

LOAN: Raw = {
    "principal": "12000.00",
    "received_on": date(2025, 1, 5),
    "method": "equal_principal",
    "n": 12,
    "first_due": date(2025, 2, 5),
    "rate": {"value": "0.12", "per": "year"},
}


def debt(loan: Raw, **overdue: Any) -> Raw:
    return {"id": "one", "lender": "甲", "loan": loan, "overdue": overdue}


def owed(row: Raw, payments: Paid, on: date, *parts: Component) -> int:
    return account_of(row, payments, on).outstanding(*parts).fen


PENALTY = {"value": "0.0005", "per": "day"}


@pytest.mark.parametrize(
    ("on", "grace", "fen"),
    [
        (date(2025, 2, 5), "forgives_if_paid", 0),
        (date(2025, 2, 8), "forgives_if_paid", 0),  # the last day of grace
        (date(2025, 2, 9), "forgives_if_paid", 200),  # 1000.00 × 0.05 % × 4 days since the due day
        (date(2025, 2, 8), "shifts", 0),
        (date(2025, 2, 9), "shifts", 50),  # one day since the end of grace
    ],
)
def test_grace_of_both_kinds(on: date, grace: str, fen: int) -> None:
    row = debt(LOAN, penalty=PENALTY, grace_days=3, grace=grace)
    assert owed(row, [], on, Component.PENALTY) == fen
    assert account_of(row, [], on).days_past_due == (on - date(2025, 2, 5)).days


@pytest.mark.parametrize(
    ("payment", "late_fee"),
    [
        (None, 5600),  # 5 % of 1000.00 + 120.00
        ((date(2025, 2, 8), 62000), 2500),  # 620.00 on the last day of grace: 5 % of the 500.00 left
        ((date(2025, 2, 9), 62000), 5600),  # a day later: frozen
        ((date(2025, 2, 8), 112000), 0),
    ],
)
def test_the_late_fee_is_frozen_at_the_end_of_grace(payment: tuple[date, int] | None, late_fee: int) -> None:
    row = debt(LOAN, late_fee={"share": "0.05", "of": "missed_amount"}, grace_days=3)
    account = account_of(row, [payment] if payment else [], date(2025, 2, 20))
    assert account.bucket(Component.LATE_FEE).due.fen == late_fee


@pytest.mark.parametrize(
    ("scope", "principal", "interest"),
    [
        # Two instalments unpaid: 1000.00 + 120.00 and 1000.00 + 110.00; 1130.00 is paid.
        ("horizontal", 1000_00, 100_00),  # all of the first, then 10.00 of the second's interest
        ("vertical", 1100_00, 0),  # both interests, 230.00, then 900.00 of the first's principal
    ],
)
def test_allocation_by_instalment_or_by_part(scope: str, principal: int, interest: int) -> None:
    row = debt(LOAN, allocation=["interest", "principal"], allocation_scope=scope)
    payments = [(date(2025, 3, 5), 1130_00)]
    assert owed(row, payments, date(2025, 3, 5), Component.PRINCIPAL) == principal
    assert owed(row, payments, date(2025, 3, 5), Component.INTEREST) == interest


def test_an_early_payment_waits_until_the_due_day() -> None:
    row, paid = debt(LOAN), [(date(2025, 1, 20), 1500_00)]
    before = account_of(row, paid, date(2025, 2, 4))
    assert (before.unapplied.fen, before.outstanding().fen) == (1500_00, 0)
    after = account_of(row, paid, date(2025, 2, 5))
    assert (after.unapplied.fen, after.bucket(Component.INTEREST).paid.fen) == (380_00, 120_00)
    assert account_of(row, paid, date(2025, 3, 5)).unapplied.fen == 0


def test_penalty_interest_is_rounded_when_its_base_changes() -> None:
    """1000.05 × 0.05 % × 1 day = 0.50 (0.500025), then 900.05 × 0.05 % × 1 day = 0.45 (0.450025)."""
    loan = LOAN | {"principal": "1000.05", "n": 1, "rate": {"value": "0", "per": "year"}}
    row = debt(loan, penalty=PENALTY, allocation=["principal"])
    assert owed(row, [(date(2025, 2, 6), 100_00)], date(2025, 2, 7), Component.PENALTY) == 50 + 45


def test_compound_interest_before_and_after_maturity() -> None:
    """Interest 120.00 unpaid; contract rate 12 %/360 a day until maturity on 5 March, 18 %/360 a day after it."""
    loan = LOAN | {"n": 2, "method": "interest_only"}
    row = debt(loan, penalty={"factor": "1.5"}, compound="on_interest")
    at_maturity = account_of(row, [], date(2025, 3, 5)).bucket(Component.COMPOUND).due.fen
    assert at_maturity == 112  # 120 × 12 %/360 × 28 days = 1.12
    later = account_of(row, [], date(2025, 3, 15)).bucket(Component.COMPOUND).due.fen
    assert later == at_maturity + 60 + 60  # 120 × 18 %/360 × 10 days, for each of the two interests


# Cases that the drawn ones led to


def test_interest_run_up_stays_when_a_credit_is_paid_back_early() -> None:
    """Undue interest since the last due day stands apart as not yet due; paying the principal does not end it.

    12000.00 × 12 %/360 × 10 days = 40.00, and the statement of 5 February will ask for it.
    """
    row = debt(LOAN | {"method": "daily_revolving"})
    paid = [(date(2025, 1, 15), 12000_00)]
    assert owed(row, paid, date(2025, 2, 5), Component.INTEREST) == 40_00
    assert account_of(row, paid, date(2025, 1, 16)).not_yet_due_interest.fen == 40_00


def test_interest_of_a_credit_paid_back_falls_due_with_a_declaration() -> None:
    """Declared due on 20 January, or by the statement of 5 February: the 40.00 run up until the 15th are owed."""
    row = debt(LOAN | {"method": "daily_revolving"}, accelerated_on=date(2025, 1, 20))
    assert owed(row, [(date(2025, 1, 15), 12000_00)], date(2025, 3, 10), Component.INTEREST) == 40_00


def test_penalty_interest_is_not_rounded_when_only_the_compound_rate_changes() -> None:
    """An instalment's penalty is rounded at every event that changes its base: maturity changes none.

    31.50 of principal since 5 February, 34 days at 0.05 %: 0.5355 → 0.54; the last 31.50 since 5 March, 6 days:
    0.0945 → 0.09; together 0.63. Cut at maturity the first is 28 days 0.441 → 0.44 and 6 days 0.0945 → 0.09.
    """
    loan = LOAN | {"principal": "63.00", "n": 2}
    row = debt(loan, penalty={"factor": "1.5"}, compound="on_interest")
    assert owed(row, [], date(2025, 3, 11), Component.PENALTY) == 54 + 9


def test_a_balance_declared_due_and_paid_within_grace_is_forgiven() -> None:
    """Within forgiving grace nothing is charged, whether an instalment fell due or all of it was declared due."""
    row = debt(LOAN, penalty=PENALTY, grace_days=3, accelerated_on=date(2025, 1, 20))
    due = account_of(row, [], date(2025, 1, 22)).outstanding().fen
    assert owed(row, [(date(2025, 1, 22), due)], date(2025, 2, 20)) == 0


def test_a_declaration_after_maturity_changes_nothing() -> None:
    """At maturity all is due already: compound interest goes on at the penalty rate from then, declared or not."""
    loan = LOAN | {"n": 2, "method": "interest_only"}
    row = debt(loan, penalty={"factor": "1.5"}, compound="on_interest")
    declared = debt(loan, penalty={"factor": "1.5"}, compound="on_interest", accelerated_on=date(2025, 5, 20))
    on = date(2025, 5, 10)
    assert plain(account_of(declared, [], on)) == plain(account_of(row, [], on))

"""What a servicing scenario expects to see, read off the account and compared key by key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from conformance.loans.servicing_steps import (
    FEE,
    INTEREST,
    PENALTY,
    PRINCIPAL,
    Done,
    Servicing,
    Step,
    day,
    fen,
)
from xiehuan.loan import Account
from xiehuan.loan.ledger.account import Standing, What
from xiehuan.loan.ledger.arrears import arrears
from xiehuan.loan.ledger.event import ChargedBack, DelinquencyResumed, Disbursed, Refunded, in_force
from xiehuan.loan.ledger.recognition import Recognised
from xiehuan.money import Money

Row = dict[str, Any]
RECEIPTS = {
    "Repayment",
    "Merchant Issued Refund",
    "Goodwill Credit",
    "Payout Refund",
    "Credit Balance Refund",
}
AMOUNTS = {"principal": PRINCIPAL, "interest": INTEREST, "fees": FEE, "penalties": PENALTY}


def compare(expected: Mapping[str, Any], got: Row, keys: tuple[str, ...] = ()) -> Iterator[str]:
    """Every key that the publication gives and that differs; amounts in fen, dates as dates."""
    for key, value in expected.items():
        if keys and key not in keys:
            continue
        want: Any = value
        if isinstance(got.get(key), int) and not isinstance(got.get(key), bool) and key not in {"nr", "days"}:
            want = fen(value)
        elif isinstance(got.get(key), date):
            want = day(value)
        if got.get(key) != want:
            yield f"{key}: expected {want}, got {got.get(key)}"


# schedule


def advance_and_late(account: Account, standing: Standing) -> tuple[int, int, date | None]:
    """What was paid before and after the due date of an instalment, and the day nothing was left of it."""
    ahead = late = 0
    last = None if any(standing.asked.values()) else account.schedule.terms.received_on
    for p in account.postings:
        if p.k == standing.k and p.what in {What.PAID, What.WAIVED, What.MOVED}:
            last = p.on
            if p.what is What.PAID:
                ahead += p.fen if p.on < standing.due else 0
                late += p.fen if p.on > standing.due else 0
    return ahead, late, last if standing.left() == 0 else None


def lent_again(account: Account, events: Mapping[int, object]) -> dict[int, int]:
    """Principal by instalment that refunds and charge-backs put back (disbursements have rows of their own)."""
    again: dict[int, int] = {}
    for p in account.postings:
        if (
            p.what is What.LENT
            and p.component is PRINCIPAL
            and isinstance(events.get(p.payment or 0), Refunded | ChargedBack)
        ):
            again[p.k] = again.get(p.k, 0) + p.fen
    return again


def tranches(s: Servicing) -> list[tuple[date, int]]:
    """Day and amount of each payout; the first is terms and, where there is one, its own down payment."""
    later = [(e.on, e.amount.fen) for _, e in in_force(s.events) if isinstance(e, Disbursed)]
    first = s.terms.principal.fen
    if _same_day_first(s):
        first += later.pop(0)[1]
    return [(s.terms.received_on, first), *later]


def schedule_rows(s: Servicing) -> list[Row]:
    account = s.account()
    again = lent_again(account, dict(in_force(s.events)))
    rows: list[tuple[date, int, Row]] = [
        (on, 1, {"date": on, "balance": amount, "at": at}) for at, (on, amount) in enumerate(tranches(s))
    ]
    for x in account.standings:
        ahead, late, paid_date = advance_and_late(account, x)
        parts = {name: x.asked[c] for name, c in AMOUNTS.items()}
        paid = sum(x.paid.values())
        row = {
            "date": x.due,
            **parts,
            "due": sum(parts.values()),
            "paid": paid,
            "in_advance": ahead,
            "late": late,
            "waived": sum(x.waived.values()),
            "outstanding": x.left(),
            "paid_date": paid_date,
            "k": x.k,
            "length": (x.due - x.start).days,
        }
        rows.append((x.due, 2 if x.extra else 0 if s.advanced else 3, row))
    rows.sort(key=lambda r: (r[0], r[1], r[2].get("k", 0), r[2].get("at", 0)))
    return number(rows, again)


def number(rows: list[tuple[date, int, Row]], again: Mapping[int, int]) -> list[Row]:
    balance, nr, done, before = 0, 0, [], rows[0][0]
    for on, kind, row in rows:
        if kind == 1:
            balance += row["balance"]
            done.append({**row, "fees": 0, "due": 0, "paid": 0, "outstanding": 0})
            continue
        nr += 1
        balance += again.get(row["k"], 0) - row["principal"]
        done.append({**row, "nr": nr, "balance": balance, "days": (on - before).days if row["length"] else 0})
        before = on if row["length"] else before
    return done


def schedule(s: Servicing, step: Step) -> Iterator[str]:
    got, expected = schedule_rows(s), step["rows"]
    if len(got) != len(expected):
        shown = [(str(r["date"]), r.get("due")) for r in got]
        yield f"expected {len(expected)} rows, got {len(got)}: {shown}"
        return
    for want, row in zip(expected, got, strict=True):
        for found in compare(want, row):
            yield f"row {want.get('nr', want['date'])}: {found}"


def schedule_total(s: Servicing, step: Step) -> Iterator[str]:
    rows = [r for r in schedule_rows(s) if "nr" in r]
    keys = [k for k in step if k != "check"]
    yield from compare({k: step[k] for k in keys}, {k: sum(r[k] for r in rows) for k in keys})


# transactions


def transaction_rows(s: Servicing) -> list[Row]:
    counted = dict(in_force(s.events))
    order = sorted(s.listed, key=lambda d: (d.on, d.event))
    whole = s.account()
    rows = []
    for done in order:
        event = counted.get(done.event)
        alive = done.event == -1 or event is not None
        rows.append(_transaction(s, done, whole, alive=alive))
        if alive:
            rows[-1]["balance"] = _principal_after(s, done)
        else:
            rows[-1]["balance"] = None
    return rows + [_recognised(r) for r in s.recognised]


def _recognised(income: Recognised) -> Row:
    split = {name: income.parts.get(c, 0) for name, c in AMOUNTS.items()}
    return {
        "date": income.on,
        "type": "Accrual",
        "amount": income.total,
        **split,
        "Overpayment": 0,
        "balance": 0,
        "reverted": False,
    }


def _in_order(rows: list[Row]) -> list[Row]:
    """By day, kind and amount: how that system orders rows of one day is not a matter of the loan."""
    return sorted(rows, key=lambda r: (str(r["date"]), r["type"], float(r["amount"])))


def _transaction(s: Servicing, done: Done, whole: Account, *, alive: bool) -> Row:
    split = dict.fromkeys(AMOUNTS, 0)
    if done.label in {"Re-age", "Re-amortize"}:
        at = _up_to(s, done, inclusive=False)
        moved = [x for x in at.standings if done.label == "Re-age" or (x.called and x.due < done.on)]
        split["principal"] = sum(x.left(PRINCIPAL) for x in moved)
        return {
            "date": done.on,
            "type": done.label,
            "amount": split["principal"],
            **split,
            "Overpayment": 0,
            "reverted": not alive,
        }
    if done.label == "Charge-off":
        at = _up_to(s, done, inclusive=False)
        split = {name: sum(x.left(c) for x in at.standings) for name, c in AMOUNTS.items()}
        return {
            "date": done.on,
            "type": done.label,
            "amount": sum(split.values()),
            **split,
            "reverted": not alive,
        }
    amount = s.terms.principal.fen + _same_day_first(s) if done.event == -1 else _amount(s, done)
    at = _up_to(s, done) if alive else whole
    for p in at.postings:
        if p.payment == done.event and p.what is What.PAID and p.on == done.on:
            for name, component in AMOUNTS.items():
                split[name] += p.fen if p.component is component else 0
    if done.label in {"Chargeback", "Credit Balance Refund"}:
        lent = [p for p in _up_to(s, done).postings if p.payment == done.event and p.what is What.LENT]
        again = {c: sum(p.fen for p in lent if p.component is c) for c in (INTEREST, FEE, PENALTY)}
        split = {**split, "interest": again[INTEREST], "fees": again[FEE], "penalties": again[PENALTY]}
        free = _up_to(s, done, inclusive=False).unapplied.fen
        split["principal"] = max(0, amount - free - sum(again.values()))
    over = amount - sum(split.values()) if done.label in RECEIPTS else 0
    return {
        "date": done.on,
        "type": done.label,
        "amount": amount,
        **split,
        "Overpayment": over,
        "reverted": not alive,
    }


def _same_day_first(s: Servicing) -> int:
    """The down payment part of the first disbursement, which the ledger holds as a tranche of its own."""
    first = s.events[0] if s.events else None
    return first.amount.fen if isinstance(first, Disbursed) and first.on == s.terms.received_on else 0


def _amount(s: Servicing, done: Done) -> int:
    return getattr(s.events[done.event], "amount", Money.ZERO).fen


def _up_to(s: Servicing, done: Done, *, inclusive: bool = True) -> Account:
    """The account from the events up to a transaction, as on its day; positions stay as they are."""
    last = (done.on, done.event if inclusive else done.event - 1)
    counted = dict(in_force(s.events))
    kept = [
        counted[i]
        if i in counted and ((e.on, i) <= last or _first_tranche(s, i))
        else DelinquencyResumed(e.on)
        for i, e in enumerate(s.events)
    ]
    return s.account(kept, on=done.on)


def _principal_after(s: Servicing, done: Done) -> int:
    """Principal left right after a transaction; that system shows none where it moves the balance elsewhere."""
    if done.label in {"Charge-off", "Re-age", "Re-amortize"}:
        return 0
    return sum(x.left(PRINCIPAL) for x in _up_to(s, done).standings)


def _first_tranche(s: Servicing, i: int) -> bool:
    return i == 0 and bool(_same_day_first(s))


def transactions(s: Servicing, step: Step) -> Iterator[str]:
    got, expected = transaction_rows(s), step["rows"]
    if len(got) != len(expected):
        yield f"expected {len(expected)} rows, got {len(got)}: {[(str(r['date']), r['type'], r['amount']) for r in got]}"
        return
    for want, row in zip(_in_order(expected), _in_order(got), strict=True):
        wanted = {**want, "reverted": str(want["reverted"]).lower() == "true"} if "reverted" in want else want
        skip = {*AMOUNTS, "balance", "Overpayment"} if row["reverted"] else set()
        for found in compare({k: v for k, v in wanted.items() if k not in skip}, row):
            yield f"{want['date']} {want['type']}: {found}"


def reverted(s: Servicing, step: Step) -> Iterator[str]:
    on = day(step["date"])
    if not any(d.label == step["type"] and d.on == on and not s.standing(d) for d in s.listed):
        yield f"no reverted {step['type']} on {on}"


# state


def left(account: Account) -> int:
    return sum(x.left() for x in account.standings)


def status(s: Servicing, step: Step) -> Iterator[str]:
    want = step["status"].upper().replace(" ", "_").replace("(", "").replace(")", "")
    if not s.paid_out:
        got = "APPROVED"
    else:
        account = s.account()
        owing = "CLOSED_OBLIGATIONS_MET" if left(account) == 0 else "ACTIVE"
        got = "OVERPAID" if account.unapplied else owing
    if got != want:
        yield f"expected {want}, got {got}"


def outstanding(s: Servicing, step: Step) -> Iterator[str]:
    if (got := left(s.account())) != fen(step["amount"]):
        yield f"expected {fen(step['amount'])}, got {got}"


def overpaid(s: Servicing, step: Step) -> Iterator[str]:
    if (got := s.account().unapplied.fen) != fen(step["amount"]):
        yield f"expected {fen(step['amount'])}, got {got}"


def charged_off(s: Servicing, step: Step) -> Iterator[str]:
    if (got := s.account().charged_off_on) != day(step["date"]):
        yield f"expected {step['date']}, got {got}"


# charges


def charges(s: Servicing, step: Step) -> Iterator[str]:
    account = s.account()
    got = charge_rows(s, account)
    if len(got) != len(step["rows"]):
        yield f"expected {len(step['rows'])} charges, got {len(got)}"
        return
    for want in step["rows"]:
        if not any(
            not list(compare(want, row, ("due", "paid", "waived", "outstanding", "due_as_of"))) for row in got
        ):
            yield f"no charge as {dict(want)}: got {got}"


def charge_rows(s: Servicing, account: Account) -> list[Row]:
    """Charges oldest first; what was paid or waived of an instalment's charges goes to them in that order."""
    paid = {(x.k, c): x.paid[c] for x in account.standings for c in (FEE, PENALTY)}
    waived = {(x.k, c): x.waived[c] for x in account.standings for c in (FEE, PENALTY)}
    rows = []
    for charge in sorted(s.charges, key=lambda c: c["due"]):
        component = PENALTY if charge["penalty"] else FEE
        line = next(
            (x for x in account.standings if x.start < charge["due"] <= x.due or charge["due"] <= x.start),
            account.standings[-1],
        )
        key, amount = (line.k, component), charge["amount"].fen
        gone = min(waived.get(key, 0), amount)
        took = min(paid.get(key, 0), amount - gone)
        waived[key], paid[key] = waived.get(key, 0) - gone, paid.get(key, 0) - took
        rows.append({"due": amount, "paid": took, "waived": gone, "outstanding": amount - took - gone, "due_as_of": charge["due"]})  # fmt: skip
    return rows


# lateness


def delinquency_range(s: Servicing, step: Step) -> Iterator[str]:
    if s.band != step["range"]:
        yield f"expected {step['range']}, got {s.band}"
    if "since" in step and step["since"] and s.band_since != day(step["since"]):
        yield f"since: expected {step['since']}, got {s.band_since}"


def delinquency_pauses(s: Servicing, step: Step) -> Iterator[str]:
    got = [
        {"active": p.active(s.today), "pausePeriodStart": p.start, "pausePeriodEnd": p.end} for p in s.pauses
    ]
    for want, row in zip(step["rows"], got, strict=True):
        expected = {**want, "active": str(want["active"]).lower() == "true"}
        yield from compare(expected, row)


def delinquency_loan(s: Servicing, step: Step) -> Iterator[str]:
    late = arrears(s.account(), grace_days=s.grace_days, paused=s.pauses)
    for row in step["rows"]:
        got = {
            "classification": s.band,
            "delinquentAmount": late.amount,
            "pastDueDays": late.past_due_days,
            "delinquentDays": late.delinquent_days,
        }
        for key, value in got.items():
            want: Any = row[key]
            want = value if want is None else fen(want) if key == "delinquentAmount" else want
            want = int(want) if key.endswith("Days") else want
            if want != value:
                yield f"{key}: expected {want}, got {value}"


def delinquency_instalments(s: Servicing, step: Step) -> Iterator[str]:
    got = s.instalment_bands
    want = {r["Range"]: fen(r["amount"]) for r in step["rows"]}
    if got != want:
        yield f"expected {want}, got {got}"


CHECKS: dict[str, Callable[[Servicing, Step], Iterator[str]]] = {
    "schedule": schedule,
    "schedule_total": schedule_total,
    "transactions": transactions,
    "status": status,
    "charges": charges,
    "outstanding": outstanding,
    "reverted": reverted,
    "overpaid": overpaid,
    "charged_off": charged_off,
    "delinquency_range": delinquency_range,
    "delinquency_pauses": delinquency_pauses,
    "delinquency_loan": delinquency_loan,
    "delinquency_instalments": delinquency_instalments,
}

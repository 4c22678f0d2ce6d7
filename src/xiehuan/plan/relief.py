"""What the levers of a relief policy find for one debt: the smallest relief that brings the instalment within the months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from xiehuan.errors import LoanError, Text
from xiehuan.loan.restructure import ReAge, restructure
from xiehuan.loan.restructure.waterfall import Policy, Pull, Waterfall, waterfall
from xiehuan.money import Money
from xiehuan.plan.ask import Ask
from xiehuan.plan.balance import Balance
from xiehuan.plan.engine import position_to_settle
from xiehuan.plan.option import PlanPayment

SHORTEST = 12  # instalments that the levers start from


@dataclass(frozen=True, slots=True)
class Relieved:
    """What a policy found: the relief, the payments, the instalments on the claimed balance (none: it is not cleared)."""

    ask: Ask
    payments: tuple[PlanPayment, ...]
    claimed: tuple[int, ...]
    note: Text


def relieved(
    balance: Balance, room: Sequence[int], on: date, days: Sequence[date], policies: Sequence[Policy]
) -> Relieved | None:
    """The plan of the first policy whose levers bring every instalment within its month; None where none does.

    A policy is searched on the restructure engine from twelve level instalments on, without its lever that sets principal
    aside: that falls due in one sum, which no month would carry.
    """
    for i, policy in enumerate(policies):
        done = _searched(balance, 0, room, on, days, policy)
        if done is None:
            continue
        more = balance.claimed_extra.fen
        longer = (_searched(balance, more, room, on, days, p) for p in policies[i:])
        claimed = next(filter(None, longer), None) if more else done
        rate = done.done.after.rate_on(on).value
        waived = any(p.lever.pull is Pull.WAIVE for p in done.pulled)
        return Relieved(
            Ask(late=Fraction(int(waived)), rate=rate / balance.rate if balance.rate else Fraction(1)),
            _payments(done),
            tuple(p.amount.fen for p in _payments(claimed)) if claimed else (),
            Text(f"按「{policy.name.zh}」的次序，够用为止", f"by “{policy.name.en}”, no further than needed"),
        )
    return None


def _searched(
    balance: Balance, extra: int, room: Sequence[int], on: date, days: Sequence[date], policy: Policy
) -> Waterfall | None:
    """The levers pulled; None where the months do not carry what comes out, or something stays overdue."""
    now = position_to_settle(balance, on, days[0], claimed=extra)
    level = ReAge(SHORTEST, days[0], day=max(d.day for d in days[:2]))
    try:
        started = restructure(replace(now, arrears=()), [level]).after
        levers = tuple(lever for lever in policy.levers if lever.pull is not Pull.SET_ASIDE)
        found = waterfall(
            replace(started, arrears=now.arrears), replace(policy, levers=levers), min(room[:SHORTEST])
        )
    except LoanError:
        return None
    rows = found.done.after.instalments
    if len(rows) > len(room) or found.still_overdue or not found.met:
        return None
    return found if all(o.total <= r for o, r in zip(rows, room, strict=False)) else None


def _payments(found: Waterfall) -> tuple[PlanPayment, ...]:
    return tuple(PlanPayment(o.due, Money(o.total)) for o in found.done.after.instalments if o.total)

"""The options for one debt within its share of what can be paid.

The stated ability is the same in every option: the share of the month. The ladder from opening to floor pays as much of it as
equal instalments can, and differs in what is waived, in the rate that goes on, and so in how many months it takes. Ranked as
relief works best: stop the late charges, waive fees, lower the rate, and only then more months. Beside the ladder stand the best
of the grid: with a down payment, with months of grace, the rare cut of principal, and what a policy's levers find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from xiehuan.dates import add_months, days_after, next_day_of_month
from xiehuan.errors import Text
from xiehuan.loan.restructure.waterfall import Policy
from xiehuan.money import Money
from xiehuan.plan.ask import ALL, NONE, Ask, to_pay
from xiehuan.plan.balance import Balance
from xiehuan.plan.credit import record_of
from xiehuan.plan.grid import GRACE, Candidate, Survey, survey
from xiehuan.plan.keeping import Share, contract_option, debit_reason, fits_reason
from xiehuan.plan.level import Level, Track
from xiehuan.plan.option import Back, Kind, OnClaimed, Option, PlanPayment, Role, Shape
from xiehuan.plan.relief import relieved
from xiehuan.plan.stepped import run_off

MAX_MONTHS = 60  # the longest personalised plan of a card (card rules art. 70), taken for all
NOTICE_DAYS = 7  # no first payment sooner than this: the agreement has to be written first
HOLDING_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the plans of one debt run: its balance, the day, the payment days and what each of them may take."""

    balance: Balance
    on: date
    days: tuple[date, ...]
    shares: tuple[Money, ...]

    @property
    def room(self) -> list[int]:
        """The shares in fen."""
        return [s.fen for s in self.shares]


@dataclass(frozen=True, slots=True)
class Offers:
    """The options of one debt, best first, and how many the grid looked at."""

    options: list[Option]
    survey: Survey | None = None


def options(
    balance: Balance, share: Share, on: date, pay_day: int | None, policies: Sequence[Policy] = ()
) -> Offers:
    """Every option worth showing that the share of each month carries, best first; a holding request when there is none.

    A debt with nothing left to settle has no options. `policies` are relief waterfalls to search besides.
    """
    if balance.total.fen <= 0:
        return Offers([])
    days = tuple(pay_days(balance, on, pay_day))
    here = Setting(balance, on, days, tuple(share(d.year, d.month) for d in days))
    ladder = _ladder(here)
    looked = survey(balance, here.room, on, days) if any(here.room) else None
    found = _with_roles(ladder)
    if (kept := contract_option(balance, share)) is not None:
        found.insert(0, kept)
    if not found:
        found.append(_holding(here))
    if looked is not None and kept is None:
        found += _beside(here, looked, found)
    if policies and ladder and kept is None and (one := relieved(balance, here.room, on, days, policies)):
        found.append(
            _judged(here, one.ask, one.payments, Shape.WATERFALL, note=one.note, claimed=one.claimed)
        )
    return Offers(found, looked)


def pay_days(balance: Balance, on: date, pay_day: int | None) -> list[date]:
    """The plan's payment days: the pay day of each month, from the first one at least a week away."""
    day = pay_day or (balance.debt.next_due or balance.debt.missed_since or on).day
    if pay_day is None and balance.debt.terms is not None:
        day = balance.debt.terms.first_due.day
    first = next_day_of_month(days_after(on, NOTICE_DAYS), day)
    return [add_months(first, k, day) for k in range(MAX_MONTHS)]


# the ladder


def _levels(balance: Balance) -> Iterator[Ask]:
    """What is asked for, from the most relief to none."""
    rates = (NONE, Fraction(1, 2), ALL) if balance.rate else (NONE,)
    yield from (Ask(ALL, ALL, rate=rate) for rate in rates)
    yield Ask(ALL, rate=rates[-1])
    yield Ask(rate=rates[-1])


def _ladder(here: Setting) -> list[Option]:
    found: list[Option] = []
    for ask in _levels(here.balance):
        option = ladder_plan(here, ask)
        if option and not any(_same(option, o) for o in found):
            found.append(option)
    return found


def ladder_plan(here: Setting, ask: Ask) -> Option | None:
    """The whole share of every month until the debt is cleared, so that every step of the ladder starts with the ability.

    In instalments where the months carry the same and a smaller last one is left; else stepped with the share of the month.
    Where the first months carry nothing, grace is asked for; where only equal instalments end, those. None where neither ends.
    """
    grace = next((g for g in GRACE if here.room[g]), GRACE[0])
    asked = replace(ask, grace=grace)
    found = _fewest(here, asked)
    if found is None or not any(found.totals):
        return _stepped(here, ask)
    whole = found.payment is not None or found.n == 1
    if whole and len(set(here.room[grace : grace + found.n])) == 1:
        return fewest(here, asked)
    return _stepped(here, ask) or fewest(here, asked)


def fewest(here: Setting, ask: Ask, *, beside: bool = False) -> Option | None:
    """The fewest equal instalments under the ask that every month carries; None where 60 months do not clear it."""
    found = _fewest(here, ask)
    if found is None or not any(found.totals):
        return None
    extra = here.balance.claimed_extra.fen
    claimed = _fewest(here, ask, extra) if extra else found
    return replace(
        _level_option(here, ask, found.totals, claimed.totals if claimed is not None else ()), beside=beside
    )


def _fewest(here: Setting, ask: Ask, claimed: int = 0) -> Level | None:
    later = ask.grace + (ask.down > 0)
    pay = to_pay(here.balance, ask, claimed)
    track = Track(here.on, here.days[later:], here.balance.rate * ask.rate)
    return track.fewest(pay.principal, pay.charges, here.room[later:])


def level_plan(here: Setting, ask: Ask, n: int, *, beside: bool = False) -> Option:
    """Equal instalments over n months under the ask, whether or not the months carry them."""
    later = ask.grace + (ask.down > 0)
    pay = to_pay(here.balance, ask)
    track = Track(here.on, here.days[later:], here.balance.rate * ask.rate)
    totals = track.totals(pay.principal, pay.charges, n)
    claimed = _level_claimed(here, ask, n) if here.balance.claimed_extra else totals
    return replace(_level_option(here, ask, totals, claimed), beside=beside)


def _level_option(here: Setting, ask: Ask, totals: Sequence[int], claimed: Sequence[int]) -> Option:
    later = ask.grace + (ask.down > 0)
    down = [PlanPayment(here.days[0], Money(ask.down))] if ask.down else []
    rows = [PlanPayment(d, Money(t)) for d, t in zip(here.days[later:], totals, strict=False) if t]
    on_claimed = [*([ask.down] if ask.down and claimed else []), *(t for t in claimed if t)]
    return _judged(here, ask, (*down, *rows), Shape.LEVEL, claimed=on_claimed)


def _level_claimed(here: Setting, ask: Ask, n: int) -> Sequence[int]:
    """The same relief on the claimed balance: as many instalments, or the fewest that the months carry; empty if none do."""
    later = ask.grace + (ask.down > 0)
    extra = here.balance.claimed_extra.fen
    pay = to_pay(here.balance, ask, extra)
    same = Track(here.on, here.days[later:], here.balance.rate * ask.rate).totals(
        pay.principal, pay.charges, n
    )
    if all(t <= r for t, r in zip(same, here.room[later:], strict=False)):
        return same
    found = _fewest(here, ask, extra)
    return found.totals if found else ()


def _stepped(here: Setting, ask: Ask) -> Option | None:
    """The share of each month until it is done."""
    balance, rate = here.balance, here.balance.rate * ask.rate
    pay = to_pay(balance, ask)
    charges = Money(sum(pay.charges))
    amounts = run_off(Money(pay.principal), charges, rate, here.shares)
    if not amounts:
        return None
    claimed = run_off(Money(pay.principal), charges + balance.claimed_extra, rate, here.shares)
    payments = tuple(PlanPayment(d, a) for d, a in zip(here.days, amounts, strict=False))
    return _judged(here, ask, payments, Shape.STEPPED, claimed=[m.fen for m in claimed])


# beside the ladder


def _beside(here: Setting, looked: Survey, found: Sequence[Option]) -> list[Option]:
    """The best candidate of each shape that the ladder does not have."""
    out: list[Option] = []
    for wanted, note in _SHAPES:
        for c in filter(wanted, looked.undominated):
            option = replace(level_plan(here, c.ask, c.n, beside=True), note=note)
            if not any(_same(option, o) for o in (*found, *out)):
                out.append(option)
                break
    return out


_SHAPES: tuple[tuple[Callable[[Candidate], bool], Text], ...] = (
    (
        lambda c: c.ask.down > 0 and c.ask.rate == 1 and not c.ask.grace and c.ask.late == 1,
        Text("对方坚持要首付时", "if the other side insists on a down payment"),
    ),
    (
        lambda c: c.ask.grace > 0 and c.ask.rate == 1 and not c.ask.down and c.ask.late == 1,
        Text("头几个月没有余钱", "nothing is left in the first months"),
    ),
    (
        lambda c: c.ask.principal > 0 and c.ask.rate == 1,
        Text("少见，要有理由，由对方审批", "rare: needs grounds and an approval"),
    ),
)


# an option from its payments


def _judged(
    here: Setting,
    ask: Ask,
    payments: tuple[PlanPayment, ...],
    shape: Shape,
    *,
    claimed: Sequence[int],
    note: Text | None = None,
) -> Option:
    balance = here.balance
    total = Money.total(p.amount for p in payments)
    on_claimed = OnClaimed(
        balance.total + balance.claimed_extra, len(claimed) or None, Money(sum(claimed)) if claimed else None
    )
    debit = debit_reason(balance)
    reasons = [fits_reason(payments), *([debit] if debit else [])]
    if not claimed:
        reasons.append(_insists(on_claimed.balance))
    monthly = balance.contract_monthly
    waived = to_pay(balance, ask).waived
    return Option(
        kinds=tuple(_kinds(balance, ask, payments[-1].on, waived)),
        payments=payments,
        balance=balance.total,
        waived=waived,
        rate_share=ask.rate,
        rate=balance.rate * ask.rate,
        fits=True,
        safe=bool(claimed) and debit is None,
        reasons=tuple(reasons),
        less_per_month=None if monthly is None else monthly - max(p.amount for p in payments),
        more_in_total=total - balance.contract_total,
        on_claimed=on_claimed,
        shape=shape,
        ability=here.shares[0],
        down=Money(ask.down),
        grace=ask.grace,
        beside=shape is Shape.WATERFALL,
        rare=ask.principal > 0,
        revives=_revives(balance, ask, waived),
        credit=record_of(balance.debt, overdue=balance.overdue, kept=False),
        note=note,
    )


def _kinds(balance: Balance, ask: Ask, last: date, waived: dict[str, Money]) -> Iterator[Kind]:
    yield Kind.INSTALMENT
    if any(part != "principal" for part in waived):
        yield Kind.WAIVER
    if ask.principal:
        yield Kind.PRINCIPAL_REDUCTION
    if ask.rate < 1 and balance.rate:
        yield Kind.RATE_REDUCTION
    if ask.down:
        yield Kind.DOWN_PAYMENT
    if ask.grace:
        yield Kind.GRACE
    if balance.contract_ends is None or last > balance.contract_ends:
        yield Kind.EXTENSION


def _revives(balance: Balance, ask: Ask, waived: dict[str, Money]) -> tuple[Back, ...]:
    """What a creditor usually has come back when the plan is broken: what was waived, and the contract's rate."""
    back = [Back(part, amount) for part, amount in waived.items()]
    if ask.rate < 1 and balance.rate:
        back.append(Back(None, rate=balance.rate))
    return tuple(back)


def _insists(claimed: Money) -> Text:
    return Text(
        f"如果对方坚持{claimed}元，每月可还的数{MAX_MONTHS}期还不清",
        f"if the other side insists on {claimed}, what can be paid does not clear it in {MAX_MONTHS} months",
    )


def _holding(here: Setting) -> Option:
    """Nothing clears the debt: ask to pause or take a token sum, late charges stopped, with a day to review."""
    balance, head = here.balance, here.days[:HOLDING_MONTHS]
    token = min(here.shares[:HOLDING_MONTHS])
    payments = tuple(PlanPayment(d, min(token, balance.total)) for d in head)
    debit = debit_reason(balance)
    total = Money.total(p.amount for p in payments)
    monthly = balance.contract_monthly
    return Option(
        kinds=(Kind.HOLDING, Kind.TOKEN) if token else (Kind.HOLDING,),
        payments=payments,
        balance=balance.total,
        waived={},
        rate_share=Fraction(0),
        rate=Fraction(0),
        fits=True,
        safe=debit is None,
        reasons=(_why_holding(token), *([debit] if debit else [])),
        less_per_month=None if monthly is None else monthly - token,
        more_in_total=total - balance.contract_total,
        review_on=add_months(head[-1], 1, head[0].day),
        ability=token,
        credit=record_of(balance.debt, overdue=balance.overdue, kept=False),
    )


def _why_holding(token: Money) -> Text:
    if not token:
        return Text(
            "目前没有余钱可还，先请求暂缓，停计罚息，到期按当时的收支再谈",
            "nothing is left to pay with at present: ask for a pause, late charges stopped, and a review",
        )
    return Text(
        f"{MAX_MONTHS}个月内按目前能力还不清，先请求暂缓或象征性还款，停计罚息，到期再谈",
        f"{MAX_MONTHS} months do not clear it at present: ask for a pause or a token payment, late charges stopped, and a review",
    )


def _same(a: Option, b: Option) -> bool:
    return a.payments == b.payments and a.waived == b.waived


def _with_roles(found: list[Option]) -> list[Option]:
    """Opening is the most relief, floor the least, aim stands between (or is the opening when there are two)."""
    if not found:
        return []
    roles: dict[int, Role] = {0: Role.OPENING}
    if len(found) > 1:
        roles[len(found) - 1] = Role.FLOOR
    if len(found) > 2:  # noqa: PLR2004
        roles[_aim(found)] = Role.AIM
    return [replace(o, role=roles.get(i)) for i, o in enumerate(found)]


def _aim(found: list[Option]) -> int:
    """The option that waives charges and keeps the contract's interest, else the middle one."""
    inner = range(1, len(found) - 1)
    return next((i for i in inner if found[i].waived and found[i].rate_share == 1), inner[len(inner) // 2])

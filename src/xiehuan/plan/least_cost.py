"""The same debts at the least total cost: beside the pro-rata plan, with what it saves and who gets more than its share.

Lenders accept shares pro rata; paying the dearest debt sooner costs less. Every creditor is asked for the same relief as in
the pro-rata plan, so that only the months differ: level instalments over so many months, or the pro-rata plan itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xiehuan.dates import month_of
from xiehuan.errors import Text
from xiehuan.money import Money
from xiehuan.plan.ask import Ask, to_pay
from xiehuan.plan.balance import LATE_PARTS, Balance
from xiehuan.plan.build import Setting, level_plan, pay_days
from xiehuan.plan.choice import Candidate, Choice, cheapest_choice
from xiehuan.plan.months import Capacity, beside_debits, by_month, in_month, less
from xiehuan.plan.option import Kind, Option

TERMS = (*range(1, 13), 15, 18, 21, 24, 27, 30, 33, 36, 42, 48, 54, 60)  # months
MOST_STEPS = 2_000_000
YUAN = 100


@dataclass(frozen=True, slots=True)
class Above:
    """A creditor who gets more of the first month than its part of what is owed; in fen, a yuan of rounding is nothing."""

    debt: str
    name: str
    gets: Money
    share: Money

    @property
    def text(self) -> Text:
        """In a sentence, with the figures."""
        return Text(
            f"「{self.name}」第一个月得{self.gets}元，按欠款比例只有{self.share}元，别家可能不同意",
            f"“{self.name}” gets {self.gets} in the first month, {self.share} by its part of the debts: others may object",
        )


@dataclass(frozen=True, slots=True)
class LeastCost:
    """The cheapest plans, by debt, those that are kept included; None where even that does not clear every debt.

    `saves` is against the pro-rata plan, None where that clears not every debt. `short` says the smallest change that would
    clear them all: the least that every month would have to carry more.
    """

    plans: Mapping[str, Option] | None
    cost: Money | None
    saves: Money | None
    optimal: bool
    above: tuple[Above, ...] = ()
    short: Money | None = None

    @property
    def worth_showing(self) -> bool:
        """Whether there is something to gain: a cheaper choice, or one that clears what pro rata does not."""
        return self.plans is not None and (self.saves is None or self.saves > Money.ZERO)

    def as_json(self) -> dict[str, object]:
        """With the keys of summary.json."""
        return {
            "method": "least_cost",
            "feasible": self.plans is not None,
            "optimal": self.optimal,
            "cost": None if self.cost is None else str(self.cost),
            "saves": None if self.saves is None else str(self.saves),
            "plans": {i: o.as_json() for i, o in (self.plans or {}).items()},
            "above_share": [
                {"debt": a.debt, "gets": str(a.gets), "share": str(a.share), "text": a.text.zh}
                for a in self.above
            ],
            "smallest_changes": [] if self.short is None else [{"what": "budget", "by": str(self.short)}],
        }


def least_cost(
    balances: Sequence[Balance],
    chosen: Mapping[str, Option],
    capacity: Capacity,
    on: date,
    pay_day: int | None,
) -> LeastCost | None:
    """The cheapest plans within what each month carries, plans that are kept left as they are; None where none is free."""
    kept = {i: o for i, o in chosen.items() if o.first}
    free = [b for b in balances if b.debt.id in chosen and b.debt.id not in kept]
    if not free:
        return None
    left = less(capacity, by_month(kept.values()))
    offers = [_offers(b, chosen[b.debt.id], on, pay_day) for b in free]
    if not all(offers):
        return None
    choice = _choose(offers, left)
    if choice.plans is None:
        return LeastCost(
            None, None, None, optimal=False, short=choice.shortfall.by if choice.shortfall else None
        )
    taken = {b.debt.id: o[i] for b, o, i in zip(free, offers, choice.plans, strict=True)}
    return _found(balances, chosen, kept | taken, capacity, optimal=choice.optimal)


def _found(
    balances: Sequence[Balance],
    chosen: Mapping[str, Option],
    taken: Mapping[str, Option],
    capacity: Capacity,
    *,
    optimal: bool,
) -> LeastCost:
    offers = {b.debt.id: [taken[b.debt.id]] if b.debt.id in taken else [] for b in balances}
    judged = beside_debits(balances, offers, dict.fromkeys(taken, 0), capacity)
    plans = {i: o[0] for i, o in judged.items() if o}
    cost, by_share = (Money.total(o.total for o in each.values()) for each in (plans, chosen))
    clears = not any(Kind.HOLDING in o.kinds for o in chosen.values())
    return LeastCost(plans, cost, by_share - cost if clears else None, optimal, above_share(balances, plans))


def _offers(balance: Balance, pro_rata: Option, on: date, pay_day: int | None) -> list[Option]:
    """The pro-rata plan and level instalments with the same relief; for a holding request, late charges waived."""
    holding = Kind.HOLDING in pro_rata.kinds
    days = tuple(pay_days(balance, on, pay_day))
    here = Setting(balance, on, days, (max(pro_rata.ability or Money.ZERO, pro_rata.monthly),) * len(days))
    ask = Ask(late=Fraction(1)) if holding else _ask_of(pro_rata)
    pay = to_pay(balance, ask)
    if pay.principal + sum(pay.charges) == 0:  # all of it would be waived: there is no plan to make
        ask = Ask()
    level = (level_plan(here, ask, n) for n in TERMS)
    return [*([] if holding else [pro_rata]), *level]


def _ask_of(option: Option) -> Ask:
    """The relief of a plan of the ladder, without the shape of its payments."""
    late = any(part in option.waived for part in LATE_PARTS)
    return Ask(Fraction(int(late)), Fraction(int("fee" in option.waived)), rate=option.rate_share)


def _choose(offers: Sequence[Sequence[Option]], left: Capacity) -> Choice:
    months = sorted({month_of(p.on) for plans in offers for o in plans for p in o.payments})

    def candidate(place: int, option: Option) -> Candidate:
        paid = by_month([option])
        return Candidate(str(place), option.total, tuple(paid.get(m, Money.ZERO) for m in months))

    creditors = [[candidate(i, o) for i, o in enumerate(plans)] for plans in offers]
    return cheapest_choice([left(*m) for m in months], creditors, most_steps=MOST_STEPS)


def above_share(balances: Sequence[Balance], plans: Mapping[str, Option]) -> tuple[Above, ...]:
    """Who gets more than its part by balance of what is asked for anew in the first month, by more than a yuan."""
    asked = [b for b in balances if b.debt.id in plans and not plans[b.debt.id].first]
    first = min((month_of(plans[b.debt.id].payments[0].on) for b in asked), default=None)
    owed = sum(b.total.fen for b in asked)
    if first is None or owed <= 0:
        return ()
    gets = {b.debt.id: in_month(plans[b.debt.id], *first) for b in asked}
    paid = Money.total(gets.values()).fen
    shares = [(b, Money(paid * b.total.fen // owed)) for b in asked]
    return tuple(
        Above(b.debt.id, b.debt.short_name, gets[b.debt.id], share)
        for b, share in shares
        if gets[b.debt.id].fen > share.fen + YUAN
    )

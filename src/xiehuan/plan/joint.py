"""One plan over all creditors: shares of each month, and one option each, checked month by month.

Plans agreed in writing come first, then secured and essential debts whose contract can be kept or caught up with. The rest
share what is left pro rata to what is owed to each, rounded down to whole yuan, the residue to the largest (the practice of
debt advice). A creditor who refuses keeps its share: the money stays with the household and no other plan grows into it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from xiehuan.errors import Text
from xiehuan.loan.restructure.waterfall import Policy
from xiehuan.money import Money
from xiehuan.plan.agreed import agreed_option
from xiehuan.plan.balance import Balance
from xiehuan.plan.build import options
from xiehuan.plan.chance import LEAST, Chance, Known, chance
from xiehuan.plan.duplicates import Duplicate, duplicates
from xiehuan.plan.grid import Survey
from xiehuan.plan.keeping import catch_up, contract_option
from xiehuan.plan.least_cost import LeastCost, least_cost
from xiehuan.plan.months import Capacity, beside_debits, by_month, in_month, less
from xiehuan.plan.option import Kind, Option, Role

YUAN = 100
NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class JointPlan:
    """The options of every debt and the choice for each; `monthly` is the most that any month takes."""

    options: dict[str, list[Option]]
    choices: dict[str, int]
    feasible: bool
    monthly: Money
    reasons: tuple[Text, ...] = ()
    alternative: LeastCost | None = None
    surveys: Mapping[str, Survey] = field(default_factory=dict)
    duplicates: tuple[Duplicate, ...] = ()

    def chosen(self, debt_id: str) -> Option:
        """The option chosen for the debt."""
        return self.options[debt_id][self.choices[debt_id]]

    def as_json(self) -> dict[str, object]:
        """With the keys of summary.json. `optimal` is false: shares are pro rata, not a cost optimum."""
        return {
            "feasible": self.feasible,
            "monthly": str(self.monthly),
            "choices": dict(self.choices),
            "optimal": False,
            "method": "pro_rata",
            "reasons": [r.zh for r in self.reasons],
            "reasons_en": [r.en for r in self.reasons],
            "looked_at": {
                i: {"candidates": s.candidates, "affordable": s.affordable, "undominated": len(s.undominated)}
                for i, s in self.surveys.items()
            },
            "possible_duplicates": [d.as_json() for d in self.duplicates],
            "alternative": None if self.alternative is None else self.alternative.as_json(),
        }


def joint_plan(
    balances: Sequence[Balance],
    capacity: Capacity | None,
    on: date,
    pay_day: int | None,
    *,
    policies: Sequence[Policy] = (),
    known: Known = NOTHING_KNOWN,
) -> JointPlan:
    """Options within each creditor's share and the recommended choice for each.

    Without a budget (`capacity` None) nothing can be called affordable: only holding requests remain, unsafe. `policies` are
    relief waterfalls to search besides; `known` is what the chance to complete rests on.
    """
    carries = capacity or _nothing
    first = _kept_first(balances, carries, on)
    rest = [b for b in balances if b.debt.id not in first]
    left = less(carries, by_month(first.values()))
    weights = {b.debt.id: b.total.fen for b in rest if b.total.fen > 0}
    found = {i: [kept] for i, kept in first.items()}
    surveys: dict[str, Survey] = {}
    for b in rest:
        offers = options(b, _share_of(b.debt.id, weights, left), on, pay_day, policies)
        found[b.debt.id] = offers.options if capacity else [_unknown(o) for o in offers.options]
        if offers.survey is not None:
            surveys[b.debt.id] = offers.survey
    ordered = {b.debt.id: found[b.debt.id] for b in balances}
    choices = {i: _choice(offers) for i, offers in ordered.items() if offers}
    ordered = _with_chances(beside_debits(balances, ordered, choices, carries), choices, known)
    twins = duplicates(balances)
    together = by_month([ordered[i][c] for i, c in choices.items()])
    over = [m for m, total in together.items() if total > carries(*m)]
    holding = [i for i, c in choices.items() if Kind.HOLDING in ordered[i][c].kinds]
    return JointPlan(
        options=ordered,
        choices=choices,
        feasible=not over and not holding,
        monthly=max(together.values(), default=Money.ZERO),
        reasons=(
            *_nothing_left(capacity, ordered, on),
            *_reasons(balances, holding, over),
            *_refusals(balances, on),
            *_at_stake(balances, ordered, choices),
            *(d.text for d in twins),
        ),
        alternative=least_cost(
            balances, {i: ordered[i][c] for i, c in choices.items()}, capacity, on, pay_day
        )
        if capacity and not over
        else None,
        surveys=surveys,
        duplicates=twins,
    )


def _nothing(_year: int, _month: int) -> Money:
    return Money.ZERO


def _unknown(option: Option) -> Option:
    reason = Text(
        "还没有收支表，不知道每月能还多少，先不承诺金额",
        "no statement of income and spending yet: no amount can be promised",
    )
    return replace(option, fits=False, safe=False, reasons=(*option.reasons, reason))


def _kept_first(balances: Sequence[Balance], capacity: Capacity, on: date) -> dict[str, Option]:
    """Plans agreed in writing; then secured and essential debts that are not overdue, while the months carry them all."""
    kept: dict[str, Option] = {}

    def free(year: int, month: int) -> Money:
        return capacity(year, month) - Money.total(in_month(o, year, month) for o in kept.values())

    for b in sorted(balances, key=lambda b: a.on if (a := b.debt.latest_agreed(on)) else on):
        signed = agreed_option(b, free, on)
        if signed is not None:
            kept[b.debt.id] = signed
    for b in balances:
        if b.debt.id not in kept and (b.debt.secured or b.debt.essential):
            contract = contract_option(b, free) or catch_up(b, free)
            if contract is not None:
                kept[b.debt.id] = contract
    return kept


def _with_chances(
    offers: Mapping[str, list[Option]], choices: Mapping[str, int], known: Known
) -> dict[str, list[Option]]:
    """Every option with the chance that it and the plans chosen for the others are kept until it ends."""
    sums = {i: by_month([offers[i][c]]) for i, c in choices.items()}
    whole = by_month(offers[i][c] for i, c in choices.items())
    memory: dict[tuple[Money, ...], Chance] = {}

    def judged(own: str, option: Option) -> Option:
        if Kind.HOLDING in option.kinds:
            return option
        mine = by_month([option])
        last = max(mine)
        months = sorted(m for m in {*whole, *mine} if m <= last)
        needs = tuple(
            whole.get(m, Money.ZERO) - sums.get(own, {}).get(m, Money.ZERO) + mine.get(m, Money.ZERO)
            for m in months
        )
        if needs not in memory:
            memory[needs] = chance(needs, known)
        found = memory[needs]
        if not found.too_low:
            return replace(option, chance=found)
        return replace(option, chance=found, safe=False, reasons=(*option.reasons, _too_low(found)))

    return {i: [judged(i, o) for o in each] for i, each in offers.items()}


def _too_low(found: Chance) -> Text:
    return Text(
        f"还不能算稳妥：按账单模拟，一期不漏的可能最多{found.high:.0%}，不到{LEAST:.0%}",
        f"not yet safe: by the bills the chance of no missed payment is at most {found.high:.0%}, under {LEAST:.0%}",
    )


def _nothing_left(capacity: Capacity | None, offers: Mapping[str, list[Option]], on: date) -> list[Text]:
    """A budget of nothing is said once, with what can still be asked for."""
    if capacity is None or not any(offers.values()) or capacity(on.year, on.month):
        return []
    return [
        Text(
            "收支表里没有余钱可还，每月可还的数是0元：不提任何要付钱的方案，只请求暂缓、停计罚息，并先保住吃住和水电",
            "nothing is left to pay debts with: no plan that costs money is proposed, only a pause without penalties; living costs first",
        )
    ]


def _refusals(balances: Sequence[Balance], on: date) -> list[Text]:
    """What a refusal means for the plan."""
    return [
        Text(
            f"「{b.debt.short_name}」{b.debt.refused_on}拒绝了全部方案：它的那份先单独留着，不挪给别家，也可以按原约定的账户先还这个数并留凭证；"
            "下一步走投诉或调解，别家的方案照常",
            f"“{b.debt.short_name}” refused every plan on {b.debt.refused_on}: its share stays aside, or is paid to the agreed account with proof; "
            "next a complaint or mediation; the other plans go on",
        )
        for b in balances
        if b.debt.refused_on and b.debt.refused_on <= on and b.total.fen > 0
    ]


def _at_stake(
    balances: Sequence[Balance], offers: Mapping[str, list[Option]], choices: Mapping[str, int]
) -> list[Text]:
    """Debts that must not be lost and whose contract cannot be kept."""
    return [
        Text(
            f"「{b.debt.short_name}」有抵押或关系到基本生活，按现在的能力保不住原合同：先谈这一家，问清多久会处置抵押物",
            f"“{b.debt.short_name}” must not be lost and its contract cannot be kept: talk to it first, ask when security would be taken",
        )
        for b in balances
        if (b.debt.secured or b.debt.essential)
        and b.debt.id in choices
        and b.overdue
        and not offers[b.debt.id][choices[b.debt.id]].first
    ]


def _share_of(debt_id: str, weights: dict[str, int], left: Capacity) -> Capacity:
    """Pro rata in whole yuan; the residue goes to the largest debt."""
    total = sum(weights.values())
    largest = max(weights, key=lambda i: (weights[i], i), default=debt_id)

    def share(year: int, month: int) -> Money:
        available = left(year, month).fen // YUAN
        if total == 0:
            return Money.ZERO
        parts = {i: available * w // total for i, w in weights.items()}
        parts[largest] += available - sum(parts.values())
        return Money(parts[debt_id] * YUAN)

    return share


def _choice(offers: Sequence[Option]) -> int:
    """Keep the contract where it can be kept; else what we aim for; else the first."""
    for index, option in enumerate(offers):
        if Kind.CONTRACT in option.kinds:
            return index
    roles = [o.role for o in offers]
    return next((roles.index(r) for r in (Role.AIM, Role.OPENING) if r in roles), 0)


def _reasons(
    balances: Sequence[Balance], holding: list[str], over: list[tuple[int, int]]
) -> tuple[Text, ...]:
    names = {b.debt.id: b.debt.short_name for b in balances}
    out = [
        Text(
            f"「{names[i]}」目前还不清，先请求暂缓",
            f"“{names[i]}” cannot be cleared at present: ask for a holding arrangement first",
        )
        for i in holding
    ]
    out += [Text(f"{y}年{m}月超出可还的数", f"{y}-{m:02d} exceeds what can be paid") for y, m in over]
    return tuple(out)

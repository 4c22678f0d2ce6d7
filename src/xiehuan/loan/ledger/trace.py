"""How an amount came about: for every instalment and component the formula with its numbers, then what changed it.

The steps of a component add up to what the account asks for it: `unexplained` lists the places where they do not, and is
empty for every account the ledger makes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xiehuan.errors import Text
from xiehuan.loan.ledger.account import Account, Posting, What
from xiehuan.loan.ledger.charges import Segment
from xiehuan.loan.schedule import Schedule
from xiehuan.loan.schedule.periods import period_fraction
from xiehuan.loan.terms import Component, Method, Overdue
from xiehuan.money import Money, round_fraction

NAMES = {
    Component.COST: Text("实现债权的费用", "cost"),
    Component.INTEREST: Text("利息", "interest"),
    Component.PENALTY: Text("罚息", "penalty interest"),
    Component.COMPOUND: Text("复利", "compound interest"),
    Component.FEE: Text("费用", "fee"),
    Component.LATE_FEE: Text("违约金", "late fee"),
    Component.PRINCIPAL: Text("本金", "principal"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a sum: so many fen of a component of instalment `k` on a day, and the formula with its numbers."""

    on: date
    k: int
    component: Component
    what: Text
    formula: str
    fen: int

    def as_json(self) -> dict[str, object]:
        """The step with amounts as decimal strings."""
        return {
            "on": self.on.isoformat(),
            "k": self.k,
            "component": self.component.value,
            "what": self.what.zh,
            "what_en": self.what.en,
            "formula": self.formula,
            "amount": str(Money(self.fen)),
        }


def schedule_steps(plan: Schedule) -> list[Step]:
    """How each amount of the contract's schedule came about."""
    return list(_schedule_steps(plan))


def account_steps(state: Account, overdue: Overdue) -> list[Step]:
    """How what is due came about, oldest first: the contract, charges for lateness, and what events changed.

    Payments and waivers are negative steps, so that the steps of a component add up to what is outstanding.
    """
    steps = [*_due_steps(state), *_late_steps(state, overdue), *_event_steps(state)]
    return sorted(steps, key=lambda s: (s.on, s.k, s.component.value))


def unexplained(state: Account, steps: Sequence[Step]) -> dict[tuple[int, Component], int]:
    """Fen by instalment and component that the steps do not account for; empty when all is explained."""
    rest: Counter[tuple[int, Component]] = Counter()
    for standing in state.standings:
        for component in Component:
            rest[standing.k, component] += _booked(state, standing.k, component)
    for step in steps:
        rest[step.k, step.component] -= step.fen
    return {key: fen for key, fen in rest.items() if fen}


def _booked(state: Account, k: int, component: Component) -> int:
    return state.bucket(component, k).outstanding.fen


# the contract


def _schedule_steps(plan: Schedule) -> Iterator[Step]:
    terms, start, opening = plan.terms, plan.terms.received_on, plan.terms.principal
    for row in plan.instalments:
        formula = _interest_formula(plan, opening, start, row.due, row.interest)
        yield _step(row.due, row.k, Component.INTEREST, formula, row.interest.fen)
        share = f"{opening} − {row.balance}"
        yield _step(row.due, row.k, Component.PRINCIPAL, share, row.principal.fen)
        if row.fees:
            yield _step(row.due, row.k, Component.FEE, "Σ 合同所列费用 | fees of the contract", row.fees.fen)
        start, opening = row.due, row.balance
    if terms.method is Method.EQUAL_INSTALMENT and plan.instalments:
        level = plan.instalments[0].total - plan.instalments[0].fees
        formula = "P·i ÷ (1 − (1+i)⁻ⁿ)"
        what = Text("每期应还（等额本息）", "the level instalment")
        yield Step(terms.received_on, 0, Component.PRINCIPAL, what, f"{formula} = {level}", 0)


def _interest_formula(plan: Schedule, opening: Money, start: date, due: date, booked: Money) -> str:
    """The plain formula with its numbers; where a switch of the contract makes another fen of it, that is said."""
    terms = plan.terms
    base = terms.principal if terms.method is Method.FLAT else opening
    rate = terms.rate.per_year(terms.day_count)
    part = Fraction(1, 12) if terms.method is Method.FLAT else period_fraction(terms, start, due)
    plain = round_fraction(base.fen * rate * part, terms.interest_rounding or terms.rounding)
    formula = f"{terms.rounding.value}({base} × {percent(rate)} × {part})"
    if plain == booked.fen:
        return formula
    return f"{formula} = {Money(plain)}, 按合同的取整与分摊规则 | by the contract's switches: {booked}"


def percent(rate: Fraction) -> str:
    """A yearly rate as a percentage, exact where six decimals hold it."""
    shown = f"{float(rate * 100):.6f}".rstrip("0").rstrip(".")
    return f"{shown}%"


# the account


def _due_steps(state: Account) -> Iterator[Step]:
    """What fell due by the schedule, each with the formula of the schedule where nothing changed it."""
    promised = {(s.k, s.component): s for s in _schedule_steps(state.schedule) if s.k}
    for posting in state.postings:
        if posting.what is not What.DUE:
            continue
        step = promised.get((posting.k, posting.component))
        if step is not None and step.fen == posting.fen:
            yield Step(posting.on, step.k, step.component, step.what, step.formula, step.fen)
        else:
            yield _posted(posting, Text("到期", "fell due"), "按当日的还款安排 | by the plan of the day")


def _late_steps(state: Account, overdue: Overdue) -> Iterator[Step]:
    """Penalty and compound interest, stretch by stretch; other charges as they were booked."""
    run_up: Counter[tuple[int, Component]] = Counter()
    for k, segments in state.segments.items():
        for segment in segments:
            for component, fen, formula in _segment_formulas(segment, overdue):
                if fen:
                    run_up[k, component] += fen
                    yield _step(segment.end, k, component, formula, fen)
    for posting in state.postings:
        if posting.what is not What.CHARGED:
            continue
        explained = min(run_up[posting.k, posting.component], posting.fen) if posting.fen > 0 else 0
        run_up[posting.k, posting.component] -= explained
        if rest := posting.fen - explained:
            formula = _late_fee_formula(overdue, posting.component)
            yield Step(posting.on, posting.k, posting.component, _name(posting), formula, rest)
    for (k, component), fen in run_up.items():
        if fen:  # run up while grace still holds the charge back
            what = Text("宽限期内暂不主张", "held back during grace")
            yield Step(state.on, k, component, what, "− 同上 | as above", -fen)


def _segment_formulas(segment: Segment, overdue: Overdue) -> Iterator[tuple[Component, int, str]]:
    days = f"{segment.start} → {segment.end}"
    base = f"{Money(segment.penal)}（{overdue.penalty_base.value}）"
    run, other = segment.penalty_before, segment.compound_before
    whole = f"{base} × {percent(segment.penalty_rate)}/天 day × {run.days + segment.days}"
    yield Component.PENALTY, segment.penalty, f"{whole}{_less(run.charge)}; {days}"
    spread = f"Σ {Money(round_fraction(segment.compound_base))} × {percent(segment.compound_rate)}/天 day"
    yield Component.COMPOUND, segment.compound, f"{spread}{_less(other.charge)}; {days}"


def _less(before: int) -> str:
    """What the same run of days had been charged before it was cut, which is not charged twice."""
    return f" − {Money(before)}" if before else ""


def _late_fee_formula(overdue: Overdue, component: Component) -> str:
    late = overdue.late_fee
    if component is not Component.LATE_FEE or late is None:
        return "逐笔记入 | booked one by one"
    if late.flat is not None:
        return f"{late.flat} × 1"
    return f"宽限期末未还金额 × {percent(late.share or Fraction(0))} | missed amount × share"


_EVENTS = {
    What.PAID: (Text("还款冲抵", "paid"), -1),
    What.WAIVED: (Text("减免", "waived"), -1),
    What.MOVED: (Text("重组移动", "moved by restructuring"), 1),
}


def _event_steps(state: Account) -> Iterator[Step]:
    for posting in state.postings:
        if posting.what in _EVENTS:
            what, sign = _EVENTS[posting.what]
            place = "" if posting.payment is None else f"#{posting.payment}"
            yield Step(posting.on, posting.k, posting.component, what, place, sign * posting.fen)


def _posted(posting: Posting, what: Text, formula: str) -> Step:
    return Step(posting.on, posting.k, posting.component, what, formula, posting.fen)


def _name(posting: Posting) -> Text:
    return NAMES[posting.component]


def _step(on: date, k: int, component: Component, formula: str, fen: int) -> Step:
    name = NAMES[component]
    return Step(on, k, component, Text(f"第{k}期{name.zh}", f"{name.en} of instalment {k}"), formula, fen)

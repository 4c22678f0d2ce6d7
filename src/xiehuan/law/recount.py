"""The claim against the contract, line by line: what the contract does not carry.

A difference in a part whose clause is known is to be corrected by contract; a charge without a known clause
needs a paper; a difference of up to 1 fen an instalment is noise. The lender's own figure may be lower than
ours in a part: that is not held against anyone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from xiehuan.errors import Text
from xiehuan.law.explain import Explanation, Step, explain
from xiehuan.law.finding import Certainty, ChargeFinding, Layer, Reconciliation, Sum
from xiehuan.law.pack import Pack
from xiehuan.law.reckoning import Parts, Reckoning, parts_of
from xiehuan.law.residual import TOTAL
from xiehuan.law.rules import DEPARTURES, Departure
from xiehuan.law.rules.crediting import CREDITED_LATE, NOT_CREDITED
from xiehuan.law.trace import Trace
from xiehuan.loan.debt import Debt
from xiehuan.loan.ledger.account import Account
from xiehuan.loan.terms import SCHEDULED, Claim, Component
from xiehuan.money import Money

NAMES: dict[str, Text] = {
    "principal": Text("本金", "principal"),
    "interest": Text("利息", "interest"),
    "fee": Text("费用", "fees"),
    "penalty": Text("罚息", "penalty interest"),
    "compound": Text("复利", "compound interest"),
    "late_fee": Text("违约金", "late fee"),
    "cost": Text("催收或实现债权的费用", "collection cost"),
    "other": Text("其他收费", "other charges"),
}
_SCHEDULED = frozenset(c.value for c in SCHEDULED)
_CLAUSE = {"penalty": "penalty", "compound": "compound", "late_fee": "late_fee"}


@dataclass(frozen=True, slots=True)
class Recount:
    """The account on the day of the claim, on the basis the claim uses: what is due, or all to clear the debt."""

    state: Account
    payoff: bool

    def of(self, component: Component) -> Money:
        """What the contract gives for the component on this basis."""
        amount = self.state.bucket(component).outstanding
        if self.payoff and component is Component.PRINCIPAL:
            amount += self.state.not_yet_due_principal
        if self.payoff and component is Component.INTEREST:
            amount += self.state.not_yet_due_interest
        return amount

    @property
    def total(self) -> Money:
        """The sum of all components on this basis."""
        return Money.total(self.of(c) for c in Component)

    @property
    def noise(self) -> int:
        """One fen for each unpaid instalment, at least one."""
        return max(1, len(self.state.unpaid_instalments))


def recount(debt: Debt, claim: Claim | None, on: date) -> Recount:
    """The contract's account on the claim's day (or on `on`), on the basis the claim seems to use.

    A claim is read as the whole debt when its principal (or total) is nearer to all that is left than to
    what has fallen due.
    """
    state = debt.account(claim.on if claim else on)
    due, whole = Recount(state, payoff=False), Recount(state, payoff=True)
    if claim is None:
        return whole
    principal = claim.items.get("principal")
    claimed = principal if principal is not None else claim.total
    ours = [r.of(Component.PRINCIPAL) if principal is not None else r.total for r in (due, whole)]
    nearer_whole = abs(claimed.fen - ours[1].fen) < abs(claimed.fen - ours[0].fen)
    return whole if nearer_whole else due


@dataclass(frozen=True, slots=True)
class Difference:
    """What the claim asks beyond the contract: the findings, and the way from our figure to the claim's."""

    findings: tuple[ChargeFinding, ...]
    reconciliation: Reconciliation


def contract_differences(debt: Debt, claim: Claim, ours: Recount, pack: Pack) -> Difference:
    """Every departure of the claim from the contract, each with its own delta, and the rest that none explains."""
    noise = ours.noise
    contract = Reckoning(debt, claim.on, ours.payoff, schedule=ours.state.schedule)
    parts = parts_of(ours.state, contract)
    found = explain(claim, contract, parts, noise, _in_force(debt, pack))
    lines = [(step.departure.rule, Money(step.delta)) for step in found.steps]
    findings = [
        _departure(debt, claim, step, pack, found.shared(step)) for step in found.steps if step.delta > noise
    ]
    for finding in _rest(debt, claim, ours, found):
        findings.append(finding)
        lines.append((finding.rule, finding.amount))
    reckoned = Money(sum(parts.values()))
    return Difference(tuple(findings), Reconciliation(claim.on, claim.total, reckoned, tuple(lines)))


def _in_force(debt: Debt, pack: Pack) -> list[Departure]:
    """The departures whose figure of the law, where they rest on one, may carry a finding on the contract's day."""
    signed = debt.contract_date or (debt.terms.received_on if debt.terms else None)
    return [
        d
        for d in DEPARTURES
        if d.parameter is None
        or (
            signed
            and pack.parameters[d.parameter].covers_kind(debt.lender_kind.value)
            and pack.parameters[d.parameter].known_at(signed)
        )
    ]


# what a departure explains


def _departure(
    debt: Debt, claim: Claim, step: Step, pack: Pack, shared: Mapping[Component, int]
) -> ChargeFinding:
    """`shared`: the parts that other steps move too, with what they move together."""
    departure, variant, amount = step.departure, step.variant, Money(step.delta)
    sure = _sure(debt, claim, step)
    if shared and sure is Certainty.CERTAIN:
        sure = (
            Certainty.ARGUABLE
        )  # the sum is the contract's, how it falls apart is inferred from the figures
    payment = variant.payment
    proof = (payment.proof,) if payment and payment.proof else ()
    source = _contract_name(debt)
    if departure.source:
        source = f"{source}；{pack.sources[departure.source].cite(departure.article)}"
    elif departure.layer is Layer.STATUTE:
        source = pack.sources[departure.source].cite(departure.article)
    return ChargeFinding(
        rule=departure.rule,
        layer=departure.layer,
        certainty=sure,
        sum=Sum.PAPER if sure is Certainty.NEEDS_PAPER else Sum.BY_CONTRACT,
        amount=amount,
        title=departure.title,
        why=Text(
            f"对方{claim.on}的账多了{amount}元，正好是“{variant.did.zh}”的结果。{variant.contract.zh}，请对方核对。",
            f"The claim of {claim.on} is higher by {amount}, exactly what comes out if {variant.did.en}. "
            f"{variant.contract.opening().en}; please have it checked.",
        ),
        source=source,
        steps=(*_changes(step), *_inferred(shared)),
        adjustment=departure.adjustment,
        clauses=departure.clauses,
        evidence=(*((claim.source,) if claim.source else ()), *proof),
        trace=Trace(
            inputs=(
                (Text("对方主张", "claimed"), str(claim.total)),
                (Text("改动之前", "before the change"), str(Money(sum(step.before.values())))),
                (Text("只改这一处之后", "with this one term changed"), str(Money(sum(step.after.values())))),
            ),
            formula=Text(
                f"同一本账只改一处（{variant.did.zh}），重算后相减",
                f"the same ledger with one term changed ({variant.did.en}), less the ledger before",
            ),
            result=str(amount),
        ),
    )


def _changes(step: Step) -> tuple[Text, ...]:
    """Each part before and after the one term changed."""
    rows = [
        Text(
            f"{NAMES[c.value].zh}：{Money(step.before[c])} → {Money(step.after[c])}",
            f"{NAMES[c.value].en}: {Money(step.before[c])} → {Money(step.after[c])}",
        )
        for c in Component
        if step.before[c] != step.after[c]
    ]
    return (*rows, Text(f"合计多 {Money(step.delta)} 元", f"together {Money(step.delta)} more"))


def _inferred(shared: Mapping[Component, int]) -> Iterator[Text]:
    for component, fen in shared.items():
        name, together = NAMES[component.value], Money(fen)
        yield Text(
            f"{name.zh}合计多{together}元，这个差额是按合同重算出来的；分成哪几处是从数字推断的，请对方说明是怎么算的",
            f"the {together} more of {name.en} in all comes from the recount; how it is split is inferred from the "
            "figures: please ask how it was computed",
        )


def _sure(debt: Debt, claim: Claim, step: Step) -> Certainty:
    """Certain only on a stated clause, a claim in parts, and nothing assumed; a payment only with proof."""
    departure, payment = step.departure, step.variant.payment
    if departure in {NOT_CREDITED, CREDITED_LATE} and (payment is None or payment.proof is None):
        return Certainty.NEEDS_PAPER
    stated = debt.overdue.stated if debt.overdue else frozenset[str]()
    if not stated.issuperset(departure.clauses):
        return departure.unstated
    bare = not claim.items and departure is not NOT_CREDITED
    late = departure is CREDITED_LATE  # a bill row may be booked a few days from the payment
    return Certainty.ARGUABLE if debt.assumed or bare or late else departure.best


# what is left


def _rest(debt: Debt, claim: Claim, ours: Recount, found: Explanation) -> list[ChargeFinding]:
    """The differences that no departure explains, part by part."""
    if not claim.items:
        return [] if found.steps else _total_only(debt, claim, ours)
    findings, noise = [], ours.noise
    for name, fen in found.rest.over.items():
        if name != TOTAL and fen > noise:
            contract = _ours(found.parts, name) + Money(found.rest.matched.get(name, 0))
            findings.append(_difference(debt, claim, contract, name, Money(fen)))
    if found.rest.loose > noise:
        findings.append(_unitemised(claim, Money(found.rest.loose)))
    return findings


def _ours(parts: Parts, name: str) -> Money:
    return Money.ZERO if name == "other" else Money(parts[Component(name)])


def _difference(debt: Debt, claim: Claim, contract: Money, name: str, amount: Money) -> ChargeFinding:
    """`contract` is what the contract gives for the part, with what it gives for parts the claim does not list."""
    known, guessed = _clause_known(debt, name), "payments" in debt.assumed and name in _SCHEDULED
    label, said = NAMES[name], claim.items[name]
    if guessed:
        why = Text(
            f"对方{claim.on}列{label.zh}{said}元。没有还款记录，这里推定以前各期都还了，才算出{contract}元。请先补上还款记录，差的{amount}元取决于它。",
            f"On {claim.on} {said} of {label.en} was claimed. No payment is on record; that {contract} is due assumes every "
            f"earlier instalment paid. Please add the payments first: the other {amount} depends on them.",
        )
    elif known:
        why = Text(
            f"对方{claim.on}列{label.zh}{said}元，按合同和还款记录应为{contract}元。多出的{amount}元请对方核对更正。",
            f"On {claim.on} {said} of {label.en} was claimed; contract and payments give {contract}. "
            f"Please have the other {amount} checked and corrected.",
        )
    elif contract:
        why = Text(
            f"对方{claim.on}列{label.zh}{said}元，其中{contract}元对得上合同里的收费。其余{amount}元没有看到对应的条款，请对方出示依据。",
            f"On {claim.on} {said} of {label.en} was claimed, {contract} of which matches charges of the contract. "
            f"No clause for the other {amount} is on record; please ask for the ground.",
        )
    else:
        why = Text(
            f"对方{claim.on}列{label.zh}{said}元。手头的合同里没有看到对应的条款，请对方出示依据。",
            f"On {claim.on} {said} of {label.en} was claimed. No clause for it is on record; please ask for the ground.",
        )
    return ChargeFinding(
        rule=f"contract.{name}" if known else f"no_clause.{name}",
        layer=Layer.CONTRACT,
        certainty=_certainty(debt, name) if known and not guessed else Certainty.NEEDS_PAPER,
        sum=Sum.BY_CONTRACT if known and not guessed else Sum.PAPER,
        amount=amount,
        title=Text(f"{label.zh}多列", f"{label.en}: more than the contract")
        if known
        else Text(f"{label.zh}没有对应条款", f"{label.en}: no clause on record"),
        why=why,
        source=_contract_name(debt),
        steps=(
            Text(f"对方主张 {said} 元", f"claimed {said}"),
            Text(f"按合同重算 {contract} 元（算至{claim.on}）", f"recomputed {contract} as of {claim.on}"),
            Text(f"差额 {amount} 元", f"difference {amount}"),
        ),
        adjustment=None if known else 8,
        clauses=(name,) if known else (),
        evidence=(claim.source,) if claim.source else (),
        trace=_subtraction(claim, said, contract, amount),
    )


def _subtraction(claim: Claim, said: Money, contract: Money, amount: Money) -> Trace:
    return Trace(
        (
            (Text(f"对方{claim.on}主张", f"claimed on {claim.on}"), str(said)),
            (Text("按合同重算", "recomputed by the contract"), str(contract)),
        ),
        Text(f"{said} − {contract}", f"{said} − {contract}"),
        str(amount),
    )


def _clause_known(debt: Debt, name: str) -> bool:
    if name in {"cost", "other"}:
        return False
    if name == "fee":
        return bool(debt.fees)
    clause = _CLAUSE.get(name)
    return clause is None or (debt.overdue is not None and clause in debt.overdue.stated)


def _certainty(debt: Debt, name: str) -> Certainty:
    """Certain only when nothing the recount of this part rests on had to be assumed."""
    stated = debt.overdue.stated if debt.overdue else frozenset[str]()
    assumed_base = name == "penalty" and "penalty_base" not in stated
    return Certainty.ARGUABLE if debt.assumed or assumed_base else Certainty.CERTAIN


def _contract_name(debt: Debt) -> str:
    number = f"（{debt.contract_no}）" if debt.contract_no else ""
    return f"借款合同{number}"


def _unitemised(claim: Claim, loose: Money) -> ChargeFinding:
    items = Money.total(claim.items.values())
    return ChargeFinding(
        "unitemised",
        Layer.CONTRACT,
        Certainty.NEEDS_PAPER,
        Sum.PAPER,
        loose,
        Text("总额里有没说明的部分", "part of the total is not itemised"),
        Text(
            f"对方{claim.on}的总额{claim.total}元比各项之和多{loose}元。这部分是什么没有说明，请对方逐项列出。",
            f"The total of {claim.total} claimed on {claim.on} exceeds its items by {loose}. What that is was not said; "
            "please ask for every item.",
        ),
        "对方的欠款明细",
        adjustment=8,
        evidence=(claim.source,) if claim.source else (),
        trace=_subtraction(claim, claim.total, items, loose),
    )


def _total_only(debt: Debt, claim: Claim, ours: Recount) -> list[ChargeFinding]:
    due = Recount(ours.state, payoff=False)
    whole = Recount(ours.state, payoff=True)
    near = [abs(claim.total.fen - r.total.fen) <= r.noise for r in (due, whole)]
    if any(near) or claim.total < due.total:
        return []
    base = whole.total if claim.total > whole.total else due.total
    above = claim.total - base
    stated = debt.overdue is not None and not debt.assumed and claim.total > whole.total
    return [
        ChargeFinding(
            "contract.total" if stated else "unitemised",
            Layer.CONTRACT,
            Certainty.ARGUABLE if stated else Certainty.NEEDS_PAPER,
            Sum.BY_CONTRACT if stated else Sum.PAPER,
            above,
            Text("总额比合同多", "the total is more than the contract"),
            Text(
                f"对方{claim.on}只给了总额{claim.total}元；按合同到期应还{due.total}元，全部结清{whole.total}元。"
                "请对方逐项列明。",
                f"Only a total of {claim.total} was given on {claim.on}; by the contract {due.total} is due and "
                f"{whole.total} clears the debt. Please ask for every item.",
            ),
            _contract_name(debt),
            evidence=(claim.source,) if claim.source else (),
            trace=_subtraction(claim, claim.total, base, above),
        )
    ]

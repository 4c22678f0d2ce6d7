"""The claim against the contract, line by line: what the contract does not carry.

A difference in a part whose clause is known is to be corrected by contract; a charge without a known clause
needs a paper; a difference of up to 1 fen an instalment is noise. The lender's own figure may be lower than
ours in a part: that is not held against anyone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xiehuan.errors import Text
from xiehuan.law.finding import Certainty, ChargeFinding, Layer, Sum
from xiehuan.loan.debt import Debt
from xiehuan.loan.ledger.account import Account
from xiehuan.loan.terms import Claim, Component, Payment
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


def recount(
    debt: Debt, claim: Claim | None, on: date, payments: tuple[Payment, ...] | None = None
) -> Recount:
    """The contract's account on the claim's day (or on `on`), on the basis the claim seems to use.

    A claim is read as the whole debt when its principal (or total) is nearer to all that is left than to
    what has fallen due.
    """
    state = debt.account(claim.on if claim else on, payments)
    due, whole = Recount(state, payoff=False), Recount(state, payoff=True)
    if claim is None:
        return whole
    principal = claim.items.get("principal")
    claimed = principal if principal is not None else claim.total
    ours = [r.of(Component.PRINCIPAL) if principal is not None else r.total for r in (due, whole)]
    nearer_whole = abs(claimed.fen - ours[1].fen) < abs(claimed.fen - ours[0].fen)
    return whole if nearer_whole else due


def contract_findings(debt: Debt, claim: Claim, ours: Recount) -> list[ChargeFinding]:
    """Every part in which the claim is higher than the contract."""
    missing = _payment_not_credited(debt, claim, ours)
    if missing:
        return [missing]
    if not claim.items:
        return _total_only(debt, claim, ours)
    return _by_item(debt, claim, ours)


def _by_item(debt: Debt, claim: Claim, ours: Recount) -> list[ChargeFinding]:
    over = {name: (amount - _ours(ours, name)).fen for name, amount in claim.items.items()}
    # parts the claim does not list may hide under another name: they excuse a surplus elsewhere first
    unlisted = sum(ours.of(c).fen for c in Component if c.value not in claim.items)
    matched: dict[str, Money] = {}
    for name in ("other", "fee", "late_fee", "penalty", "compound", "interest", "cost"):
        used = min(unlisted, max(over.get(name, 0), 0))
        over[name] = over.get(name, 0) - used
        matched[name] = Money(used)
        unlisted -= used
    found = []
    for name, fen in over.items():
        if fen > ours.noise:
            contract = _ours(ours, name) + matched.get(name, Money.ZERO)
            found.append(_difference(debt, claim, contract, name, Money(fen)))
    loose = claim.total - Money.total(claim.items.values())
    if loose.fen > ours.noise:
        found.append(_unitemised(claim, loose))
    return found


def _ours(ours: Recount, name: str) -> Money:
    return Money.ZERO if name == "other" else ours.of(Component(name))


def _difference(debt: Debt, claim: Claim, contract: Money, name: str, amount: Money) -> ChargeFinding:
    """`contract` is what the contract gives for the part, with what it gives for parts the claim does not list."""
    known = _clause_known(debt, name)
    label = NAMES[name]
    claimed = Text(
        f"对方{claim.on}列{label.zh}{claim.items[name]}元，",
        f"On {claim.on} {claim.items[name]} of {label.en} was claimed; ",
    )
    if known:
        rest = Text(f"按合同和还款记录应为{contract}元。", f"contract and payments give {contract}.")
    elif contract:
        rest = Text(
            f"其中{contract}元对得上合同里的收费，其余{amount}元没有看到对应的条款，请对方出示依据。",
            f"{contract} of it matches charges of the contract, no clause for the other {amount} is on record.",
        )
    else:
        rest = Text("手头的合同里没有看到对应的条款，请对方出示依据。", "no clause for it is on record.")
    why = Text(claimed.zh + rest.zh, claimed.en + rest.en)
    return ChargeFinding(
        rule=f"contract.{name}" if known else f"no_clause.{name}",
        layer=Layer.CONTRACT,
        certainty=_certainty(debt, name) if known else Certainty.NEEDS_PAPER,
        sum=Sum.BY_CONTRACT if known else Sum.PAPER,
        amount=amount,
        title=Text(f"{label.zh}多列", f"{label.en}: more than the contract")
        if known
        else Text(f"{label.zh}没有对应条款", f"{label.en}: no clause on record"),
        why=why,
        source=_contract_name(debt),
        steps=(
            Text(f"对方主张 {claim.items[name]} 元", f"claimed {claim.items[name]}"),
            Text(f"按合同重算 {contract} 元（算至{claim.on}）", f"recomputed {contract} as of {claim.on}"),
            Text(f"差额 {amount} 元", f"difference {amount}"),
        ),
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
    return ChargeFinding(
        "unitemised",
        Layer.CONTRACT,
        Certainty.NEEDS_PAPER,
        Sum.PAPER,
        loose,
        Text("总额里有没说明的部分", "part of the total is not itemised"),
        Text(
            f"对方{claim.on}的总额{claim.total}元比各项之和多{loose}元，没有说明是什么。",
            f"The total of {claim.total} claimed on {claim.on} exceeds its items by {loose}, unexplained.",
        ),
        "对方的欠款明细",
    )


def _total_only(debt: Debt, claim: Claim, ours: Recount) -> list[ChargeFinding]:
    due = Recount(ours.state, payoff=False)
    whole = Recount(ours.state, payoff=True)
    near = [abs(claim.total.fen - r.total.fen) <= r.noise for r in (due, whole)]
    if any(near) or claim.total < due.total:
        return []
    above = claim.total - (whole.total if claim.total > whole.total else due.total)
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
                f"{whole.total} clears the debt. Ask for every item.",
            ),
            _contract_name(debt),
        )
    ]


def _payment_not_credited(debt: Debt, claim: Claim, ours: Recount) -> ChargeFinding | None:
    """A claim that is exactly what would be owed had one payment never been made."""
    if claim.total.fen - ours.total.fen <= ours.noise:
        return None
    for payment in reversed([p for p in debt.payments if p.on <= claim.on and p.note != "assumed"]):
        others = tuple(p for p in debt.payments if p is not payment)
        without = recount(debt, claim, claim.on, others)
        if abs(claim.total.fen - without.total.fen) <= without.noise:
            return _uncredited(debt, claim, ours, payment)
    return None


def _uncredited(debt: Debt, claim: Claim, ours: Recount, payment: Payment) -> ChargeFinding:
    proven = payment.proof is not None
    proof = (
        Text("账单里有这笔", "a bill shows it") if proven else Text("还缺付款凭证", "proof of it is missing")
    )
    return ChargeFinding(
        "contract.payment_not_credited",
        Layer.CONTRACT,
        Certainty.CERTAIN if proven and not debt.assumed else Certainty.NEEDS_PAPER,
        Sum.BY_CONTRACT if proven else Sum.PAPER,
        claim.total - ours.total,
        Text("有一笔还款没有入账", "a payment was not credited"),
        Text(
            f"{payment.on}还的{payment.amount}元没有算进去：不算这笔正好是对方的总额{claim.total}元；{proof.zh}。",
            f"The payment of {payment.amount} on {payment.on} is not counted: without it the total is exactly "
            f"the {claim.total} claimed; {proof.en}.",
        ),
        _contract_name(debt),
    )

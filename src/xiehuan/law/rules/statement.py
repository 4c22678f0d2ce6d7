"""The cost statement (综合融资成本明示表): for contracts from 2026-08-01 what is not on it may not be charged.

And assisted lending: for bank loans from 2025-10-01 the platform may charge the borrower nothing. Both read second-hand.
"""

from __future__ import annotations

from datetime import date

from xiehuan.errors import Text
from xiehuan.law.finding import Certainty, ChargeFinding, Layer, Sum
from xiehuan.law.pack import Pack
from xiehuan.law.provision import Provision
from xiehuan.law.rule import rule
from xiehuan.law.trace import Trace
from xiehuan.loan.debt import Debt, LenderKind
from xiehuan.loan.ledger.account import Account
from xiehuan.loan.terms import Fee, FeeEvery
from xiehuan.money import Money


@rule("cn.cost_statement", articles=("cost_statement",))
def cost_statement(debt: Debt, state: Account, pack: Pack) -> list[ChargeFinding]:
    """Fees of the contract that its cost statement does not list, or the missing statement itself."""
    signed = debt.contract_date
    duty, off = pack.provisions["cost_statement.duty"], pack.provisions["cost_statement.off_list"]
    licensed = debt.lender_kind not in {LenderKind.PRIVATE, LenderKind.UNKNOWN}
    if signed is None or not licensed or duty.known_at(signed) is None or off.known_at(signed) is None:
        return []
    if debt.cost_statement is None:
        return [_missing(duty, signed)]
    listed = debt.cost_statement
    return [
        _off_list(f, state, off, signed)
        for f in debt.fees
        if not any(f.name in x or x in f.name for x in listed)
    ]


def _missing(duty: Provision, signed: date) -> ChargeFinding:
    return ChargeFinding(
        "cost_statement.missing",
        Layer.STATUTE,
        Certainty.NEEDS_PAPER,
        None,
        Money.ZERO,
        Text("还缺综合融资成本明示表", "the cost statement is missing"),
        Text(
            f"合同签于{signed}，签约前应当给过一张综合融资成本明示表。请找出来或向对方要，没有列在表上的费用可以据此对账。",
            f"The contract was signed on {signed}, and a cost statement should have been shown before. Please find it or "
            "ask for it; fees can then be compared with it.",
        ),
        duty.citation,
        adjustment=8,
        clauses=("cost_statement",),
    )


def _off_list(fee: Fee, state: Account, off: Provision, signed: date) -> ChargeFinding:
    amount, paid = fee_split(fee, state)
    return ChargeFinding(
        "cost_statement.off_list",
        Layer.STATUTE,
        Certainty.ARGUABLE,
        Sum.BY_CONTRACT if amount else None,
        amount,
        Text("明示表上没有的费用", "a fee that the cost statement does not list"),
        Text(
            f"{fee.name}没有列在综合融资成本明示表上，还没付的是{amount}元。{signed}签的合同，表外的费用不应再收，请对方说明。",
            f"The fee “{fee.name}” is not on the cost statement; {amount} of it is unpaid. For a contract of {signed} "
            "nothing outside the statement should be charged; please ask why it is.",
        ),
        off.citation,
        paid_part=paid,
        adjustment=8,
        clauses=("cost_statement", "fee"),
        trace=_fee_trace(fee, amount, paid),
    )


@rule("cn.assisted.platform_charge", articles=("assisted_lending",))
def platform_charge(debt: Debt, state: Account, pack: Pack) -> list[ChargeFinding]:
    """Fees that the platform of an assisted bank loan takes from the borrower."""
    ban, signed = pack.provisions["assisted.platform_charge"], debt.contract_date
    if signed is None or debt.platform is None or not ban.covers_kind(debt.lender_kind.value):
        return []
    if ban.known_at(signed) is None:
        return []
    return [_by_platform(f, state, ban, signed) for f in debt.fees if f.payee and debt.platform in f.payee]


def _by_platform(fee: Fee, state: Account, ban: Provision, signed: date) -> ChargeFinding:
    amount, paid = fee_split(fee, state)
    return ChargeFinding(
        "assisted.platform_charge",
        Layer.STATUTE,
        Certainty.ARGUABLE,
        Sum.BY_CONTRACT if amount else None,
        amount,
        Text("平台向借款人收了费", "the platform charges the borrower"),
        Text(
            f"{fee.name}是平台收的，还没付的是{amount}元。{signed}签的银行助贷，平台不应向借款人收费，请向合同上的银行核实。",
            f"The fee “{fee.name}” goes to the platform; {amount} of it is unpaid. For a bank loan of {signed} the platform "
            "should charge the borrower nothing; please ask the bank on the contract.",
        ),
        ban.citation,
        paid_part=paid,
        adjustment=2,
        clauses=("fee",),
        trace=_fee_trace(fee, amount, paid),
    )


def fee_split(fee: Fee, state: Account) -> tuple[Money, Money]:
    """What of one fee is due and unpaid, and what was paid: payments to fees are taken to pay all of them alike.

    With several fees in one instalment the unpaid part is spread by amount, rounded down.
    """
    rows = {r.k: r for r in state.schedule.instalments}
    unpaid = paid = 0
    for standing in state.standings:
        row = rows.get(standing.k)
        if row is None or not standing.called or not row.fees:
            continue
        own = fee.amount.fen if fee.every is FeeEvery.INSTALMENT else _once(fee, standing.start, standing.due)
        fees = next(c for c in standing.asked if c.value == "fee")
        unpaid += standing.left(fees) * own // row.fees.fen
        paid += standing.paid[fees] * own // row.fees.fen
    return Money(unpaid), Money(paid)


def _once(fee: Fee, start: date, due: date) -> int:
    return fee.amount.fen if fee.on is not None and start < fee.on <= due else 0


def _fee_trace(fee: Fee, amount: Money, paid: Money) -> Trace:
    return Trace(
        (
            (Text("费用", "fee"), fee.name),
            (Text("每次", "each time"), str(fee.amount)),
            (Text("已付", "paid"), str(paid)),
        ),
        Text("已到期的这项费用 − 已付的", "what fell due of this fee − what was paid"),
        str(amount),
    )

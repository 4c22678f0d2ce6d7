"""What is missing or contradicts itself in a debt, and what the answer depends on: findings that ask, never claim."""

from __future__ import annotations

from dataclasses import replace

from xiehuan.errors import Text
from xiehuan.law.finding import Certainty, ChargeFinding, Layer
from xiehuan.loan.debt import Debt
from xiehuan.loan.schedule import build_schedule
from xiehuan.loan.terms import Method
from xiehuan.money import Money


def doubts(debt: Debt) -> list[ChargeFinding]:
    """No date on the contract, two rates that differ, payments from before the contract."""
    found = [no_date(debt), two_rates(debt), early_payments(debt)]
    return [f for f in found if f is not None]


def no_date(debt: Debt) -> ChargeFinding | None:
    """Which ceiling, which cost statement and which rule on fees apply is decided by the day of the contract."""
    if debt.contract_date is not None:
        return None
    return _asks(
        "input.no_contract_date",
        Text("不知道合同是哪天签的", "the day of the contract is not known"),
        Text(
            "没有写合同日期，利率上限、助贷收费和明示表的规定都要看这一天。请看合同首页，填进 contract_date。",
            "The contract has no date here; the ceiling, the rules on assisted lending and the cost statement depend on it. "
            "Please look at its first page and fill in contract_date.",
        ),
        "借款合同首页",
        "contract_date",
    )


def two_rates(debt: Debt) -> ChargeFinding | None:
    """The level payment that the contract names is not the one that its rate gives."""
    terms = debt.terms
    if terms is None or terms.payment is None or terms.method is not Method.EQUAL_INSTALMENT:
        return None
    computed = build_schedule(replace(terms, payment=None)).instalments[0]
    level = computed.principal + computed.interest
    if abs((terms.payment - level).fen) <= max(terms.instalment_unit, 1):
        return None
    return _asks(
        "input.rates_differ",
        Text("利率写了两个，对不上", "the rate is given twice and differently"),
        Text(
            f"按写明的利率每期应还{level}元，合同写的每期是{terms.payment}元，两处的利率不一样。请看合同以哪个为准，结果会随之变化。",
            f"The stated rate gives {level} each time, the contract names {terms.payment}: two different rates. Please look "
            "which of them the contract means; the result depends on it.",
        ),
        "借款合同的利率和每期还款额",
        "rate",
    )


def early_payments(debt: Debt) -> ChargeFinding | None:
    """Payments dated before the money arrived belong to another loan, or their date is wrong."""
    early = [p for p in debt.payments if debt.terms and p.on < debt.terms.received_on]
    if not early or debt.terms is None:
        return None
    whole = Money.total(p.amount for p in early)
    return _asks(
        "input.payment_before_contract",
        Text("有还款早于放款", "payments from before the loan"),
        Text(
            f"有{len(early)}笔共{whole}元的还款早于到账日{debt.terms.received_on}，没有算进这笔账。请核对日期，或者看是不是还的另一笔借款。",
            f"{len(early)} payments of {whole} together are dated before the money arrived on {debt.terms.received_on} and "
            "are not counted. Please check the dates, or whether they paid another loan.",
        ),
        "付款记录",
        "payments",
    )


def countable(debt: Debt) -> Debt:
    """The debt without payments from before the money arrived."""
    terms = debt.terms
    if terms is None or all(p.on >= terms.received_on for p in debt.payments):
        return debt
    return replace(debt, payments=tuple(p for p in debt.payments if p.on >= terms.received_on))


def _asks(rule: str, title: Text, why: Text, source: str, clause: str) -> ChargeFinding:
    return ChargeFinding(
        rule,
        Layer.CONTRACT,
        Certainty.NEEDS_PAPER,
        None,
        Money.ZERO,
        title,
        why,
        source,
        clauses=(clause,),
    )

"""Automatic debits by account: what is taken, what for, and what is not known about it.

A debit that nobody knows can take living money or the instalment of another creditor on the wrong day, so an account
whose debits are not known, or a debit for nothing that is listed, leaves every plan "not yet safe".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.errors import Text
from xiehuan.money import Money


class Debits(StrEnum):
    """What is known of the automatic debits of an account."""

    NONE = "none"
    LISTED = "listed"  # all of them are written down
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Account:
    """An account or wallet from which money may be taken."""

    name: str
    debits: Debits


@dataclass(frozen=True, slots=True)
class Mandate:
    """One standing permission to debit: `debt` is an id of debts.toml, `spending` a name of the statement."""

    account: str
    payee: str
    amount: Money | None = None
    day: int | None = None
    debt: str | None = None
    spending: str | None = None
    paused_on: date | None = None

    def runs(self, on: date) -> bool:
        """Whether it still takes money on the day."""
        return self.paused_on is None or self.paused_on > on


@dataclass(frozen=True, slots=True)
class DebitDoubt:
    """What is not known of a debit: the reason a plan is not yet safe, the question, and the sentence for a pause.

    `debt` names the one debt that it is about; None concerns every plan. `account` is None where not even that is known.
    """

    account: str | None
    payee: str | None
    why: Text
    ask: Text
    say: Text
    debt: str | None = None


def debit_doubts(
    accounts: Sequence[Account], mandates: Sequence[Mandate], on: date
) -> tuple[DebitDoubt, ...]:
    """Every account whose debits are unknown, and every running debit that stands for nothing listed."""
    unknown = [_account(a) for a in accounts if a.debits is Debits.UNKNOWN]
    loose = [m for m in mandates if m.runs(on) and m.debt is None and m.spending is None]
    return (*unknown, *(_mandate(m) for m in loose))


def debt_doubt(debt: str, creditor: str) -> DebitDoubt:
    """The doubt about one debt of which nobody knows whether it is debited."""
    return DebitDoubt(
        None,
        creditor,
        Text(
            f"「{creditor}」有没有自动扣款不清楚",
            f"whether “{creditor}” debits automatically is unknown",
        ),
        Text(
            f'「{creditor}」从哪个账户自动扣款？在它的App里查代扣协议，没有就在 debts.toml 写 auto_debit = "none"',
            f'which account does “{creditor}” debit? Look for the agreement in its app; if there is none write auto_debit = "none"',
        ),
        pause_request(None, creditor),
        debt,
    )


def pause_request(account: str | None, payee: str | None) -> Text:
    """The sentence by which a pause is asked for; it promises nothing."""
    who, who_en = (f"「{payee}」", f"“{payee}”") if payee else ("有关机构", "whoever debits it")
    account, account_en = (account, account) if account else ("我名下账户", "my accounts")
    return Text(
        f"请从今天起暂停{who}对{account}的自动扣款，还款安排商定后按商定的金额和日期再开；"
        "请书面（短信、App消息都行）告诉我暂停从哪天起生效。",
        f"Please pause automatic debits of {account_en} by {who_en} from today until the arrangement is agreed; tell me in "
        "writing from which day the pause holds.",
    )


def _account(account: Account) -> DebitDoubt:
    name = account.name
    return DebitDoubt(
        name,
        None,
        Text(f"{name}有没有自动扣款不清楚", f"whether {name} is debited automatically is unknown"),
        Text(
            f"{name}上签了哪些代扣、免密支付和自动还款？在App的“支付设置—自动扣款”里看，或打开户行电话问，逐个记下收款方、金额和日期",
            f"which debits stand on {name}? Look at “automatic payments” in the app or ask the bank; note payee, amount and day of each",
        ),
        pause_request(name, None),
    )


def _mandate(mandate: Mandate) -> DebitDoubt:
    much = f"{mandate.amount.grouped()}元" if mandate.amount else "金额不清楚"
    much_en = f"{mandate.amount.grouped()}" if mandate.amount else "of unknown amount"
    return DebitDoubt(
        mandate.account,
        mandate.payee,
        Text(
            f"{mandate.account}上「{mandate.payee}」的自动扣款（{much}）对不上债务，也对不上支出",
            f"the debit of {mandate.account} by “{mandate.payee}” ({much_en}) matches no debt and no spending",
        ),
        Text(
            f"「{mandate.payee}」扣的是什么？是债务就写 debt，是支出就写 spending，不要了就停掉",
            f"what does “{mandate.payee}” take it for? Write debt or spending, or end it",
        ),
        pause_request(mandate.account, mandate.payee),
    )

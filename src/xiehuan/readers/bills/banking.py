"""What the words of a bank statement mean; the direction is given by its amount columns."""

from __future__ import annotations

import re

from xiehuan.evidence.record import Direction
from xiehuan.readers.bills.movement import Entry, Flag, Movement, found, moved

_BACK = re.compile(r"退款|退货|退汇|退回|冲正|撤销|抹账|红冲|返现")
_OWN = re.compile(
    r"余额宝|零钱通|理财|基金|申购|赎回|约定转存|定期转|活期转|转存定期|转存活期|存单|大额存单|结构性存款"
    r"|支付机构提现|快捷提现|余额提现|提现|充值到|零钱充值|账户充值|银证转账|证券转银行|银行转证券|本人转账|购汇|结汇"
)
_REPAID = re.compile(r"还款|自动转帐还款|自动转账还款|存入|转入")


def judge(entry: Entry) -> Movement:
    """The movement of one row of a bank account, or of a credit card when the layout says so."""
    if entry.card:
        return _card(entry)
    if back := found(_BACK, entry.words):
        return moved(entry, entry.named, Flag.REFUND, words=back)
    if own := found(_OWN, entry.words):
        return Movement(Direction.UNKNOWN, (Flag.OWN_TRANSFER,), own)
    return moved(entry, entry.named, words=entry.category)


def _card(entry: Entry) -> Movement:
    """On a card a purchase is spending on credit; what comes in is its repayment or lowers the spending."""
    if entry.named is Direction.OUT:
        return Movement(Direction.OUT, (Flag.CONSUMER_CREDIT,), "信用卡")
    back = found(_BACK, entry.words)
    if not back and (paid := found(_REPAID, entry.words)):
        return Movement(Direction.UNKNOWN, (Flag.CARD_REPAYMENT,), paid)
    return Movement(entry.named, (Flag.REFUND, Flag.CONSUMER_CREDIT), back or "信用卡")

"""What a bill row says happened to the user's own money: the vocabulary that all bill sources share.

The sign rule: money in is positive, money out negative. A row that its source counts as neither gets a sign only
when its words are clear (a repayment, a refund, interest of a money fund, a loan paid out). Moves between the
user's own accounts, money held or released, and rows whose words are not clear keep their magnitude with the
direction unknown. When no money moved the amount is zero and the row is flagged `closed`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from xiehuan.evidence.record import Direction


class Flag(StrEnum):
    """Everything a bill record can be flagged with."""

    REFUND = "refund"  # a refund, or a payment that was refunded in full or in part
    OWN_TRANSFER = "own_transfer"  # between the user's own accounts, or held and released
    CARD_REPAYMENT = "card_repayment"  # repaying a credit card
    DEBT_PAYMENT = "debt_payment"  # repaying another debt
    LOAN_DRAWDOWN = "loan_drawdown"  # borrowed money paid out: in, but no income
    CONSUMER_CREDIT = "consumer_credit"  # paid by, or refunded to, a credit line or credit card
    CLOSED = "closed"  # no money moved
    DAMAGED = "damaged"  # the file itself has lost characters of this row, or its order number


@dataclass(frozen=True, slots=True)
class Entry:
    """The cells of one row that matter, cleaned, "" where the source has none or writes "/"."""

    category: str
    party: str
    goods: str
    flow: str
    method: str
    status: str
    funds: str = ""
    refunded: str = ""

    @property
    def words(self) -> str:
        """Everything that says what the row is for."""
        return f"{self.category} {self.party} {self.goods}"


@dataclass(frozen=True, slots=True)
class Movement:
    """Which way the user's money went, and the flags."""

    direction: Direction
    flags: tuple[Flag, ...] = ()


NOTHING = Movement(Direction.UNKNOWN, (Flag.CLOSED,))
_CARD = re.compile(r"信用卡.*还款|还款.*信用卡")
_REPAYING = re.compile(r"还款|还贷|代偿|备用金归还|归还(借|贷)款|(借|贷)款归还")
_LENDER = re.compile(r"消费金融|小额贷款|小贷|融资担保|网商贷|借呗|微粒贷|花呗|白条|贷款")
_DRAWDOWN = re.compile(r"放款|借款到账|贷款到账|贷款发放|借款发放|微粒贷借款|备用金取出|借呗借款")
_CREDIT_LINE = re.compile(r"花呗|白条|信用卡|月付|分付|信用购|信用付|先用后付|任性付")


def named_flow(flow: str) -> Direction:
    """The direction the source itself gives; unknown for 不计收支, 其他, / and blanks."""
    if "不计" in flow:
        return Direction.UNKNOWN
    if "收入" in flow:
        return Direction.IN
    return Direction.OUT if "支出" in flow else Direction.UNKNOWN


def outgoing_flags(entry: Entry) -> tuple[Flag, ...]:
    """Whether money that goes (or may go) out repays a debt."""
    if _CARD.search(entry.words):
        return (Flag.CARD_REPAYMENT,)
    if _REPAYING.search(f"{entry.words} {entry.status}") or _LENDER.search(entry.party):
        return (Flag.DEBT_PAYMENT,)
    return ()


def incoming_flags(entry: Entry) -> tuple[Flag, ...]:
    """Whether money that comes (or may come) in is borrowed."""
    return (Flag.LOAN_DRAWDOWN,) if _DRAWDOWN.search(f"{entry.words} {entry.status}") else ()


def moved(entry: Entry, direction: Direction, *flags: Flag) -> Movement:
    """The movement with the flags that follow from its direction and from the way it was paid."""
    found = list(flags)
    if Flag.REFUND not in flags or direction is Direction.OUT:
        found += outgoing_flags(entry) if direction is Direction.OUT else ()
        found += incoming_flags(entry) if direction is Direction.IN else ()
    repays = {Flag.CARD_REPAYMENT, Flag.DEBT_PAYMENT, Flag.OWN_TRANSFER}
    if _CREDIT_LINE.search(entry.method) and not repays.intersection(found):
        found.append(Flag.CONSUMER_CREDIT)
    return Movement(direction, tuple(found))


def neutral(entry: Entry, *, own: bool) -> Movement:
    """A row that counts neither as income nor as spending; `own`: the source's words for an own transfer."""
    if incoming_flags(entry):
        return moved(entry, Direction.IN)
    if outgoing_flags(entry):
        return moved(entry, Direction.OUT)
    return moved(entry, Direction.UNKNOWN, *((Flag.OWN_TRANSFER,) if own else ()))

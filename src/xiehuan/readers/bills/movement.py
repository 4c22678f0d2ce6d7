"""What a bill row says happened to the user's own money: the vocabulary that all bill sources share.

The sign rule: money in is positive, money out negative. A row that its source counts as neither gets a sign only
when its words are clear (a repayment, a refund, interest of a money fund, a loan paid out). Moves between the
user's own accounts, money held or released, and rows whose words are not clear keep their magnitude with the
direction unknown. When no money moved the amount is zero and the row is flagged `closed`. Each movement carries
the words that decided.
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
    COUNTED_ELSEWHERE = "counted_elsewhere"  # the same payment is a row of another bill
    CLOSED = "closed"  # no money moved
    DAMAGED = "damaged"  # the file itself has lost characters of this row, or its order number


@dataclass(frozen=True, slots=True)
class Entry:
    """The cells of one row that matter, cleaned, "" where the source has none or writes "/".

    `named` is the direction that the amount columns of a bank give; `card` marks the statement of a credit card.
    """

    category: str
    party: str
    goods: str
    flow: str
    method: str
    status: str
    funds: str = ""
    refunded: str = ""
    named: Direction = Direction.UNKNOWN
    card: bool = False

    @property
    def words(self) -> str:
        """Everything that says what the row is for."""
        return f"{self.category} {self.party} {self.goods}"


@dataclass(frozen=True, slots=True)
class Movement:
    """Which way the user's money went, the flags, and the words that decided ("" when only the amount did)."""

    direction: Direction
    flags: tuple[Flag, ...] = ()
    words: str = ""


_CARD = re.compile(r"信用卡.*还款|还款.*信用卡")
_REPAYING = re.compile(r"还款|还贷|代偿|备用金归还|归还(借|贷)款|(借|贷)款归还|贷款(本息|本金|利息)|扣收.*贷")
_LENDER = re.compile(r"消费金融|小额贷款|小贷|融资担保|网商贷|借呗|微粒贷|花呗|白条|贷款")
_DRAWDOWN = re.compile(r"放款|借款到账|贷款到账|贷款发放|借款发放|发放贷款|微粒贷借款|备用金取出|借呗借款")
_CREDIT_LINE = re.compile(r"花呗|白条|信用卡|月付|分付|信用购|信用付|先用后付|任性付")


def found(pattern: re.Pattern[str], text: str) -> str:
    """The words a pattern finds, "" for none."""
    match = pattern.search(text)
    return match[0] if match else ""


def nothing(words: str) -> Movement:
    """No money moved, as `words` say."""
    return Movement(Direction.UNKNOWN, (Flag.CLOSED,), words)


def named_flow(flow: str) -> Direction:
    """The direction the source itself gives; unknown for 不计收支, 其他, / and blanks."""
    if "不计" in flow:
        return Direction.UNKNOWN
    if "收入" in flow:
        return Direction.IN
    return Direction.OUT if "支出" in flow else Direction.UNKNOWN


def outgoing(entry: Entry) -> tuple[tuple[Flag, ...], str]:
    """Whether money that goes (or may go) out repays a debt, and the words that say so."""
    if words := found(_CARD, entry.words):
        return (Flag.CARD_REPAYMENT,), words
    words = found(_REPAYING, f"{entry.words} {entry.status}") or found(_LENDER, entry.party)
    return ((Flag.DEBT_PAYMENT,) if words else ()), words


def incoming(entry: Entry) -> tuple[tuple[Flag, ...], str]:
    """Whether money that comes (or may come) in is borrowed, and the words that say so."""
    words = found(_DRAWDOWN, f"{entry.words} {entry.status}")
    return ((Flag.LOAN_DRAWDOWN,) if words else ()), words


def moved(entry: Entry, direction: Direction, *flags: Flag, words: str = "") -> Movement:
    """The movement with the flags that follow from its direction and from the way it was paid."""
    extra: tuple[Flag, ...] = ()
    why = ""
    if direction is Direction.OUT:
        extra, why = outgoing(entry)
    elif direction is Direction.IN and Flag.REFUND not in flags:
        extra, why = incoming(entry)
    all_flags = [*flags, *extra]
    said = why or words or entry.flow
    credit = found(_CREDIT_LINE, entry.method)
    if credit and not {Flag.CARD_REPAYMENT, Flag.DEBT_PAYMENT, Flag.OWN_TRANSFER}.intersection(all_flags):
        all_flags.append(Flag.CONSUMER_CREDIT)
        said = f"{said} {credit}".strip() if Flag.REFUND in flags else credit
    return Movement(direction, tuple(all_flags), said)


def neutral(entry: Entry, *, own: str) -> Movement:
    """A row that counts neither as income nor as spending; `own`: the words for an own transfer, "" for none."""
    if incoming(entry)[0]:
        return moved(entry, Direction.IN)
    if outgoing(entry)[0]:
        return moved(entry, Direction.OUT)
    return moved(entry, Direction.UNKNOWN, *((Flag.OWN_TRANSFER,) if own else ()), words=own)

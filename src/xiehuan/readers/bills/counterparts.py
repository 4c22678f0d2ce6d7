"""Rows of two bills that are one event: moves between own accounts, and payments that a bank lists a second time.

A bank statement and the bill of a payment app show the same payment when the app took the money from that card. It
counts once, with the app's row, which says more. Evidence is asked for, never likeness alone: the amount, the day (one
day apart at most), the direction, the channel that the bank names, and the card's last four digits where both show
them. Two rows that only look like a move between own accounts stay what they are, and are asked about.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from xiehuan.errors import Finding, Text, Where
from xiehuan.evidence.meaning import Counts, Meaning
from xiehuan.evidence.record import Direction, Kind, Record
from xiehuan.money import Money
from xiehuan.readers.bills.movement import Flag

_CHANNELS = {
    "alipay": re.compile("支付宝|蚂蚁|余额宝"),
    "wechat_pay": re.compile("财付通|微信|零钱"),
    "jd": re.compile("京东|网银在线"),
}
_CARD_IN_METHOD = re.compile(r"[(（]([0-9]{4})[)）]")
_BANK_IN_METHOD = re.compile("银行|储蓄卡|借记卡|信用卡")
_TRANSFER = re.compile("转账|汇款|网转|转存|汇入|汇出|转入|转出|银联入账")
_DIGITS = re.compile(r"([0-9]{4})[0-9A-Z]?$")
_DAYS_APART = 1
_KINDS = frozenset(
    {
        Flag.OWN_TRANSFER,
        Flag.CARD_REPAYMENT,
        Flag.DEBT_PAYMENT,
        Flag.LOAN_DRAWDOWN,
        Flag.COUNTED_ELSEWHERE,
        Flag.CLOSED,
    }
)
_ASK = Text(
    '如果是自己账户之间的转账，在 categories.toml 里写一条 counts = "own_transfer" 的规则',
    'if it was a transfer between own accounts, write a rule with counts = "own_transfer" in categories.toml',
)


def settled(records: Sequence[Record]) -> tuple[tuple[Record, ...], tuple[Finding, ...]]:
    """The records in the same order, those with a counterpart marked; and what is only likely, to be asked."""
    out = list(records)
    bank = [i for i, r in enumerate(out) if _is_bill(r) and r.source not in _CHANNELS]
    apps = [i for i, r in enumerate(out) if _is_bill(r) and r.source in _CHANNELS]
    taken = _payments(out, bank, apps)
    findings = tuple(_transfers(out, [i for i in bank if i not in taken]))
    return tuple(out), findings


def recounted(record: Record, counts: Counts, rule: str, words: str) -> Record:
    """The record as another kind of row: flags, direction and sign follow."""
    flags = tuple(
        f for f in record.flags if f not in _KINDS and not (counts is not Counts.REFUND and f == Flag.REFUND)
    )
    direction, amount = record.direction, record.amount
    if counts in (Counts.INCOME, Counts.REFUND, Counts.LOAN_DRAWDOWN):
        direction = Direction.IN
    elif counts in (Counts.SPENDING, Counts.CREDIT_SPENDING, Counts.CARD_REPAYMENT, Counts.DEBT_PAYMENT):
        direction = Direction.OUT
    elif counts is not Counts.COUNTED_ELSEWHERE:
        direction = Direction.UNKNOWN
    extra = {
        Counts.REFUND: Flag.REFUND,
        Counts.OWN_TRANSFER: Flag.OWN_TRANSFER,
        Counts.CARD_REPAYMENT: Flag.CARD_REPAYMENT,
        Counts.DEBT_PAYMENT: Flag.DEBT_PAYMENT,
        Counts.LOAN_DRAWDOWN: Flag.LOAN_DRAWDOWN,
        Counts.COUNTED_ELSEWHERE: Flag.COUNTED_ELSEWHERE,
        Counts.CREDIT_SPENDING: Flag.CONSUMER_CREDIT,
    }.get(counts)
    if extra is not None and extra.value not in flags:
        flags = (*flags, extra.value)
    if counts in (Counts.INCOME, Counts.SPENDING):
        flags = tuple(f for f in flags if f != Flag.CONSUMER_CREDIT)
    if amount is not None:
        amount = -abs_of(amount) if direction is Direction.OUT else abs_of(amount)
    meaning = Meaning(counts, rule, words, counts.value, rule, words)
    return record._replace(flags=flags, direction=direction, amount=amount, meaning=meaning)


def abs_of(amount: Money) -> Money:
    """The magnitude."""
    return -amount if amount.fen < 0 else amount


def _is_bill(record: Record) -> bool:
    return (
        record.kind is Kind.BILL
        and record.at is not None
        and record.amount is not None
        and record.amount.fen != 0
    )


def _payments(out: list[Record], bank: list[int], apps: list[int]) -> set[int]:
    """Marks the bank's rows that an app shows too; their places."""
    waiting: dict[tuple[str, int], list[int]] = defaultdict(list)
    for i in apps:
        waiting[out[i].source, _fen(out[i])].append(i)
    taken = set()
    for i in bank:
        row = out[i]
        for source in (
            s for s, words in _CHANNELS.items() if words.search(f"{row.category or ''} {row.text}")
        ):
            fitting = [j for j in waiting[source, _fen(row)] if _same_payment(row, out[j])]
            if not fitting:
                continue
            best = min(fitting, key=lambda j: (abs(_days(row, out[j])), j))
            waiting[source, _fen(row)].remove(best)
            out[i] = _seen_in(row, out[best])
            taken.add(i)
            break
    return taken


def _same_payment(row: Record, app: Record) -> bool:
    if abs(_days(row, app)) > _DAYS_APART:
        return False
    own = Flag.OWN_TRANSFER in app.flags
    if not own and app.direction is not row.direction:
        return False
    method = app.method or ""
    card = _CARD_IN_METHOD.search(method) or (_CARD_IN_METHOD.search(app.text) if own else None)
    mine = tail(row.account)
    if card and mine:
        return card[1] == mine
    # without digits on either side: a payment from the wallet's own balance has no row at the bank
    return own or app.direction is Direction.IN or _BANK_IN_METHOD.search(method) is not None


def _seen_in(row: Record, app: Record) -> Record:
    own = Flag.OWN_TRANSFER in app.flags
    counts = Counts.OWN_TRANSFER if own else Counts.COUNTED_ELSEWHERE
    return recounted(row, counts, "same_payment", f"{app.where.file}:{app.where.row}")


def _transfers(out: list[Record], bank: list[int]) -> Iterator[Finding]:
    """Marks both sides of moves between own bank accounts; yields those that only look like one."""
    arrived: dict[int, list[int]] = defaultdict(list)
    for i in bank:
        if out[i].direction is Direction.IN and Flag.REFUND not in out[i].flags:
            arrived[_fen(out[i])].append(i)
    for i in [i for i in bank if out[i].direction is Direction.OUT]:
        row = out[i]
        near = [
            j
            for j in arrived[_fen(row)]
            if _other_account(row, out[j]) and abs(_days(row, out[j])) <= _DAYS_APART
        ]
        sure = [j for j in near if _accounts_agree(row, out[j])]
        if sure:
            best = min(sure, key=lambda j: (abs(_days(row, out[j])), j))
            arrived[_fen(row)].remove(best)
            other = out[best]
            out[i] = recounted(
                row, Counts.OWN_TRANSFER, "own_accounts", f"{other.where.file}:{other.where.row}"
            )
            out[best] = recounted(
                other, Counts.OWN_TRANSFER, "own_accounts", f"{row.where.file}:{row.where.row}"
            )
        elif near and _TRANSFER.search(f"{row.category or ''} {row.text}"):
            yield _likely(row, out[near[0]])


def _likely(row: Record, other: Record) -> Finding:
    return Finding(
        "own_transfer_likely",
        Where(row.where.file, row=row.where.row),
        Text(
            f"{(row.at or '')[:10]}转出{abs_of(row.amount or Money.ZERO)}元，{other.where.file}第{other.where.row}行同日转入同额，"
            "但账号对不上，没有当作自己账户之间的转账",
            f"{abs_of(row.amount or Money.ZERO)} went out and the same amount came in at {other.where.file} row "
            f"{other.where.row}, but the accounts are not shown; it was not taken as a transfer between own accounts",
        ),
        _ASK,
    )


def _other_account(row: Record, other: Record) -> bool:
    return (row.source, tail(row.account)) != (other.source, tail(other.account))


def _accounts_agree(row: Record, other: Record) -> bool:
    """At least one side names the other's account, and neither names a third."""
    pairs = ((tail(row.counter), tail(other.account)), (tail(other.counter), tail(row.account)))
    known = [a == b for a, b in pairs if a and b]
    return bool(known) and all(known)


def tail(account: str | None) -> str | None:
    """The last four digits of an account, by which masked numbers are still compared."""
    match = _DIGITS.search(account or "")
    return match[1] if match else None


def _fen(record: Record) -> int:
    return abs(record.amount.fen) if record.amount is not None else 0


def _days(a: Record, b: Record) -> int:
    return (date.fromisoformat((a.at or "")[:10]) - date.fromisoformat((b.at or "")[:10])).days

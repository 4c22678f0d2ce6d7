"""Which messages and calls are about which debt, and why that is thought: the record of contacts, read once.

A record is attached to every debt that something in it, or its number, points to; a further record never takes one
away. The reason stands with it, because only a number that the user named is sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from xiehuan.errors import Text
from xiehuan.evidence import Direction, Kind, Record
from xiehuan.law.conduct_words import ASKS, DEMANDS, holds
from xiehuan.law.interruption import Interruption, Shown, in_order
from xiehuan.loan.debt import Debt
from xiehuan.loan.restart import Restart

CHINA = timezone(timedelta(hours=8))
_KINDS = frozenset({Kind.CALL, Kind.SMS, Kind.CHAT, Kind.MAIL})
_COMPANY = ("股份有限公司", "有限责任公司", "有限公司")
_TRADE = ("网络小额贷款", "小额贷款", "消费金融", "融资担保", "小贷", "消金", "信用卡", "银行", "信托")
_SIGN = re.compile(r"【([^】]{1,30})】")
_LEAST = 2  # characters of a name that is looked for in a text
_TAIL = 7  # fewer digits than this are no number to compare


class Because(StrEnum):
    """Why a contact is thought to be about a debt, the surest first."""

    NUMBER_NAMED = "number_named"  # the user wrote the number down in debts.toml
    SIGNED = "signed"  # 【name】 or the name in the text
    ADDRESS_BOOK = "address_book"  # the name in the phone's address book
    SAME_NUMBER = "same_number"  # the number sent signed messages
    PARTLY_NAMED = "partly_named"  # a part of the name beside words of collection


WHY: dict[Because, Text] = {
    Because.NUMBER_NAMED: Text("号码是你写明的", "you named the number"),
    Because.SIGNED: Text("内容里写了名称", "the text holds the name"),
    Because.ADDRESS_BOOK: Text("通讯录里存的是这个名称", "the address book has this name"),
    Because.SAME_NUMBER: Text("同一号码发过带名称的短信", "the same number sent messages with the name"),
    Because.PARTLY_NAMED: Text(
        "内容里只写了简称，发的人没有核实", "only a short name; the sender is not verified"
    ),
}


@dataclass(frozen=True, slots=True)
class Contact:
    """One incoming call or message. `at` is the time in China, None where the record has none.

    `connected` is about calls only: None where the record does not tell. `seconds` is how long a call lasted.
    """

    record: Record
    at: datetime | None
    number: str | None
    connected: bool | None
    because: Because | None = None

    @property
    def call(self) -> bool:
        """Whether it is a call."""
        return self.record.kind is Kind.CALL

    @property
    def demands(self) -> bool:
        """Whether a message holds words of collection; a call has no words."""
        return not self.call and holds(self.record.text, DEMANDS)

    @property
    def day(self) -> date | None:
        """The day in China."""
        return self.at.date() if self.at else None

    @property
    def clock(self) -> time | None:
        """The time of day in China."""
        return self.at.time() if self.at else None


def incoming(records: Iterable[Record]) -> tuple[Contact, ...]:
    """Calls, messages, chats and mails that came in, by time; the same call or message of two backups counts once."""
    found: dict[tuple[object, ...], Contact] = {}
    for record in sorted(records, key=lambda r: (r.at or "", r.where.file, r.where.byte or 0, r.id)):
        if record.kind not in _KINDS or not _came_in(record):
            continue
        contact = Contact(record, _moment(record.at), _digits(record.sender), _connected(record))
        key = (record.kind, contact.at or record.id, contact.number, record.text)
        found.setdefault(key, contact)
    return tuple(sorted(found.values(), key=_order))


def by_debt(
    debts: Sequence[Debt], records: Iterable[Record]
) -> tuple[Mapping[str, tuple[Contact, ...]], tuple[Contact, ...]]:
    """The contacts of each debt by id, with the reason, and those that name no debt themselves.

    The second part is judged by each record alone, so a contact whose number is later seen elsewhere stays in it.
    """
    contacts = incoming(records)
    mine: dict[str, tuple[Contact, ...]] = {}
    pointing: set[str] = set()
    for debt in debts:
        side = _Side(debt)
        direct = {c.record.id: why for c in contacts if (why := side.points(c))}
        pointing |= direct.keys()
        numbers = {
            c.number
            for c in contacts
            if c.number and direct.get(c.record.id) in {Because.SIGNED, Because.ADDRESS_BOOK}
        }
        mine[debt.id] = tuple(
            Contact(c.record, c.at, c.number, c.connected, why)
            for c in contacts
            if (why := direct.get(c.record.id) or (Because.SAME_NUMBER if c.number in numbers else None))
        )
    return mine, tuple(c for c in contacts if c.record.id not in pointing)


def restarts_said(
    debt: Debt, contacts: Iterable[Contact], records: Iterable[Record]
) -> tuple[Interruption, ...]:
    """Demands in messages that came in and requests in those that went out, as words only: never counted by themselves.

    A message that was not sent, and one to a number that is not known to be the other side's, says nothing.
    """
    contacts = tuple(contacts)
    theirs = {_digits(n) for n in debt.numbers} | {c.number for c in contacts}
    demands = [
        Interruption(c.day, Restart.DEMAND, Shown.WORDS, _place(c.record))
        for c in contacts
        if c.demands and c.day
    ]
    asked = [
        Interruption(at.date(), Restart.ACKNOWLEDGEMENT, Shown.WORDS, _place(r))
        for r in records
        if r.kind in {Kind.SMS, Kind.CHAT} and r.direction is Direction.OUT and "not_sent" not in r.flags
        if any(_digits(n) in theirs for n in r.to if _digits(n))
        if any(w in r.text for w in ASKS) and (at := _moment(r.at))
    ]
    return in_order((*demands, *asked))


def _place(record: Record) -> str:
    at = record.where.byte if record.where.byte is not None else record.where.row
    return record.where.file if at is None else f"{record.where.file} · {at}"


def _came_in(record: Record) -> bool:
    """A mail does not tell whose box it lay in; its sender decides later whether it is about a debt."""
    return record.direction is Direction.IN or (
        record.kind is Kind.MAIL and record.direction is Direction.UNKNOWN
    )


def names_of(debt: Debt) -> tuple[str, ...]:
    """The names that a message may use for the other side: as on the contract, without the form of company, the app."""
    full = [debt.lender, debt.platform or "", debt.guarantor or ""]
    short = [_without(name, _COMPANY) for name in full]
    return tuple(dict.fromkeys(n for n in (*full, *short) if len(n) >= _LEAST))


class _Side:
    """The other side of one debt, as its contacts may name it."""

    def __init__(self, debt: Debt) -> None:
        self.numbers = {_digits(n) for n in debt.numbers}
        self.names = names_of(debt)
        self.short = {s for n in self.names if len(s := _without(n, _TRADE)) >= _LEAST}
        self.cores = self.short - set(self.names)

    def points(self, contact: Contact) -> Because | None:
        """Why the contact is about the debt by what it says itself; None where nothing says so."""
        record = contact.record
        if contact.number and contact.number in self.numbers:
            return Because.NUMBER_NAMED
        if record.kind is Kind.MAIL:  # the user's own mails hold the names too: only the sender counts
            return Because.ADDRESS_BOOK if self._named(record.sender or "") else None
        said = [f.removeprefix("contact=") for f in record.flags if f.startswith("contact=")]
        if any(self._named(one) for one in said):
            return Because.ADDRESS_BOOK
        return self._in_text(contact, known=bool(said)) if record.text else None

    def _named(self, text: str) -> bool:
        return any(name in text for name in self.names)

    def _signed(self, sign: str) -> bool:
        return any(name.startswith(sign) for name in self.names) or _without(sign, _TRADE) in self.short

    def _in_text(self, contact: Contact, *, known: bool) -> Because | None:
        """Whether the text names the other side; somebody the user knows may well speak of it without being it."""
        text = contact.record.text
        signs = [s for s in _SIGN.findall(text) if len(s) >= _LEAST] if "【" in text else []
        if any(self._signed(s) for s in signs) or (not known and self._named(text)):
            return Because.SIGNED
        partly = not known and any(core in text for core in self.cores) and contact.demands
        return Because.PARTLY_NAMED if partly else None


def _without(name: str, tails: tuple[str, ...]) -> str:
    for tail in tails:
        if name.endswith(tail):
            return name.removesuffix(tail)
    return name


def _moment(raw: str | None) -> datetime | None:
    """The time in China; one without an offset is no time that a limit can be held against."""
    if raw is None:
        return None
    try:
        found = datetime.fromisoformat(raw)
        return found.astimezone(CHINA) if found.tzinfo else None
    except (ValueError, OverflowError):  # OverflowError: a year that another zone puts before the first
        return None


def _digits(number: str | None) -> str | None:
    """A number to compare: digits only, without the code of China."""
    if number is None or "@" in number:
        return None
    digits = "".join(c for c in number if c in "0123456789")
    if number.strip().startswith("+86"):
        digits = digits.removeprefix("86")
        if not digits.startswith(("0", "1", "4", "95")) and len(digits) >= _TAIL:
            digits = "0" + digits
    return digits if len(digits) >= _LEAST + 1 else None


def _connected(record: Record) -> bool | None:
    if record.kind is not Kind.CALL:
        return None
    seconds = next((f.removeprefix("duration_s=") for f in record.flags if f.startswith("duration_s=")), None)
    if record.status == "incoming" and seconds is not None:
        return bool(seconds.strip("0"))
    return False if record.status in {"missed", "rejected", "blocked"} else None


def _order(contact: Contact) -> tuple[str, str]:
    return (contact.at.isoformat() if contact.at else "", contact.record.id)

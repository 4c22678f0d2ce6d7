"""Fields in the text of a paper: identity numbers with their check digit, dates, amounts. Proposals for a person to confirm.

What is not found is not known: a reader of pictures drops lines without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.money import Money

_FULL = str.maketrans(
    "０１２３４５６７８９Ｘｘ．，￥：－", "0123456789XX.,¥:-"
)  # all of one length: places stay
_ID = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])", re.ASCII)
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[年./-]\s?(\d{1,2})\s?[月./-]\s?(\d{1,2})\s?日?(?!\d)", re.ASCII)
_SUM = re.compile(
    r"(?:[¥]\s?|(?:人民币|金额|合计|共计)[:]?\s?)((?:\d{1,3}(?:,\d{3})+|\d{1,10})(?:\.\d{1,2})?)(?![\d.,%])"
    r"|(?<![\d.,])((?:\d{1,3}(?:,\d{3})+|\d{1,10})(?:\.\d{1,2})?)\s?元",
    re.ASCII,
)
_EARLIEST = 1900


class FieldKind(StrEnum):
    """What a field is."""

    ID_NUMBER = "id_number"
    DATE = "date"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the characters from `start` to `end` of the text, and its value. `checked`: it carries its own proof,
    which holds; only identity numbers do.
    """

    kind: FieldKind
    start: int
    end: int
    value: str | date | Money
    checked: bool = False


def id_check_digit(first17: str) -> str:
    """The eighteenth character of an identity number (GB 11643-1999, ISO 7064 MOD 11-2).

    Raises ValueError when it is not given seventeen digits.
    """
    if not re.fullmatch(r"[0-9]{17}", first17):
        msg = f"not seventeen digits: {len(first17)} characters"
        raise ValueError(msg)
    total = sum(int(digit) * pow(2, 17 - i, 11) for i, digit in enumerate(first17))
    return "10X98765432"[total % 11]


def id_number_holds(number: str) -> bool:
    """Whether an identity number of eighteen characters has a day of birth that exists and the right check digit."""
    number = number.upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or number[0] == "0":
        return False
    born = _day(number[6:10], number[10:12], number[12:14])
    return born is not None and born.year >= _EARLIEST and id_check_digit(number[:17]) == number[17]


def fields_of(text: str) -> tuple[Field, ...]:
    """Every field of a text in the order of its places; a date that does not exist is none."""
    plain = text.translate(_FULL)
    return tuple(sorted((*_ids(plain), *_days(plain), *_sums(plain)), key=lambda f: (f.start, f.kind)))


def _ids(text: str) -> Iterator[Field]:
    for found in _ID.finditer(text):
        number = found[0].upper()
        yield Field(FieldKind.ID_NUMBER, *found.span(), number, id_number_holds(number))


def _days(text: str) -> Iterator[Field]:
    for found in _DAY.finditer(text):
        day = _day(found[1], found[2], found[3])
        if day is not None:
            yield Field(FieldKind.DATE, *found.span(), day)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _sums(text: str) -> Iterator[Field]:
    for found in _SUM.finditer(text):
        digits = found[1] or found[2]
        yield Field(FieldKind.AMOUNT, *found.span(), Money.parse(digits.replace(",", "")))

"""Amount and direction of a row, by the columns its layout writes them in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from xiehuan.evidence.record import Direction
from xiehuan.money import Money
from xiehuan.readers.bills.layout import Amounts, Column, Columns
from xiehuan.readers.bills.refusal import BAD_AMOUNT, BAD_SIDE, BOTH_SIDES, FOREIGN, Refusal
from xiehuan.readers.bills.values import amount_of

Amount = tuple[Money, Direction]
_OTHER = {Direction.IN: Direction.OUT, Direction.OUT: Direction.IN}
_REFUNDED = re.compile(r"[(（]已(?:全额)?退款[^()（）]*[)）]$")  # JD: 131.77(已退款89.84)
_BLANK = frozenset({"", "-", "--", "/", "—"})
_YUAN = frozenset({"", "人民币", "人民币元", "cny", "rmb", "元", "156", "人民币(元)", "-"})
_IN, _OUT = ("贷", "收", "入", "C", "转入"), ("借", "支", "付", "出", "D", "转出")


def read_amount(cells: Sequence[str], columns: Columns) -> Amount | Refusal:
    """Never negative, with the direction that the columns give; `UNKNOWN` when they give none."""
    currency = columns.cell(cells, Column.CURRENCY)
    if currency not in _YUAN and unicodedata.normalize("NFKC", currency).lower() not in _YUAN:
        return Refusal(FOREIGN, currency)
    layout = columns.layout
    match layout.amounts:
        case Amounts.SIDES:
            return _sides(columns.cell(cells, Column.MONEY_IN), columns.cell(cells, Column.MONEY_OUT))
        case Amounts.MARKED:
            return _marked(columns.cell(cells, Column.AMOUNT), columns.cell(cells, Column.SIDE))
        case Amounts.SIGNED:
            return _signed(columns.cell(cells, Column.AMOUNT), Direction.OUT if layout.card else Direction.IN)
    written = columns.cell(cells, Column.AMOUNT)
    amount = amount_of(_REFUNDED.sub("", written))
    return Refusal(BAD_AMOUNT, written) if amount is None else (amount, Direction.UNKNOWN)


def signed_amount(text: str) -> Money | None:
    """An amount with an optional sign."""
    if text[:1] == "-" and text[1:2].isdecimal() and (size := amount_of(text[1:])) is not None:
        return -size
    if text[:1].isdecimal() and (size := amount_of(text)) is not None:
        return size
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text).strip()
    size = amount_of(plain.lstrip("+-") if plain[:1] in "+-" and plain[1:2] not in "+-" else plain)
    return None if size is None else -size if plain.startswith("-") else size


def _signed(text: str, plus: Direction) -> Amount | Refusal:
    amount = signed_amount(text)
    if amount is None:
        return Refusal(BAD_AMOUNT, text)
    return _towards(amount, plus)


def _towards(amount: Money, plus: Direction) -> Amount:
    if amount.fen == 0:
        return amount, plus
    return (amount, plus) if amount.fen > 0 else (-amount, _OTHER[plus])


def _sides(money_in: str, money_out: str) -> Amount | Refusal:
    there = [
        (text, side)
        for text, side in ((money_in, Direction.IN), (money_out, Direction.OUT))
        if text not in _BLANK
    ]
    read = [(signed_amount(text), text, side) for text, side in there]
    for amount, text, _ in read:
        if amount is None:
            return Refusal(BAD_AMOUNT, text)
    moved = [(amount, side) for amount, _, side in read if amount is not None and amount.fen]
    if len(moved) > 1:
        return Refusal(BOTH_SIDES, f"{money_in} / {money_out}")
    if moved:
        return _towards(*moved[0])
    return (Money.ZERO, read[0][2]) if read else Refusal(BAD_AMOUNT, "")


def _marked(text: str, mark: str) -> Amount | Refusal:
    if mark.startswith(_IN):
        return _signed(text, Direction.IN)
    return _signed(text, Direction.OUT) if mark.startswith(_OUT) else Refusal(BAD_SIDE, mark)

"""Amounts in capital numerals, as agreements and receipts write them against later changes."""

from __future__ import annotations

from xiehuan.money import Money

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SECTIONS = ("", "万", "亿")
MOST = Money(10**12 * 100 - 1)


def in_capitals(amount: Money) -> str:
    """The amount in capitals by the rule for bills: 人民币壹万贰仟元整, 人民币玖仟捌佰叁拾元贰角陆分.

    正/整 stands after 元 and 角, never after 分; one 零 stands for any run of empty places. ValueError below zero and
    from a trillion yuan. Source: the People's Bank's rules for filling in bills (支付结算办法, annex 1).
    """
    if not Money.ZERO <= amount <= MOST:
        msg = f"no capitals for {amount}"
        raise ValueError(msg)
    yuan, fen = divmod(amount.fen, 100)
    tenth, hundredth = divmod(fen, 10)
    whole = f"{_whole(yuan)}元" if yuan or not fen else ""
    if not fen:
        return f"人民币{whole}整"
    if not tenth:
        return f"人民币{whole}{'零' if yuan else ''}{_DIGITS[hundredth]}分"
    gap = "零" if yuan and yuan % 10 == 0 else ""
    last = f"{_DIGITS[hundredth]}分" if hundredth else "整"
    return f"人民币{whole}{gap}{_DIGITS[tenth]}角{last}"


def _whole(yuan: int) -> str:
    if yuan == 0:
        return _DIGITS[0]
    written = ""
    for power in (2, 1, 0):
        section = yuan // 10_000**power % 10_000
        if section:
            gap = "零" if written and section < 1000 else ""  # noqa: PLR2004
            written += gap + _four(section) + _SECTIONS[power]
        elif (
            written
            and power
            and not written.endswith("零")
            and yuan % 10_000**power >= 1000 * 10_000 ** (power - 1)
        ):
            written += "零"
    return written


def _four(section: int) -> str:
    written, empty = "", False
    for place in (3, 2, 1, 0):
        digit = section // 10**place % 10
        if digit:
            written += ("零" if empty and written else "") + _DIGITS[digit] + _PLACES[place]
            empty = False
        else:
            empty = True
    return written

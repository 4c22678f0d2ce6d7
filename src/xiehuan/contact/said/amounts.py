"""Amounts as they are said: 一万二, 1.2万, 壹万贰仟元整, 八块五, 五六百, 两千多."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xiehuan.contact.said.numerals import HAN, read_number
from xiehuan.money import Money, round_fraction

_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[{HAN}])(?:[{HAN}kKwW]|(?<=[{HAN}kKwW])\d)*"
_CHUNK = re.compile(
    rf"(?P<sign>[¥￥]|人民币)?(?P<n>{_NUMBER})(?P<unit>元|块|圆|圓)?(?:钱|人民币)?"
    rf"(?:(?<=[元块圆圓])(?:零)?(?:(?P<jiao>[\d{HAN}])[毛角](?:(?P<jfen>[\d{HAN}])分?)?|(?P<fen>[\d{HAN}])分|(?P<short>[\d{HAN}])(?![\d{HAN}毛角个期年月天])))?"
)
_SMALL = re.compile(
    rf"(?:人民币)?(?P<jiao>[\d{HAN}])[毛角](?:(?P<fen>[\d{HAN}])分?)?|人民币(?P<only>[\d{HAN}])分"
)
_VAGUE = re.compile(r"(?:好?几|数)[十百千万](?:元|块)?(?:钱)?")
_TWO = re.compile(
    r"(?P<head>[一二两三四五六七八九十百千万零]*?)(?P<a>[一二两三四五六七八九])(?P<b>[一二三四五六七八九])(?P<tail>[十百千万]+)?"
)
_OTHER = re.compile(
    r"[%％年月日号天周岁次个口人件条通位名倍期点成折楼栋室单家份页时分秒张遍种类代级届部层户辆]|小时|星期|礼拜|角形|万分|千分|百分"
)
_RATIO = re.compile(
    r"(?:百分之|千分之|万分之|第|第第|尾号|工号|编号|单号|号码|电话|手机|合同号?|验证码|密码|代码|型号)[是为:：]?$"
)
_MONEY_WORD = re.compile(
    r"(?:付|还|给|每月|每个月|月|每期|期|首付|首期|本金|罚息|利息|违约金|滞纳金|手续费|费|欠|工资|房租|租|金|最多|最少|至少|只能|能|加|共|转|打|收入|挣|拿|出|到|是|为|的)[:：]?$"
)
_ABOUT_BEFORE = re.compile(
    r"(?:大概|大约|约|差不多|将近|接近|不到|不足|快|近|估计|也就)(?:能?付|能?还|是|有)?$"
)
_ABOUT_AFTER = re.compile(r"(?:块|元|钱)*(?:左右|上下|多|出头|来块|来元|的样子|样子|吧左右|前后)")
_TO = re.compile(r"(?:到|至|-|~|—|－|～)$")
_SHARE = re.compile(rf"[百千万]分之(?:{_NUMBER})|(?:{_NUMBER})(?:%|％)")
_LARGE = re.compile(r"[百千万亿佰仟萬kwKW]")
_BEGINS = frozenset(HAN + "¥￥人好几数")  # with digits: what an amount begins with
_LONG = 8  # digits from which a bare number is a reference, not an amount
_LEAST = 100  # below this a bare number in digits needs a word of money before it


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount with its place; low and high differ for a range and are None where no value was said."""

    start: int
    end: int
    low: Money | None
    high: Money | None
    about: bool = False

    @property
    def ambiguous(self) -> bool:
        """Whether it has to be asked how much is meant."""
        return self.about or self.low is None or self.low != self.high


def amounts_in(text: str, taken: Sequence[bool]) -> Iterator[Amount]:
    """Every amount of a normalised sentence outside the places taken by days and terms; ranges as one."""
    before: Amount | None = None
    for one in _each(text, taken):
        if before is not None and _TO.fullmatch(text[before.end : one.start]) and before.low and one.high:
            before = Amount(before.start, one.end, min(before.low, one.high), max(before.low, one.high))
            continue
        if before is not None:
            yield before
        before = one
    if before is not None:
        yield before


def _each(text: str, taken: Sequence[bool]) -> Iterator[Amount]:
    at = 0
    while at < len(text):
        if taken[at] or not (text[at] in _BEGINS or text[at].isdecimal()):
            at += 1
            continue
        limit = next((i for i in range(at, min(at + 60, len(text))) if taken[i]), min(at + 60, len(text)))
        found, end = _at(text, at, limit)
        if found is not None:
            yield found
        at = max(end, at + 1)


def _at(text: str, at: int, limit: int) -> tuple[Amount | None, int]:
    """The amount that begins here, and where to read on."""
    if share := _SHARE.match(text, at, limit):
        return None, share.end()
    if vague := _VAGUE.match(text, at, limit):
        return Amount(*vague.span(), None, None), vague.end()
    if small := _SMALL.match(text, at, limit):
        fen = _fen(small["jiao"], small["fen"] or small["only"])
        return Amount(*small.span(), Money(fen), Money(fen)), small.end()
    chunk = _CHUNK.match(text, at, limit)
    if chunk is None:
        return None, at + 1
    end, low, high = _value(chunk)
    before, after = text[max(0, at - 8) : at], text[end : end + 6]
    marked = bool(chunk["sign"] or chunk["unit"])
    if low is None or high is None or not _money(chunk["n"], before, after, marked=marked):
        return None, chunk.end()
    about = bool(_ABOUT_BEFORE.search(before) or _ABOUT_AFTER.match(after))
    return Amount(at, end, low, high, about), end


def _value(chunk: re.Match[str]) -> tuple[int, Money | None, Money | None]:
    if (two := _TWO.fullmatch(chunk["n"])) and (two["tail"] or two["head"]):
        low, high = (read_number(two["head"] + two[x] + (two["tail"] or "")) for x in "ab")
        return chunk.end(), _money_of(low, 0), _money_of(high, 0)
    extra = _fen(chunk["jiao"] or chunk["short"], chunk["jfen"] or chunk["fen"])
    value = _money_of(read_number(chunk["n"]), extra)
    return chunk.end(), value, value


def _money_of(yuan: Fraction | None, extra: int) -> Money | None:
    if yuan is None or (yuan * 100).denominator != 1 or yuan >= 10**12:
        return None
    return Money(round_fraction(yuan * 100) + extra)


def _fen(jiao: str | None, fen: str | None) -> int:
    tens, ones = (int(read_number(x) or 0) if x else 0 for x in (jiao, fen))
    return tens * 10 + ones if tens < 10 and ones < 10 else 0  # noqa: PLR2004


def _money(number: str, before: str, after: str, *, marked: bool) -> bool:
    """Whether a number is an amount: by its sign or unit, its size in Chinese units, or a word before it."""
    if _RATIO.search(before):
        return False
    if marked:
        return True
    if _counts_something(after) or _is_reference(number):
        return False
    if number in {"0", "零"}:
        return after.startswith("首付")
    if _LARGE.search(number):
        return True
    said = bool(_MONEY_WORD.search(before)) or (read_number(number) or 0) >= _LEAST
    return said and number[0].isdecimal()


def _counts_something(after: str) -> bool:
    return bool(_OTHER.match(after)) and not after.startswith("分")


def _is_reference(number: str) -> bool:
    """A long row of digits, or one with noughts in front."""
    return number.isdecimal() and (len(number) >= _LONG or (number[0] == "0" and len(number) > 1))

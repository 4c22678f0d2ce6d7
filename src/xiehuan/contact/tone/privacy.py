"""Private data in a text: identity and card numbers by their check digits, phones, codes, passwords, addresses, others.

Works on a normalised reading (half width, lower case). What looks like a number of that kind and fails its check digit
counts only where the text calls it one, so an order number is no card.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum

from xiehuan.contact.tone.pattern import CLAUSE


class PrivateKind(StrEnum):
    """What was found."""

    IDENTITY = "identity"
    CARD = "card"
    PHONE = "phone"
    CODE = "code"
    PASSWORD = "password"  # noqa: S105
    ADDRESS = "address"
    MAIL = "mail"
    PERSON = "person"


Private = tuple[int, int, PrivateKind]
_DIGITS = str.maketrans("零〇一二三四五六七八九幺", "001234567891")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10x98765432"
_GAP = r"[ \-—·]?"
_NOT_BEFORE = r"(?<![\da-z.])"
_NOT_AFTER = r"(?![\da-z])"
_IDENTITY = re.compile(
    rf"{_NOT_BEFORE}[1-9]\d{{5}}{_GAP}(?:18|19|20)\d{{2}}{_GAP}\d{{4}}{_GAP}\d{{3}}[\dx]{_NOT_AFTER}"
)
_CALLED_IDENTITY = re.compile(
    rf"(?:身份证|证件号|id号)[^\d\n。]{{0,10}}(?P<n>\d{{15}}(?:\d{{2}}[\dx])?){_NOT_AFTER}"
)
_CARD = re.compile(rf"{_NOT_BEFORE}[2-69](?:{_GAP}\d){{12,18}}{_NOT_AFTER}")
_CARD_PREFIX = re.compile(r"62|4|5[1-5]|2[2-7]|35|3[47]|60|65|9558|81")
_CALLED_CARD = re.compile(
    rf"(?:银行卡|信用卡|储蓄卡|工资卡|卡|全)号?[^\d\n。]{{0,8}}(?P<n>\d(?:{_GAP}\d){{11,18}}){_NOT_AFTER}"
)
_REFERENCE = re.compile(r"(?:订单|工单|单号|流水|编号|合同|受理|案号|凭证|交易|运单|快递)[^\d\n。]{0,6}$")
_MOBILE = re.compile(rf"(?<![\da-z.])(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}{_NOT_AFTER}")
_LANDLINE = re.compile(r"(?<![\d.])0\d{2,3}[- ]\d{7,8}(?!\d)|\(0\d{2,3}\)\d{7,8}(?!\d)")
_OFFICIAL = re.compile(r"(?:客服|官方|贵行|贵司|贵公司|热线|投诉|总行|法院)[^\d\n。]{0,8}$")
_MAIL = re.compile(
    r"(?<![\w.+-])[a-z0-9][\w.+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}(?![\w@])",
    re.ASCII,
)
_REPLY = re.compile(r"(?:发到|发至|发送|寄到|寄至|回复|书面|答复|邮件|邮箱)")
_CODE = re.compile(
    r"(?:验证码|校验码|动态码|动态口令|动态密码|短信码|口令|otp|cvv2?|安全码|六位数|四位数)[^\d\n。]{0,8}(?P<n>\d(?: ?\d){2,7})(?!\d)"
    r"|(?<!\d)(?P<m>\d{4,8})(?:是|为)?[^\d\n。,]{0,4}(?:验证码|校验码|动态口令)"
)
_PASSWORD = re.compile(
    rf"(?:密码|口令){CLAUSE}{{0,4}}?(?P<n>[a-z0-9!@#$%&*_.]{{4,32}}|\d{{4,}}|[一二三四五六七八九]个[零一二三四五六七八九\d])"
)
_HANDED = re.compile(
    r"(?:给|发|告诉|交|报)(?:给)?(?:你|您|他|她|他们|你们)[^。！？!?；;\n不]{0,8}(?:密码|验证码|口令|u盾|网银盾)"
    r"|(?:密码|验证码|口令|u盾|网银盾)[^。！？!?；;\n不没无勿]{0,5}(?:告诉|发给|发|报给|交给|给)(?:了)?(?:你|您|他|她|你们|他们|客服|代理)"
)
_UNIT = r"(?:\d{1,4}(?:号楼|幢|栋|座|单元|室|房|户|楼)|附\d{1,4}号|[a-z]座)"
_ADDRESS = re.compile(
    rf"(?:路|街|道|巷|弄|胡同|小区|花园|公寓|家园|村|苑|园|城|里|庄|镇|组)\d{{1,5}}(?:号|弄|组|-)?(?:院|内)?[^\d\n。,，]{{0,4}}{_UNIT}?(?:[^\d\n。,，]{{0,2}}\d{{1,4}}(?:单元|室|房|户|号)?)*"
)
_STREET_NUMBER = re.compile(r"(?:路|街|道|巷|弄|胡同)\d{1,5}(?:号|弄)")
_LIVES = re.compile(r"(?:住|家在|家里?地址|地址|住址|我家|她家|他家|家住)")
_DENIED = re.compile(r"(?:不会|不要|请勿|勿|不能|别|没有|没|拒绝|不)(?:再|把|将|向|要求)?[^,，。\n]{0,6}$")


def private(text: str, others: Sequence[str] = ()) -> Iterator[Private]:
    """Every private item; `others` are names of third persons that the case knows."""
    digits = text.translate(_DIGITS)
    yield from _identities(text)
    yield from _cards(text)
    yield from _phones(text, digits)
    yield from _mails(text)
    yield from _secrets(text, digits)
    yield from _addresses(text)
    yield from _persons(text, others)


def is_identity_number(number: str) -> bool:
    """Whether 18 signs are an identity number: a date of birth that exists and the check digit of GB 11643."""
    body, check = number[:17], number[17:].lower()
    if len(number) != 18 or not body.isdecimal() or not body.isascii():  # noqa: PLR2004
        return False
    try:
        date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    except ValueError:
        return False
    return _CHECKS[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11] == check


def is_card_number(number: str) -> bool:
    """Whether 13 to 19 digits are a payment card number: a prefix in use and the check digit of ISO/IEC 7812 (Luhn)."""
    if not 13 <= len(number) <= 19 or not number.isdecimal() or not number.isascii():  # noqa: PLR2004
        return False
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(number)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0 and bool(_CARD_PREFIX.match(number))  # noqa: PLR2004


def _plain(text: str) -> str:
    return re.sub(r"[ \-—·]", "", text)


def _identities(text: str) -> Iterator[Private]:
    for match in _IDENTITY.finditer(text):
        if is_identity_number(_plain(match[0])):
            yield *match.span(), PrivateKind.IDENTITY
    for match in _CALLED_IDENTITY.finditer(text):
        yield *match.span("n"), PrivateKind.IDENTITY


def _cards(text: str) -> Iterator[Private]:
    for match in _CARD.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        if _IDENTITY.fullmatch(match[0]):  # a mistyped identity number, not a card of 18 digits
            continue
        if is_card_number(_plain(match[0])) and not _REFERENCE.search(before):
            yield *match.span(), PrivateKind.CARD
    for match in _CALLED_CARD.finditer(text):
        yield *match.span("n"), PrivateKind.CARD


def _phones(text: str, digits: str) -> Iterator[Private]:
    for match in _MOBILE.finditer(digits):
        before = text[max(0, match.start() - 12) : match.start()]
        said = text[match.start() : match.end()]
        if not _REFERENCE.search(before) and (said.isascii() or not any(c.isdecimal() for c in said)):
            yield *match.span(), PrivateKind.PHONE
    for match in _LANDLINE.finditer(text):
        if not _OFFICIAL.search(text[max(0, match.start() - 14) : match.start()]):
            yield *match.span(), PrivateKind.PHONE


def _mails(text: str) -> Iterator[Private]:
    """An address that is not given as the place for the answer."""
    for match in _MAIL.finditer(text):
        if not _REPLY.search(text[max(0, match.start() - 30) : match.start()]):
            yield *match.span(), PrivateKind.MAIL


def _secrets(text: str, digits: str) -> Iterator[Private]:
    for match in _CODE.finditer(digits):
        yield *match.span("n" if match["n"] else "m"), PrivateKind.CODE
    for match in _PASSWORD.finditer(text):
        yield *match.span("n"), PrivateKind.PASSWORD
    for match in _HANDED.finditer(text):
        if not _DENIED.search(text[max(0, match.start() - 12) : match.start()]):
            yield *match.span(), PrivateKind.PASSWORD


def _addresses(text: str) -> Iterator[Private]:
    """A house number with flat or building, or any house number in a clause about living there."""
    for match in _ADDRESS.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        flat = re.search(_UNIT, match[0]) is not None
        if flat or (_STREET_NUMBER.match(match[0]) and _LIVES.search(before)):
            yield *match.span(), PrivateKind.ADDRESS


def _persons(text: str, others: Iterable[str]) -> Iterator[Private]:
    for name in others:
        if not name.strip():
            continue
        at = text.find(name.lower())
        while at >= 0:
            yield at, at + len(name), PrivateKind.PERSON
            at = text.find(name.lower(), at + len(name))

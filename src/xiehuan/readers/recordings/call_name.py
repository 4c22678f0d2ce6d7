"""What the name of a call recording says: number, contact, time and direction. Pure: a name in, a value out.

One pattern a maker, in the order in which they are tried; what none of them knows is searched for one time and one number and
is then never more than `medium`. A reading that could be wrong says so in `doubts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from xiehuan.evidence import Direction

_LONGEST_XIAOMI = 50  # characters; the ROM's own writer cuts there
_LONGEST_NAME = 1000
_FIRST_YEAR, _LAST_YEAR = 2005, 2099
_TITLES = (
    "通话录音",
    "通話錄音",
    "录音",
    "Call",
    "Call recording",
    "Call@",
    "Вызов",
    "Recording",
    "CallRecord",
    "电话录音",
)
_NUMBER = re.compile(r"\+?[0-9][0-9*#ps,]{2,24}")
_IN_BRACKETS = re.compile(r"[(（]\s*(\+?[0-9][0-9 *#ps,-]{1,24})[^()（）]{0,20}[)）]")
_BARE = re.compile(r"(?<![0-9A-Za-z])\+?[0-9](?:[0-9*#]| (?=[0-9])|-(?=[0-9])){2,20}(?![0-9])")
_COPY = re.compile(r"(?:\s*[(（]\d{1,2}[)）]|\s*[-_ ]?(?:副本|copy))+$", re.IGNORECASE)
_DIRECTIONS = {
    **dict.fromkeys(("in", "incoming", "呼入", "来电", "已接"), Direction.IN),
    **dict.fromkeys(("out", "outgoing", "呼出", "去电", "拨出"), Direction.OUT),
}
_DIRECTION = re.compile(
    r"(?:^|[\s_\-\[(（])(in|out|incoming|outgoing|呼入|来电|已接|呼出|去电|拨出)(?=$|[\s_\-\])）@])",
    re.IGNORECASE,
)


class Confidence(StrEnum):
    """How far a reading can be relied on."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class CallName:
    """The reading; `time` is local wall-clock time unless it has a zone. `doubts` are words for flags."""

    pattern: str
    confidence: Confidence
    numbers: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    time: datetime | None = None
    direction: Direction = Direction.UNKNOWN
    doubts: tuple[str, ...] = ()


def understood(name: str) -> CallName | None:
    """The reading of a file name with or without its ending; None when it says nothing about a call."""
    if len(name) > _LONGEST_NAME:
        return None
    stem = _COPY.sub("", _without_ending(name.replace("\\", "/").rpartition("/")[2]).strip())
    for pattern in (_lg, _bcr, _samsung, _at_sign, _anything):
        if found := pattern(stem):
            return found
    return None


def _without_ending(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return stem if dot and ending.isalnum() and not ending.isdigit() and len(ending) <= len("flac1") else name


_LG = re.compile(r"([01])d(\d{14})p([0-9*#+]*)")


def _lg(stem: str) -> CallName | None:
    """LG: `0d20261117101500p13800138000`; that 0 is incoming is a reading, not documented."""
    found = _LG.fullmatch(stem)
    time = _moment(found[2]) if found else None
    if not found or not time:
        return None
    direction = Direction.OUT if found[1] == "1" else Direction.IN
    numbers = (found[3],) if found[3] else ()
    return CallName(
        "lg", Confidence.MEDIUM, numbers, (), time, direction, ("direction_guessed", *_missing(numbers))
    )


_BCR = re.compile(
    r"(\d{8}_\d{6})(?:\.(\d{3}))?([+-]\d{4})?(?:_(in|out|conference))?(?:_sim\d{1,2})?(?:_([+0-9*#][0-9*# -]{1,24}))?(?:_(.+))?"
)


def _bcr(stem: str) -> CallName | None:
    """BCR: `20261117_101500.123+0800_out_13800138000_name`; the zone is in it."""
    found = _BCR.fullmatch(stem)
    if not found or not (found[3] or found[4]):
        return None
    time = _moment(found[1], found[3])
    if not time:
        return None
    contact = (found[6] or "").strip("_ ")
    doubts = ("conference",) if found[4] == "conference" else ()
    return CallName(
        "bcr",
        Confidence.HIGH if found[3] else Confidence.MEDIUM,
        (found[5],) if found[5] else (),
        (contact,) if contact else (),
        time,
        _DIRECTIONS.get(found[4] or "", Direction.UNKNOWN),
        doubts,
    )


_SAMSUNG = re.compile(
    r"(?:Call recording|通话录音|通話錄音|电话录音|통화 녹음|Anrufaufzeichnung)[ _](.*?)[ _](\d{6})_(\d{6})",
    re.IGNORECASE,
)


def _samsung(stem: str) -> CallName | None:
    """Samsung: `Call recording 13800138000_261117_101500`, with the contact's name in place of the number if there is one."""
    found = _SAMSUNG.fullmatch(stem)
    time = _moment("20" + found[2] + found[3]) if found else None
    if not found or not time:
        return None
    numbers, contacts = _who(found[1])
    return CallName("samsung", Confidence.HIGH, numbers, contacts, time, doubts=_missing(numbers))


_AT = re.compile(r"([^@]{0,30})@(.+?)(?:_(\d{1,14}))?")


def _at_sign(stem: str) -> CallName | None:
    """Xiaomi: `title@name(number)_20261117101500`, several people joined by `_`; Huawei and Honor: `name@number_…`."""
    found = _AT.fullmatch(stem)
    if not found:
        return None
    before, people, digits = found.groups()
    time = _moment(digits) if digits and len(digits) == len("20261117101500") else None
    doubts = [] if time else ["time_missing"]
    title = before.strip() in _TITLES
    numbers, contacts = _who(people)
    if not title and numbers and not contacts and before.strip():
        contacts = (before.strip(),)
    elif not title and before.strip():
        doubts.append("title_unknown")
    if len(stem) >= _LONGEST_XIAOMI or (digits and not time):
        doubts.append("name_may_be_cut")
    if "(" in people.rpartition(")")[2]:
        doubts.append("number_may_be_cut")
        numbers = ()
    if len(numbers) > 1:
        doubts.append("conference")
    doubts += _missing(numbers)
    maker = "xiaomi" if title or "(" in people else "huawei"
    return CallName(maker, _by(doubts), numbers, contacts, time, doubts=tuple(dict.fromkeys(doubts)))


_MOMENTS = (
    re.compile(
        r"(?<!\d)((?:20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2})日?[ _T-]{1,3}(\d{1,2}[-:.时h]\d{2}(?:[-:.分m]\d{2})?)(?!\d)秒?"
    ),
    re.compile(r"(?<!\d)(20\d{2}-\d{2}-\d{2})[ _T-](\d{6})(?!\d)"),
    re.compile(r"(?<!\d)(20\d{6})[ _T-](\d{6}|\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(20\d{6})(\d{6})(?!\d)"),
    re.compile(r"(?<!\d)(\d{6})[_ ](\d{6})(?!\d)"),
    re.compile(r"(?<=[-_ @])(\d{6})(\d{6}|\d{4})(?!\d)"),
)
_TWO_DIGIT_YEAR = len("261117")


def _anything(stem: str) -> CallName | None:
    """Others (OPPO, OnePlus and realme `name-2611171015`, vivo `number 2026-11-17 10-15-00`, Meizu, apps): one time, one number."""
    found = next(_moments(stem), None)
    if not found:
        return None
    time, start, end = found
    direction = _DIRECTION.search(stem)
    rest = f"{stem[:start]} {stem[end:]}"
    if direction:
        rest = rest.replace(direction[1], " ", 1)
    numbers, contacts = _who(rest.strip(" _-@"))
    if not numbers and not contacts:
        return None
    doubts = [*_missing(numbers)]
    if len(numbers) > 1:
        doubts.append("several_numbers")
    if end - start <= len("2611171015"):
        doubts.append("seconds_missing")
    confidence = Confidence.LOW if len(numbers) > 1 else Confidence.MEDIUM
    side = _DIRECTIONS.get(direction[1].lower(), Direction.UNKNOWN) if direction else Direction.UNKNOWN
    return CallName("general", confidence, numbers, contacts, time, side, tuple(doubts))


def _moments(stem: str) -> Iterator[tuple[datetime, int, int]]:
    for pattern in _MOMENTS:
        for found in pattern.finditer(stem):
            day = re.sub(r"\D+", "-", found[1])
            day = "".join(part.zfill(2) for part in day.split("-"))
            clock = "".join(part.zfill(2) for part in re.sub(r"\D+", "-", found[2]).split("-"))
            day = "20" + day if len(day) == _TWO_DIGIT_YEAR else day
            if time := _moment(day + clock):
                yield time, found.start(), found.end()


def _moment(digits: str, zone: str | None = None) -> datetime | None:
    """`YYYYMMDDHHMM[SS]`, with a zone such as +0800 or none; None when it is no time that a phone has seen."""
    digits = digits.replace("_", "")
    if len(digits) == len("202611171015"):
        digits += "00"
    try:
        time = datetime.strptime(digits + (zone or "+0000"), "%Y%m%d%H%M%S%z")
    except ValueError:
        return None
    if not _FIRST_YEAR <= time.year <= _LAST_YEAR:
        return None
    return time if zone else time.replace(tzinfo=None)


def _who(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Numbers and names in `name(number)_name(number)`, in a number alone, in a name alone."""
    numbers = [_clean(m[1]) for m in _IN_BRACKETS.finditer(text)]
    rest = _IN_BRACKETS.sub("_", text)
    for found in () if numbers else _BARE.finditer(rest):
        numbers.append(_clean(found.group()))
    names = [
        n.strip(" -@[]")
        for n in re.split(r"[_]+", rest if _IN_BRACKETS.search(text) else _BARE.sub("_", rest))
    ]
    names = [n for n in names if n and n not in _TITLES and not _is_number(n, numbers)]
    return tuple(dict.fromkeys(numbers)), tuple(dict.fromkeys(names))


def _clean(number: str) -> str:
    return re.sub(r"[ -]", "", number)


def _is_number(name: str, numbers: list[str]) -> bool:
    """Without a contact, phones write the number where the name would be."""
    plain = _clean(name)
    return plain in numbers or bool(_NUMBER.fullmatch(plain))


def _missing(numbers: tuple[str, ...]) -> tuple[str, ...]:
    return () if numbers else ("number_missing",)


def _by(doubts: list[str]) -> Confidence:
    if not doubts or doubts == ["conference"]:
        return Confidence.HIGH
    return Confidence.MEDIUM if doubts == ["number_missing"] else Confidence.LOW

"""Wall-clock times of chats as instants: most exports carry no zone, so China's is assumed and said so."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

ZONE_ASSUMED = "time_zone_assumed=Asia/Shanghai"
DOUBTFUL = "time_doubtful"
UNIT_NANOSECONDS = "time_unit_nanoseconds"
CHINA = timezone(timedelta(hours=8))
FIRST = datetime(1995, 1, 1, tzinfo=UTC)
END = datetime(2100, 1, 1, tzinfo=UTC)

DATE = r"(?P<y>\d{4})(?:-|/|\.|年)(?P<m>\d{1,2})(?:-|/|\.|月)(?P<d>\d{1,2})日?"
CLOCK = (
    r"(?P<half>上午|下午|凌晨|早上|中午|晚上)?\s?(?P<H>\d{1,2})[:：](?P<M>\d{2})(?:[:：](?P<S>\d{2}))?(?:\.\d{1,9})?"
    r"(?:\s?(?P<ampm>[AaPp]\.?\s?[Mm]\.?))?"
)
STAMP = rf"{DATE}(?:\s*[T,，]?\s*{CLOCK})?"
_STAMP = re.compile(rf"\s*{STAMP}\s*(?P<zone>Z|[+-]\d{{2}}:?\d{{2}})?\s*", re.ASCII)
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NOON = 12
_AFTERNOON = ("下午", "晚上", "中午")
_EPOCH = re.compile(r"\d{9,19}")
_UNITS = (1, 1_000, 1_000_000, 1_000_000_000)


def plain(text: str) -> str:
    """The text with ordinary spaces and without marks of direction, for matching a header; never for showing."""
    return _MARKS.sub("", _SPACES.sub(" ", text))


def moment(raw: str | None, flags: set[str]) -> str | None:
    """ISO time in +08:00 of a date with or without a clock and zone, or of an epoch in s, ms, µs or ns.

    A day without a clock, and what is no time between 1995 and 2100, is no moment: None with `time_doubtful`.
    """
    found = _epoch(raw) or _wall(raw, flags)
    if found is None or not FIRST <= found < END:
        flags.discard(ZONE_ASSUMED)
        flags.add(DOUBTFUL)
        return None
    return found.astimezone(CHINA).replace(microsecond=0).isoformat()


def _epoch(raw: str | None) -> datetime | None:
    text = (raw or "").strip()
    if not (text.isascii() and _EPOCH.fullmatch(text)):
        return None
    for unit in _UNITS:
        seconds = int(text) // unit
        if FIRST.timestamp() <= seconds < END.timestamp():
            return datetime.fromtimestamp(seconds, UTC)
    return None


def _wall(raw: str | None, flags: set[str]) -> datetime | None:
    match = _STAMP.fullmatch(plain(raw)) if raw and len(raw) < _LONGEST else None
    if match is None or match["H"] is None:
        return None
    clock = clock_of(match["H"], match["M"], match["S"], match["half"] or match["ampm"])
    if clock is None:
        return None
    try:
        day = datetime(int(match["y"]), int(match["m"]), int(match["d"]), *clock)  # noqa: DTZ001 - zone follows
        zone = _zone(match["zone"])
    except ValueError:
        return None
    if zone is None:
        flags.add(ZONE_ASSUMED)
    return day.replace(tzinfo=zone or CHINA)


_LONGEST = 64


def clock_of(hour: str, minute: str, second: str | None, half: str | None) -> tuple[int, int, int] | None:
    """Hour, minute and second of a clock of 12 or 24 hours; None when there is no such time."""
    h, m, s = int(hour), int(minute), int(second or 0)
    if half:
        letter = half[0].lower()
        if letter in "ap":
            if not 1 <= h <= _NOON:
                return None
            h = h % _NOON + (_NOON if letter == "p" else 0)
        elif half in _AFTERNOON and 1 <= h < _NOON and not (half == "中午" and h >= 10):  # noqa: PLR2004 - 中午11:30
            h += _NOON
        elif half in ("上午", "凌晨") and h == _NOON:
            h = 0
    return (h, m, s) if h < 24 and m < 60 and s < 60 else None  # noqa: PLR2004 - hours, minutes


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)

"""One form for the many ways a Chinese number is written, so that texts, calls and recordings meet.

`Record.sender` and `Record.to` keep the string as the phone gave it; this form is only for grouping.
"""

from __future__ import annotations

import re

_FILLING = re.compile(r"[\s\-‐-―().·/\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_DIALLED = re.compile(r"\+?[0-9*#]+")
_IP_PREFIXES = (
    "17951",
    "12593",
    "17911",
    "17909",
    "17901",
    "10193",
    "17969",
    "17900",
)  # IP 电话 access codes
_COUNTRY = ("+86", "0086")
_MOBILE_DIGITS = 11


def normal(number: str) -> str:
    """The number without spaces, IP access code and +86; letters (names, mail addresses) in lower case.

    Foreign numbers keep a +; service numbers (95…, 106…, 10086) and area codes stay as they are.
    """
    text = _FILLING.sub("", number.translate(_WIDE))
    if not _DIALLED.fullmatch(text):
        return number.strip().casefold()
    text = _without_country(_without_access(text))
    return "+" + text[2:] if text.startswith("00") else text


_WIDE = {0xFF10 + i: ord("0") + i for i in range(10)} | {0xFF0B: ord("+"), 0xFF0D: ord("-")}


def _without_access(text: str) -> str:
    """Drop an IP access code when a whole subscriber number follows it."""
    for prefix in _IP_PREFIXES:
        rest = text.removeprefix(prefix)
        if rest != text and len(rest) >= _MOBILE_DIGITS - 1:
            return rest
    return text


def _without_country(text: str) -> str:
    for prefix in _COUNTRY:
        if text.startswith(prefix):
            return text.removeprefix(prefix)
    if text.startswith("86") and len(text) == 2 + _MOBILE_DIGITS and text[2] == "1":
        return text[2:]
    return text

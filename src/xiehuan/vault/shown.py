"""Names from outside, made safe to show: on one line, nothing invisible, nothing that turns the reading."""

from __future__ import annotations

import unicodedata

_TURNING = frozenset(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)  # can show `gpj.exe` as `exe.jpg`
_HIDDEN = frozenset({"Cc", "Cs", "Zl", "Zp"})


def shown(text: str) -> str:
    """Control characters, line ends, lone surrogates and direction marks become escapes."""
    return "".join(_visible(c) for c in text)


def _visible(char: str) -> str:
    if char in _TURNING or unicodedata.category(char) in _HIDDEN:
        return char.encode("unicode_escape").decode("ascii")
    return char

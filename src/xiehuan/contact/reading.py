"""A message as the rules read it: one width, simplified, lower case, no tricks with spaces; places kept.

Every character of the reading knows the place it came from, so a finding points into the message as it was written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_SPACES = " \t\u00a0\u3000"
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_SPREAD = "*·•_^|"  # put between the characters of a word to pass a filter


@dataclass(frozen=True, slots=True)
class Reading:
    """The normalised text, and for each of its characters the place in the message."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place of a stretch of the reading in the message; the stretch must not be empty."""
        return self.places[start], self.places[end - 1] + 1


def read(message: str, simplified: Mapping[str, str]) -> Reading:
    """The reading of a message. Marks without width and format characters vanish, lone surrogates stay as they are."""
    kept: list[str] = []
    places: list[int] = []
    for place, raw in enumerate(message):
        for char in _narrow(raw):
            sign = simplified.get(char, char)
            kept.append(sign)
            places.append(place)
    return _joined(kept, places)


def _narrow(char: str) -> str:
    """Full and half width as one, lower case; nothing for marks and format characters."""
    if char == "\n" or " " < char < "\x7f":
        return char.lower()
    if char in _SPACES:
        return " "
    if "\u4e00" <= char <= "\u9fff":
        return char
    if unicodedata.category(char) in {"Mn", "Me", "Cf", "Cc"}:
        return ""
    folded = unicodedata.normalize("NFKC", char)
    return folded.lower() if len(folded) == 1 else char


def _joined(chars: list[str], places: list[int]) -> Reading:
    """Without spaces, unless between Latin letters or digits, and without spread signs inside a Chinese word."""
    spaced = [
        i
        for i, char in enumerate(chars)
        if char != " " or (_latin(chars[i - 1 : i]) and _latin(chars[i + 1 : i + 2]))
    ]
    kept = [
        i
        for before, i, after in zip([None, *spaced], spaced, [*spaced[1:], None], strict=False)
        if chars[i] not in _SPREAD or not (_han(chars, before) and _han(chars, after))
    ]
    return Reading("".join(chars[i] for i in kept), tuple(places[i] for i in kept))


def _latin(one: list[str]) -> bool:
    return bool(one) and one[0] in _LETTERS


def _han(chars: list[str], at: int | None) -> bool:
    return at is not None and "\u4e00" <= chars[at] <= "\u9fff"

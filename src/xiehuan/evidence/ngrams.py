"""Text as a searcher sees it: folded, and cut into pairs of neighbours, so that any two characters are found.

Chinese is written without spaces, and dictionaries do not know 展期 or a collector's abbreviation; words of two characters
decide cases. So every pair of neighbours is a token; a candidate holds all pairs of the query, and a hit holds the query
itself. Latin and digits are cut alike: the last digits of a number find it. What stands between words, punctuation and
spaces, counts as one mark, so that a pair may reach across it. The last character is a token too: each character of a text
is then the beginning of some token.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_BETWEEN = re.compile(r"[\W_]+")
_MARK = "·"


class _Folding(dict[int, str]):
    """What each character becomes; filled as characters are met, for str.translate is fast on a full table."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character).casefold()
        self[code] = " " if folded.isspace() else folded
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The text in one width and case, character by character, so that a place in it can be traced back.

    Only for comparing: what is shown is always the text as it came.
    """
    return text.translate(_FOLDING)


def tokens(text: str) -> set[str]:
    """All pairs of neighbours of the folded text, and its last character."""
    marked = _marked(text)
    found = set(map(str.__add__, marked, marked[1:]))
    found.update(marked[-1:])
    return found


def needed(term: str) -> set[str]:
    """The pairs that every text with this term has; none for a single character."""
    marked = _marked(term)
    return set(map(str.__add__, marked, marked[1:]))


def single(term: str) -> str | None:
    """The character of a term that has one letter or digit alone: each text with it has a token that begins so."""
    marked = _marked(term)
    return marked if len(marked) == 1 and marked != _MARK else None


def _marked(text: str) -> str:
    return _BETWEEN.sub(_MARK, fold(text))


def terms(query: str) -> tuple[str, ...]:
    """The words of a query, all of which must occur; what stands in quotation marks is one term, spaces included."""
    found = re.findall(r"[\"“”]([^\"“”]+)[\"“”]|([^\s\"“”]+)", query)
    return tuple(dict.fromkeys(folded for pair in found if (folded := fold(pair[0] or pair[1]).strip())))


def holds(text: str, folded_terms: tuple[str, ...]) -> bool:
    """Whether every term, already folded, occurs in the text."""
    folded = fold(text)
    return all(term in folded for term in folded_terms)


def spans(text: str, folded_terms: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Where the terms stand in the text as it came: [start, end) pairs in order, merged where they touch."""
    places = [i for i, character in enumerate(text) for _ in fold(character)]
    folded = fold(text)
    found = sorted(pair for term in folded_terms for pair in _occurrences(folded, term))
    marked: list[tuple[int, int]] = []
    for start, end in ((places[a], places[b - 1] + 1) for a, b in found):
        if marked and start <= marked[-1][1]:
            marked[-1] = (marked[-1][0], max(marked[-1][1], end))
        else:
            marked.append((start, end))
    return tuple(marked)


def _occurrences(folded: str, term: str) -> Iterator[tuple[int, int]]:
    at = folded.find(term)
    while at >= 0:
        yield at, at + len(term)
        at = folded.find(term, at + 1)

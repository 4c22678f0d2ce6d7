"""The small language of the rule files, made so that it cannot run away: every gap has a limit and nothing repeats.

想(死/轻生)          one of several wordings; an empty one may stand among them: (我/)
<kin>的电话          a group of words of the pack
再打..就             up to 4 characters, within a clause
不减免...堵门        up to 14 characters, within a sentence
还#元                a number, in digits or Chinese
^求求  何时还$       the message begins or ends here, marks aside
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

CLAUSE = r"[^,，。！？!?；;、\n]"
SENTENCE = r"[^。！？!?；;\n]"
NUMBER = r"[0-9０-９零〇一二两三四五六七八九十百千万亿几数半.]{1,12}"
_TOKEN = re.compile(r"<([a-z_]+)>|\(([^()]*)\)|(\.\.\.)|(\.\.)|(#)|(\^)|(\$)|([^<>()#^$.]+)|(.)", re.DOTALL)
_GROUP = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern and the words of which one must stand in a text for it to match."""

    expression: re.Pattern[str]
    needs: tuple[str, ...]
    first: frozenset[str]  # their first characters

    def possible(self, characters: set[str]) -> bool:
        """Whether a text of these characters can hold a match; a quick no for most."""
        return not self.first.isdisjoint(characters)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it matches, leftmost first, without empty matches."""
        for word in self.needs:
            if word in text:
                break
        else:
            return
        for match in self.expression.finditer(text):
            if match.end() > match.start():
                yield match.span()


def compile_pattern(source: str, groups: Mapping[str, Sequence[str]]) -> Pattern:
    """The pattern of a line of the rule file; ValueError with the reason for what the language does not hold."""
    parts: list[str] = []
    needs: list[tuple[str, ...]] = []
    for match in _TOKEN.finditer(source):
        group, choice, long, short, number, begin, end, words, wrong = match.groups()
        if wrong is not None:
            msg = f"{wrong!r} does not belong here"
            raise ValueError(msg)
        if group or choice is not None or words:
            wordings = _wordings(f"<{group}>" if group else (words if choice is None else choice), groups)
            parts.append(_either(wordings))
            if all(wordings):
                needs.append(tuple(dict.fromkeys(w for w in wordings)))
        else:
            parts.append(_sign(long, short, number, begin, end))
    if not needs:
        msg = "a pattern needs a word"
        raise ValueError(msg)
    words_needed = max(needs, key=lambda words: min(map(len, words)))
    return Pattern(re.compile("".join(parts)), words_needed, frozenset(w[0] for w in words_needed))


def _sign(*signs: str | None) -> str:
    long, short, number, begin, _ = signs
    if long or short:
        return f"{SENTENCE}{{0,14}}?" if long else f"{CLAUSE}{{0,4}}?"
    if number:
        return NUMBER
    return r"\A[^\w]{0,4}" if begin else r"[^\w]{0,8}\Z"


def _wordings(choice: str, groups: Mapping[str, Sequence[str]]) -> list[str]:
    found: list[str] = []
    for word in choice.split("/"):
        name = _GROUP.fullmatch(word)
        if re.search(r"[#^$.]", word):
            msg = f"{word!r}: signs do not belong into a choice"
            raise ValueError(msg)
        if name is None:
            found.append(word)
        elif name[1] in groups:
            found += groups[name[1]]
        else:
            msg = f"there is no group <{name[1]}>"
            raise ValueError(msg)
    return found


def _either(words: Sequence[str]) -> str:
    ordered = sorted(set(words), key=lambda w: (-len(w), w))
    return f"(?:{'|'.join(map(_word, ordered))})"


def _word(word: str) -> str:
    """Latin words stand alone: sb is not in usb."""
    left = r"(?<![a-z])" if word[:1].isascii() and word[:1].isalpha() else ""
    right = r"(?![a-z])" if word[-1:].isascii() and word[-1:].isalpha() else ""
    return f"{left}{re.escape(word)}{right}"

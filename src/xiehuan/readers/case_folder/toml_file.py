"""From the bytes of a TOML file to its top table, with findings for what cannot even be parsed.

A date that does not exist (2026-02-30) or is written another way (2026/11/3) would stop the parser at once; it
becomes a `NoSuchDay`, so that everything else that is wrong is said in the same run.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

from xiehuan.errors import Finding, Text, Where
from xiehuan.readers.case_folder.input_file import read_text
from xiehuan.readers.case_folder.shown import shorten
from xiehuan.readers.case_folder.table import NoSuchDay, Table

LIMIT = 4 * 1024 * 1024
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'  # strings and comments are passed over
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|(?P<lead>[=\[,]\s*)"
    r"(?P<day>[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?)(?P<time>[Tt ][0-9:.]+(?:[Zz]|[+-][0-9:]+)?)?"
    r"(?![\w.:+/-])",
    re.DOTALL,
)


def read_toml(path: Path, name: str, findings: list[Finding]) -> Table | None:
    """The top table of a file, or None with a finding."""
    text = read_text(path, name, LIMIT, findings)
    if text is None:
        return None
    days = _Days(text.replace("\r\n", "\n").replace("\r", "\n"))
    try:
        return Table(tomllib.loads(days.text, parse_float=days.number), name, "", findings)
    except (ValueError, RecursionError) as error:  # ValueError also for a number of thousands of digits
        findings.append(_bad_toml(name, days.text, error))
        return None


def _bad_toml(name: str, text: str, error: Exception) -> Finding:
    lines = text.split("\n")
    said = re.search(r"at line (\d+)", str(error))
    row = int(said[1]) if said else len(lines) if "end of document" in str(error) else None
    line = shorten(lines[row - 1].strip()) if row else ""
    return Finding(
        "bad_toml",
        Where(name, row=row),
        Text(f"写法有误，读不下去：{line or error}", f"cannot be parsed: {line}: {error}"),
        Text(
            "看这一行的引号、方括号和等号，以及有没有重复的项；文字和金额要加引号",
            "check quotes, brackets, equals signs and repeated keys on this line",
        ),
    )


class _Days:
    """A TOML text in which every impossible date is replaced by a number that stands for it."""

    def __init__(self, text: str) -> None:
        self._stand_for: dict[str, NoSuchDay] = {}
        self._row, self._counted_to = 1, 0
        self.text = _TOKEN.sub(self._checked, text)

    def number(self, written: str) -> float | NoSuchDay:
        """For the parser: a float, or the date it stands for."""
        return self._stand_for.get(written) or float(written)

    def _checked(self, found: re.Match[str]) -> str:
        if found["day"] is None or _exists(found["day"]):
            return found[0]
        self._row += found.string.count("\n", self._counted_to, found.start("day"))
        self._counted_to = found.start("day")
        number = f"9.{len(self._stand_for)}e-7_7"  # nobody writes an exponent with an underscore
        self._stand_for[number] = NoSuchDay(found["day"] + (found["time"] or ""), self._row)
        return found["lead"] + number


def _exists(day: str) -> bool:
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False

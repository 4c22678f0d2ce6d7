"""Typed access to the tables of a pack. The first problem of a table is refused with file, table and field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from xiehuan.errors import Finding, InputRefused, Text, Where

E = TypeVar("E", bound=StrEnum)
DECIMAL = re.compile(r"\d{1,12}(\.\d{1,9})?", re.ASCII)
WORD = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*", re.ASCII)
CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
MOST_TEXT = 600
EARLIEST, LATEST = date(1949, 10, 1), date(2100, 12, 31)
_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate inline table key")


class Refused(Exception):
    """One finding about one place; the loader collects them."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding.where))
        self.finding = finding


def refusal(code: str, where: Where, message: Text, way_out: Text | None = None) -> Refused:
    """A refusal that names the place and the way out."""
    return Refused(Finding(code, where, message, way_out or Text("请改正这一处", "correct this place")))


def refuse_all(findings: Sequence[Finding]) -> InputRefused:
    """Every finding of a pack as one error; the first one leads."""
    first = findings[0]
    return InputRefused("pack_refused", first.message, first.next, first.where, findings=tuple(findings))


def parse_toml(file: str, text: str) -> dict[str, Any]:
    """The tables of a TOML text; a key written twice is its own refusal."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        if any(sign in str(error) for sign in _TWICE):
            raise refusal(
                "duplicate_key",
                Where(file),
                Text(f"同一个项写了两次：{error}", f"a key is written twice: {error}"),
            ) from error
        raise refusal(
            "bad_toml", Where(file), Text(f"不是有效的 TOML：{error}", f"not valid TOML: {error}")
        ) from error


class Row:
    """One table; `done` refuses every key that nobody asked for."""

    def __init__(self, raw: object, file: str, table: str) -> None:
        self.file, self.table, self.known = file, table, set[str]()
        if not isinstance(raw, Mapping):
            raise self.refused(None, "not_a_table", "这里应当是一个表", "a table is wanted here")
        self.raw = raw

    def refused(self, field: str | None, code: str, zh: str, en: str) -> Refused:
        """A refusal at a field of this table."""
        return refusal(code, Where(self.file, self.table, field), Text(zh, en))

    def _get(self, key: str) -> Any:
        self.known.add(key)
        return self.raw.get(key)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.raw

    def text(self, key: str, *, empty: bool = False) -> str:
        """A string without control characters; required, and not blank unless `empty`."""
        value = self._get(key)
        if value is None:
            raise self.refused(key, "missing", f"缺少 {key}", f"{key} is missing")
        if not isinstance(value, str):
            raise self.refused(
                key, "wrong_type", f"{key} 要写成加引号的文字", f"{key} must be a string in quotes"
            )
        if (not empty and not value.strip()) or len(value) > MOST_TEXT or CONTROL.search(value):
            raise self.refused(
                key,
                "bad_text",
                f"{key} 是空的、太长或有控制字符",
                f"{key} is blank, too long or holds control characters",
            )
        return value

    def optional(self, key: str) -> str | None:
        """The same, None when the key is absent."""
        return self.text(key) if self.has(key) else None

    def both(self, prefix: str = "") -> Text:
        """The Chinese and the English of one text; the Chinese must hold Chinese."""
        zh, en = self.text(f"{prefix}zh"), self.text(f"{prefix}en")
        if not re.search("[\u4e00-\u9fff]", zh):
            raise self.refused(
                f"{prefix}zh", "bad_text", "中文说明里没有汉字", "the Chinese text holds no Chinese"
            )
        return Text(zh, en)

    def day(self, key: str) -> date | None:
        """A date as TOML writes it, None when absent; text and times are refused."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refused(
                key,
                "bad_date",
                f"{key} = {value} 不是日期，写成 2026-11-23，不加引号",
                f"{key} = {value} is no date; write 2026-11-23 without quotes",
            )
        if not EARLIEST <= value <= LATEST:
            raise self.refused(
                key, "bad_date", f"{key} = {value} 超出范围", f"{key} = {value} is out of range"
            )
        return value

    def required_day(self, key: str) -> date:
        """A date that must be there."""
        value = self.day(key)
        if value is None:
            raise self.refused(key, "missing", f"缺少 {key}", f"{key} is missing")
        return value

    def word(self, key: str, kind: type[E], default: E | None = None) -> E:
        """One of a closed set of words."""
        if default is not None and not self.has(key):
            return default
        value = self.text(key)
        if value not in {w.value for w in kind}:
            words = " ".join(w.value for w in kind)
            raise self.refused(
                key,
                f"unknown_{key}",
                f"{key} = {value} 不认识，只能是：{words}",
                f"{key} = {value} is unknown; one of: {words}",
            )
        return kind(value)

    def number(self, key: str) -> Fraction:
        """An exact decimal, written as a string."""
        value = self._get(key)
        if value is None:
            raise self.refused(key, "missing", f"缺少 {key}", f"{key} is missing")
        if not isinstance(value, str) or not DECIMAL.fullmatch(value):
            raise self.refused(
                key,
                "bad_number",
                f'{key} = {value} 要写成加引号的小数，如 "0.24"',
                f'{key} = {value} must be a decimal in quotes such as "0.24"',
            )
        return Fraction(value)

    def flag(self, key: str) -> bool:
        """True or false, required."""
        value = self._get(key)
        if not isinstance(value, bool):
            raise self.refused(key, "wrong_type", f"{key} 要写 true 或 false", f"{key} must be true or false")
        return value

    def whole(self, key: str, low: int, high: int) -> int | None:
        """A whole number within bounds, None when absent."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.refused(
                key,
                "bad_number",
                f"{key} 要写 {low} 到 {high} 的整数",
                f"{key} must be a whole number {low} to {high}",
            )
        return value

    def words(self, key: str, allowed: frozenset[str]) -> tuple[str, ...]:
        """A list of known words; empty when absent."""
        value = self._get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not value:
            raise self.refused(
                key, "wrong_type", f"{key} 要写成非空的列表", f"{key} must be a list that is not empty"
            )
        for word in value:
            if word not in allowed:
                raise self.refused(
                    key,
                    "unknown_word",
                    f"{key} 里的 {word} 不认识，只能是：{' '.join(sorted(allowed))}",
                    f"{word} in {key} is unknown; one of: {' '.join(sorted(allowed))}",
                )
        if len(set(value)) < len(value):
            raise self.refused(key, "duplicate_word", f"{key} 里有重复", f"{key} repeats a word")
        return tuple(value)

    def row(self, key: str) -> Row | None:
        """A sub-table, None when absent."""
        value = self._get(key)
        return None if value is None else Row(value, self.file, f"{self.table}.{key}")

    def rows(self, key: str, *, required: bool = True) -> list[Row]:
        """A list of tables."""
        value = self._get(key)
        if value is None and not required:
            return []
        if not isinstance(value, list) or not value:
            raise self.refused(key, "missing", f"缺少 {key}，或不是列表", f"{key} is missing or no list")
        return [Row(item, self.file, f"{self.table}.{key}[{i}]") for i, item in enumerate(value, 1)]

    def done(self) -> None:
        """Refuse every key that was not asked for."""
        for key in self.raw:
            if key not in self.known:
                raise self.refused(
                    str(key)[:60],
                    "unknown_key",
                    f"不认识的项 {str(key)[:60]}",
                    f"unknown key {str(key)[:60]}",
                )

"""One TOML table being read: typed access that collects what is wrong instead of stopping at the first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from xiehuan.errors import Finding, Text, Where
from xiehuan.money import Money, parse_decimal
from xiehuan.readers.case_folder.shown import shorten, shown

MOST = Money(99_999_999_99)
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
MAX_TEXT = 2000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")  # no document can hold these

_DAY = (date, str)

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class NoSuchDay:
    """What stands where a date is meant: a day that does not exist, or one written in another way."""

    text: str
    row: int

    def __str__(self) -> str:
        return self.text


def is_plain(text: str) -> bool:
    """Not blank, not endless, without control characters."""
    return bool(text.strip()) and len(text) <= MAX_TEXT and not _CONTROL.search(text)


class Table:
    """Typed access to the keys of one table. Every problem goes to `findings`; the value is then None.

    `path` is the place that findings name (`debt.yunfan.loan`), `header` how TOML writes it (`debt.loan`).
    """

    def __init__(
        self, raw: Mapping[str, Any], file: str, path: str, findings: list[Finding], header: str = ""
    ) -> None:
        self.raw, self.file, self.path, self.findings, self.header = raw, file, path, findings, header
        self.known: set[str] = set()

    def refuse(
        self, key: str | None, code: str, message: Text, way_out: Text, *, row: int | None = None
    ) -> None:
        """Note a problem at a key of this table."""
        where = Where(self.file, self.path or None, key and shorten(key), row)
        self.findings.append(Finding(code, where, message, way_out))

    def _get(self, key: str, kind: type | tuple[type, ...], say: Text, *, required: bool) -> Any:
        self.known.add(key)
        value = self.raw.get(key)
        if value is None:
            if required:
                self.refuse(
                    key,
                    "missing",
                    Text(f"缺少必填项 {key}", f"required key {key} is missing"),
                    Text(f"补上 {key}：{say.zh}", f"add {key}: {say.en}"),
                )
            return None
        if isinstance(value, NoSuchDay) and kind is _DAY:
            self._no_such_day(key, value)
            return None
        if (isinstance(value, bool) and kind is not bool) or not isinstance(value, kind):
            self._wrong(key, value, say)
            return None
        return value

    def _wrong(self, key: str, value: object, say: Text, code: str = "wrong_type") -> None:
        self.refuse(
            key,
            code,
            Text(f"{key} 的值 {shown(value)} 不对", f"{key} = {shown(value)} is not right"),
            Text(f"应写成：{say.zh}", f"write {say.en}"),
        )

    def _no_such_day(self, key: str, day: NoSuchDay) -> None:
        self.refuse(
            key,
            "bad_date",
            Text(f"{key} 的日期 {day} 不存在或写法不对", f"{key}: {day} is no day, or not written as one"),
            Text("对照合同或账单改正，写成 2026-11-03", "correct it from the contract; write 2026-11-03"),
            row=day.row,
        )

    def text(self, key: str, *, required: bool = False) -> str | None:
        """A non-empty string."""
        say = Text(
            f"非空文字，加引号，最多 {MAX_TEXT} 字，不含控制符",
            f"a non-empty string in quotes of at most {MAX_TEXT} characters, without control characters",
        )
        value = self._get(key, str, say, required=required)
        if value is not None and not is_plain(value):
            self._wrong(key, value, say, "bad_text")
            return None
        return str(value) if value is not None else None

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...] | None:
        """A list of non-empty strings; the first that is none is named."""
        say = Text(
            f'文字列表，例如 ["…", "…"]，每项最多 {MAX_TEXT} 字',
            f'a list of strings such as ["…", "…"], each of at most {MAX_TEXT} characters',
        )
        value = self._get(key, list, say, required=required)
        if value is None:
            return None
        for item in value:
            if not isinstance(item, str) or not is_plain(item):
                self._wrong(key, item, say, "bad_text" if isinstance(item, str) else "wrong_type")
                return None
        return tuple(value)

    def flag(self, key: str) -> bool | None:
        """True or false."""
        value = self._get(
            key, bool, Text("true 或 false，不加引号", "true or false without quotes"), required=False
        )
        return value if value is None else bool(value)

    def whole(self, key: str, low: int, high: int, *, required: bool = False) -> int | None:
        """A whole number within bounds."""
        say = Text(f"{low} 到 {high} 的整数，不加引号", f"a whole number from {low} to {high} without quotes")
        value = self._get(key, int, say, required=required)
        if value is not None and not low <= value <= high:
            self._wrong(key, value, say, "out_of_range")
            return None
        return None if value is None else int(value)

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A date, as TOML writes it or as an ISO string."""
        say = Text("真实存在的日期，例如 2026-11-03", "a date that exists, such as 2026-11-03")
        value = self._get(key, _DAY, say, required=required)
        if isinstance(value, datetime):
            self._wrong(key, value, say)
            return None
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value.strip())
            except ValueError:
                self._wrong(key, value, say, "bad_date")
                return None
        if value is not None and not EARLIEST <= value <= LATEST:
            self._wrong(
                key,
                value,
                Text(f"{EARLIEST} 到 {LATEST} 之间的日期", f"a date from {EARLIEST} to {LATEST}"),
                "out_of_range",
            )
            return None
        return value  # type: ignore[no-any-return]

    def amount(
        self, key: str, *, required: bool = False, above_zero: bool = False, negative: Text | None = None
    ) -> Money | None:
        """An amount in yuan as a decimal string, not negative, at most 99,999,999.99.

        `negative` is the way out where a minus sign has a likely cause of its own (`negative_amount`).
        """
        say = Text(
            '以元为单位、加引号、最多两位小数，例如 "1234.50"',
            'yuan in quotes with at most two decimals, such as "1234.50"',
        )
        value = self._get(key, str, say, required=required)
        if value is None:
            return None
        try:
            amount = Money.parse(value.strip())
        except ValueError:
            self._wrong(key, value, say, "bad_amount")
            return None
        if amount < Money.ZERO and negative is not None:
            self._negative(key, value, negative)
            return None
        low = Money(1) if above_zero else Money.ZERO
        if not low <= amount <= MOST:
            self._wrong(
                key,
                value,
                Text(f"{low} 到 {MOST} 元之间的数", f"between {low} and {MOST} yuan"),
                "out_of_range",
            )
            return None
        return amount

    def _negative(self, key: str, value: str, way_out: Text) -> None:
        message = Text(f"{key} 的值 {shown(value)} 是负数", f"{key} = {shown(value)} is negative")
        self.refuse(key, "negative_amount", message, way_out)

    def decimal(self, key: str, low: str, high: str, *, required: bool = False) -> Fraction | None:
        """An exact decimal within bounds, written as a string."""
        say = Text(
            f'{low} 到 {high} 之间的小数，加引号，例如 "0.18" 表示 18%',
            f'a decimal from {low} to {high} in quotes; "0.18" is 18 %',
        )
        value = self._get(key, str, say, required=required)
        if value is None:
            return None
        try:
            number = parse_decimal(value.strip())
        except ValueError:
            self._wrong(key, value, say, "bad_number")
            return None
        if not Fraction(low) <= number <= Fraction(high):
            self._wrong(key, value, say, "out_of_range")
            return None
        return number

    def choice(self, key: str, kind: type[E], *, required: bool = False) -> E | None:
        """One of a closed set of words."""
        words = [str(w.value) for w in kind]
        say = Text("其中之一：" + " ".join(words), "one of: " + " ".join(words))
        value = self._get(key, str, say, required=required)
        if value is None:
            return None
        if value not in words:
            near = get_close_matches(value, words, 1)
            hint = Text(
                say.zh + (f"（是不是 {near[0]}？）" if near else ""),
                say.en + (f" (did you mean {near[0]}?)" if near else ""),
            )
            self._wrong(key, value, hint, "unknown_word")
            return None
        return kind(value)

    def table(self, key: str, *, required: bool = False) -> Table | None:
        """A sub-table."""
        header = f"{self.header}.{key}".lstrip(".")
        say = Text(f"一个表，例如 [{header}]", f"a table such as [{header}]")
        value = self._get(key, dict, say, required=required)
        return None if value is None else self._below(value, key, key)

    def tables(self, key: str, *, required: bool = False) -> list[Table]:
        """An array of tables."""
        header = f"{self.header}.{key}".lstrip(".")
        say = Text(f"一个或多个 [[{header}]]", f"one or more [[{header}]]")
        value = self._get(key, list, say, required=required) or []
        out = []
        for i, item in enumerate(value, 1):
            if isinstance(item, dict):
                out.append(self._below(item, key, f"{key}[{i}]"))
            else:
                self._wrong(key, item, say)
        return out

    def _below(self, raw: Mapping[str, Any], key: str, place: str) -> Table:
        path, header = f"{self.path}.{place}".lstrip("."), f"{self.header}.{key}".lstrip(".")
        return Table(raw, self.file, path, self.findings, header)

    def done(self) -> None:
        """Refuse every key that was not asked for, naming the nearest known one."""
        for key in self.raw:
            if key not in self.known:
                near = get_close_matches(key, sorted(self.known), 1)
                self.refuse(
                    key,
                    "unknown_key",
                    Text(f"不认识的项 {shorten(key)}", f"unknown key {shorten(key)}"),
                    Text(
                        f"是不是 {near[0]}？" if near else "请删去或对照说明改名",
                        f"did you mean {near[0]}?" if near else "remove or rename it",
                    ),
                )

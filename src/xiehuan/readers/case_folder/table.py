"""One TOML table being read: typed access that collects what is wrong instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from xiehuan.errors import Finding, Text, Where
from xiehuan.money import Money, parse_decimal

MOST = Money(99_999_999_99)
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
MAX_TEXT = 2000

E = TypeVar("E", bound=StrEnum)


class Table:
    """Typed access to the keys of one table. Every problem goes to `findings`; the value is then None."""

    def __init__(self, raw: Mapping[str, Any], file: str, path: str, findings: list[Finding]) -> None:
        self.raw, self.file, self.path, self.findings = raw, file, path, findings
        self._known: set[str] = set()

    def refuse(self, key: str | None, code: str, message: Text, way_out: Text) -> None:
        """Note a problem at a key of this table."""
        self.findings.append(Finding(code, Where(self.file, self.path or None, key), message, way_out))

    def _get(self, key: str, kind: type | tuple[type, ...], say: Text, *, required: bool) -> Any:
        self._known.add(key)
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
        if (isinstance(value, bool) and kind is not bool) or not isinstance(value, kind):
            self._wrong(key, value, say)
            return None
        return value

    def _wrong(self, key: str, value: object, say: Text, code: str = "wrong_type") -> None:
        shown = repr(value) if len(repr(value)) <= 60 else repr(value)[:57] + "…"  # noqa: PLR2004
        self.refuse(
            key,
            code,
            Text(f"{key} 的值 {shown} 不对", f"{key} = {shown} is not right"),
            Text(f"应写成：{say.zh}", f"write {say.en}"),
        )

    def text(self, key: str, *, required: bool = False) -> str | None:
        """A non-empty string."""
        say = Text("非空文字，加引号", "a non-empty string in quotes")
        value = self._get(key, str, say, required=required)
        if value is not None and (not value.strip() or len(value) > MAX_TEXT):
            self._wrong(key, value, say, "bad_text")
            return None
        return str(value) if value is not None else None

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of strings."""
        say = Text('文字列表，例如 ["…", "…"]', 'a list of strings such as ["…", "…"]')
        value = self._get(key, list, say, required=False)
        if value is not None and not all(isinstance(v, str) and v.strip() for v in value):
            self._wrong(key, value, say)
            return None
        return None if value is None else tuple(value)

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
        value = self._get(key, (date, str), say, required=required)
        if isinstance(value, datetime):
            self._wrong(key, value.isoformat(), say)
            return None
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value.strip())
            except ValueError:
                self._wrong(key, value, say, "bad_date")
                return None
        if value == _IMPOSSIBLE:
            return None  # reported where the text was read
        if value is not None and not EARLIEST <= value <= LATEST:
            self._wrong(
                key,
                value.isoformat(),
                Text(f"{EARLIEST} 到 {LATEST} 之间的日期", f"a date from {EARLIEST} to {LATEST}"),
                "out_of_range",
            )
            return None
        return value  # type: ignore[no-any-return]

    def amount(self, key: str, *, required: bool = False, above_zero: bool = False) -> Money | None:
        """An amount in yuan as a decimal string, not negative, at most 99,999,999.99."""
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
        say = Text(f"一个表，例如 [{self.path}.{key}]", f"a table such as [{self.path}.{key}]")
        value = self._get(key, dict, say, required=required)
        return (
            None
            if value is None
            else Table(value, self.file, f"{self.path}.{key}".lstrip("."), self.findings)
        )

    def tables(self, key: str, *, required: bool = False) -> list[Table]:
        """An array of tables."""
        name = f"{self.path}.{key}".lstrip(".")
        say = Text(f"一个或多个 [[{name.split('[')[0]}]]", f"one or more [[{name.split('[')[0]}]]")
        value = self._get(key, list, say, required=required) or []
        out = []
        for i, item in enumerate(value, 1):
            if isinstance(item, dict):
                out.append(Table(item, self.file, f"{name}[{i}]", self.findings))
            else:
                self._wrong(key, item, say)
        return out

    def done(self) -> None:
        """Refuse every key that was not asked for, naming the nearest known one."""
        for key in self.raw:
            if key not in self._known:
                near = get_close_matches(key, sorted(self._known), 1)
                self.refuse(
                    key,
                    "unknown_key",
                    Text(f"不认识的项 {key}", f"unknown key {key}"),
                    Text(
                        f"是不是 {near[0]}？" if near else "请删去或对照说明改名",
                        f"did you mean {near[0]}?" if near else "remove or rename it",
                    ),
                )


_IMPOSSIBLE = date(1, 1, 1)

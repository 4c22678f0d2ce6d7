"""Reads the clocks of the ladder: TOML in, `Clock` rows out, refused with the place when wrong."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from xiehuan.case.clocks import Clock, Count
from xiehuan.case.ladder import Event, State
from xiehuan.errors import Finding, Text, Where
from xiehuan.packs.fields import Refused, parse_toml, refusal, refuse_all

FILE = "clocks.toml"
_KEYS = frozenset(
    {"state", "days", "count", "parameter", "starts_from", "source", "estimate", "valid_from", "checked_on"}
)


@cache
def load_clocks() -> tuple[Clock, ...]:
    """The clocks that the product contains."""
    return clocks_from((files("xiehuan.packs") / "ladder" / FILE).read_text("utf-8"))


def clocks_from(text: str) -> tuple[Clock, ...]:
    """The clocks of a text. Raises InputRefused with every finding: wrong or unknown keys, neither or both of days and parameter."""
    found: list[Finding] = []
    clocks = []
    try:
        rows = parse_toml(FILE, text)
    except Refused as refused:
        raise refuse_all([refused.finding]) from refused
    for key, row in rows.items():
        try:
            clocks.append(_clock(key, row))
        except Refused as refused:
            found.append(refused.finding)
    if found:
        raise refuse_all(found)
    return tuple(clocks)


def _clock(key: str, row: Mapping[str, Any]) -> Clock:
    try:
        clock = Clock(
            id=key,
            state=State(row["state"]),
            starts_from=Event(row["starts_from"]),
            source=str(row["source"]),
            valid_from=row["valid_from"],
            checked_on=row["checked_on"],
            days=row.get("days"),
            count=Count(row.get("count", "calendar")),
            parameter=row.get("parameter"),
            estimate=row.get("estimate", False),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise _refused(key, f"缺少或错误：{error}", f"missing or wrong: {error}") from error
    if unknown := sorted(set(row) - _KEYS):
        raise _refused(key, f"不认识的项：{unknown[0]}", f"unknown key: {unknown[0]}")
    if (clock.days is None) == (clock.parameter is None):
        raise _refused(key, "days 和 parameter 要且只要一个", "exactly one of days and parameter is needed")
    return clock


def _refused(key: str, zh: str, en: str) -> Refused:
    return refusal("bad_clock", Where(FILE, key), Text(zh, en))

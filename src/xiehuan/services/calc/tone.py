"""`tone`: the tone and safety check of a message, with the figures of a case where they are given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from xiehuan.contact.tone import Figures
from xiehuan.contact.tone.figures import DAYS, ROLES
from xiehuan.errors import Text
from xiehuan.money import Money
from xiehuan.readers.case_folder.table import Table
from xiehuan.services.calc.request import Request
from xiehuan.services.tone import tone_of

MOST_NAMES = 200
T = TypeVar("T", int, str)


def tone(request: Request) -> dict[str, Any]:
    """The findings of `text`; `case` holds `on`, `amounts` and `days` by role, `pay_day`, `n` and `others`."""
    text = request.table.raw.get("text")
    request.table.known.add("text")
    if not isinstance(text, str):
        code = "missing" if text is None else "wrong_type"
        request.table.refuse(
            "text",
            code,
            Text("text 要写成文字", "text must be a string"),
            Text("写上要检查的消息", "the message"),
        )
    case = request.table.table("case")
    figures = None if case is None else _figures(case)
    request.finish()
    return tone_of(str(text), figures).as_json()


def _figures(case: Table) -> Figures | None:
    on = case.day("on", required=True)
    amounts, days = case.table("amounts"), case.table("days")
    found = Figures(
        on or date.min,
        {} if amounts is None else _amounts(amounts),
        {} if days is None else _days(days),
        _pay_day(case),
        _entries(case, "n", int),
        _entries(case, "others", str),
    )
    case.done()
    return None if on is None else found


def _amounts(table: Table) -> dict[str, tuple[Money, ...]]:
    """An amount or a list of amounts by role."""
    found: dict[str, tuple[Money, ...]] = {}
    for role in ROLES:
        raw = table.raw.get(role)
        if isinstance(raw, list):
            table.known.add(role)
            found[role] = tuple(_money(table, role, raw))
        elif (one := table.amount(role)) is not None:
            found[role] = (one,)
    table.done()
    return found


def _money(table: Table, role: str, raw: Iterable[object]) -> Iterable[Money]:
    for value in raw:
        try:
            yield Money.parse(str(value))
        except ValueError:
            say = Text('金额写成 "1280.00"', 'write amounts as "1280.00"')
            message = Text(f"{role} 里有一项不是金额", f"an entry of {role} is no amount")
            table.refuse(role, "bad_amount", message, say)


def _days(table: Table) -> dict[str, date]:
    found = {role: day for role in DAYS if (day := table.day(role)) is not None}
    table.done()
    return found


def _pay_day(case: Table) -> int | None:
    raw = case.raw.get("pay_day")
    case.known.add("pay_day")
    if raw is None or (isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= 31):  # noqa: PLR2004
        return raw
    message = Text("pay_day 是 0 到 31 的整数，0 是月底", "pay_day is 0 to 31, 0 the last day of the month")
    case.refuse("pay_day", "out_of_range", message, Text("改正", "correct it"))
    return None


def _entries(case: Table, key: str, kind: type[T]) -> tuple[T, ...]:
    """A list whose entries are all of a kind, at most MOST_NAMES of them."""
    raw = case.raw.get(key, [])
    case.known.add(key)
    if isinstance(raw, list) and len(raw) <= MOST_NAMES and all(type(x) is kind for x in raw):
        return tuple(raw)
    word = Text(f"{key} 应是列表，最多 {MOST_NAMES} 项", f"{key} must be a list of at most {MOST_NAMES}")
    case.refuse(key, "wrong_type", word, Text('例如 [18] 或 ["某某"]', 'such as [18] or ["name"]'))
    return ()

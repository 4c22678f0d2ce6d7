"""case.toml: the days that start a period ([[deadline_start]])."""

from __future__ import annotations

from datetime import date

from xiehuan.errors import Text
from xiehuan.law.starts import Start, StartKind
from xiehuan.readers.case_folder.shown import shown
from xiehuan.readers.case_folder.table import Table


def read_starts(top: Table, debts: frozenset[str] | None, on: date) -> tuple[Start, ...]:
    """Every [[deadline_start]]; what is wrong is in the table's findings.

    `debts` are the ids of debts.toml, None when they are not all known. A start after the day of the case is refused:
    it has not happened.
    """
    return tuple(s for t in top.tables("deadline_start") if (s := _start(t, debts, on)))


def _start(row: Table, debts: frozenset[str] | None, on: date) -> Start | None:
    kind, day = row.choice("kind", StartKind, required=True), row.day("on", required=True)
    debt, done, source = row.text("debt"), row.day("done_on"), row.text("source")
    if debt is not None and debts is not None and debt not in debts:
        row.refuse(
            "debt",
            "unknown_debt",
            Text(f"debts.toml 里没有 {shown(debt)}", f"debts.toml has no {shown(debt)}"),
            Text("写 debts.toml 里的 id，或删去这一项", "write an id of debts.toml, or leave it out"),
        )
    if day is not None and day > on:
        row.refuse(
            "on",
            "out_of_range",
            Text(
                f"起算日 {day} 晚于计算日 {on}",
                f"the period starts on {day}, after the day of the case, {on}",
            ),
            Text("等事情发生了再写，或核对日期", "write it when it has happened, or check the day"),
        )
    if day is not None and done is not None and done < day:
        row.refuse(
            "done_on",
            "out_of_range",
            Text(f"完成日 {done} 早于起算日 {day}", f"done on {done}, before it started on {day}"),
            Text("核对这两个日期", "check the two days"),
        )
    row.done()
    return Start(kind, day, debt, done, source) if kind and day else None

"""Several files read together: what one bill says about another, then the user's own rules. The one place that does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from xiehuan.errors import Finding, Text, Where
from xiehuan.evidence import Reading, Record
from xiehuan.money import Money
from xiehuan.readers.bills.counterparts import settled
from xiehuan.readers.case_folder.categories import NAME, UserRule, apply_rules, read_categories
from xiehuan.readers.case_folder.toml_file import read_toml


def matched(
    readings: Sequence[Reading], rules: Sequence[UserRule]
) -> tuple[list[Reading], tuple[Finding, ...]]:
    """The readings with their counterparts marked and the rules applied, and all there is to say about them."""
    together, likely = settled([r for reading in readings for r in reading.records])
    final, idle = apply_rules(together, rules)
    rest = iter(final)
    out = [replace(r, records=tuple(islice(rest, len(r.records)))) for r in readings]
    said = tuple(f for r in readings for f in r.findings)
    return out, (*said, *likely, *idle, *_uncertain(final))


def _uncertain(records: Sequence[Record]) -> tuple[Finding, ...]:
    """The question about money that came in and may be no income: how much, and where it begins."""
    rows = [r for r in records if r.meaning and not r.meaning.certain and r.amount is not None]
    if not rows:
        return ()
    total, first = Money.total(r.amount for r in rows if r.amount is not None), rows[0].where
    return (
        Finding(
            "income_uncertain",
            Where(first.file, row=first.row),
            Text(
                f"有{len(rows)}笔共{total}元是个人转账、红包或说不清来历的转入，只记作不确定的收入（第一笔在这里）",
                f"{len(rows)} rows, {total} in all, are transfers or red packets from persons, or money in that no rule "
                "explains; they count only as uncertain income (the first is here)",
            ),
            Text(
                "如果是工资、货款、家人每月的支持，在 categories.toml 里写明分类；是借来的、别人还你的或自己转的，写 counts",
                "if it is wage, sales or monthly support, name the category in categories.toml; if it was borrowed, paid back "
                "to you or your own, write counts",
            ),
        ),
    )


def rules_in(folder: Path, findings: list[Finding]) -> tuple[UserRule, ...]:
    """The rules of the folder's categories.toml, none where there is no such file; what is wrong goes into `findings`."""
    path = folder / NAME
    present = path.exists() or path.is_symlink()
    top = read_toml(path, NAME, findings) if present else None
    return read_categories(top) if top else ()

"""categories.toml: the user's own rules for bill rows, written once and applied to every import.

```toml
[[rule]]
match = "房东吴某"          # stands in the other side's name or the text of the row
category = "housing"       # a heading of the statement of income and spending
[[rule]]
match = "转账 母亲"
direction = "in"           # optional: in or out
counts = "own_transfer"    # optional: how the row counts
```
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from xiehuan.errors import Finding, Text, Where
from xiehuan.evidence import Counts, Direction, Kind, Record
from xiehuan.readers.bills.category import shipped
from xiehuan.readers.bills.counterparts import recounted
from xiehuan.readers.case_folder.table import Table

NAME = "categories.toml"


class Side(StrEnum):
    """Which rows a rule is for."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class UserRule:
    """Rows that hold `match` count so, and belong there; `id` is shown as the reason."""

    id: str
    match: str
    direction: Side | None
    counts: Counts | None
    category: str | None

    def fits(self, record: Record) -> bool:
        """Whether the rule is for this row."""
        if record.kind is not Kind.BILL or (
            self.direction and record.direction.value != self.direction.value
        ):
            return False
        words = f"{record.category or ''} {record.text}"
        return all(part in words for part in self.match.split())


def read_categories(top: Table) -> tuple[UserRule, ...]:
    """The rules of the file; what is wrong is in the table's findings."""
    rules = tuple(r for i, t in enumerate(top.tables("rule"), 1) if (r := _rule(t, i)))
    top.done()
    return rules


def _rule(table: Table, number: int) -> UserRule | None:
    match = table.text("match", required=True)
    direction, counts = table.choice("direction", Side), table.choice("counts", Counts)
    category = table.text("category")
    known = shipped().categories
    if category is not None and category not in known:
        table.refuse(
            "category",
            "unknown_category",
            Text(f"没有“{category[:40]}”这个分类", f"there is no category {category[:40]}"),
            Text("可用：" + "、".join(known), "one of: " + ", ".join(known)),
        )
        category = None
    elif not {"category", "counts"} & table.raw.keys():
        table.refuse(
            None,
            "rule_says_nothing",
            Text("这条规则没有写 category，也没有写 counts", "the rule has neither category nor counts"),
            Text("写上其中一个", "write one of them"),
        )
    table.done()
    return UserRule(f"categories.toml:{number}", match, direction, counts, category) if match else None


def apply_rules(
    records: Sequence[Record], rules: Iterable[UserRule]
) -> tuple[tuple[Record, ...], tuple[Finding, ...]]:
    """Every bill row by the first rule that fits it; a rule that fits none is said."""
    wanted, used = tuple(rules), set()
    out = []
    for record in records:
        rule = next((r for r in wanted if r.fits(record)), None)
        if rule is not None:
            used.add(rule.id)
        out.append(record if rule is None else _applied(record, rule))
    idle = tuple(_idle(r) for r in wanted if r.id not in used)
    return tuple(out), idle


def _applied(record: Record, rule: UserRule) -> Record:
    changed = record if rule.counts is None else recounted(record, rule.counts, rule.id, rule.match)
    meaning = changed.meaning
    if meaning is None:
        return changed
    if rule.category is None:
        if rule.counts in _WITH_CATEGORY:
            side = Direction.IN if rule.counts is Counts.INCOME else Direction.OUT
            category, why, words = shipped().category_of(side, f"{record.category or ''} {record.text}")
            return changed._replace(meaning=replace(meaning, category=category, rule=why, words=words))
        return changed
    said = replace(meaning, category=rule.category, rule=rule.id, words=rule.match, certain=True)
    return changed._replace(meaning=said)


_WITH_CATEGORY = frozenset({Counts.INCOME, Counts.SPENDING, Counts.CREDIT_SPENDING, Counts.REFUND})


def _idle(rule: UserRule) -> Finding:
    return Finding(
        "rule_never_used",
        Where(NAME, rule.id.rpartition(":")[2], "match"),
        Text(f"规则“{rule.match[:40]}”没有对上任何一笔", f"the rule “{rule.match[:40]}” fits no row"),
        Text("核对账单里的写法，或删掉这条", "compare the words with the bill, or remove the rule"),
    )

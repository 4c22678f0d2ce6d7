"""One table of a pack in, one typed entry out: sources, parameters, provisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from xiehuan.law.provision import Form, Holds, Item, Provision
from xiehuan.loan.debt import LenderKind
from xiehuan.packs.fields import WORD, Row
from xiehuan.parameter import (
    Confidence,
    DatedValue,
    DecidedBy,
    Example,
    Parameter,
    Party,
    Period,
    Rank,
    Roll,
    Source,
    Sourced,
    Status,
    Unit,
    Use,
)

KINDS = frozenset(k.value for k in LenderKind if k is not LenderKind.UNKNOWN) | {"guarantor", "assignee"}
UNCONFIRMABLE = frozenset({"issuer", "title", "number", "issued", "in_force"})
_PERIODS = frozenset({Unit.DAY, Unit.WORKING_DAY})


def source(id_: str, row: Row) -> Source:
    """A source; its dates in order, its unconfirmed fields among those it has."""
    found = Source(
        _id(id_, row),
        row.text("issuer"),
        row.text("title"),
        row.text("number", empty=True),
        row.day("in_force"),
        row.word("confidence", Confidence),
        row.word("rank", Rank),
        row.day("issued"),
        row.day("until"),
        frozenset(row.words("unconfirmed", UNCONFIRMABLE)),
        row.required_day("as_of"),
        row.required_day("checked_on"),
        row.optional("note") or "",
    )
    row.done()
    if found.in_force and found.until and found.in_force > found.until:
        raise row.refused("until", "backward_span", "失效日早于施行日", "it ends before it begins")
    for name in found.unconfirmed:
        if not getattr(found, name):
            raise row.refused(
                "unconfirmed",
                "unknown_word",
                f"{name} 没有写，谈不上待核实",
                f"{name} is not there to confirm",
            )
    return found


def parameter(id_: str, row: Row, sources: Mapping[str, Source]) -> Parameter:
    """A parameter with its values in order and without overlap, and at least one worked example."""
    unit = row.word("unit", Unit)
    found = Parameter(
        _id(id_, row),
        row.both(),
        unit,
        row.word("decided_by", DecidedBy),
        row.word("status", Status),
        row.required_day("checked_on"),
        tuple(_value(v, sources) for v in row.rows("values")),
        row.words("applies_to", KINDS),
        row.word("use", Use, Use.FINDING),
        _period(row, unit),
        tuple(_example(e) for e in _examples(row)),
    )
    row.done()
    for before, after in zip(found.values, found.values[1:], strict=False):
        if before.until is None or after.since is None or before.until >= after.since:
            raise row.refused(
                "values", "overlap", "时间段重叠或没有按先后排列", "spans overlap or are not in order"
            )
    return found


def provision(id_: str, row: Row, sources: Mapping[str, Source]) -> Provision:
    """A provision with at least one worked example."""
    since, until = _span(row)
    cited = _source_of(row, sources)
    found = Provision(
        _id(id_, row),
        row.both(),
        row.word("who", Party),
        row.word("form", Form),
        row.both("says_"),
        row.word("decided_by", DecidedBy),
        row.word("status", Status),
        row.required_day("checked_on"),
        since,
        until,
        cited,
        row.optional("article"),
        _mark(row, cited),
        row.both("when_") if row.has("when_zh") or row.has("when_en") else None,
        _items(row),
        row.words("applies_to", KINDS),
        row.word("use", Use, Use.FINDING),
        tuple(_holds(e) for e in _examples(row)),
    )
    row.done()
    return found


def _id(id_: str, row: Row) -> str:
    if not WORD.fullmatch(id_) or len(id_) > 80:  # noqa: PLR2004
        raise row.refused(
            None, "bad_id", f"编号 {id_[:80]} 只能用小写字母、数字、下划线和点", f"{id_[:80]} is no plain id"
        )
    return id_


def _value(row: Row, sources: Mapping[str, Source]) -> DatedValue:
    since, until = _span(row)
    cited = _source_of(row, sources)
    found = DatedValue(row.number("value"), since, until, cited, row.optional("article"), _mark(row, cited))
    row.done()
    return found


def _span(row: Row) -> tuple[date | None, date | None]:
    since, until = row.day("since"), row.day("until")
    if since and until and since > until:
        raise row.refused("until", "backward_span", f"{until} 早于 {since}", f"{until} is before {since}")
    return since, until


def _source_of(row: Row, sources: Mapping[str, Source]) -> Source:
    name = row.text("source")
    if name not in sources:
        raise row.refused(
            "source",
            "dangling_source",
            f"sources.toml 里没有来源 {name}",
            f"no source {name} in sources.toml",
        )
    return sources[name]


def _mark(row: Row, cited: Source) -> Confidence | None:
    """An entry's own mark; it may only be weaker than its source's."""
    if not row.has("confidence"):
        return None
    mark = row.word("confidence", Confidence)
    if Confidence.weakest(mark, cited.confidence) is not mark:
        raise row.refused(
            "confidence",
            "too_sure",
            f"{mark.value} 比来源本身的 {cited.confidence.value} 还确定",
            f"{mark.value} is surer than its source, which is {cited.confidence.value}",
        )
    return mark


def _period(row: Row, unit: Unit) -> Period | None:
    part = row.row("period")
    if part is None:
        return None
    if unit not in _PERIODS:
        raise row.refused(
            "period",
            "wrong_unit",
            f"单位 {unit.value} 不是天，不能作期限",
            f"{unit.value} is no unit of a period",
        )
    found = Period(part.both(), part.word("binds", Party), part.word("roll", Roll))
    part.done()
    return found


def _items(row: Row) -> tuple[Item, ...]:
    found: list[Item] = []
    for part in row.rows("items", required=False):
        key = part.text("key")
        if not WORD.fullmatch(key) or "." in key:
            raise part.refused("key", "bad_id", f"{key} 不是小写单词", f"{key} is no plain word")
        if key in {item.key for item in found}:
            raise part.refused("key", "duplicate_word", f"{key} 重复", f"{key} is repeated")
        found.append(Item(key, part.both()))
        part.done()
    return tuple(found)


def _examples(row: Row) -> list[Row]:
    if not row.has("examples"):
        raise row.refused(
            "examples",
            "no_example",
            "没有示例，写一个日期和它的结果",
            "no worked example: write a day and its result",
        )
    return row.rows("examples")


def _example(row: Row) -> Example:
    on = row.required_day("on")
    if row.has("none"):
        if not row.flag("none") or row.has("value"):
            raise row.refused(
                "none", "bad_example", "none 只能写 true，且不带 value", "none is true and has no value"
            )
        found = Example(on, None)
    else:
        found = Example(on, row.number("value"))
    row.done()
    return found


def _holds(row: Row) -> Holds:
    found = Holds(row.required_day("on"), row.flag("holds"))
    row.done()
    return found


def boundaries(entry: Sourced) -> set[date]:
    """The days on both sides of each end of a span: each needs a worked example."""
    days: set[date] = set()
    if entry.since:
        days |= {entry.since, date.fromordinal(entry.since.toordinal() - 1)}
    if entry.until:
        days |= {entry.until, date.fromordinal(entry.until.toordinal() + 1)}
    return days

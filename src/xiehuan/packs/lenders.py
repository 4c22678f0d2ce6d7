"""The directory of lenders from its table, and the user's own confirmations from theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from types import MappingProxyType

from xiehuan.contact.directory import About, Lender, Reported, Role, Seen, confirm
from xiehuan.errors import Finding, Text
from xiehuan.packs.entries import KINDS
from xiehuan.packs.fields import WORD, Refused, Row, parse_toml, refuse_all
from xiehuan.packs.loader import files_cn
from xiehuan.parameter import Confidence

FILE = "lenders.toml"
CONFIRMED = "confirmed.toml"
_NO_ADDRESS = ("http://", "https://", "www.")


@cache
def lenders_cn() -> tuple[Lender, ...]:
    """The directory that the product contains."""
    return load_lenders(files_cn()[FILE])


def load_lenders(text: str) -> tuple[Lender, ...]:
    """Build the directory in the order of its table; InputRefused with every finding.

    Names used by two entries are refused, and so is a web address anywhere but in a confirmed site.
    """
    found: list[Finding] = []
    made: list[Lender] = []
    try:
        tables = parse_toml(FILE, text)
    except Refused as refused:
        raise refuse_all([refused.finding]) from refused
    taken: set[str] = set()
    for key, raw in tables.items():
        try:
            made.append(_lender(key, Row(raw, FILE, key), taken))
        except Refused as refused:
            found.append(refused.finding)
    if found:
        raise refuse_all(found)
    return tuple(made)


def with_confirmations(directory: Iterable[Lender], text: str, on: date) -> tuple[Lender, ...]:
    """The directory with the values of a `confirmed.toml` (`[id]`, `about = "value"`), confirmed on the day.

    Raises InputRefused for an entry or a field that does not exist.
    """
    by_id = {entry.id: entry for entry in directory}
    try:
        for key, raw in parse_toml(CONFIRMED, text).items():
            row = Row(raw, CONFIRMED, key)
            if key not in by_id:
                raise row.refused(
                    None, "unknown_lender", f"名录里没有 {key}", f"{key} is not in the directory"
                )
            for name in row.raw:
                if name not in {a.value for a in About}:
                    raise row.refused(
                        str(name), "unknown_key", f"没有这一项：{name}", f"no such field: {name}"
                    )
                by_id[key] = confirm(by_id[key], About(name), row.text(name), on)
    except Refused as refused:
        raise refuse_all([refused.finding]) from refused
    return tuple(by_id.values())


def _lender(id_: str, row: Row, taken: set[str]) -> Lender:
    if not WORD.fullmatch(id_):
        raise row.refused(None, "bad_id", f"{id_[:60]} 不是小写单词", f"{id_[:60]} is no plain word")
    kind = row.optional("kind")
    if kind is not None and kind not in KINDS:
        raise row.refused(
            "kind", "unknown_word", f"没有这类放款人：{kind}", f"no such kind of lender: {kind}"
        )
    name, role = row.both(), row.word("role", Role)
    names = [id_, name.zh, name.en, *(a.text("name") for a in row.rows("aliases", required=False))]
    for own in names:
        if own in taken:
            raise row.refused("aliases", "duplicate_id", f"{own} 用了两次", f"{own} is used twice")
    taken.update(names)
    values: dict[About, tuple[Reported, ...]] = {}
    for about in About:
        if row.has(about.value):
            values[about] = tuple(_reported(r) for r in row.rows(about.value))
    row.done()
    return Lender(id_, name, role, kind, tuple(names[3:]), MappingProxyType(values))


def _reported(row: Row) -> Reported:
    value = row.both("value_") if row.has("value_zh") else Text(row.text("value"), row.text("value"))
    if any(sign in value.zh + value.en for sign in _NO_ADDRESS):
        raise row.refused("value", "address", "不收网址", "no web addresses here")
    found = Reported(
        value,
        row.word("seen", Seen),
        row.required_day("seen_on"),
        row.word("confidence", Confidence),
        row.whole("page_year", 2010, 2040),
        row.both("note_") if row.has("note_zh") else None,
    )
    row.done()
    if (found.seen is Seen.RECALLED) is not (found.confidence is Confidence.RECALLED):
        raise row.refused(
            "confidence", "too_sure", "凭记忆的只能记为 K", "what is recalled is K, and only that"
        )
    return found

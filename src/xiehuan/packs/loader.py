"""Packs: TOML and CSV in, typed values out, refused with file, table and field when wrong.

`fields` reads single values, `entries` whole tables, `lpr`, `workdays` and `lenders` their own files, `lint` asks
what a loaded pack answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import TypeVar

from xiehuan.errors import Finding, Text, Where
from xiehuan.law.pack import Pack
from xiehuan.law.provision import Provision
from xiehuan.packs import entries, lpr
from xiehuan.packs.fields import Refused, Row, parse_toml, refusal, refuse_all
from xiehuan.parameter import Parameter, Source

SOURCES = "sources.toml"
APART = frozenset({SOURCES, "workdays.toml", "lenders.toml", "papers.toml"})  # files that are no topic
T = TypeVar("T")


@cache
def files_cn() -> Mapping[str, str]:
    """The text of every file of the built-in pack of mainland China, by name."""
    folder = files("xiehuan.packs") / "cn"
    return {
        item.name: item.read_text("utf-8")
        for item in sorted(folder.iterdir(), key=lambda i: i.name)
        if item.name.endswith((".toml", ".csv"))
    }


@cache
def load_cn() -> Pack:
    """The pack of mainland China that the product contains."""
    return load_pack(files_cn())


def load_pack(texts: Mapping[str, str]) -> Pack:
    """Build a pack from the text of its files by name: sources.toml, lpr.csv and one TOML a topic.

    Raises InputRefused with every finding: keys written twice, dates that are none, unknown units, words, keys and
    kinds of lender, sources that do not exist, values that are no decimal strings, spans that overlap, entries
    without a worked example, ids used twice.
    """
    reading = _Reading()
    for name in (SOURCES, lpr.FILE):
        if name not in texts:
            reading.found.append(_missing(name))
    sources = reading.sources(texts.get(SOURCES, ""))
    for name in sorted(n for n in texts if n.endswith(".toml") and n not in APART):
        reading.topic(name, texts[name], sources)
    quotes = reading.take(lambda: lpr.parse_lpr(texts[lpr.FILE])) if lpr.FILE in texts else None
    if reading.found or quotes is None:
        raise refuse_all(reading.found)
    return Pack(sources, reading.parameters, quotes, reading.provisions)


class _Reading:
    """Collects entries and findings over all files."""

    def __init__(self) -> None:
        self.found: list[Finding] = []
        self.parameters: dict[str, Parameter] = {}
        self.provisions: dict[str, Provision] = {}

    def take(self, make: Callable[[], T]) -> T | None:
        """What `make` gives, or None with its finding kept."""
        try:
            return make()
        except Refused as refused:
            self.found.append(refused.finding)
            return None

    def sources(self, text: str) -> dict[str, Source]:
        """Every source by id."""
        tables = self.take(lambda: parse_toml(SOURCES, text)) or {}
        found: dict[str, Source] = {}
        for key, raw in tables.items():
            try:
                found[key] = entries.source(key, Row(raw, SOURCES, key))
            except Refused as refused:
                self.found.append(refused.finding)
        return found

    def topic(self, file: str, text: str, sources: Mapping[str, Source]) -> None:
        """The parameters and provisions of one file."""
        tables = self.take(lambda: parse_toml(file, text)) or {}
        for group, rows in tables.items():
            if group not in {"parameter", "provision"} or not isinstance(rows, dict):
                self.found.append(_unknown_group(file, group))
                continue
            for key, raw in rows.items():
                self._entry(file, group, key, raw, sources)

    def _entry(self, file: str, group: str, key: str, raw: object, sources: Mapping[str, Source]) -> None:
        def make() -> None:
            row = Row(raw, file, key)
            if key in self.parameters or key in self.provisions:
                raise row.refused(None, "duplicate_id", f"编号 {key} 用了两次", f"the id {key} is used twice")
            if group == "parameter":
                self.parameters[key] = entries.parameter(key, row, sources)
            else:
                self.provisions[key] = entries.provision(key, row, sources)

        self.take(make)


def _missing(name: str) -> Finding:
    return refusal(
        "missing_file", Where(name), Text(f"缺少文件 {name}", f"the file {name} is missing")
    ).finding


def _unknown_group(file: str, group: str) -> Finding:
    return refusal(
        "unknown_key",
        Where(file, group[:60]),
        Text(
            f"不认识的项 {group[:60]}，只能是 parameter 和 provision",
            f"unknown key {group[:60]}; only parameter and provision",
        ),
    ).finding

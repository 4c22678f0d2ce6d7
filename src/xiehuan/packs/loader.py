"""Reads packs: TOML and CSV in, typed values out, refused with the place when wrong."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from xiehuan.errors import InputRefused, Text, Where
from xiehuan.law.pack import Pack, Quote
from xiehuan.parameter import Confidence, DatedValue, DecidedBy, Parameter, Source, Status

UNITS = frozenset({"per_year", "x_lpr_1y", "year", "month", "day", "share", "rule"})


@cache
def load_cn() -> Pack:
    """The pack of mainland China that the product contains."""
    folder = files("xiehuan.packs") / "cn"
    sources_text = (folder / "sources.toml").read_text("utf-8")
    return load_pack(
        sources_text, (folder / "parameters.toml").read_text("utf-8"), (folder / "lpr.csv").read_text("utf-8")
    )


def load_pack(sources_text: str, parameters_text: str, lpr_text: str) -> Pack:
    """Build a pack from the text of its three files.

    Raises InputRefused naming file, table and field for duplicate keys, unknown units, sources that do not
    exist, values that are not decimal strings, or spans that overlap.
    """
    sources = {key: _source(key, row) for key, row in read_toml("sources.toml", sources_text).items()}
    tables = read_toml("parameters.toml", parameters_text)
    parameters = {key: _parameter(key, row, sources) for key, row in tables.items()}
    return Pack(sources, parameters, _lpr(lpr_text))


def refused(file: str, table: str | None, field: str | None, zh: str, en: str) -> InputRefused:
    """The refusal of a pack, naming the place."""
    return InputRefused(
        "pack_refused", Text(zh, en), Text("请改正这一处", "correct this place"), Where(file, table, field)
    )


def read_toml(file: str, text: str) -> dict[str, Any]:
    """The tables of a TOML text; InputRefused `pack_refused` when it is not valid."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refused(file, None, None, f"不是有效的 TOML：{error}", f"not valid TOML: {error}") from error


def _source(key: str, row: Mapping[str, Any]) -> Source:
    try:
        return Source(
            key,
            row["issuer"],
            row["title"],
            row["number"],
            row.get("in_force"),
            Confidence(row["confidence"]),
        )
    except (KeyError, ValueError) as error:
        raise refused(
            "sources.toml", key, None, f"缺少或错误：{error}", f"missing or wrong: {error}"
        ) from error


def _parameter(key: str, row: Mapping[str, Any], sources: Mapping[str, Source]) -> Parameter:
    try:
        if row["unit"] not in UNITS:
            raise refused(
                "parameters.toml", key, "unit", f"未知单位 {row['unit']}", f"unknown unit {row['unit']}"
            )
        values = tuple(_value(key, v, sources) for v in row["values"])
        parameter = Parameter(
            key,
            Text(row["zh"], row["en"]),
            row["unit"],
            DecidedBy(row["decided_by"]),
            Status(row["status"]),
            row["checked_on"],
            values,
            tuple(row.get("applies_to", ())),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise refused(
            "parameters.toml", key, None, f"缺少或错误：{error}", f"missing or wrong: {error}"
        ) from error
    _refuse_overlap(parameter)
    return parameter


def _value(key: str, row: Mapping[str, Any], sources: Mapping[str, Source]) -> DatedValue:
    source = sources.get(row["source"])
    if source is None:
        raise refused(
            "parameters.toml", key, "source", f"没有来源 {row['source']}", f"no source {row['source']}"
        )
    if not isinstance(row["value"], str):
        raise refused("parameters.toml", key, "value", "数值要写成字符串", "write the value as a string")
    return DatedValue(Fraction(row["value"]), row.get("since"), row.get("until"), source, row.get("article"))


def _refuse_overlap(parameter: Parameter) -> None:
    for before, after in zip(parameter.values, parameter.values[1:], strict=False):
        if before.until is None or after.since is None or before.until >= after.since:
            raise refused(
                "parameters.toml",
                parameter.id,
                "values",
                "时间段重叠或无序",
                "spans overlap or are unordered",
            )


def _lpr(text: str) -> tuple[Quote, ...]:
    quotes = [
        Quote(date.fromisoformat(row["published"]), Fraction(row["one_year_percent"]) / 100)
        for row in csv.DictReader(text.splitlines())
    ]
    if quotes != sorted(quotes, key=lambda q: q.published) or not quotes:
        raise refused("lpr.csv", None, "published", "日期无序", "dates are not in order")
    return tuple(quotes)

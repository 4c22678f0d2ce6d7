"""Whether a document has the shape of the published schema: the keywords that the schema uses, and no others.

The tests hold it against an independent JSON Schema library over thousands of spoilt documents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

FILE = "income-and-spending-1.schema.json"
Schema = Mapping[str, Any]
_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
_ONLY_SAID = {"$schema", "$id", "$defs", "title", "description"}


@cache
def schema_text() -> str:
    """The schema as it is published."""
    return (files("xiehuan.services.budget") / FILE).read_text("utf-8")


@cache
def _schema() -> Schema:
    found: Schema = json.loads(schema_text())
    return found


def problems(document: object) -> list[tuple[str, str]]:
    """(place, keyword) of what the document breaks, the first at each place; empty when it has the shape."""
    return list(_problems(document, _schema(), "$"))


def _problems(value: object, schema: Schema, at: str) -> Iterator[tuple[str, str]]:
    for keyword, rule in schema.items():
        if keyword in _ONLY_SAID or keyword in {"additionalProperties", "required"}:
            continue
        if keyword == "$ref":
            yield from _problems(value, _schema()["$defs"][rule.rpartition("/")[2]], at)
        elif keyword == "properties":
            yield from _members(value, schema, at)
        elif keyword == "items":
            for i, item in enumerate(value if isinstance(value, list) else ()):
                yield from _problems(item, rule, f"{at}[{i}]")
        elif keyword == "anyOf":
            tried = [list(_problems(value, one, at)) for one in rule]
            if all(tried):
                yield max(tried, key=_depth)[0]
        elif not _holds(value, keyword, rule):
            yield at, keyword


def _depth(found: list[tuple[str, str]]) -> tuple[int, int]:
    """The alternative that was meant is the one whose first problem lies deepest."""
    return len(found[0][0]), -len(found)


def _members(value: object, schema: Schema, at: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        return
    known = schema["properties"]
    yield from ((f"{at}.{name}", "required") for name in schema["required"] if name not in value)
    for name, member in value.items():
        if name in known:
            yield from _problems(member, known[name], f"{at}.{name}")
        else:
            yield f"{at}.{name}", "additionalProperties"


def _holds(value: object, keyword: str, rule: Any) -> bool:  # noqa: PLR0911 - one line a keyword
    if keyword == "type":
        return isinstance(value, _TYPES[rule]) and (isinstance(value, bool) <= (rule == "boolean"))
    if keyword == "enum":
        return any(type(value) is type(word) and value == word for word in rule)
    if keyword == "const":
        return type(value) is type(rule) and value == rule
    if keyword == "pattern":
        return not isinstance(value, str) or re.search(rule, value) is not None
    if keyword == "minLength":
        return not isinstance(value, str) or len(value) >= rule
    if keyword == "minItems":
        return not isinstance(value, list) or len(value) >= rule
    if keyword in {"minimum", "maximum"}:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return True
        return bool(value >= rule) if keyword == "minimum" else bool(value <= rule)
    msg = f"the schema uses {keyword}, which is not known here"
    raise AssertionError(msg)

"""The one way to write a JSON value as bytes: RFC 8785 without floats, so that equal values have equal digests.

Keys are sorted by their UTF-16 units as section 3.2.3 asks, strings stand as they came (no normalisation), there is
no white space, the encoding is UTF-8. Floats are refused: two programs may print them differently. So are whole
numbers beyond 2^53, which other readers of JSON would round, and lone surrogates, which UTF-8 cannot hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

Value = None | bool | int | str | list["Value"] | dict[str, "Value"]
_LARGEST = 1 << 53
_DEEPEST = 32


class NotCanonical(ValueError):
    """The value cannot be written, or the bytes are not what it would be written as."""


def canonical(value: Mapping[str, Value]) -> bytes:
    """The bytes of a JSON object; raises NotCanonical for a value that has no single form."""
    try:
        return "".join(_written(dict(value), 0)).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a string holds a lone surrogate") from error


def parsed(data: bytes) -> dict[str, Value]:
    """The object that these bytes are the canonical form of; raises NotCanonical for any other bytes."""
    try:
        value = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise NotCanonical("no JSON in UTF-8") from error
    if not isinstance(value, dict) or canonical(value) != data:  # also refuses a key that stands twice
        raise NotCanonical("not in canonical form")
    return value


def _written(value: Value, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise NotCanonical("nested too deeply")
    if isinstance(value, dict):
        yield "{"
        for number, key in enumerate(sorted(value, key=_units)):
            yield f"{',' if number else ''}{_string(key)}:"
            yield from _written(value[key], depth + 1)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for number, item in enumerate(value):
            yield "," if number else ""
            yield from _written(item, depth + 1)
        yield "]"
    else:
        yield _scalar(value)


def _scalar(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int) and abs(value) < _LARGEST:
        return str(value)
    raise NotCanonical(f"{type(value).__name__} has no single form")


def _units(key: str) -> bytes:
    if not isinstance(key, str):
        raise NotCanonical("a key is a string")
    return key.encode("utf-16-be", "surrogatepass")


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

"""Tables as TOML text, so that what a person enters on a page is the same document as a case folder's.

Only what such documents hold: text, whole numbers, yes and no, days, lists and tables. A float is refused: amounts and
rates are decimal strings.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date


def to_toml(top: Mapping[str, object]) -> str:
    """The text; reading it with tomllib gives the same tables. Raises TypeError for a value that has no place here."""
    lines: list[str] = []
    for key, value in top.items():
        if isinstance(value, Mapping):
            lines += ["", f"[{_key(key)}]", *_pairs(value)]
        elif isinstance(value, list) and value and all(isinstance(v, Mapping) for v in value):
            for table in value:
                lines += ["", f"[[{_key(key)}]]", *_pairs(table)]
        else:
            lines.insert(0, f"{_key(key)} = {_value(value)}")
    return "\n".join(lines).strip() + "\n"


def _pairs(table: Mapping[str, object]) -> list[str]:
    return [f"{_key(k)} = {_value(v)}" for k, v in table.items()]


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else _text(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_pairs(value)) + " }" if value else "{}"
    msg = f"no place in a case document: {type(value).__name__}"
    raise TypeError(msg)


def _text(text: str) -> str:
    """A basic string: JSON writes the same escapes, but leaves DEL as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

"""A value from a TOML file as its author wrote it, short enough for a message."""

from __future__ import annotations

from datetime import date, time

LONGEST = 60
_MOST_PARTS = 3
_MOST_BITS = 10_000  # longer numbers take Python too long to write in decimal


def shorten(text: str) -> str:
    """At most 60 characters on one line, an ellipsis for the rest."""
    line = text.replace("\r", "\\r").replace("\n", "\\n")
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def shown(value: object) -> str:
    """The value in TOML's own words; of lists and tables the beginning."""
    if isinstance(value, dict) and value:
        return "{ " + _some([f"{shorten(k)} = …" for k in list(value)[: _MOST_PARTS + 1]]) + " }"
    if isinstance(value, list):
        return "[" + _some([_part(v) for v in value[: _MOST_PARTS + 1]]) + "]"
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, str):
        return f'"{shorten(value)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return shorten(hex(value))
    return "{}" if value == {} else shorten(str(value))


def _part(value: object) -> str:
    return "…" if isinstance(value, dict | list) else shown(value)


def _some(parts: list[str]) -> str:
    return ", ".join(parts[:_MOST_PARTS]) + (", …" if len(parts) > _MOST_PARTS else "")

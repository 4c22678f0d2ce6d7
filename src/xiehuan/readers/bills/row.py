"""One row of a table file as every container gives it: its cells as text, and its own bytes."""

from __future__ import annotations

from typing import NamedTuple

from xiehuan.errors import Text

_PADDING = " \t\r\n\u00a0\u3000\ufeff"
WHOLE_FILE = 0  # the row number of a trouble that concerns the file and not one row


class Row(NamedTuple):
    """Cells, and the bytes they came from; `trouble` says why the cells cannot be relied on.

    `number` is the line (or sheet row) the row begins on, 1 for the first; `sheet` counts the sheets of a
    workbook, because every sheet has its own header; `outside` marks a line of a PDF that stands in no table.
    """

    number: int
    cells: tuple[str, ...]
    raw: bytes
    trouble: Text | None = None
    sheet: int = 0
    outside: bool = False


def clean(cell: str) -> str:
    """The cell without the spaces, tabs and NULs that exporters pad with."""
    return (cell.replace("\0", "") if "\0" in cell else cell).strip(_PADDING)


def shortened(text: str, limit: int = 40) -> str:
    """One line of at most `limit` characters, for messages."""
    line = " ".join(text.replace("\0", "").split())
    return line if len(line) <= limit else line[: limit - 1] + "…"

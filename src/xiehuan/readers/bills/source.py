"""A source of bills as `read_bill` needs it, made from its layouts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xiehuan.evidence.record import Reading
from xiehuan.readers.bills.banking import judge
from xiehuan.readers.bills.layout import Layout
from xiehuan.readers.bills.rows import Source
from xiehuan.readers.bills.statement import read_statement
from xiehuan.readers.bills.table import head_has_header
from xiehuan.readers.bills.workbook import ZIP


@dataclass(frozen=True, slots=True)
class TableSource:
    """Bills in tables with a known header; the content decides, never the name of the file."""

    source: Source
    named: str | None = None  # a large workbook of this name may show its header only at its end

    @property
    def SOURCE(self) -> str:  # noqa: N802 - as the modules of the payment apps call it
        """The name that records carry."""
        return self.source.name

    @property
    def layouts(self) -> tuple[Layout, ...]:
        """The headers it is known by."""
        return self.source.layouts

    def recognises(self, name: str, head: bytes) -> bool:
        """Whether the file begins like a bill of this source."""
        return head_has_header(head, self.source.layouts) or bool(
            self.named and self.named in name and head.startswith(ZIP)
        )

    def read(self, path: Path, name: str) -> Reading:
        """All rows of the bill; `name` is the path relative to the case folder."""
        return read_statement(path, name, self.source)


def bank(name: str, *layouts: Layout) -> TableSource:
    """A bank: the amount columns give the direction, the words of the statement the rest."""
    return TableSource(Source(name, layouts, judge, bank=True))

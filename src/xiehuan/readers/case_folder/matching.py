"""Several files read together: what one bill says about another, then the user's own rules. The one place that does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from xiehuan.errors import Finding
from xiehuan.evidence import Reading
from xiehuan.readers.bills.counterparts import settled
from xiehuan.readers.case_folder.categories import NAME, UserRule, apply_rules, read_categories
from xiehuan.readers.case_folder.toml_file import read_toml


def matched(
    readings: Sequence[Reading], rules: Sequence[UserRule]
) -> tuple[list[Reading], tuple[Finding, ...]]:
    """The readings with their counterparts marked and the rules applied, and all there is to say about them."""
    together, likely = settled([r for reading in readings for r in reading.records])
    final, idle = apply_rules(together, rules)
    rest = iter(final)
    out = [replace(r, records=tuple(islice(rest, len(r.records)))) for r in readings]
    said = tuple(f for r in readings for f in r.findings)
    return out, (*said, *likely, *idle)


def rules_in(folder: Path, findings: list[Finding]) -> tuple[UserRule, ...]:
    """The rules of the folder's categories.toml, none where there is no such file; what is wrong goes into `findings`."""
    path = folder / NAME
    present = path.exists() or path.is_symlink()
    top = read_toml(path, NAME, findings) if present else None
    return read_categories(top) if top else ()

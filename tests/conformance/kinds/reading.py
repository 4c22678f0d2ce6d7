"""Cases that a reader answers: the file is read as the product reads it, and all of it is accounted for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from conformance.evidence_case import Case, Check, bytes_of, compared
from xiehuan.evidence import Reading
from xiehuan.readers.stream import gather

HEAD = 1 << 16


@contextmanager
def laid_out(case: Case) -> Iterator[Path]:
    """The input, changed as the case asks, as a file under its own name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(case.fields["input"]).name
        path.write_bytes(bytes_of(case))
        yield path


def read_by(reader: Any, case: Case, make: Callable[[Reading], dict[str, Check]]) -> dict[str, object] | None:
    """Give the file, changed as the case asks, to the reader and compare; None when that cannot be asked."""
    if not isinstance(case.fields.get("input", ""), str):
        return None
    with laid_out(case) as path:
        reading = gather(reader, path, path.name)
        recognised = reader.recognises(path.name, path.read_bytes()[:HEAD])
    wrong = compared(case, make(reading))
    if wrong is None:
        return None
    accounted = reading.present == len(reading.records) + len(reading.unread)
    return {
        **wrong,
        "recognised": None if recognised else False,
        "accounted": None if accounted else reading.present,
    }

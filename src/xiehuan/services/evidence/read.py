"""Read what was taken: records from originals, in batches, going on where it stopped.

An original stays pending until it was read to its end. Each batch of records is one transaction together with the number
of items read so far, so a reading that was cut off goes on behind the last batch: readers give the same items in the same
order. When two programs read the same original, the one that is ahead goes on. When another version of the program goes
on, the reading begins anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.evidence import Place, Unread
from xiehuan.readers.apart import ReaderDied, ahead, here
from xiehuan.services.evidence.beside import laid_out
from xiehuan.services.evidence.home import Home
from xiehuan.store import arrivals, records
from xiehuan.store.models import Acquisition, Case

BATCH = 1_000
LARGE = 16 << 20
_DIED = Text(
    "读到一半程序停了（内存或时间不够），原件已收存",
    "the reader stopped for want of memory or time; the original is kept",
)


@dataclass(frozen=True, slots=True)
class Account:
    """What one acquisition held: records present = taken + unread; `repeated` when its bytes were read before."""

    acquisition: int
    name: str
    source: str
    present: int
    taken: int
    unread: tuple[Unread, ...]
    repeated: bool = False


def read_pending(home: Home, case: Case | None = None) -> Iterator[Account]:
    """Read every original that waits, of one case or of all, and tell what each held."""
    for pk in arrivals.pending(case):
        row = arrivals.acquisition(pk)
        with suppress(arrivals.ReadElsewhere):
            _read(home, row)
        row = arrivals.acquisition(pk)
        if row.state != arrivals.State.PENDING:  # else another program is reading it, and tells
            yield account_of(row)


def _read(home: Home, row: Acquisition) -> None:
    if row.state != arrivals.State.PENDING or arrivals.repeats(row):
        return
    if row.items and row.importer != home.importer:
        arrivals.begin_anew(row, home.importer)
    with laid_out(home, row) as path:
        _read_to_the_end(row, path)


def account_of(row: Acquisition) -> Account:
    """What the acquisition held, from the rows."""
    unread = tuple(records.unread_of(row))
    repeated = row.state == arrivals.State.REPEATED
    return Account(row.pk, row.name, row.source, row.present, row.taken, unread, repeated)


def _read_to_the_end(row: Acquisition, path: Path) -> None:
    """A reader that dies costs its file, which stays kept and is listed, and no other."""
    try:
        _read_on(row, path)
    except ReaderDied:
        arrivals.write(row, [Unread(Place(row.name), _DIED.zh, _DIED.en)], ended=True)


def _read_on(row: Acquisition, path: Path) -> None:
    """Batches from a reader: in a process of its own for a large file, so that reading and writing go on side by side."""
    with (
        ahead(path, row.name, row.items, BATCH)
        if path.stat().st_size >= LARGE
        else here(path, row.name, row.items, BATCH) as (source, batches)
    ):
        row.source = source
        for batch in batches:
            arrivals.write(row, batch, ended=False)
    arrivals.write(row, (), ended=True)

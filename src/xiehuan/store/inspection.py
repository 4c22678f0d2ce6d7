"""What doctor asks of the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection, transaction
from django.db.models import Count

from xiehuan.store import erasure, search
from xiehuan.store.models import Acquisition, Case, Journal, Original, Record, SearchState, Unread

State = Acquisition.State


@dataclass(frozen=True, slots=True)
class IndexState:
    """The search index: its version, the version it should have, records it holds and records there are."""

    version: int
    wanted: int
    held: int
    records: int
    sound: bool

    @property
    def good(self) -> bool:
        """Whether it can be searched and holds every record."""
        return self.sound and self.version == self.wanted and self.held == self.records


def digests() -> list[str]:
    """The originals that are not erased."""
    rows = Original.objects.filter(erased_at__isnull=True).order_by("sha256")
    return list(rows.values_list("sha256", flat=True))


def every_digest() -> Iterator[str]:
    """The originals of all rows, those being erased among them."""
    yield from Original.objects.values_list("sha256", flat=True).iterator()


def names_of(digest: str, most: int = 3) -> list[str]:
    """Number and name of the first arrivals of an original."""
    rows = Acquisition.objects.filter(original_id=digest).order_by("pk")[:most]
    return [f"{row.pk} {row.name}" for row in rows]


def erasures_unfinished() -> int:
    """How many originals are marked and not yet removed."""
    return len(erasure.marked())


def wrongly_read() -> list[Acquisition]:
    """Arrivals that are read, but whose records are not as many as were read."""
    records, unread = _by_acquisition(Record), _by_acquisition(Unread)
    read = Acquisition.objects.filter(state=State.READ).order_by("pk")
    return [
        row
        for row in read
        if (row.taken, row.present) != (n := records.get(row.pk, 0), n + unread.get(row.pk, 0))
    ]


def _by_acquisition(model: type[Record | Unread]) -> dict[int, int]:
    counted = model.objects.values_list("acquisition").annotate(Count("pk")).order_by()
    return dict(counted)


def waiting() -> int:
    """How many arrivals are not read to their end."""
    return Acquisition.objects.filter(state=State.PENDING).count()


def index() -> IndexState:
    """How the search index stands; it is asked case by case, because it counts no rows by itself."""
    kept = SearchState.objects.first()
    records, sound, held = Record.objects.count(), True, 0
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO store_search(store_search) VALUES ('integrity-check')")
            for pk in Case.objects.values_list("pk", flat=True):
                cursor.execute("SELECT COUNT(*) FROM store_search WHERE store_search MATCH %s", [f"case{pk}"])
                held += cursor.fetchone()[0]
    except DatabaseError:
        sound = False
    return IndexState(kept.version if kept else search.VERSION, search.VERSION, held, records, sound)


def whole() -> bool:
    """Whether SQLite's own check of the file finds nothing, and every row refers to rows that are there."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(1)")
            if cursor.fetchone()[0] != "ok":
                return False
            cursor.execute("PRAGMA foreign_key_check")
            return cursor.fetchone() is None
    except DatabaseError:
        return False


def last(what: str) -> datetime | None:
    """When something was last done with the whole home, by the journal."""
    entry = Journal.objects.filter(what=what).order_by("-pk").first()
    return entry.at if entry else None


def counts() -> dict[str, int]:
    """How much there is of everything."""
    return {
        "cases": Case.objects.count(),
        "originals": Original.objects.filter(erased_at__isnull=True).count(),
        "arrivals": Acquisition.objects.count(),
        "records": Record.objects.count(),
        "unread": Unread.objects.count(),
        "erased": Acquisition.objects.filter(state=State.ERASED).count(),
    }

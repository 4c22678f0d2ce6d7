"""What a case holds, counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Sum

from xiehuan.store.models import Acquisition, Case, Unread


def cases() -> list[Case]:
    """All cases, oldest first."""
    return list(Case.objects.order_by("created_at", "pk"))


@dataclass(frozen=True, slots=True)
class Listed:
    """An arrival, and how many of its records could not be read."""

    row: Acquisition
    unread: int


def acquisitions(case: Case) -> Iterator[Listed]:
    """Every arrival of the case in the order of the log, with its original."""
    rows = Acquisition.objects.filter(case=case).select_related("original").order_by("leaf_index")
    for row in rows.annotate(unread_count=Count("unread")).iterator(chunk_size=2_000):
        yield Listed(row, row.unread_count)


def totals(case: Case) -> dict[str, int]:
    """Arrivals, originals, records taken, repeated and unread of a case."""
    rows = Acquisition.objects.filter(case=case)
    read = rows.exclude(state=Acquisition.State.REPEATED).aggregate(
        present=Sum("present"), taken=Sum("taken")
    )
    repeated = rows.filter(state=Acquisition.State.REPEATED).aggregate(present=Sum("present"))
    return {
        "files": rows.count(),
        "originals": rows.values("original").distinct().count(),
        "taken": read["taken"] or 0,
        "duplicates": repeated["present"] or 0,
        "unread": Unread.objects.filter(acquisition__case=case).count(),
        "waiting": rows.filter(state=Acquisition.State.PENDING).count(),
    }

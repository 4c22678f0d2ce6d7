"""What was done with a case: written once, never changed, never part of a disclosure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from xiehuan.store.models import Case, Journal


def note(case: Case | None, at: datetime, actor: str, what: str, about: Mapping[str, object]) -> None:
    """Write an entry; inside the transaction of what it tells about, where there is one."""
    Journal.objects.create(case=case, at=at, actor=actor, what=what, about=dict(about))


def about_item(case: Case, item: int) -> Iterator[Journal]:
    """The entries that name an acquisition, oldest first."""
    yield from (e for e in entries(case) if e.about.get("item") == item or item in e.about.get("items", ()))


def entries(case: Case) -> Iterator[Journal]:
    """All entries of a case, oldest first."""
    yield from Journal.objects.filter(case=case).order_by("pk").iterator()

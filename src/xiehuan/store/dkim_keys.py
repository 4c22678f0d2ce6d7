"""Key records of mail domains as rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from xiehuan.store.models import DkimKey


def keep(name: str, answer: str, text: str | None, at: datetime) -> None:
    """Keep an answer beside the earlier ones."""
    DkimKey.objects.create(name=name, answer=answer, text=text, asked_at=at)


def found(names: Iterable[str]) -> dict[str, str]:
    """The last key that was found under each name."""
    rows = DkimKey.objects.filter(name__in=list(names), text__isnull=False).order_by("pk")
    return {row.name: row.text for row in rows if row.text is not None}

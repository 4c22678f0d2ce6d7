"""All rows of a case as text, and back into another home: nothing is lost but the numbers that rows have here.

Records, unread ones and the search index are not among them: they are read anew from the originals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, models, transaction

from xiehuan.evidence.leaf import LogPoint
from xiehuan.evidence.replay import Kept, LogFault, replay
from xiehuan.store.models import (
    Acquisition,
    Case,
    DkimKey,
    Document,
    Head,
    Journal,
    Leaf,
    Original,
    Party,
    Token,
)


class RowsRefused(ValueError):
    """The text holds no rows of a case, or rows that do not fit each other; nothing was written."""


def told(case: Case, own_key: str) -> str:
    """The rows of a case; heads without a key of their own get `own_key`, the PEM of this home's key."""
    originals = Original.objects.filter(acquisition__case=case).distinct()
    heads = list(Head.objects.filter(case=case))
    for head in heads:
        head.public_pem = head.public_pem or own_key
    rest: list[Iterable[models.Model]] = [
        [case],
        originals,
        *(model.objects.filter(case=case) for model in (Acquisition, Leaf)),
        heads,
        Token.objects.filter(head__case=case),
        *(model.objects.filter(case=case) for model in (Journal, Party, Document)),
        DkimKey.objects.all(),
    ]
    return str(serializers.serialize("json", [row for rows in rest for row in rows], ensure_ascii=False))


def faults(case: Case) -> tuple[LogFault, ...]:
    """What does not fit in the log of a case against all its heads."""
    kept = (
        Kept(bytes(leaf.hash), None if leaf.body is None else leaf.body.encode())
        for leaf in Leaf.objects.filter(case=case).order_by("index").iterator(chunk_size=5_000)
    )
    heads = [LogPoint(h.size, bytes(h.root)) for h in Head.objects.filter(case=case).order_by("size", "pk")]
    return replay(kept, heads).faults


@transaction.atomic
def taken_over(text: str, code: str | None, has: Callable[[str], bool]) -> Case:
    """Write the rows of a case under its own code or another; `has` tells whether an original is kept here.

    Raises RowsRefused, having written nothing, when the code is taken, a row is broken, an original that was not erased
    is missing, or the log does not add up.
    """
    numbers: dict[tuple[type[models.Model], object], object] = {}
    case: Case | None = None
    try:
        for each in serializers.deserialize("json", text):
            row: Any = each.object
            if isinstance(row, Case):
                row.code = code or row.code
                case = row
            _write(row, numbers, has)
    except (DeserializationError, IntegrityError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise RowsRefused(str(error)) from error
    if case is None or faults(case):
        raise RowsRefused("no case, or a log that does not add up")
    return case


def _write(
    row: Any, numbers: dict[tuple[type[models.Model], object], object], has: Callable[[str], bool]
) -> None:
    """Write one row with a number of this home, and with its relations to the rows that were written before."""
    if isinstance(row, Original):
        if row.erased_at is None and not has(row.sha256):
            raise RowsRefused(f"the original {row.sha256} is missing")
        Original.objects.get_or_create(
            sha256=row.sha256,
            defaults={"size": row.size, "media_type": row.media_type, "erased_at": row.erased_at},
        )
        if row.erased_at is None:
            Original.objects.filter(sha256=row.sha256).update(erased_at=None)
        return
    kind, before = type(row), row.pk
    for field in kind._meta.concrete_fields:  # noqa: SLF001 - Django's public way to ask for fields
        if isinstance(field, models.ForeignKey) and field.related_model is not Original:
            setattr(row, field.attname, numbers[field.related_model, getattr(row, field.attname)])
    if isinstance(row, Acquisition):
        _to_read_anew(row)
    if isinstance(row, Journal):
        row.about = _renumbered(row.about, numbers)
    row.pk = None
    row.save(force_insert=True)
    numbers[kind, before] = row.pk


def _to_read_anew(row: Acquisition) -> None:
    if row.state != Acquisition.State.ERASED:
        row.state = Acquisition.State.PENDING
    row.present = row.taken = row.items = 0
    row.flags, row.findings = [], []


def _renumbered(
    about: dict[str, Any], numbers: dict[tuple[type[models.Model], object], object]
) -> dict[str, Any]:
    """The journal names items by their numbers."""
    new = dict(about)
    if "item" in new:
        new["item"] = numbers.get((Acquisition, new["item"]), new["item"])
    if "items" in new:
        new["items"] = [numbers.get((Acquisition, n), n) for n in new["items"]]
    return new

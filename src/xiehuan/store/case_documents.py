"""What the person writes about a case: whole documents, kept version by version, each change with its journal entry."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from xiehuan.store import journal
from xiehuan.store.models import Acquisition, Case, Document, Posting, Record


def newest(case: Case) -> dict[str, str]:
    """The newest version of every document of the case, by name."""
    rows = Document.objects.filter(case=case).order_by("version").values_list("name", "text")
    return dict(rows)


def stamp(case: Case) -> tuple[int | None, int, int]:
    """Changes whenever a document or a record of the case does: what was computed for it then holds no more."""
    return (
        Document.objects.filter(case=case).aggregate(newest=Max("pk"))["newest"],
        Record.objects.filter(case=case).count(),
        Acquisition.objects.filter(case=case).count(),
    )


@transaction.atomic
def change(
    case: Case, name: str, to: Callable[[str], str], at: datetime, actor: str, token: str | None = None
) -> bool:
    """Write the next version, made from the newest (empty when there is none); False when the token was done before.

    Reading, writing, journal entry and token are one transaction: two tabs cannot overwrite each other, and a form that
    is sent twice is done once. What `to` raises leaves everything as it was.
    """
    if token and not first_time(token, at):
        return False
    last = Document.objects.filter(case=case, name=name).order_by("-version").first()
    text = to(last.text if last else "")
    version = last.version + 1 if last else 1
    Document.objects.create(case=case, name=name, version=version, text=text, at=at)
    digest = hashlib.sha256(text.encode()).hexdigest()
    journal.note(case, at, actor, "written", {"document": name, "version": version, "sha256": digest})
    return True


def first_time(token: str, at: datetime) -> bool:
    """Note that the form with this token is done; False when it was before."""
    return Posting.objects.get_or_create(token=token, defaults={"at": at})[1]

"""The evidence: take files, an account of each, a timeline with search, one item with its custody, the bundle."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from xiehuan.services.evidence.custody import custody
from xiehuan.services.evidence.disclose import disclose
from xiehuan.services.evidence.take import Acknowledged, NotTaken, Source, take
from xiehuan.store import arrivals, journal, listing, records
from xiehuan.store.cases import case_for
from xiehuan.store.models import Acquisition, Case, Record
from xiehuan.store.search import Hit, Query, find
from xiehuan.web.desk import desk
from xiehuan.web.entered import words
from xiehuan.web.views.case import known

_PAGE = 40


@require_GET
def timeline(request: HttpRequest, code: str) -> HttpResponse:
    """All records by day, newest first, or those that hold the words; above it the account of what came in last."""
    case = _case(code)
    asked = words(request.GET.get("q", ""))
    before = request.GET.get("before", "")
    page = find(case, Query(asked), before=int(before) if before.isdecimal() else None, most=_PAGE)
    days = [(day, list(hits)) for day, hits in groupby(page.hits, key=lambda h: (h.record.at or "")[:10])]
    about = {
        "q": asked,
        "days": days,
        "older": page.older,
        "found": len(page.hits),
        "totals": listing.totals(case),
        "account": _last_import(case),
        "items": [] if asked else list(listing.acquisitions(case))[-200:],
        "items_of": _items_of(page.hits),
    }
    part = "web/timeline.html" if request.headers.get("HX-Request") == "true" else "web/evidence.html"
    return render(request, part, about)


@require_POST
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the files, read them, and write down what became of each."""
    case = _case(code)
    files = request.FILES.getlist("files")
    if not files:
        return redirect("evidence", code)
    sources = [Source(_lies(f), words(f.name or "", 200) or "unnamed") for f in files]
    home, kept, not_taken = desk().home, [], []
    with desk().taking:
        for event in take(home, code, sources, origin=words(request.POST.get("origin", ""))):
            if isinstance(event, Acknowledged):
                kept.append(event.acquisition)
            elif isinstance(event, NotTaken):
                not_taken.append({"name": event.name, "why": event.why.zh, "why_en": event.why.en})
    journal.note(case, home.now(), home.actor, "imported", {"items": kept, "not_taken": not_taken})
    return redirect("evidence", code)


@require_GET
def item(request: HttpRequest, code: str, item: int) -> HttpResponse:
    """One original: what it is, who took it when, what proves it, and what it holds."""
    row = _row(code, item)
    found = custody(desk().home, item)
    about = {
        "item": found,
        "records": list(records.of_acquisition(row))[:100],
        "unread": list(records.unread_of(row)),
    }
    return render(request, "web/item.html", about)


@require_GET
def original(request: HttpRequest, code: str, item: int) -> FileResponse:
    """The bytes as they came, always as a file to save: nothing that was handed in is ever shown as a page of ours."""
    del request
    row = _row(code, item)
    home = desk().home
    copy = tempfile.TemporaryFile(dir=home.root)  # noqa: SIM115 - the response closes it
    home.objects.copy(row.original_id, copy)
    copy.seek(0)
    journal.note(row.case, home.now(), home.actor, "copied", {"item": item})
    name = row.name.replace("\\", "/").rpartition("/")[2]
    return FileResponse(copy, as_attachment=True, filename=name, content_type="application/octet-stream")


@require_POST
def bundle(request: HttpRequest, code: str) -> FileResponse:
    """The disclosure bundle of the whole case as a file to save."""
    del request
    _case(code)
    home = desk().home
    with tempfile.TemporaryDirectory(dir=home.root, prefix=".bundle-") as folder:
        out = Path(folder) / "evidence.zip"
        disclose(home, code, out)
        file = out.open("rb")  # stays readable when the folder is gone
        return FileResponse(file, as_attachment=True, filename="evidence.zip", content_type="application/zip")


def _lies(file: object) -> Path:
    if not isinstance(file, TemporaryUploadedFile):
        raise Http404
    return Path(file.temporary_file_path())


def _case(code: str) -> Case:
    return case_for(known(code), code, desk().home.now())


def _row(code: str, item: int) -> Acquisition:
    row = arrivals.find(item)
    if row is None or row.case.code != known(code) or row.original.erased_at is not None:
        raise Http404
    return row


def _last_import(case: Case) -> dict[str, object] | None:
    last = None
    for entry in journal.entries(case):
        if entry.what == "imported":
            last = entry
    if last is None:
        return None
    ids = set(last.about["items"])
    rows = [r for r in listing.acquisitions(case) if r.row.pk in ids]
    return {
        "at": last.at,
        "rows": [(r.row, r.unread, list(records.unread_of(r.row)) if r.unread else []) for r in rows],
        "not_taken": last.about["not_taken"],
    }


def _items_of(hits: Iterable[Hit]) -> dict[int, int]:
    slots = [h.slot for h in hits]
    return dict(Record.objects.filter(slot__in=slots).values_list("slot", "acquisition_id"))

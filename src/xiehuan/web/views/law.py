"""The law as data: searched by its words, each entry with source, days, confidence and doubts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiehuan.services.law import in_force, show
from xiehuan.services.law_home import current_pack
from xiehuan.web.desk import desk
from xiehuan.web.entered import words


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What is in force today, or what of it holds the words."""
    asked = words(request.GET.get("q", ""))
    found = in_force(current_pack(desk().home.root), desk().today())
    rows = [*_rows(found["provisions"], asked), *_rows(found["parameters"], asked)]
    template = "web/law_found.html" if request.headers.get("HX-Request") == "true" else "web/law.html"
    return render(request, template, {"q": asked, "rows": rows, "lpr": found["lpr"], "on": desk().today()})


@require_GET
def entry(request: HttpRequest, entry: str) -> HttpResponse:
    """One entry with everything known about it."""
    found = show(current_pack(desk().home.root), entry, desk().today())
    return render(request, "web/law_entry.html", {"e": found})


def _rows(found: Any, asked: str) -> list[dict[str, Any]]:
    terms = asked.lower().split()
    return [row for row in found if all(t in " ".join(str(v) for v in row.values()).lower() for t in terms)]

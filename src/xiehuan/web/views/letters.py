"""Call sheets and letters: made from the case as it stands, to read, print or send by oneself."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from xiehuan.store import journal
from xiehuan.store.case_documents import first_time
from xiehuan.store.cases import case_of
from xiehuan.web.desk import desk
from xiehuan.web.form import Form
from xiehuan.web.packs import make_pack, pack_of, shown_name
from xiehuan.web.views.case import seen_today

_HIDDEN = (".json",)


def talk(request: HttpRequest, code: str) -> HttpResponse:
    """The files of the pack by creditor; POST makes it again."""
    seen = seen_today(code)
    if seen is None:
        return redirect("debt-new", code)
    home = desk().home
    if request.method == "POST":
        if first_time(Form(request).token, home.now()):
            make_pack(home, code)
            journal.note(case_of(code), home.now(), home.actor, "prepared", {})
        return redirect("talk", code)
    files = [
        (number, shown_name(home, code, file), file.stat().st_size)
        for number, file in enumerate(pack_of(home, code))
        if file.suffix not in _HIDDEN
    ]
    rooms = [
        (
            room,
            [(n, name.partition("/")[2] or name, size) for n, name, size in files if name.startswith(room)],
        )
        for room in ("for-me", "to-send", "evidence.zip")
    ]
    calls = [v for v in seen.state.debts if not v.silent]
    return render(request, "web/talk.html", {"rooms": rooms, "made": bool(files), "views": calls})


def download(request: HttpRequest, code: str, number: int) -> FileResponse:
    """One file of the pack, named by its place in the list and never by a path."""
    del request
    seen_today(code)
    files = pack_of(desk().home, code)
    if number >= len(files):
        raise Http404
    return FileResponse(
        files[number].open("rb"),
        as_attachment=True,
        filename=files[number].name,
        content_type="application/octet-stream",
    )

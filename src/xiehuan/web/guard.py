"""Who may ask at all: this machine by its own names, a browser that was admitted, a form of our own pages, a size we can bear.

Against a web page elsewhere that sends requests here (other origin), a name turned to 127.0.0.1 (rebinding) and another user
or program of the machine (no launch token).
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xiehuan.web.desk import desk

Answer = Callable[[HttpRequest], HttpResponse]
MOST_UPLOAD = 1 << 30
MOST_FORM = 1 << 20
_UPLOADS = "/evidence/add"
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=()",
    "X-Frame-Options": "DENY",
}


def guard(answer: Answer) -> Answer:
    """Refuse what may not ask; give every answer the headers that keep the browser strict."""

    def guarded(request: HttpRequest) -> HttpResponse:
        response = _refused(request) or answer(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response

    return guarded


def _refused(request: HttpRequest) -> HttpResponse | None:
    host = request.META.get("HTTP_HOST", "")
    if host not in desk().hosts:
        return HttpResponse("421 unknown host name\n", status=421, content_type="text/plain; charset=utf-8")
    why, status = _why(request, host)
    return render(request, "web/refused.html", {"why": why, "bare": True}, status=status) if why else None


def _why(request: HttpRequest, host: str) -> tuple[str, int]:
    """The reason to refuse and its status; no reason for what may be answered."""
    if _length(request) > (MOST_UPLOAD if request.path.endswith(_UPLOADS) else MOST_FORM):
        return "too_large", 413
    if request.method not in {"GET", "HEAD", "POST"}:
        return "not_ours", 405
    if request.method == "POST" and request.META.get("HTTP_ORIGIN") != f"http://{host}":
        return "not_ours", 403
    if request.path.startswith(("/static/", "/open/")):
        return "", 200
    return ("", 200) if desk().knows(request.COOKIES.get(desk().cookie, "")) else ("no_token", 403)


def _length(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isascii() and given.isdecimal() else MOST_UPLOAD + 1

"""What a page says when something did not work: what is safe, and how to go on."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xiehuan.errors import Text, XiehuanError
from xiehuan.store.failures import explained
from xiehuan.web.desk import desk

_UNEXPECTED = XiehuanError(
    "unexpected",
    Text("这一步出了错，没有完成", "this step failed and was not completed"),
    Text("之前存好的都在；回到首页再试一次", "what was saved before is safe; go home and try again"),
)


class _Explain:
    """Middleware: errors of the use cases become pages; anything else is told to the terminal, not to the browser."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Http404 | SuspiciousOperation | RequestDataTooBig):
            return None
        if isinstance(error, DatabaseError):
            return page(request, explained(error, desk().home.root), 500)
        if isinstance(error, XiehuanError):
            return page(request, error, 404 if error.code in {"no_case", "no_item"} else 422)
        traceback.print_exception(error, file=sys.stderr)
        return page(request, _UNEXPECTED, 500)


def explain(answer: Callable[[HttpRequest], HttpResponse]) -> _Explain:
    """The middleware as settings name it."""
    return _Explain(answer)


def page(request: HttpRequest, error: XiehuanError, status: int) -> HttpResponse:
    """One error as a page."""
    return render(request, "web/failed.html", {"error": error, "bare": True}, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page."""
    del exception
    return render(request, "web/refused.html", {"why": "not_found", "bare": True}, status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that no page of ours makes."""
    del exception
    return render(request, "web/refused.html", {"why": "not_ours", "bare": True}, status=400)

"""What every page knows: the language, whether amounts are hidden, a fresh token for its forms."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest

from xiehuan import __version__
from xiehuan.web.desk import EXAMPLE

LANG, HIDE = "xiehuan-lang", "xiehuan-hide"


def lang_of(request: HttpRequest) -> str:
    """`zh` unless English was chosen."""
    return "en" if request.COOKIES.get(LANG) == "en" else "zh"


def around(request: HttpRequest) -> dict[str, Any]:
    """The context of every template. `once` makes a form that is sent twice be done once."""
    match = request.resolver_match
    code = match.kwargs.get("code") if match else None
    return {
        "lang": lang_of(request),
        "hide": request.COOKIES.get(HIDE) == "1",
        "once": secrets.token_urlsafe(16),
        "code": code,
        "is_example": code == EXAMPLE,
        "here": request.get_full_path() if request.method == "GET" else request.path,
        "place": match.url_name if match else "",
        "version": __version__,
    }

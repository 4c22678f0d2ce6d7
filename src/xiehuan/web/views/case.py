"""What the pages of a case share: its code is known, and what was computed for its day."""

from __future__ import annotations

from django.http import Http404

from xiehuan.services.case_file import Seen, seen
from xiehuan.web.desk import EXAMPLE, desk

OWN = "mine"


def known(code: str) -> str:
    """The code, or "not found"."""
    if code not in {OWN, EXAMPLE}:
        raise Http404
    return code


def seen_today(code: str) -> Seen | None:
    """The case as on its day; None while it has no debt."""
    known(code)
    return seen(desk().home, code, desk().day_of(code))

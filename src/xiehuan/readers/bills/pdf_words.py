"""The words of a PDF with their places: a program of its own, run as a child process.

Usage: `python -I pdf_words.py FILE MOST_PAGES MOST_SECONDS MOST_BYTES`.

It imports nothing of ours: a hostile PDF may crash or exhaust the library written in C++, and then only this process ends.
One JSON array a line: ["pages", N] first, then ["page", K, [[x0, top, x1, bottom, text], …]] for each page, places in points
from the upper left corner as the page is shown; or ["trouble", WHICH] (password, damaged, missing, pages, page) and the end.
Limits on memory and processor time are set before the file is opened, where the system has them.
"""

from __future__ import annotations

import ctypes
import json
import sys
from contextlib import suppress
from typing import Any

MOST_CHARACTERS = 60_000  # on one page; a dense page of small print has 6,000
_APART = 0.3  # of the height of a character: a wider gap ends a word
_SAME_LINE = 0.4
_SOFT_HYPHEN = 2
_BLANK = frozenset(map(ord, " \t\r\n\u00a0\u3000\u200b"))
_PAST, _SURROGATES = 0x110000, (0xD800, 0xE000)
Box = tuple[float, float, float, float]


def main(path: str, most_pages: int, most_seconds: int, most_bytes: int) -> None:
    """Write the words of the file at `path`; processor seconds and bytes of memory are limits of this process."""
    _limit(most_seconds, most_bytes)
    try:
        import pypdfium2.raw as pdfium  # noqa: PLC0415 - after the limits
    except ImportError:
        _say("trouble", "missing")
        return
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadDocument((path + "\0").encode("utf-8", "surrogateescape"), None)
    if not document:
        locked = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD
        _say("trouble", "password" if locked else "damaged")
        return
    pages = pdfium.FPDF_GetPageCount(document)
    _say("pages", pages)
    if pages > most_pages:
        _say("trouble", "pages")
        return
    for number in range(pages):
        page = pdfium.FPDF_LoadPage(document, number)
        if not page:
            _say("trouble", "page")
            return
        words = _words(pdfium, page)
        pdfium.FPDF_ClosePage(page)
        if words is None:
            _say("trouble", "page")
            return
        _say("page", number + 1, words)


def _limit(seconds: int, memory: int) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not everywhere

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _say(*what: object) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=True, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def _words(pdfium: Any, page: Any) -> list[list[object]] | None:
    """The words of a page in the order in which it draws them; None for a page with too much on it."""
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return []
    count = pdfium.FPDFText_CountChars(text)
    found = _together(pdfium, text, count, _Turn(pdfium, page)) if count <= MOST_CHARACTERS else None
    pdfium.FPDFText_ClosePage(text)
    return found


def _together(pdfium: Any, text: Any, count: int, turn: _Turn) -> list[list[object]]:
    """Letters that follow each other closely on one line put together."""
    found: list[list[object]] = []
    now, left, upper, right, lower = "", 0.0, 0.0, 0.0, 0.0
    loose = pdfium.FS_RECTF()
    place = ctypes.byref(loose)
    unicode_of, box_of, shown = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox, turn.shown
    for i in range(count):
        code = unicode_of(text, i)
        if code in _BLANK or not box_of(text, i, place):
            if now:
                found.append(_word(now, left, upper, right, lower))
                now = ""
            continue
        x0, top, x1, bottom = shown(loose.left, loose.bottom, loose.right, loose.top)
        size = bottom - top
        if now and -size < x0 - right <= _APART * size and abs(top - upper) <= _SAME_LINE * size:
            now += _letter(code)
            left, upper, right, lower = min(left, x0), min(upper, top), x1, max(lower, bottom)
        else:
            if now:
                found.append(_word(now, left, upper, right, lower))
            now, left, upper, right, lower = _letter(code), x0, top, x1, bottom
    if now:
        found.append(_word(now, left, upper, right, lower))
    return found


def _letter(code: int) -> str:
    if code == _SOFT_HYPHEN:  # how the library gives a hyphen at the end of a line
        return "-"
    return chr(code) if 0 < code < _PAST and not _SURROGATES[0] <= code < _SURROGATES[1] else "\ufffd"


def _word(text: str, x0: float, top: float, x1: float, bottom: float) -> list[object]:
    return [round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2), text]


class _Turn:
    """From the page's own coordinates to the places on the page as it is shown."""

    def __init__(self, pdfium: Any, page: Any) -> None:
        self._wide, self._high = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        quarters = pdfium.FPDFPage_GetRotation(page) % 4
        self.shown = (self._upright, self._right, self._over, self._left)[quarters]

    def _upright(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        return x0, self._high - y1, x1, self._high - y0

    def _right(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        return y0, x0, y1, x1

    def _over(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        return self._wide - x1, y0, self._wide - x0, y1

    def _left(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        return self._wide - y1, self._high - x1, self._wide - y0, self._high - x0


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))

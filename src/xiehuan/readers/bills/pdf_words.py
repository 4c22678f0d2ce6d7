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
_BLANK = " \t\r\n\u00a0\u3000\u200b"
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
    turn = _Turn(pdfium, page)
    found: list[list[object]] = []
    now, box, right = "", (0.0, 0.0, 0.0, 0.0), 0.0
    count = pdfium.FPDFText_CountChars(text)
    if count > MOST_CHARACTERS:
        pdfium.FPDFText_ClosePage(text)
        return None
    loose = pdfium.FS_RECTF()
    place = ctypes.byref(loose)
    unicode_of, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    for i in range(count):
        code = unicode_of(text, i)
        if code == _SOFT_HYPHEN:  # how the library gives a hyphen at the end of a line
            code = ord("-")
        letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"  # noqa: PLR2004
        if letter in _BLANK or not box_of(text, i, place):
            if now:
                found.append([*box, now])
            now = ""
            continue
        x0, top, x1, bottom = turn.shown(loose)
        size = bottom - top
        apart = x0 - right
        if now and abs(top - box[1]) <= _SAME_LINE * size and -size < apart <= _APART * size:
            now += letter
            box = (min(box[0], x0), min(box[1], top), max(box[2], x1), max(box[3], bottom))
        else:
            if now:
                found.append([*box, now])
            now, box = letter, (x0, top, x1, bottom)
        right = x1
    if now:
        found.append([*box, now])
    pdfium.FPDFText_ClosePage(text)
    return found


class _Turn:
    """From the page's own coordinates to the places on the page as it is shown."""

    def __init__(self, pdfium: Any, page: Any) -> None:
        self._quarters = pdfium.FPDFPage_GetRotation(page)
        self._wide, self._high = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)

    def shown(self, box: Any) -> Box:
        """Left, top, right, bottom, rounded to hundredths of a point."""
        x0, x1, y0, y1 = box.left, box.right, box.bottom, box.top
        wide, high = self._wide, self._high
        place = (
            (x0, high - y1, x1, high - y0),
            (y0, x0, y1, x1),
            (wide - x1, y0, wide - x0, y1),
            (wide - y1, high - x1, wide - y0, high - x0),
        )[self._quarters % 4]
        return round(place[0], 2), round(place[1], 2), round(place[2], 2), round(place[3], 2)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))

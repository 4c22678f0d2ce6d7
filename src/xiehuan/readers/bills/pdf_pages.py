"""The words of a PDF, page by page, from a child process whose time and memory are bounded.

The library that reads PDF (pypdfium2: PDFium, Apache and BSD licences) is written in C++ and not safe for threads. It runs
in a process of its own (`pdf_words.py`), so that no file can take this one down, and nothing here imports it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import NamedTuple

from xiehuan.errors import Text

PDF = b"%PDF-"
MOST_BYTES = 100_000_000
MOST_PAGES = 3_000
MOST_SECONDS = 300  # by the clock, on a busy machine too
MOST_PROCESSOR_SECONDS = 120
MOST_MEMORY = 1 << 30  # bytes of addresses, the library included; a statement of 3,000 pages needs a quarter
_LONGEST_LINE = 16 << 20
_CHILD = Path(__file__).with_name("pdf_words.py")
_OTHERWISE = Text(
    "请在银行App或网银里导出CSV或Excel（XLSX）流水，或分段导出PDF",
    "export CSV or Excel (XLSX) from the bank instead, or the PDF in shorter periods",
)
_TROUBLES = {
    "password": Text(
        "这个PDF有打开密码，没有读；请在App里重新导出时不设密码，或用密码打开后另存为没有密码的PDF再放进来",
        "this PDF asks for a password and was not read: export it again without one, or open it with the password and "
        "save a copy that has none",
    ),
    "damaged": Text(
        f"这个PDF已损坏或不完整，没有读；{_OTHERWISE.zh}",
        f"this PDF is damaged or incomplete and was not read; {_OTHERWISE.en}",
    ),
    "missing": Text(
        "读PDF需要pypdfium2，这台设备上没有安装；请安装它，或导出CSV或Excel（XLSX）流水",
        "reading a PDF needs pypdfium2, which is not installed here: install it, or export CSV or Excel (XLSX)",
    ),
    "pages": Text(
        f"这个PDF页数太多，没有读；{_OTHERWISE.zh}",
        f"this PDF has too many pages and was not read; {_OTHERWISE.en}",
    ),
    "page": Text(
        f"这个PDF里有一页打不开或大得不正常，为免少读，整个文件没有读；{_OTHERWISE.zh}",
        f"a page of this PDF cannot be opened or is unreasonably large; nothing of it was read; {_OTHERWISE.en}",
    ),
}
TOO_MUCH = Text(
    f"读这个PDF用的时间或内存超过了限度，为安全起见停下，没有读；{_OTHERWISE.zh}",
    f"reading this PDF took more time or memory than is allowed; it was stopped and nothing was read; {_OTHERWISE.en}",
)


class Word(NamedTuple):
    """Letters that stand together, and where, in points from the upper left corner of the page."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str


class Page(NamedTuple):
    """One page, 1 for the first, with its words in the order in which it draws them."""

    number: int
    words: list[Word]


def pdf_pages(path: Path) -> Iterator[Page | Text]:
    """All pages; a Text says why there are no more, and what came before is not the whole then."""
    if path.stat().st_size > MOST_BYTES:
        yield TOO_MUCH
        return
    limits = [str(limit) for limit in (MOST_PAGES, MOST_PROCESSOR_SECONDS, MOST_MEMORY)]
    command = [sys.executable, "-I", str(_CHILD), str(path.absolute()), *limits]
    try:
        child = subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:  # a device without processes
        yield _TROUBLES["missing"]
        return
    alarm = Timer(MOST_SECONDS, child.kill)
    alarm.start()
    try:
        yield from _said(child)
    finally:
        alarm.cancel()
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def _said(child: subprocess.Popen[bytes]) -> Iterator[Page | Text]:
    """What the child says; a child that ends before its last page was stopped."""
    left = -1
    while child.stdout and left and (line := child.stdout.readline(_LONGEST_LINE)).endswith(b"\n"):
        kind, *said = json.loads(line)
        if kind == "trouble":
            yield _TROUBLES[said[0]]
            return
        if kind == "pages":
            left = said[0]
        else:
            left -= 1
            yield Page(said[0], [Word(*word) for word in said[1]])
    if left:
        yield TOO_MUCH

"""The words of an HTML mail."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

_DROPPED = ("script", "style", "head", "title")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LISTS_AND_ROWS = ("li", "ul", "ol", "table", "tr", "br", "hr")
_BLOCKS = frozenset(("p", "div", "blockquote", "pre", "section", "article", *_LISTS_AND_ROWS, *_HEADINGS))
_STEP = 1 << 12
_BACKLOG = 1 << 16
_TAG = re.compile(r"<[^<>]*>")
_SPACES = re.compile(r"[ \t\r\f\v\xa0]+")
_LINES = re.compile(r" ?\n[ \n]*")


def text_of_html(html: str) -> str:
    """The text with one line a block; on markup that the parser refuses, the text with its tags cut out."""
    reader = _Reader()
    try:
        text = reader.read(html)
    except (AssertionError, ValueError, LookupError, RecursionError):
        text = unescape(_TAG.sub(" ", html))
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


class _Reader(HTMLParser):
    """Collects text outside script and style."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._dropping: str | None = None

    def read(self, html: str) -> str:
        """Fed in steps: the parser's own passes over unfinished markup are quadratic, so the rest is bounded."""
        for start in range(0, len(html), _STEP):
            self.feed(html[start : start + _STEP])
            if len(self.rawdata) > _BACKLOG:
                self._give_up_rest()
        self._give_up_rest()
        return "".join(self._pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _DROPPED:
            self._dropping = self._dropping or tag
        elif tag == "body":
            self._dropping = None
        if tag in _BLOCKS:
            self._pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._dropping:
            self._dropping = None
        if tag in _BLOCKS:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self._dropping is None:
            self._pieces.append(data)

    def _give_up_rest(self) -> None:
        """Markup that never ends is taken as text."""
        self.handle_data(unescape(_TAG.sub(" ", self.rawdata)))
        self.rawdata = ""

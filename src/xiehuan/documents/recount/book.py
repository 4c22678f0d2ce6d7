"""The workbook: its looks, its names, its language, and the bytes it becomes.

Black on white, hairlines, one light tint for inputs (look.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from xiehuan.documents.archive import normalised
from xiehuan.errors import Text

_MONEY = '#,##0.00;-#,##0.00;"–"'
_KINDS: Mapping[str, Mapping[str, Any]] = {
    "money": {"num_format": _MONEY},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
    "int": {"num_format": "0", "align": "center"},
    "rate": {"num_format": "0.00######%"},
    "number": {"num_format": "0.00####"},
    "fraction": {"num_format": "0.000000"},
    "text": {"num_format": "@", "text_wrap": True, "indent": 1},
    "title": {"bold": True, "font_size": 15},
    "note": {"font_size": 9, "font_color": "#5c6662", "text_wrap": True},
    "head": {"bold": True, "text_wrap": True, "align": "center", "top": 1, "valign": "bottom"},
    "small": {"font_size": 8, "font_color": "#5c6662", "text_wrap": True, "align": "center", "bottom": 1},
}
_BASE: Mapping[str, Any] = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_HAIR: Mapping[str, Any] = {"bottom": 7, "bottom_color": "#8b8578"}
_TINTS: Mapping[str, Mapping[str, Any]] = {
    "input": {"bg_color": "#e5efed"},
    "given": {"bg_color": "#eeeeee", "italic": True},
}


class Book:
    """One workbook in memory."""

    def __init__(self, on: date, lang: str, title: str = "欠款重算") -> None:
        self.lang, self.on = lang, on
        self._out = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.workbook = Workbook(self._out, options)
        # the day of the calculation, not of the machine: the same input gives the same bytes
        self.workbook.set_properties({"title": title, "created": datetime.combine(on, time())})
        self._looks: dict[tuple[str, str, bool], Any] = {}

    def say(self, text: Text) -> str:
        """The text in the language of the workbook."""
        return text.en if self.lang == "en" else text.zh

    def beside(self, text: Text) -> str:
        """The text in the other language, for the small line."""
        return text.zh if self.lang == "en" else text.en

    def look(self, kind: str, role: str = "", *, bold: bool = False) -> Any:
        """The format of a cell, made once."""
        key = (kind, role, bold)
        if key not in self._looks:
            tint = _TINTS.get(role, {})
            line: Mapping[str, Any] = {} if kind in {"title", "note", "head", "small"} else _HAIR
            weight: Mapping[str, Any] = {"bold": True, "top": 1} if bold else {}
            self._looks[key] = self.workbook.add_format({**_BASE, **line, **_KINDS[kind], **tint, **weight})
        return self._looks[key]

    def name(self, name: str, sheet: str, column: str, row: int) -> None:
        """Give a cell a name for use in formulas."""
        self.workbook.define_name(name, f"='{sheet}'!${column}${row}")

    def finish(self) -> bytes:
        """Close the workbook; its zip is written anew, without times."""
        self.workbook.close()
        return normalised(self._out.getvalue())

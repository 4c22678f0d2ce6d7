"""A document as PDF: A4, tagged, archival (PDF/A-2a and PDF/UA-1), the same bytes for the same document.

Case data reaches the template only as JSON in `sys.inputs`, never as source. The archival profile makes a
missing glyph an error, so nothing can be silently absent; `glyphs` names such characters beforehand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from typst import Compiler, TypstError

from xiehuan.contact.blocks import Document
from xiehuan.documents.archive import FIXED
from xiehuan.documents.glyphs import fonts
from xiehuan.documents.layout import told
from xiehuan.errors import Text, XiehuanError

if TYPE_CHECKING:
    from typst import PDFStandard

_TEMPLATES = Path(__file__).parent / "templates"
_STANDARDS: Final[list[PDFStandard]] = ["a-2a", "ua-1"]
_ONE_AT_A_TIME = Lock()  # one compiler serves the process: its input is set for each document


@dataclass(eq=False)
class DocumentError(XiehuanError):
    """A document could not be rendered as it stands; no file was written."""

    exit_code: int = field(default=3, kw_only=True)


def _refused(doc: Document, reason: str) -> DocumentError:
    return DocumentError(
        "pdf_failed",
        Text(f"“{doc.title}”没有能做成PDF：{reason}", f"“{doc.title}” could not be made a PDF: {reason}"),
        Text("改用同名的DOCX，并报告这个问题", "use the DOCX of the same name and report this"),
    )


@cache
def _compiler() -> Compiler:
    return Compiler(str(_TEMPLATES / "document.typ"), root=str(_TEMPLATES), font_paths=fonts())


def render_pdf(doc: Document) -> bytes:
    """The PDF of `doc`. Fonts and template load once in a process; each further document takes milliseconds.

    The dates in the file are `archive.FIXED`, not the day of rendering: the same document gives the same
    bytes. NeedsInstall without the font package, DocumentError on any complaint of the typesetter.
    """
    inputs = {"document": json.dumps(told(doc), ensure_ascii=False)}
    try:
        with _ONE_AT_A_TIME:
            pdf, warnings = _compiler().compile_with_warnings(
                format="pdf", sys_inputs=inputs, pdf_standards=_STANDARDS, timestamp=FIXED
            )
    except TypstError as error:
        raise _refused(doc, error.message) from error
    if warnings or not isinstance(pdf, bytes):
        raise _refused(doc, "; ".join(w.message for w in warnings))
    return pdf


def render_stamps(texts: Sequence[tuple[str, str]]) -> bytes:
    """One transparent A4 page for each pair: the first text in the upper right corner, the second below in the middle."""
    inputs = {"stamps": json.dumps(texts, ensure_ascii=False)}
    compiler = Compiler(str(_TEMPLATES / "stamps.typ"), root=str(_TEMPLATES), font_paths=fonts())
    pdf = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=FIXED)
    assert isinstance(pdf, bytes)  # noqa: S101 - asked for one file
    return pdf

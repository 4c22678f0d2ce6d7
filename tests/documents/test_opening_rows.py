"""Rows of a table that open: in a browser on demand, on paper always, never parted from what they explain."""

from __future__ import annotations

import io

import docx
import pypdf
from document_texts import squeezed

from xiehuan.contact.blocks import Document, Table
from xiehuan.documents.docx import render_docx
from xiehuan.documents.html import render_html
from xiehuan.documents.pdf import render_pdf

ROWS = 40
TABLE = Table(
    "明细",
    ("日期", "事项", "金额"),
    tuple((f"2026-01-{i:02d}", f"事项{i}", f"{i}.00") for i in range(1, ROWS + 1)),
    (2,),
    ("合计", "", "820.00"),
    opens=tuple((f"算式甲{i}", f"算式乙{i}") if i % 2 else () for i in range(1, ROWS + 1)),
)
DOC = Document("标题", (TABLE,))


def test_a_page_opens_them_on_demand() -> None:
    page = render_html(DOC)
    assert page.count("<details>") == ROWS // 2
    assert page.count('class="opens"') == ROWS // 2
    assert "<details open" not in page
    assert page.index("事项3") < page.index("算式甲3") < page.index("算式乙3") < page.index("事项4")
    assert "<p>算式甲2</p>" not in page


def test_paper_keeps_each_row_with_its_lines() -> None:
    pages = [squeezed(p.extract_text()) for p in pypdf.PdfReader(io.BytesIO(render_pdf(DOC))).pages]
    assert len(pages) > 1
    for i in range(1, ROWS + 1, 2):
        (page,) = (p for p in pages if f"算式甲{i}算式乙{i}" in p)
        assert f"2026-01-{i:02d}" in page
        assert f"事项{i}{i}.00" in page


def test_word_has_them_below_their_row() -> None:
    table = docx.Document(io.BytesIO(render_docx(DOC))).tables[0]
    texts = [row.cells[0].text for row in table.rows]
    assert texts[:5] == ["日期", "2026-01-01", "算式甲1\n算式乙1", "2026-01-02", "2026-01-03"]
    assert len(texts) == 1 + ROWS + ROWS // 2 + 1
    assert texts[-1] == "合计"


def test_without_lines_nothing_opens() -> None:
    assert "opens" not in render_html(Document("标题", (Table("", ("a",), (("b",),)),))).partition("<main")[2]

"""DOCX, opened again: every word, the faces for Chinese, repeated headers, page fields, stable bytes."""

import io
import zipfile

import docx
import pytest
from block_strategies import documents
from document_texts import missing, squeezed, strings
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given, settings
from sample_letters import sample_call_sheet, sample_letter
from sample_report import sample_report

from xiehuan.contact.blocks import Document, Items, Paragraph, Space, Table
from xiehuan.documents.docx import render_docx
from xiehuan.documents.shown import shown

SAMPLES = {"letter": sample_letter(), "call": sample_call_sheet(), "report": sample_report()}


def opened(doc):
    return docx.Document(io.BytesIO(render_docx(doc)))


def all_text(word) -> str:
    body = "".join(node.text or "" for node in word.element.iter(qn("w:t")))
    return body + "".join(p.text for p in word.sections[0].footer.paragraphs)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_string_is_in_the_file(name):
    assert missing(SAMPLES[name], all_text(opened(SAMPLES[name]))) == []


@settings(max_examples=100, deadline=None, derandomize=True)
@given(documents)
def test_any_text_anywhere_is_written(doc):
    found = set(squeezed(all_text(opened(doc))))
    for text in strings(doc):
        assert set(squeezed(shown(text))) <= found


def test_chinese_has_its_own_face_everywhere():
    word = opened(sample_report())
    used = {
        p.style.name
        for p in word.element.body.iterchildren(qn("w:p"))
        for p in [docx.text.paragraph.Paragraph(p, word)]
    }
    assert {"Title", "Heading 2", "Normal", "Caption", "List Number", "List Bullet"} <= used
    for name in used:
        faces = word.styles[name].element.rPr.rFonts
        assert faces.get(qn("w:eastAsia")) in ("宋体", "黑体")
        assert faces.get(qn("w:ascii")) == "Times New Roman"
        assert not [key for key in faces.attrib if key.lower().endswith("theme")]


def test_other_names_of_the_faces_are_in_the_font_table():
    with zipfile.ZipFile(io.BytesIO(render_docx(sample_letter()))) as archive:
        table = archive.read("word/fontTable.xml").decode()
    assert '<w:font w:name="宋体"><w:altName w:val="SimSun,' in table


def test_the_page_is_a4_with_page_fields_in_the_foot():
    section = opened(sample_letter()).sections[0]
    sizes = (section.page_width, section.page_height, section.left_margin)
    assert [round(size / Mm(1)) for size in sizes] == [210, 297, 25]
    foot = section.footer.paragraphs[0]
    fields = [field.get(qn("w:instr")) for field in foot._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert "".join(t.text for t in foot._p.iter(qn("w:t"))).endswith("第 1 页，共 1 页")


def test_table_headers_repeat_rows_stay_whole_amounts_are_right():
    rows = (("房租", "1,800.00"), ("伙食", "1,350.00"))
    word = opened(Document("表", (Table("支出", ("项目", "元"), rows, (1,), ("合计", "3,150.00")),)))
    table = word.tables[0]
    repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert repeated == [True, False, False, False]
    assert {cell.paragraphs[0].style.name for row in table.rows for cell in row.cells} == {"Table Text"}
    assert word.styles["Table Text"].element.rPr.rFonts.get(qn("w:eastAsia")) == "宋体"
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    aligned = [[cell.paragraphs[0].alignment for cell in row.cells] for row in table.rows]
    assert aligned == [[None, WD_ALIGN_PARAGRAPH.RIGHT]] * 4
    assert [bool(row.cells[0].paragraphs[0].runs[0].bold) for row in table.rows] == [
        False,
        False,
        False,
        True,
    ]


def test_each_numbered_list_begins_at_one():
    word = opened(Document("列", (Items(("甲", "乙"), numbered=True), Items(("丙",), numbered=True))))
    numbers = [p._p.pPr.numPr.numId.val for p in word.paragraphs if p.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]
    starts = word.part.numbering_part.element.xpath("//w:startOverride/@w:val")
    assert starts == ["1", "1"]


def test_borders_stand_where_the_schema_wants_them():
    word = opened(Document("线", (Space("写", 2), Table("表", ("甲",), (("1",),)))))
    ruled = [
        [child.tag for child in p._p.pPr]
        for p in word.paragraphs
        if p._p.pPr is not None and p._p.pPr.find(qn("w:pBdr")) is not None
    ]
    assert ruled == [[qn("w:pBdr"), qn("w:spacing")]] * 2
    tags = [child.tag for child in word.tables[0]._tbl.tblPr]
    assert tags.index(qn("w:tblBorders")) < tags.index(qn("w:tblLook"))


def test_hostile_text_is_text():
    text = "<w:p/> &amp; ]]> \\n {PAGE} \x00\x1b\ud800"
    found = [p.text for p in opened(Document("甲", (Paragraph(text),))).paragraphs]
    assert shown(text) in found


def test_the_same_document_gives_the_same_bytes_without_a_trace_of_when():
    first = render_docx(sample_letter())
    assert render_docx(sample_letter()) == first
    core = docx.Document(io.BytesIO(first)).core_properties
    assert (core.author, core.last_modified_by, core.created.year, core.modified.year) == ("", "", 1980, 1980)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}

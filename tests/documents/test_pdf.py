"""PDF: every word is there, nothing hostile is obeyed, pages break where a person would, bytes are stable."""

import io
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace

import pypdf
import pytest
from block_strategies import documents
from document_texts import missing, squeezed, strings
from hypothesis import given, settings
from sample_letters import sample_call_sheet, sample_letter
from sample_report import sample_report

from xiehuan.contact.blocks import (
    Chart,
    Document,
    Facts,
    Figure,
    Figures,
    Heading,
    Items,
    Paragraph,
    Signature,
    Space,
    Table,
)
from xiehuan.documents import glyphs
from xiehuan.documents.glyphs import printable
from xiehuan.documents.pdf import DocumentError, render_pdf
from xiehuan.errors import NeedsInstall

SAMPLES = {"letter": sample_letter(), "call": sample_call_sheet(), "report": sample_report()}
MM = 72 / 25.4


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def fragments(pdf: bytes, page: int = 0) -> list[tuple[str, float, float, float]]:
    """Text, x, y and type size of every piece drawn on a page."""
    found = []

    def keep(text, cm, tm, _font, size):
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((text.strip(), x, y, size * abs(tm[0] * cm[0])))

    pypdf.PdfReader(io.BytesIO(pdf)).pages[page].extract_text(visitor_text=keep)
    return found


def one(*blocks, **more) -> Document:
    return Document("标题", blocks, **more)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_string_is_in_the_file(name):
    assert missing(SAMPLES[name], "".join(pages(render_pdf(SAMPLES[name])))) == []


def test_a_call_sheet_is_one_page():
    pdf = render_pdf(sample_call_sheet())
    assert len(pages(pdf)) == 1
    assert min(size for *_, size in fragments(pdf)) >= 8.99


def test_type_is_stepped_down_until_the_sheet_fits_and_not_below_nine_points():
    def sheet(count):
        return replace(sample_call_sheet(), blocks=(Items(tuple(f"第{i}句话" for i in range(count))),))

    few, more, many = (render_pdf(sheet(count)) for count in (5, 36, 120))
    body = [min(size for text, *_, size in fragments(pdf) if "句" in text) for pdf in (few, more, many)]
    assert body == [pytest.approx(12, abs=0.1), pytest.approx(body[1]), pytest.approx(9, abs=0.1)]
    assert 9 < body[1] < 12
    assert [len(pages(pdf)) for pdf in (few, more)] == [1, 1]
    assert len(pages(many)) > 1
    assert min(size for pdf in (few, more, many) for *_, size in fragments(pdf)) >= 8.99


def test_the_foot_and_the_page_number_are_on_each_page():
    found = pages(render_pdf(sample_report()))
    for number, page in enumerate(found, 1):
        assert squeezed(f"第{number}页，共{len(found)}页") in squeezed(page)
        assert squeezed(sample_report().foot) in squeezed(page)


def test_it_is_a_tagged_archival_file_with_language_and_title():
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(sample_letter())))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"
    assert reader.metadata.title == "个性化分期还款申请书"
    assert reader.metadata.creation_date.year == 1980
    meta = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2" in meta
    assert "<pdfaid:conformance>A" in meta
    assert "<pdfuaid:part>1" in meta
    assert {round(v / MM) for v in reader.pages[0].mediabox[2:]} == {210, 297}


def test_margins_are_25_mm():
    letter = fragments(render_pdf(sample_letter()))
    assert min(x for _, x, _, _ in letter) == pytest.approx(25 * MM, abs=1)


def test_an_untitled_document_has_a_name_and_headings():
    reader = pypdf.PdfReader(
        io.BytesIO(render_pdf(Document("", (Heading("甲", 4), Heading("", 2), Heading("乙", 9)))))
    )
    assert reader.metadata.title == "文件"
    assert squeezed("甲乙") in squeezed(reader.pages[0].extract_text())


HOSTILE = (
    "#let x = 1; #x",
    '#read("document.typ")',
    "$ a^2 $ 5 $",
    "@a <b> `c` *d* _e_ == f",
    "C:\\users\\x \\n \\u{41} {{ y }}",
    '"}], "kind": "Heading", "',
    "// not /* a comment */",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_text_is_text(text):
    doc = one(Paragraph(text), Items((text,)), Facts(((text, text),)), Table(text, (text,), ((text,),)))
    found = squeezed("".join(pages(render_pdf(doc))))
    assert found.count(squeezed(text)) == 7


def test_rare_name_characters_are_drawn_and_emoji_are_named():
    found = squeezed(pages(render_pdf(one(Paragraph("䶮㼆㛃䀎琋奡😀👍🏻ok"))))[0])
    assert "䶮㼆㛃䀎琋奡〔U+1F600U+1F44DU+1F3FB〕ok" in found


@pytest.mark.parametrize("text", ["a\u200bb\ufeffc\u00add\u202ee", "ab\tc\n\nd\x0be", "a\u2066b❤️c"])
def test_unseen_characters_stop_nothing(text):
    assert squeezed(printable(text)) in squeezed(pages(render_pdf(one(Paragraph(text))))[0])


def test_right_to_left_text_is_named_not_turned_round():
    assert "〔U+0645U+0631〕1.05" in squeezed(pages(render_pdf(one(Paragraph("مر\u202e1.05"))))[0])


def test_long_words_break_inside_the_margins_and_copy_whole():
    digest = "9f2c71ab04de55c1" * 30
    long_cell = Table("摘要", ("文件", "摘要", "元"), (("甲.pdf", digest, "1.00"),), (2,))
    pdf = render_pdf(one(Paragraph(digest), Facts((("摘要", digest),)), long_cell))
    assert squeezed("".join(pages(pdf))).count(digest) == 3
    pieces = [f for f in fragments(pdf) if set(f[0]) <= set(digest)]
    assert len({round(y) for _, _, y, _ in pieces}) > 10
    assert max(x for _, x, _, _ in pieces) < (210 - 25) * MM


def test_amounts_end_at_the_same_place():
    amounts = ("1.00", "20.00", "300.00", "4,000.00")
    pdf = render_pdf(one(Table("金额", ("项目", "金额（元）"), tuple(("项", a) for a in amounts), (1,))))
    starts = {text: x for text, x, _, _ in fragments(pdf)}
    assert starts["1.00"] > starts["20.00"] > starts["300.00"] > starts["4,000.00"]
    # Tabular figures: the same step for each further digit.
    assert starts["1.00"] - starts["20.00"] == pytest.approx(starts["20.00"] - starts["300.00"], abs=0.05)


def test_a_long_table_repeats_its_header_and_keeps_each_row_whole():
    rows = tuple((f"第{i}期", f"{i}.00", f"开始{i} " + "备注" * (i % 40) + f" 结束{i}") for i in range(500))
    found = pages(
        render_pdf(one(Table("还款计划", ("期次", "金额（元）", "备注"), rows, (1,), ("合计", "9.00", ""))))
    )
    assert len(found) > 8
    for page in found:
        assert squeezed("金额（元）") in squeezed(page)
    text = [squeezed(page) + "|" for page in found]
    for i in range(500):
        assert sum(f"开始{i}备" in page or f"开始{i}结" in page for page in text) == 1
        assert any(f"开始{i}{'备注' * (i % 40)}结束{i}" in page for page in text)
    assert "合计" in found[-1]


def test_a_cell_higher_than_a_page_goes_on_over_the_next():
    words = "".join(f"第{i}句。" for i in range(1500))
    pdf = render_pdf(one(Table("短信", ("时间", "内容"), (("2026-11-23", words),))))
    text = [(t, y) for n in range(len(pages(pdf))) for t, _, y, _ in fragments(pdf, n)]
    assert min(y for _, y in text) > 10 * MM
    assert squeezed("第1499句。") in squeezed(pages(pdf)[-1])


@pytest.mark.parametrize(
    "table",
    [
        Table("空", (), ()),
        Table("空", ("甲", "乙"), ()),
        Table("空", ("甲",), ((), ("1", "2", "3")), (0, 7), ("合",)),
        Table("", tuple("甲乙丙丁戊己庚辛壬癸"), (("12,345,678.90",) * 10,), tuple(range(10))),
    ],
)
def test_odd_tables_are_printed(table):
    assert missing(one(table), "".join(pages(render_pdf(one(table))))) == []


def test_a_signature_stays_whole_and_with_the_words_before_it():
    for lines in range(18, 27):
        blocks = (
            *(Paragraph(f"第{i}段。") for i in range(lines)),
            Paragraph("以上属实。"),
            Signature(("签名：", "日期：")),
        )
        with_signature = [p for p in pages(render_pdf(one(*blocks))) if "签名" in p]
        assert len(with_signature) == 1
        assert "日期" in with_signature[0]
        assert "以上属实" in with_signature[0]


def test_a_heading_is_never_the_last_line_of_a_page():
    for lines in range(18, 27):
        blocks = (
            *(Paragraph(f"第{i}段。") for i in range(lines)),
            Heading("标题在此"),
            Paragraph("紧接着的话。"),
        )
        page = next(p for p in pages(render_pdf(one(*blocks))) if "标题在此" in p)
        assert "紧接着" in page


def test_figures_stand_two_to_four_across():
    for count, across in ((2, 2), (3, 3), (4, 4), (6, 3)):
        figures = tuple(Figure(f"项{i}", f"{i}.00", "元") for i in range(count))
        columns = defaultdict(set)
        for text, x, y, _ in fragments(render_pdf(one(Figures(figures)))):
            if text.startswith("项"):
                columns[round(y)].add(round(x))
        assert max(map(len, columns.values())) == across


def test_english_quotes_are_narrow_in_english_only():
    def width(lang):
        pieces = fragments(render_pdf(one(Table("t", ("a",), (("don’t",), ("X",)), (0,)), lang=lang)))
        return min(x for text, x, _, _ in pieces if text.startswith("don"))

    assert width("en") > width("zh-CN") + 3


def test_chart_words_are_text_and_named_when_the_font_lacks_them():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 340 40" font-family="Noto Sans CJK SC">'
        '<text x="0" y="20" font-size="13">图里的字😀</text></svg>'
    )
    assert "图里的字〔U+1F600〕" in squeezed(pages(render_pdf(one(Chart("图", "说明", svg))))[0])


def test_a_broken_chart_is_an_error_with_a_way_out():
    with pytest.raises(DocumentError) as caught:
        render_pdf(one(Chart("图", "说明", "<svg")))
    assert caught.value.code == "pdf_failed"
    assert "DOCX" in caught.value.next.zh


def test_a_missing_font_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "noto_cjk_sans_otc", None)
    glyphs.font_folder.cache_clear()
    with pytest.raises(NeedsInstall, match="noto-cjk-sans-otc"):
        glyphs.font_folder()


def test_writing_lines_are_as_many_as_asked():
    plain, ruled = (render_pdf(one(Space("写下来", n), Paragraph("后"))) for n in (0, 5))
    below = [next(y for text, _, y, _ in fragments(pdf) if text == "后") for pdf in (plain, ruled)]
    assert below[0] - below[1] == pytest.approx(5 * 8.5 * MM, abs=1)


_RENDER = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from sample_letters import sample_letter
from sample_report import sample_report
from xiehuan.documents.docx import render_docx
from xiehuan.documents.pdf import render_pdf
for doc in (sample_letter(), sample_report()):
    print(hashlib.sha256(render_pdf(doc)).hexdigest(), hashlib.sha256(render_docx(doc)).hexdigest())
"""


def test_bytes_do_not_depend_on_process_hash_seed_or_time_zone():
    def digests(seed, zone):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        command = [sys.executable, "-c", _RENDER, os.path.dirname(__file__)]  # noqa: PTH120
        return subprocess.run(command, env=environment, capture_output=True, check=True, text=True).stdout

    first = digests("1", "Asia/Shanghai")
    assert len(first.split()) == 4
    assert first == digests("2", "America/New_York")


def test_bytes_do_not_depend_on_what_was_rendered_before():
    first = render_pdf(sample_letter())
    render_pdf(sample_report())
    assert render_pdf(sample_letter()) == first
    assert render_pdf(replace(sample_letter(), title="另一份")) != first


@settings(max_examples=60, deadline=None, derandomize=True)
@given(documents)
def test_any_text_anywhere_is_printed(doc):
    found = pages(render_pdf(doc))
    whole = set(squeezed("".join(found)))
    for text in strings(doc):
        assert set(squeezed(printable(text))) <= whole

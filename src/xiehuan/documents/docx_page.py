"""The page and the styles of a DOCX: A4, faces for both scripts, page numbers, lines for tables."""

from __future__ import annotations

from collections.abc import Sequence

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from xiehuan.contact.blocks import Document
from xiehuan.documents.archive import FIXED
from xiehuan.documents.shown import shown

_LATIN, _SONG, _HEI = "Times New Roman", "宋体", "黑体"
# Where a machine has neither face: the English names of the same, then macOS, then Linux (17.8.3.1, altName).
_OTHERS = {
    _SONG: "SimSun,Songti SC,STSong,Noto Serif CJK SC",
    _HEI: "SimHei,Heiti SC,STHeiti,Noto Sans CJK SC",
}
_SOFT = RGBColor(0x59, 0x59, 0x59)
CELL = "Table Text"
_SIZES = {
    "Title": 20,
    "Heading 2": 14,
    "Heading 3": 12,
    "Subtitle": 10,
    "Caption": 10,
    CELL: 10.5,
    "Footer": 9,
}
_BODY = 12.0
_BODY_COMPACT = 10.5
_SMALL = 9.0
_PAGE_OF = {"zh": ("第 ", " 页，共 ", " 页"), "en": ("Page ", " of ", "")}


def child(parent: BaseOxmlElement, name: str, **attributes: str) -> BaseOxmlElement:
    """A new last child `w:name` with `w:` attributes."""
    made: BaseOxmlElement = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    parent.append(made)
    return made


def _face(style: ParagraphStyle, chinese: str, size: float) -> None:
    """Font by script: Word takes `ascii` for Latin letters and `eastAsia` for Chinese; theme fonts win, so they go."""
    style.font.name, style.font.size = _LATIN, Pt(size)
    style.font.bold = style.font.italic = False
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in [k for k in faces.attrib if str(k).lower().endswith("theme")]:
        del faces.attrib[key]
    for script in ("eastAsia", "cs"):
        faces.set(qn(f"w:{script}"), chinese if script == "eastAsia" else _LATIN)


def _rule_off(style: ParagraphStyle) -> None:
    """The template draws a blue line below titles."""
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _styles(word: WordDocument, body: float, lang: str) -> None:
    scale = body / _BODY
    word.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH).base_style = word.styles["Normal"]
    for name in ("Normal", "List Bullet", "List Number", *_SIZES):
        style = word.styles[name]
        assert isinstance(style, ParagraphStyle)  # noqa: S101 - python-docx's own template
        heading = name.startswith(("Title", "Heading"))
        _face(style, _HEI if heading else _SONG, _SIZES.get(name, _BODY) * scale)
        _rule_off(style)
        style.font.color.rgb = _SOFT if name in ("Subtitle", "Caption", "Footer") else RGBColor(0, 0, 0)
        style.paragraph_format.space_after = Pt(6 * scale)
        style.paragraph_format.keep_with_next = heading or name == "Caption"
    normal = word.styles["Normal"].element.get_or_add_rPr()
    child(normal, "lang", val="en-US", eastAsia=lang if lang.startswith("zh") else "zh-CN")
    word.styles["Normal"].paragraph_format.line_spacing = 1.25 if scale < 1 else 1.5
    cell = word.styles[CELL].paragraph_format
    cell.line_spacing, cell.space_after = 1.1, Pt(2)


def _other_faces(word: WordDocument) -> None:
    """Names that stand in for the Chinese faces, in the font table."""
    part = next(p for p in word.part.package.iter_parts() if p.partname == "/word/fontTable.xml")
    entries = "".join(f'<w:font w:name="{n}"><w:altName w:val="{o}"/></w:font>' for n, o in _OTHERS.items())
    end = b"</w:fonts>"
    part._blob = part.blob.replace(end, entries.encode() + end)  # noqa: SLF001 - the part has no other way in


def _field(paragraph: WordParagraph, instruction: str) -> None:
    simple = child(paragraph._p, "fldSimple", instr=instruction)  # noqa: SLF001 - fields have no API
    child(child(simple, "r"), "t").text = "1"  # shown until Word has counted


def _foot(word: WordDocument, doc: Document) -> None:
    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.paragraph_format.tab_stops.clear_all()
    paragraph.paragraph_format.tab_stops.add_tab_stop(room(word), WD_TAB_ALIGNMENT.RIGHT)
    before, between, after = _PAGE_OF["zh" if doc.lang.lower().startswith("zh") else "en"]
    paragraph.add_run(f"{shown(doc.foot)}\t{before}")
    _field(paragraph, "PAGE")
    paragraph.add_run(between)
    _field(paragraph, "NUMPAGES")
    paragraph.add_run(after)


def _properties(word: WordDocument, doc: Document) -> None:
    """Who and when are in the text; a file's hidden fields say neither."""
    core = word.core_properties
    core.author = core.last_modified_by = core.comments = core.keywords = ""
    core.title, core.language, core.revision = " ".join(shown(doc.title).split())[:255], doc.lang[:255], 1
    core.created = core.modified = FIXED.replace(tzinfo=None)


def blank(doc: Document) -> WordDocument:
    """An empty document with page, styles, foot and properties set."""
    word = docx.Document()
    section = word.sections[0]
    margin = Mm(15 if doc.compact else 25)
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = margin
    _styles(word, _BODY_COMPACT if doc.compact else _BODY, doc.lang)
    _other_faces(word)
    _foot(word, doc)
    _properties(word, doc)
    return word


def room(word: WordDocument) -> Length:
    """The width between the margins."""
    section = word.sections[0]
    return Length((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))


def in_cell(paragraph: WordParagraph) -> None:
    """Give the style of table text by its id: a look-up by name for each cell takes most of the time."""
    paragraph._p.style = CELL.replace(" ", "")  # noqa: SLF001 - see above


def rule_below(paragraph: WordParagraph) -> None:
    """A hairline to write on. Call it before spacing is set: the schema wants borders first."""
    borders = child(paragraph._p.get_or_add_pPr(), "pBdr")  # noqa: SLF001 - borders have no API
    child(borders, "bottom", val="single", sz="4", space="1", color="808080")


def hairlines(table: WordTable) -> None:
    """Rules between rows and around them, none upright."""
    properties = table._tbl.tblPr  # noqa: SLF001 - borders have no API
    borders = child(properties, "tblBorders")
    for later in ("tblLayout", "tblLook"):  # the schema wants these after the borders
        for found in properties.findall(qn(f"w:{later}")):
            properties.append(found)
    for side in ("top", "bottom", "insideH"):
        child(borders, side, val="single", sz="4", space="0", color="808080")


def widths(lines: Sequence[Sequence[_Cell]], shares: Sequence[float], whole: Length) -> None:
    """Preferred widths in proportion; Word still gives way to what does not fit."""
    columns = [Length(int(whole * share / sum(shares))) for share in shares]
    for line in lines:
        for cell, width in zip(line, columns, strict=True):
            cell.width = width


def line_below(table: WordTable, at: int, texts: Sequence[str]) -> None:
    """A row over all columns below the row `at`, one small paragraph a text; none without texts."""
    if not texts:
        return
    above = table.rows[at]
    row = table.add_row()  # type: ignore[no-untyped-call]
    above._tr.addnext(row._tr)  # noqa: SLF001 - rows are only added at the end
    cell = row.cells[0].merge(row.cells[-1]) if len(row.cells) > 1 else row.cells[0]
    for i, text in enumerate(texts):
        paragraph = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
        in_cell(paragraph)
        paragraph.paragraph_format.left_indent = Pt(12)
        run = paragraph.add_run(text)
        run.font.size, run.font.color.rgb = Pt(_SMALL), _SOFT
    child(row._tr.get_or_add_trPr(), "cantSplit")  # noqa: SLF001 - no API
    for paragraph in (p for c in above.cells for p in c.paragraphs):
        paragraph.paragraph_format.keep_with_next = True


def keep_rows(table: WordTable) -> None:
    """No row is split over pages."""
    for row in table.rows:
        child(row._tr.get_or_add_trPr(), "cantSplit")  # noqa: SLF001 - no API


def repeat_header(table: WordTable) -> None:
    """The first row is repeated on each page."""
    child(table.rows[0]._tr.get_or_add_trPr(), "tblHeader")  # noqa: SLF001 - no API


def numbering_from_one(word: WordDocument) -> str:
    """The id of a new list that begins at 1 and looks like List Number."""
    style = word.styles["List Number"].element
    numbers = word.part.numbering_part.element
    given = style.pPr.numPr.numId.val
    abstract = next(n for n in numbers.num_lst if n.numId == given).abstractNumId.val
    made = numbers.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return str(made.numId)


def number(paragraph: WordParagraph, list_id: str) -> None:
    """Make the paragraph an item of that list."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 - lists have no API
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = int(list_id)

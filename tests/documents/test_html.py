import base64
import hashlib
import re
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from typing import get_args

import pytest
from sample_report import sample_report

from xiehuan.contact.blocks import (
    Block,
    Card,
    Chart,
    Document,
    Facts,
    Figure,
    Figures,
    Heading,
    Items,
    NextThing,
    Paragraph,
    Say,
    Signature,
    Space,
    Table,
    Tone,
)
from xiehuan.documents.html import render_html
from xiehuan.documents.shown import shown

VOID = {"meta", "link", "br", "hr", "img", "input"}
EVIL = "<script>alert('1')</script>\"><b onmouseover=x>&amp; \u202egpj.exe\u2066 {{ 7*7 }} " + "长" * 300
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><text>1</text></svg>'


class Page(HTMLParser):
    """Tags, attributes and text; refuses a tag closed out of turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs) -> None:
        assert len({k for k, _ in attrs}) == len(attrs), (tag, attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        if self.open[-1:] != ["style"]:
            self.text.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def strings(value: object) -> list[str]:
    """Every text inside a block, by walking its fields; an SVG is checked on its own."""
    if isinstance(value, Tone):
        return []
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, tuple):
        return [s for item in value for s in strings(item)]
    if is_dataclass(value):
        return [
            s for f in fields(value) if f.name not in {"svg", "lang"} for s in strings(getattr(value, f.name))
        ]
    return []


def one_of_each(text: str) -> tuple[Block, ...]:
    table = Table(text, (text, text, text, text), ((text,) * 4,), (3,), (text,) * 4, text)
    return (
        Heading(text),
        Heading(text, 3),
        *(Paragraph(text, tone) for tone in Tone),
        Items((text,)),
        Items((text,), numbered=True),
        Facts(((text, text),)),
        Figures(tuple(Figure(text, text, text, text, tone) for tone in Tone)),
        table,
        Say(text, text),
        NextThing(text, text),
        Card(text, text, Tone.BAD, ((text, text),), text, (text,), text),
        Chart(text, text, DRAWING, table),
        Signature((text,)),
        Space(text, 2),
    )


def test_one_of_each_is_truly_every_kind() -> None:
    assert {type(b) for b in one_of_each("字")} == set(get_args(Block))
    assert {type(b) for b in sample_report().blocks} == set(get_args(Block))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_string_of_the_sample_is_on_the_page() -> None:
    doc = sample_report()
    text = squeezed("".join(Page(render_html(doc)).text))
    assert [s for s in strings(doc) if squeezed(s) not in text] == []


@pytest.mark.parametrize("block", one_of_each(EVIL), ids=lambda b: type(b).__name__)
def test_hostile_text_stays_text_in_every_block(block: Block) -> None:
    html = render_html(Document(EVIL, (block,), EVIL, EVIL))
    page = Page(html)
    assert page.of("script") == []
    assert page.of("b") == [{}]  # the mark in the head of the page
    assert not any(key.startswith("on") or key == "style" for _, attrs in page.tags for key in attrs)
    text = squeezed("".join(page.text))
    assert text.count(squeezed(shown(EVIL))) >= len(strings(block)) + 3
    assert "49" not in text


def test_direction_controls_and_shapeless_characters_do_not_reach_the_page() -> None:
    html = render_html(Document("甲", (Paragraph("\u202e50.1\u202c\u2066\u200f a\x00b\x1b\ud800\ufffe"),)))
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069\x00\x1b\ud800\ufffe]", html)
    assert "50.1 a\ufffdb\ufffd\ufffd\ufffd" in html
    html.encode("utf-8")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\u2028b", "a\nb"),
        ("\u202a+86 138\u202c", "+86 138"),
        ("字\t字", "字\t字"),
    ],
)
def test_shown(raw: str, clean: str) -> None:
    assert shown(raw) == clean


def without_policy(html: str) -> str:
    return re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html).replace(
        'xmlns="http://www.w3.org/2000/svg"', ""
    )


def test_the_page_refers_to_nothing_outside_itself() -> None:
    html = without_policy(render_html(sample_report(), ("report-en.html", "English")))
    assert [part for part in ("http:", "https:", "url(", "//", "@import", "src=") if part in html] == []
    page = Page(html)
    assert {a["href"] for a in page.of("link")} == {"data:,"}
    assert page.of("script") == page.of("iframe") == page.of("form") == []


def test_the_policy_allows_this_style_sheet_and_no_more() -> None:
    html = render_html(sample_report())
    policy = Page(html).of("meta")[1]["content"]
    style = re.search("<style>(.*)</style>", html, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert not any("style" in attrs for _, attrs in Page(html).tags)


def test_the_same_document_gives_the_same_page() -> None:
    assert render_html(sample_report()) == render_html(sample_report())


def test_the_window_title_tells_nothing() -> None:
    html = render_html(sample_report())
    assert re.search("<title>(.*?)</title>", html).group(1) == "报告"
    assert "<h1>5笔债务合在一起，每月1,150元怎么还</h1>" in html


def test_ids_are_unique_and_contents_lead_to_headings() -> None:
    page = Page(render_html(sample_report()))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = [a["href"][1:] for a in page.of("a") if a["href"].startswith("#")]
    assert set(targets) <= set(ids)
    assert len([t for t in targets if t.startswith("part-")]) == 5


@pytest.mark.parametrize(("count", "navs"), [(3, 0), (4, 1)])
def test_contents_from_four_sections_on(count: int, navs: int) -> None:
    doc = Document("甲", (Heading("小节", 3), *(Heading(f"第{i}节") for i in range(count))))
    assert len(Page(render_html(doc)).of("nav")) == navs


def test_one_title_and_levels_below_it() -> None:
    page = Page(
        render_html(Document("甲", (Heading("乙", 1), Heading("丙"), Heading("丁", 3), Heading("戊", 9))))
    )
    levels = [tag for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels == ["h1", "h2", "h2", "h3", "h6"]


def test_table_parts() -> None:
    table = Table("金额（元）", ("项目", "金额"), (("本金", "1.00"),), (1,), ("合计", "1.00"))
    html = render_html(Document("甲", (table,)))
    page = Page(html)
    assert [a["scope"] for a in page.of("th")] == ["col", "col", "row", "row"]
    assert [a.get("class") for a in page.of("td")] == ["number", "number"]
    assert [a["data-label"] for a in page.of("td")] == ["金额", "金额"]
    assert all(len(page.of(tag)) == 1 for tag in ("caption", "thead", "tbody", "tfoot"))
    assert page.of("table")[0]["class"] == "slim short"


def test_wide_tables_become_cards_on_a_phone() -> None:
    tables = Page(render_html(sample_report())).of("table")
    assert tables[-1]["class"] == "cards short"


def test_language_words_and_the_other_file() -> None:
    doc = Document("Five debts", (NextThing("Call", "Now"), Say("Hello")), lang="en")
    html = render_html(doc, ("report.html", "中文"))
    page = Page(html)
    assert page.of("html") == [{"lang": "en"}]
    assert {"class": "button", "href": "report.html", "hreflang": "zh-CN", "lang": "zh-CN"} in page.of("a")
    assert "Do this first" in html
    assert "现在先做这一件" not in html


@pytest.mark.parametrize(
    "href", ["https://example.org/", "//example.org", "javascript:alert(1)", "/etc/passwd", "../a.html?x", ""]
)
def test_a_link_out_of_the_folder_is_refused(href: str) -> None:
    with pytest.raises(ValueError, match="not a file beside this one"):
        render_html(Document("甲", ()), (href, "x"))


@pytest.mark.parametrize(
    "inside",
    [
        "<script/>",
        '<path onload="x"/>',
        '<a href="x"/>',
        '<image href="x"/>',
        "<style/>",
        '<path style="x"/>',
    ],
)
def test_a_chart_that_does_more_than_draw_is_refused(inside: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    with pytest.raises(ValueError, match="not a drawing"):
        render_html(Document("甲", (Chart("图", "", svg),)))


def test_the_foot_is_on_each_printed_page_as_escapes_only() -> None:
    html = render_html(Document("甲", (), foot='"}</style><b>摘要'))
    css = re.search(r"@bottom-left\{content:\"([^\"]*)\"\}", html).group(1)
    assert re.fullmatch(r"(\\[0-9a-f]+ )+", css)
    decoded = "".join(chr(int(code, 16)) for code in re.findall(r"\\([0-9a-f]+) ", css))
    assert decoded == '"}</style><b>摘要'
    assert html.count("</style>") == 1


def test_a_compact_document_says_so_to_its_style() -> None:
    assert Page(render_html(Document("甲", (), compact=True))).of("body") == [{"class": "compact"}]
    assert Page(render_html(Document("甲", ()))).of("body") == [{}]


def test_a_compact_document_is_one_tight_page_without_contents() -> None:
    blocks = tuple(Heading(f"第{i}节") for i in range(6))
    html = render_html(Document("甲", blocks, compact=True))
    assert Page(html).of("nav") == []
    assert "@page{margin:15mm}" in html
    assert "@page{margin:15mm}" not in render_html(Document("甲", blocks))

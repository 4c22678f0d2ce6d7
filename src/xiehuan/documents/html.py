"""A document as one self-contained HTML file: no script, no request, readable on paper and on a phone.

Every value passes through `shown` and Jinja2's escaping; only the style sheet and the charts, both our own,
are markup. The style sheet is allowed by its hash, everything else is refused by the page itself.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from xml.etree import ElementTree as ET

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from xiehuan.contact.blocks import Block, Document, Heading
from xiehuan.documents.shown import shown
from xiehuan.documents.tokens import colour_css

_CONTENTS_FROM = 4
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = {"svg", "title", "desc", "g", "path", "rect", "circle", "line", "polyline", "text", "tspan"}
_FILE_NAME = re.compile(r"[\w.-]+(?:/[\w.-]+)*")
_WORDS = {
    "zh": {
        # The window title is seen in histories and by others in the room: it names no debt.
        "page": "报告",
        "skip": "跳到正文",
        "contents": "目录",
        "numbers": "看这张图的数字",
        "details": "展开细节",
        "how": "怎么算的",
        "next": "现在先做这一件",
        "say": "可以照着念",
    },
    "en": {
        "page": "Report",
        "skip": "Skip to content",
        "contents": "On this page",
        "numbers": "The numbers of this chart",
        "details": "Details",
        "how": "How it was computed",
        "next": "Do this first",
        "say": "You can read this aloud",
    },
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with the id of its heading, if it is one."""

    block: Block
    kind: str
    id: str


def _finish(value: object) -> object:
    """What Jinja2 prints: text is made showable, markup of ours is left."""
    return shown(value) if type(value) is str else value


def _chart(svg: str) -> Markup:
    """The SVG of a chart as markup, once it is known to draw and do nothing else."""
    for node in ET.fromstring(svg).iter():  # noqa: S314 - our own text, read here to refuse anything else
        name = str(node.tag).removeprefix(_SVG)
        active = [
            key for key in node.attrib if key.lower().startswith(("on", "style")) or "href" in key.lower()
        ]
        if name not in _DRAWN or active:
            msg = f"not a drawing: <{name}> with {active}"
            raise ValueError(msg)
    return Markup(svg)  # noqa: S704 - checked above


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("xiehuan.documents"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finish,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["chart"] = _chart
    return environment


def _css_string(text: str) -> str:
    """A CSS string of escapes only, so that no text can end it."""
    return '"' + "".join(f"\\{ord(c):x} " for c in " ".join(shown(text).split())) + '"'


def _style(doc: Document) -> Markup:
    """The style sheet: tokens, the rules, and the foot of each printed page (CSS Paged Media margin boxes)."""
    source = _environment().get_template("report.css").render()
    page = f"@page{{@bottom-left{{content:{_css_string(doc.foot)}}}}}" if doc.foot else ""
    page += "@page{margin:15mm}" if doc.compact else ""
    return Markup(f"{colour_css()}\n{source}\n{page}\n")  # noqa: S704 - tokens, our file, escapes only


def _policy(style: str) -> str:
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _placed(blocks: Sequence[Block]) -> list[Placed]:
    """Blocks with ids for headings by number: an id from the words would carry them into the address."""
    result, count = [], 0
    for block in blocks:
        count += isinstance(block, Heading)
        result.append(
            Placed(block, type(block).__name__, f"part-{count}" if isinstance(block, Heading) else "")
        )
    return result


def _is_section(placed: Placed) -> bool:
    return isinstance(placed.block, Heading) and placed.block.level <= 2  # noqa: PLR2004 - h1 is the title


def render_html(doc: Document, other_language: tuple[str, str] | None = None) -> str:
    """The document as a page; `other_language` is the file beside it in the other language, and its label.

    The same document gives the same bytes. ValueError for a link that leaves the folder or a chart that
    is more than a drawing.
    """
    if other_language and not _FILE_NAME.fullmatch(other_language[0]):
        msg = f"not a file beside this one: {other_language[0]!r}"
        raise ValueError(msg)
    zh = doc.lang.lower().startswith("zh")
    blocks = _placed(doc.blocks)
    sections = [p for p in blocks if _is_section(p)]
    lead = next((i for i, p in enumerate(blocks) if _is_section(p)), len(blocks))
    style = _style(doc)
    page = _environment().get_template("report.html")
    return page.render(
        doc=doc,
        lead=blocks[:lead],
        rest=blocks[lead:],
        contents=[] if doc.compact or len(sections) < _CONTENTS_FROM else sections,
        words=_WORDS["zh" if zh else "en"],
        style=style,
        policy=_policy(style),
        other=other_language,
        other_lang="en" if zh else "zh-CN",
    )

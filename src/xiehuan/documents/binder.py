"""One PDF of all exhibits, for those who refuse archives: list, exhibit after exhibit, stamped and numbered, with bookmarks.

Text is set like every letter; PDFs are taken page by page as they are; photos are set in child processes, a few at a time,
because the typesetter keeps every picture for the life of its process. What cannot be shown on paper, such as a recording,
has a page that says what it is. The binder is a view: the originals stay what is hashed and proven.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.errors import PyPdfError

from xiehuan.contact.blocks import Document, Facts, Paragraph, Table
from xiehuan.documents.binder_photos import Photo, fitted
from xiehuan.documents.pdf import render_pdf, render_stamps

PHOTOS_AT_ONCE = 25
_A4 = (595.276, 841.89)
_MOST_PAGES = 5_000  # of one PDF exhibit
_SECONDS = 300
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One exhibit: its number and name, label and value lines about it, and what shows it.

    `document` is shown as text; else `file` is shown when it is a PDF or a photo by its media type.
    """

    no: int
    name: str
    facts: tuple[tuple[str, str], ...]
    document: Document | None = None
    file: Path | None = None
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Binder:
    """What was written: pages in all, and the exhibits that could not be shown as pages, with the reason."""

    pages: int
    not_shown: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    exhibit: Exhibit
    pages: list[PageObject]
    why_not: str = ""


def write_binder(
    out: Path, title: str, exhibits: Sequence[Exhibit], progress: Progress | None = None
) -> Binder:
    """Write the binder to `out`. Raises NeedsInstall without the font, DocumentError when a text cannot be set."""
    tell = progress or (lambda _done, _all, _name: None)
    photos = _photos([e for e in exhibits if _is_photo(e)])
    parts = []
    for done, exhibit in enumerate(exhibits):
        tell(done, len(exhibits), exhibit.name)
        parts.append(_part(exhibit, photos.get(exhibit.no)))
    front = _front(title, parts)
    total = len(front) + sum(len(p.pages) for p in parts)
    writer = PdfWriter()
    for page in front:
        writer.add_page(page)
    stamps = _stamps(parts, len(front), total)
    for part in parts:
        start = len(writer.pages)
        for page in part.pages:
            _stamp(writer.add_page(page), next(stamps))
        writer.add_outline_item(title=f"{part.exhibit.no} {part.exhibit.name}", page_number=start)
    writer.add_metadata({"/Title": title})
    _write_whole(writer, out)
    return Binder(total, tuple((p.exhibit.no, p.why_not) for p in parts if p.why_not))


def _part(exhibit: Exhibit, photo: PageObject | None) -> _Part:
    """The pages of an exhibit, the first of which says what it is."""
    if exhibit.document is not None:
        return _Part(exhibit, _pages(render_pdf(exhibit.document)))
    if photo is not None:
        return _Part(exhibit, [*_facts_page(exhibit, ""), photo])
    if exhibit.media_type == "application/pdf" and exhibit.file is not None:
        pages, why_not = _pdf_pages(exhibit.file)
        return _Part(exhibit, [*_facts_page(exhibit, why_not), *pages], why_not)
    why_not = "照片无法打开" if _is_photo(exhibit) else "不能印在纸上，见原件（录音、表格等）"
    return _Part(exhibit, _facts_page(exhibit, why_not), why_not)


def _facts_page(exhibit: Exhibit, why_not: str) -> list[PageObject]:
    blocks = (Facts(exhibit.facts), *((Paragraph(why_not),) if why_not else ()))
    return _pages(render_pdf(Document(f"证据 {exhibit.no}　{exhibit.name}", blocks)))


def _pages(pdf: bytes) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(pdf)).pages)


def _pdf_pages(file: Path) -> tuple[list[PageObject], str]:
    """The pages of a PDF as they are; none, and why, for one that cannot be opened."""
    try:
        reader = PdfReader(io.BytesIO(file.read_bytes()))
        if reader.is_encrypted:
            return [], "PDF 有密码，无法显示，见原件"
        if len(reader.pages) > _MOST_PAGES:
            return [], f"PDF 有 {len(reader.pages)} 页，太长，见原件"
        return list(reader.pages), ""
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError, IndexError):
        return [], "PDF 已损坏，无法显示，见原件"


def _is_photo(exhibit: Exhibit) -> bool:
    return exhibit.document is None and exhibit.media_type.startswith("image/")


def _photos(exhibits: Sequence[Exhibit]) -> dict[int, PageObject]:
    """A page for each photo that can be opened, set in child processes."""
    found: dict[int, PageObject] = {}
    for i in range(0, len(exhibits), PHOTOS_AT_ONCE):
        found |= _photos_of(exhibits[i : i + PHOTOS_AT_ONCE])
    return found


def _photos_of(exhibits: Sequence[Exhibit]) -> dict[int, PageObject]:
    with tempfile.TemporaryDirectory() as folder:
        shown = [
            Photo(e.no, name) for e in exhibits if e.file and (name := fitted(e.file, Path(folder), e.no))
        ]
        if not shown:
            return {}
        asked = json.dumps({"folder": folder, "photos": [p.name for p in shown]})
        command = [sys.executable, "-m", "xiehuan.documents.binder_photos"]
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=asked.encode(), capture_output=True, check=True, timeout=_SECONDS
        )
        return {p.no: page for p, page in zip(shown, _pages(done.stdout), strict=True)}


def _front(title: str, parts: Sequence[_Part]) -> list[PageObject]:
    """The list of exhibits with the page on which each begins; set twice, since its own length moves them."""
    pages = _pages(render_pdf(_list(title, parts, 1)))
    return _pages(render_pdf(_list(title, parts, len(pages))))


def _list(title: str, parts: Sequence[_Part], front: int) -> Document:
    rows, page = [], front + 1
    for part in parts:
        about = dict(part.exhibit.facts)
        rows.append(
            (str(part.exhibit.no), part.exhibit.name, about.get("来源", ""), about.get("记录", ""), str(page))
        )
        page += len(part.pages)
    table = Table("证据目录", ("编号", "名称", "来源", "记录", "页"), tuple(rows), numeric=(0, 3, 4))
    note = Paragraph("本册是打印用的副本；核验以原件和证据包为准。“没有改变”不等于“内容属实”。")
    return Document(title, (table, note))


def _stamps(parts: Sequence[_Part], before: int, total: int) -> Iterator[PageObject]:
    """One overlay page for each page of the exhibits, from one run of the typesetter."""
    texts, page = [], before
    for part in parts:
        for i in range(len(part.pages)):
            page += 1
            texts.append((f"证据 {part.exhibit.no} · {i + 1}/{len(part.pages)}", f"{page} / {total}"))
    return iter(_pages(render_stamps(texts)) if texts else [])


def _stamp(page: PageObject, overlay: PageObject) -> None:
    """Lay the stamp over the page, in its corners whatever its size and rotation."""
    page.transfer_rotation_to_content()
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    over = Transformation().scale(width / _A4[0], height / _A4[1])
    shift = over.translate(float(page.mediabox.left), float(page.mediabox.bottom))
    page.merge_transformed_page(overlay, shift)


def _write_whole(writer: PdfWriter, out: Path) -> None:
    handle, name = tempfile.mkstemp(prefix=".binder-", suffix=".tmp", dir=out.parent)
    try:
        with os.fdopen(handle, "wb") as sink:
            writer.write(sink)
            sink.flush()
            os.fsync(sink.fileno())
        Path(name).replace(out)
    finally:
        Path(name).unlink(missing_ok=True)

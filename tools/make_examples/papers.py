"""Papers of the example people: drawn pages, a masked card, and PDFs made by hand or set with Typst.

Every paper says on its face that it is an example.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import noto_cjk_sans_otc
import typst
from PIL import Image, ImageDraw, ImageFont

FONTS = Path(noto_cjk_sans_otc.__file__).parent
_SIMPLIFIED = 2  # index of the Simplified Chinese face in the collection
INK, RED, GREY = (25, 25, 30), (190, 30, 35), (150, 150, 155)
MARK = "示例文件 · 内容虚构 · 仅用于软件演示"


def font(size: int) -> ImageFont.FreeTypeFont:
    """The installed Chinese face at a size in pixels."""
    return ImageFont.truetype(FONTS / "NotoSansCJK-Regular.ttc", size, index=_SIMPLIFIED)


@dataclass(frozen=True)
class Page:
    """What stands on a drawn page: a title, paragraphs, lines of signature at the right, a seal."""

    title: str
    paragraphs: Sequence[str]
    signed: Sequence[str]
    seal: str
    table: Sequence[tuple[str, str]] = ()


_WIDTH, _HEIGHT, _MARGIN = 1240, 1754, 140


def draw(page: Page) -> Image.Image:
    """An A4 page at 150 dots per inch, white paper, black print, a red round seal."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), (253, 253, 251))
    pen = ImageDraw.Draw(image)
    pen.text((_WIDTH // 2, 210), page.title, font=font(54), fill=INK, anchor="mm")
    y = 330
    for paragraph in page.paragraphs:
        for line in _wrap("　　" + paragraph, font(30), _WIDTH - 2 * _MARGIN):
            pen.text((_MARGIN, y), line, font=font(30), fill=INK)
            y += 58
        y += 16
    y = _table(pen, page.table, y + 10)
    y = max(y + 90, 1180)
    for line in page.signed:
        pen.text((_WIDTH - _MARGIN - 40, y), line, font=font(30), fill=INK, anchor="ra")
        y += 58
    _seal(pen, (_MARGIN + 330, y - 60), page.seal)
    pen.text((_WIDTH // 2, _HEIGHT - 90), MARK, font=font(24), fill=GREY, anchor="mm")
    return image


def _wrap(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines, line = [], ""
    for char in text:
        if face.getlength(line + char) > width and char not in "，。；：、）":
            lines.append(line)
            line = ""
        line += char
    return [*lines, line]


def _table(pen: ImageDraw.ImageDraw, rows: Sequence[tuple[str, str]], y: int) -> int:
    left, middle, right, step = _MARGIN, _MARGIN + 420, _WIDTH - _MARGIN, 66
    for i, (name, value) in enumerate(rows):
        top = y + i * step
        pen.rectangle((left, top, right, top + step), outline=GREY, width=2)
        pen.line((middle, top, middle, top + step), fill=GREY, width=2)
        pen.text((left + 20, top + step // 2), name, font=font(28), fill=INK, anchor="lm")
        pen.text((middle + 20, top + step // 2), value, font=font(28), fill=INK, anchor="lm")
    return y + len(rows) * step


def _seal(pen: ImageDraw.ImageDraw, middle: tuple[int, int], words: str) -> None:
    x, y = middle
    pen.ellipse((x - 120, y - 120, x + 120, y + 120), outline=RED, width=6)
    pen.ellipse((x - 104, y - 104, x + 104, y + 104), outline=RED, width=2)
    pen.text((x, y - 22), words, font=font(26), fill=RED, anchor="mm")
    pen.text((x, y + 26), "示例专用章", font=font(26), fill=RED, anchor="mm")


def png(image: Image.Image) -> bytes:
    """A small PNG: few colours are enough for print and a seal."""
    out = io.BytesIO()
    image.quantize(24, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


def jpeg(image: Image.Image, quality: int = 80) -> bytes:
    """A JPEG as a phone camera app would save it."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, dpi=(150, 150))
    return out.getvalue()


def masked_card(lines: Sequence[tuple[str, str]], purpose: str) -> Image.Image:
    """The photograph of an identity card with the picture and most digits covered and a purpose written across."""
    image = Image.new("RGB", (1080, 700), (92, 84, 76))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((40, 40, 1040, 660), 36, fill=(226, 234, 240), outline=(160, 170, 178), width=3)
    for i, (name, value) in enumerate(lines):
        y = 120 + i * 92
        pen.text((100, y), name, font=font(30), fill=(70, 105, 150))
        pen.text((230, y), value, font=font(36), fill=INK)
    pen.rectangle((740, 120, 970, 410), fill=(60, 60, 64))
    pen.text((855, 265), "照片已遮盖", font=font(32), fill=(235, 235, 235), anchor="mm")
    pen.text((540, 600), purpose, font=font(32), fill=RED, anchor="mm")
    return image


def screenshot(lines: Sequence[str]) -> bytes:
    """A small phone screenshot with a few lines of text."""
    image = Image.new("RGB", (360, 90 + 44 * len(lines)), (245, 246, 248))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 360, 56), fill=(58, 110, 165))
    pen.text((180, 28), lines[0], font=font(22), fill=(255, 255, 255), anchor="mm")
    for i, line in enumerate(lines[1:]):
        pen.text((20, 76 + i * 44), line, font=font(20), fill=INK)
    return png(image)


# PDF by hand


def _pdf(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n%\xe4\xb8\xad\xe6\x96\x87\n"), []
    for i, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % i + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _stream(extra: bytes, data: bytes) -> bytes:
    return b"<< " + extra + b" /Length %d >>\nstream\n" % len(data) + data + b"\nendstream"


_UNICODE_MAP = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Plain def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""


_SONG = (  # objects 5 to 7
    b"""<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H
/DescendantFonts [6 0 R] /ToUnicode 8 0 R >>""",
    b"""<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R /DW 1000
/W [1 95 500] /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>""",
    b"""<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0
/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>""",
)


def _page(resources: bytes) -> bytes:
    head = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    return head + b" /Resources << " + resources + b" >> >>"


def text_pdf(title: str, lines: Sequence[str]) -> bytes:
    """One page of Chinese text in a font that readers bring along (Adobe-GB1), with a map back to Unicode."""
    ops = [b"BT /F 18 Tf 72 770 Td <" + title.encode("utf-16-be").hex().encode() + b"> Tj ET"]
    ops += [
        b"BT /F 11 Tf 72 %d Td <%s> Tj ET" % (735 - 22 * i, line.encode("utf-16-be").hex().encode())
        for i, line in enumerate(lines)
    ]
    return _pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            _page(b"/Font << /F 5 0 R >>"),
            _stream(b"", b"\n".join(ops)),
            *_SONG,
            _stream(b"", _UNICODE_MAP),
        ]
    )


def scan_pdf(image: Image.Image) -> bytes:
    """One scanned page: a JPEG that fills an A4 sheet, no text behind it."""
    data = jpeg(image, 60)
    place = zlib.compress(b"q 595 0 0 842 0 0 cm /I Do Q")
    size = b"/Width %d /Height %d" % image.size
    return _pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            _page(b"/XObject << /I 5 0 R >>"),
            _stream(b"/Filter /FlateDecode", place),
            _stream(
                b"/Type /XObject /Subtype /Image " + size + b" /ColorSpace /DeviceRGB /BitsPerComponent 8 "
                b"/Filter /DCTDecode",
                data,
            ),
        ]
    )


def typeset_pdf(source: str) -> bytes:
    """An electronic certificate: a page set with Typst, font embedded, text selectable."""
    made = typst.compile(source.encode(), font_paths=[FONTS], ignore_system_fonts=True)
    if not isinstance(made, bytes):
        raise TypeError("the certificate must be a single page")
    return made

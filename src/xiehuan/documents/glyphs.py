"""Which characters the letter font can draw, and text made fit for it: nothing silently missing on paper.

The font's own character map (OpenType `cmap`, format 12) is read once; typst draws exactly what it holds.
"""

from __future__ import annotations

import re
import struct
from functools import cache
from pathlib import Path

from typst import Fonts

from xiehuan.documents.shown import shown
from xiehuan.errors import NeedsInstall, Text

FAMILY = "Noto Sans CJK SC"
# A place where a long word may break, for the template. Control characters never survive `printable`.
BREAK = "\x1f"

# Unicode DerivedCoreProperties, Default_Ignorable_Code_Point, without the Hangul fillers (they have a width).
# They print nothing: soft hyphen, joiners, variation selectors, tags, byte order mark.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_LAYOUT = frozenset("\t\n\r\x0b\x0c\x85\u2028\u2029")
_MARKS = "\u0300-\u036f"
_WORD = re.compile("[^\\s\u1100-\u11ff\u2e80-\U0010ffff]+")
_FOUR = re.compile(f"(?:.[{_MARKS}]*){{1,4}}", re.DOTALL)


@cache
def font_folder() -> Path:
    """The folder of the font package; NeedsInstall when it is not there."""
    try:
        from noto_cjk_sans_otc import FONT_PATH  # noqa: PLC0415 - its absence is an answer, not a crash
    except ImportError as error:
        raise NeedsInstall(
            "font_missing",
            Text("生成PDF要用的中文字体没有装", "the Chinese font for PDF files is not installed"),
            Text("安装noto-cjk-sans-otc后重试", "install noto-cjk-sans-otc and try again"),
        ) from error
    return Path(str(FONT_PATH)).parent


@cache
def fonts() -> Fonts:
    """The faces of the package and no others, so that a letter is the same on every machine."""
    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


def _table(font: bytes, face: int, tag: bytes) -> int:
    """Offset of a table of one face of a collection (OpenType spec, "Font Collections")."""
    (start,) = struct.unpack_from(">I", font, 12 + 4 * face)
    (count,) = struct.unpack_from(">H", font, start + 4)
    records = (struct.unpack_from(">4s4xI", font, start + 12 + 16 * i) for i in range(count))
    return next(int(offset) for name, offset in records if name == tag)


def _full_map(font: bytes, cmap: int) -> int:
    """Offset of the subtable for Windows and all of Unicode (platform 3, encoding 10)."""
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    records = (struct.unpack_from(">HHI", font, cmap + 4 + 8 * i) for i in range(count))
    return cmap + next(int(offset) for platform, code, offset in records if (platform, code) == (3, 10))


@cache
def drawable() -> frozenset[str]:
    """Every character the face has a glyph for."""
    face = next(f for f in fonts().fonts() if f.family == FAMILY)
    font = Path(str(face.path)).read_bytes()
    subtable = _full_map(font, _table(font, face.index, b"cmap"))
    (groups,) = struct.unpack_from(">I", font, subtable + 12)
    body = memoryview(font)[subtable + 16 : subtable + 16 + 12 * groups]
    return frozenset(chr(c) for a, b, _ in struct.iter_unpack(">III", body) for c in range(a, b + 1))


def _named(run: str) -> str:
    return "〔" + " ".join(f"U+{ord(c):04X}" for c in run) + "〕"


def printable(text: str) -> str:
    """`text` as paper can show it: a run of characters without a glyph becomes 〔U+1F600 U+1F44D〕."""
    text = _UNSEEN.sub("", text)
    missing = set(text) - drawable() - _LAYOUT
    if missing:
        runs = re.compile(f"[{re.escape(''.join(sorted(missing)))}]+")
        text = runs.sub(lambda run: _named(run[0]), text)
    return shown(text).replace("\t", " ")


def with_breaks(text: str, longest: int) -> str:
    """`text` with BREAK after every fourth character of words (hashes, addresses) above `longest`."""
    return _WORD.sub(lambda w: BREAK.join(_FOUR.findall(w[0])) if len(w[0]) > longest else w[0], text)

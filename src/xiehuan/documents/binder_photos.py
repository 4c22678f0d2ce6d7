"""Photos as pages, in a process of its own: `python -m xiehuan.documents.binder_photos` reads JSON and writes a PDF.

The copies are turned upright and made smaller for paper; the originals are not touched.
"""

from __future__ import annotations

import json
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import typst
from PIL import Image, ImageOps, UnidentifiedImageError

from xiehuan.documents.archive import FIXED

LONG_SIDE, QUALITY = 2_000, 80
_MOST_PIXELS = 250_000_000
_PAGE = """
#let names = json(bytes(sys.inputs.photos))
#set page(paper: "a4", margin: (x: 15mm, top: 22mm, bottom: 20mm))
#for (i, name) in names.enumerate() {
  if i > 0 { pagebreak() }
  align(center + horizon, image(name, width: 100%, height: 100%, fit: "contain", alt: "photo"))
}
"""


@dataclass(frozen=True, slots=True)
class Photo:
    """A copy for paper: the exhibit it belongs to and its name in the folder."""

    no: int
    name: str


def fitted(source: Path, folder: Path, no: int) -> str | None:
    """The name of an upright copy of at most 2,000 pixels in `folder`; None for what is no picture or too large."""
    name = f"{no}.jpg"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source) as opened:
                if opened.width * opened.height > _MOST_PIXELS:
                    return None
                opened.draft("RGB", (LONG_SIDE, LONG_SIDE))
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((LONG_SIDE, LONG_SIDE))
                upright.convert("RGB").save(folder / name, quality=QUALITY)
    except (
        OSError,
        UnidentifiedImageError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ):
        return None
    return name


def main() -> None:
    """Set the photos that standard input names, one a page."""
    asked = json.load(sys.stdin)
    folder = Path(asked["folder"])
    (folder / "page.typ").write_text(_PAGE, "utf-8")
    inputs = {"photos": json.dumps(asked["photos"])}
    pdf = typst.compile(
        str(folder / "page.typ"),
        root=str(folder),
        format="pdf",
        sys_inputs=inputs,
        timestamp=FIXED,
        ignore_system_fonts=True,
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()

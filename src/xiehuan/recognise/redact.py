"""A copy of a picture with parts covered, for sending. The original is only read; its bytes stay as they are."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageOps

from xiehuan.errors import InputRefused, Text
from xiehuan.recognise.open_picture import open_picture


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the upright picture in pixels of the original: left and top inside, right and bottom outside."""

    left: int
    top: int
    right: int
    bottom: int


def redacted(data: bytes, boxes: Sequence[Box]) -> bytes:
    """A PNG of the upright first frame with the boxes black: pixels gone, no note, no preview, no hidden layer.

    Raises NoPicture as opening does, and InputRefused `box_outside` for a box that is empty or not inside the
    picture, `no_boxes` when nothing is to be covered.
    """
    opened = open_picture(data)
    if not boxes:
        why = Text("没有要遮的地方", "nothing is to be covered")
        raise InputRefused("no_boxes", why, Text("先框出要遮的地方", "mark what to cover first"))
    for box in boxes:
        if not (0 <= box.left < box.right <= opened.width and 0 <= box.top < box.bottom <= opened.height):
            why = Text(f"{box} 不在图里", f"{box} is not inside the picture")
            raise InputRefused("box_outside", why, Text("在图里重新框", "mark it again inside the picture"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data)) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    # Drawn after scaling and conversion, on pixels of its own: nothing of what lay below is written.
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    pen = ImageDraw.Draw(clean)
    for box in boxes:
        pen.rectangle((box.left, box.top, box.right - 1, box.bottom - 1), fill="black")
    out = io.BytesIO()
    clean.save(out, "PNG")
    return out.getvalue()

"""A picture file opened within bounds: kind by its bytes, size before pixels, one frame, upright, grey."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from xiehuan.errors import Text

MOST_BYTES = 64 << 20
MOST_PIXELS = 60_000_000  # a phone's largest ordinary photo has 50 million
LONG_SIDE = 1000  # measures are taken on a copy of this size
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")  # a JPEG of several pictures (MPO) comes as JPEG
_QUARTER_TURNS = frozenset({5, 6, 7, 8})  # of the EXIF orientation
_ORIENTATION = 0x0112
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_NATIVE_MODES = frozenset({"1", "L", "RGB", "RGBA", "P", "LA", "PA"})


class NoPicture(Exception):
    """The file cannot be looked at as a picture: a code, why, and the way out."""

    def __init__(self, code: str, message: Text, way_out: Text) -> None:
        super().__init__(message.en)
        self.code, self.message, self.way_out = code, message, way_out


@dataclass(frozen=True, slots=True)
class Opened:
    """`grey` is the upright page as luminance 0..255, long side at most 1000; width and height are the original's."""

    grey: np.ndarray[Any, np.dtype[np.float32]]
    width: int
    height: int
    format: str
    mode: str
    frames: int


def open_picture(data: bytes) -> Opened:
    """Open bytes as a picture; raises NoPicture for what is too large, broken, or none."""
    if len(data) > MOST_BYTES:
        raise NoPicture("file_too_large", Text("文件太大", "the file is too large"), _SMALLER)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        _register_heic()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # Pillow's own size warning and remarks on EXIF; the bound is below
            return _opened(data)
    except UnidentifiedImageError as error:
        raise NoPicture("not_a_picture", _NONE, _AGAIN) from error
    except Image.DecompressionBombError as error:
        raise NoPicture("too_many_pixels", _PIXELS, _SMALLER) from error
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
        KeyError,
        TypeError,
        ZeroDivisionError,
    ) as error:
        raise NoPicture("damaged", _DAMAGED, _AGAIN) from error


def _opened(data: bytes) -> Opened:
    formats = (*_FORMATS, "HEIF") if "HEIF" in Image.OPEN else _FORMATS
    with Image.open(io.BytesIO(data), formats=formats) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:  # known from the header: no pixel has been read
            raise NoPicture("too_many_pixels", _PIXELS, _SMALLER)
        frames, mode = getattr(picture, "n_frames", 1), picture.mode
        turned = picture.getexif().get(_ORIENTATION, 1)
        picture.draft("L" if mode == "L" else "RGB", (2 * LONG_SIDE, 2 * LONG_SIDE))
        upright = ImageOps.exif_transpose(picture)
        if turned in _QUARTER_TURNS:
            width, height = height, width
        grey = _grey(upright)
        grey.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BOX)
        return Opened(np.asarray(grey, dtype=np.float32), width, height, str(picture.format), mode, frames)


def _grey(picture: Image.Image) -> Image.Image:
    """Luminance on white: what is transparent counts as paper."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    if picture.mode.startswith("I") or picture.mode == "F":
        values = np.asarray(picture, dtype=np.float64)
        top = 65535.0 if values.max() > 255 else 255.0  # noqa: PLR2004 - 16 bits or 8
        return Image.fromarray(np.clip(values / top * 255.0, 0, 255).astype(np.uint8))
    return picture.convert("L")


def _register_heic() -> None:
    try:
        from pillow_heif import register_heif_opener  # noqa: PLC0415
    except ImportError as error:
        raise NoPicture("needs_heic", _NO_HEIC, _SAVE_AS_JPEG) from error
    register_heif_opener()


_NONE = Text("内容不是图片，只是名字像", "the content is no picture, whatever the name says")
_PIXELS = Text("像素太多，没有打开", "too many pixels, so it was not opened")
_DAMAGED = Text("图片损坏，打不开", "the picture is damaged and cannot be opened")
_AGAIN = Text("重新拍照或重新导出这份材料", "photograph or export the paper again")
_SMALLER = Text("另存为小一些的图片，六千万像素以内", "save it smaller, with at most 60 million pixels")
_NO_HEIC = Text(
    "这是 HEIC 照片，这里没有装读它的组件", "a HEIC photo, and the part that reads it is not installed"
)
_SAVE_AS_JPEG = Text(
    "安装 pillow-heif，或在手机上选“兼容性最佳”另存为 JPEG",
    "install pillow-heif, or save it as JPEG (“most compatible”) on the phone",
)

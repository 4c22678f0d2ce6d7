"""Invented pages and the faults that cameras give them. Shares no code with what judges them."""

from __future__ import annotations

import io
import random
from pathlib import Path

import numpy as np
from noto_cjk_sans_otc import __file__ as _font_home
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

FONT = next(p for p in Path(_font_home).parent.rglob("*") if p.suffix in {".otc", ".ttc", ".otf"})
WORDS = "兹证明经审核情况属实特此证明患者于门诊就医休息单位盖章日期姓名编号金额元整收入减少登记机构办理有效"
GROUND = (236, 243)


def page(rng: random.Random) -> Image.Image:
    """A photographed page without a fault: uneven light, a little noise, up to a degree and a half of tilt."""
    width = rng.choice([1240, 1500, 1800])
    height = int(width * rng.uniform(1.3, 1.45))
    sheet = Image.new("L", (width, height), rng.randint(*GROUND))
    draw, size = ImageDraw.Draw(sheet), width // rng.choice([30, 36, 42])
    ink, margin = rng.randint(15, 70), int(width * rng.uniform(0.08, 0.13))
    font = ImageFont.truetype(str(FONT), size)
    draw.text(
        (width // 2 - 3 * size, margin),
        "".join(rng.sample(WORDS, 5)),
        ink,
        ImageFont.truetype(str(FONT), int(size * 1.6)),
    )
    y, per_line = margin + 4 * size, (width - 2 * margin) // size - 1
    for _ in range(rng.randint(8, 26)):
        if y > height - margin - 2 * size:
            break
        n = rng.randint(per_line // 3, per_line)
        draw.text((margin, y), "".join(rng.choice(WORDS + "0123456789") for _ in range(n)), ink, font)
        y += int(size * rng.uniform(1.5, 2.1))
    if rng.random() < 0.5:
        r = width // 9
        cx, cy = width - margin - r, min(y, height - margin - r)
        draw.ellipse((cx - r, cy - r, cx + r, cy + r), outline=110, width=6)
    sheet = sheet.rotate(
        rng.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, fillcolor=int(sheet.getpixel((3, 3)))
    )
    return _light(sheet, rng)


def _light(sheet: Image.Image, rng: random.Random) -> Image.Image:
    values = np.asarray(sheet, dtype=np.float32)
    h, w = values.shape
    slope = (
        np.linspace(1 - rng.uniform(0, 0.15), 1, w)[None, :]
        * np.linspace(1, 1 - rng.uniform(0, 0.1), h)[:, None]
    )
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(0.5, 3), (h, w))
    return Image.fromarray(np.clip(values * slope * rng.uniform(0.8, 1) + noise, 0, 255).astype(np.uint8))


def blurred(p: Image.Image, rng: random.Random) -> Image.Image:
    return p.filter(ImageFilter.GaussianBlur(rng.uniform(1.6, 4) * max(p.size) / 1000))


def dark(p: Image.Image, rng: random.Random) -> Image.Image:
    return ImageEnhance.Brightness(p).enhance(rng.uniform(0.12, 0.4))


def overexposed(p: Image.Image, rng: random.Random) -> Image.Image:
    keep = rng.uniform(0.05, 0.18)
    return p.point(lambda v: min(255, int(255 - (255 - v) * keep)))


def glare(p: Image.Image, rng: random.Random) -> Image.Image:
    h, w = p.height, p.width
    ys, xs = np.mgrid[0:h, 0:w]
    r = rng.uniform(0.1, 0.25) * w
    far = np.hypot((xs - rng.uniform(0.3, 0.7) * w) / rng.uniform(1, 1.6), ys - rng.uniform(0.3, 0.7) * h) / r
    light = np.clip(1.6 - far, 0, 1)
    values = np.asarray(p, dtype=np.float32)
    return Image.fromarray((values + (255 - values) * light).astype(np.uint8))


def skewed(p: Image.Image, rng: random.Random) -> Image.Image:
    return p.rotate(
        rng.choice([-1, 1]) * rng.uniform(5.5, 10), Image.Resampling.BICUBIC, expand=True, fillcolor=200
    )


def sideways(p: Image.Image, rng: random.Random) -> Image.Image:
    return p.rotate(rng.choice([90, 270]), expand=True)


def cropped(p: Image.Image, rng: random.Random) -> Image.Image:
    """Cut through the writing at the left or the right; a cut between two lines leaves no trace and is not drawn."""
    share = rng.uniform(0.2, 0.35)
    left, right = (share, 1.0) if rng.random() < 0.5 else (0.0, 1.4 * share)
    return p.crop((int(left * p.width), 0, int(right * p.width), p.height))


def small(p: Image.Image, rng: random.Random) -> Image.Image:
    side = rng.randint(400, 900)
    return p.resize((int(p.width * side / p.height), side), Image.Resampling.LANCZOS)


FAULTS = {f.__name__: f for f in (blurred, dark, overexposed, glare, skewed, sideways, cropped, small)}


def jpeg(p: Image.Image, rng: random.Random) -> bytes:
    out = io.BytesIO()
    p.save(out, "JPEG", quality=rng.randint(75, 95))
    return out.getvalue()


def drawn(name: str, i: int, series: str) -> bytes:
    """Page number i of a class (`good` or a fault) of a series, always the same bytes on one set of libraries."""
    rng = random.Random(f"{series} {name} {i}")
    sheet = page(rng)
    return jpeg(sheet if name == "good" else FAULTS[name](sheet, rng), rng)

"""Figures of one page: how sharp, how lit, how turned, how far it reaches the edge.

All are taken on the grey copy with a long side of 1000 pixels, so that they compare across cameras. Sharpness is the
variance of the Laplacian (Pech-Pacheco 2000) where there is ink: a page with little on it is not blurred.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

Grey = np.ndarray[Any, np.dtype[np.float32]]
_TILE = 25
_ANGLES = np.arange(-12.0, 12.01, 0.5)


@dataclass(frozen=True, slots=True)
class Measures:
    """`paper` and `ink` are luminances 0..255; `glare` a share of the page; `skew` degrees; `edges` names of sides."""

    sharpness: float
    paper: float
    ink: float
    glare: float
    skew: float
    sideways: bool
    edges: tuple[str, ...]
    marked: float  # share of tiles with something on them


def measure(grey: Grey) -> Measures:
    """The figures of a page as luminance; a page smaller than two tiles has nothing on it."""
    if min(grey.shape) < 2 * _TILE:
        return Measures(0.0, float(grey.mean()), float(grey.mean()), 0.0, 0.0, False, (), 0.0)
    low, high = _tiles(grey, np.percentile, 5), _tiles(grey, np.percentile, 90)
    contrast = high - low
    strong = contrast > max(25.0, 0.35 * float(np.percentile(contrast, 95)))
    paper = float(np.median(high))
    ink = _ink(grey)
    return Measures(
        _sharpness(grey, strong),
        paper,
        float(np.percentile(low[strong], 20)) if strong.any() else paper,
        _glare(grey, high, contrast),
        *_direction(ink),
        _edges(ink),
        float(strong.mean()),
    )


def _tiles(grey: Grey, what: Any, *args: float) -> Grey:
    rows, columns = grey.shape[0] // _TILE, grey.shape[1] // _TILE
    cut = grey[: rows * _TILE, : columns * _TILE].reshape(rows, _TILE, columns, _TILE)
    found: Grey = what(cut, *args, axis=(1, 3))
    return found


def _sharpness(grey: Grey, strong: Any) -> float:
    """Variance of the Laplacian over the tiles with ink, scaled to full contrast: a dim page is not blurred."""
    if not strong.any():
        return 0.0
    inner = np.zeros_like(grey)
    inner[1:-1, 1:-1] = (
        grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * grey[1:-1, 1:-1]
    )
    variance = _tiles(inner, np.var)[strong]
    spread = (_tiles(grey, np.max) - _tiles(grey, np.min))[strong]
    return float(np.median(variance / np.maximum(spread, 20.0) ** 2) * 255.0**2)


def _glare(grey: Grey, high: Grey, contrast: Grey) -> float:
    """The largest share of connected tiles that are burnt out, where the rest of the page is darker than white."""
    burnt = (high >= 252) & (contrast < 6) & (_tiles(grey, np.percentile, 2) > 245)  # noqa: PLR2004
    rest = high[~burnt]
    if not burnt.any() or rest.size == 0 or float(np.median(rest)) > 244:  # noqa: PLR2004 - a white scan
        return 0.0
    return _largest(burnt) / burnt.size


def _largest(mask: Any) -> int:
    left = {(int(r), int(c)) for r, c in np.argwhere(mask)}
    best = 0
    while left:
        waiting, size = [left.pop()], 0
        while waiting:
            r, c = waiting.pop()
            size += 1
            for near in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
                if near in left:
                    left.remove(near)
                    waiting.append(near)
        best = max(best, size)
    return best


def _ink(grey: Grey) -> Any:
    """Where the page is clearly darker than the paper around it."""
    small = Image.fromarray(grey.astype(np.uint8))
    size = (max(small.width // 20, 1), max(small.height // 20, 1))
    paper = small.resize(size, Image.Resampling.BOX).resize(small.size, Image.Resampling.BILINEAR)
    around = np.asarray(paper, dtype=np.float32)
    return grey < around - np.maximum(12.0, 0.12 * around)


def _direction(ink: Any) -> tuple[float, bool]:
    """The angle in which lines of writing stand out most, and whether they run down the page."""
    page = Image.fromarray((ink * 255).astype(np.uint8))
    page.thumbnail((500, 500), Image.Resampling.BOX)
    across, angle = _best_angle(page)
    down, turned = _best_angle(page.rotate(90, expand=True))
    sideways = down > 1.25 * across
    return (turned if sideways else angle), sideways


def _best_angle(page: Image.Image) -> tuple[float, float]:
    scores = [_rhythm(page.rotate(a, Image.Resampling.BILINEAR)) for a in _ANGLES]
    best = int(np.argmax(scores))
    return scores[best], -float(_ANGLES[best])


def _rhythm(page: Image.Image) -> float:
    values = np.asarray(page, dtype=np.float32)
    h, w = values.shape
    rows = values[h // 10 : h - h // 10, w // 10 : w - w // 10].mean(axis=1)
    return float(np.square(np.diff(rows)).sum())


def _edges(ink: Any) -> tuple[str, ...]:
    """Sides where writing runs into the edge of the picture."""
    depth = 10
    sides = {"top": ink[:depth], "bottom": ink[-depth:], "left": ink[:, :depth].T, "right": ink[:, -depth:].T}
    return tuple(name for name, strip in sides.items() if _cut(strip))


def _cut(strip: Any) -> bool:
    """Marks that touch the outermost pixels in several separate places: strokes, not a shadow along the whole edge."""
    hit = strip.mean(axis=0) >= 0.2  # noqa: PLR2004
    starts = int(np.count_nonzero(hit[1:] & ~hit[:-1])) + int(hit[0])
    return starts >= 2 and float(hit.mean()) < 0.6  # noqa: PLR2004

"""Covered copies: what lay below is gone, the rest is unchanged, the original is untouched."""

from __future__ import annotations

import hashlib
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from xiehuan.errors import InputRefused
from xiehuan.recognise.redact import Box, redacted


def saved(picture: Image.Image, form: str = "PNG", **how) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


SIDE = np.random.default_rng(7).integers(1, 256, (60, 80, 3), dtype=np.uint8)
ORIGINAL = saved(Image.fromarray(SIDE), pnginfo=None)


@given(st.integers(0, 79), st.integers(0, 59), st.integers(1, 80), st.integers(1, 60))
@settings(max_examples=40, deadline=None)
def test_the_box_is_black_and_nothing_else_changed(left: int, top: int, width: int, height: int) -> None:
    right, bottom = min(80, left + width), min(60, top + height)
    before = hashlib.sha256(ORIGINAL).hexdigest()
    got = np.asarray(Image.open(io.BytesIO(redacted(ORIGINAL, [Box(left, top, right, bottom)]))))
    want = SIDE.copy()
    want[top:bottom, left:right] = 0
    assert np.array_equal(got, want)
    assert hashlib.sha256(ORIGINAL).hexdigest() == before


def test_no_note_goes_along() -> None:
    note = Image.Exif()
    note[0x010E] = "SECRET-PLACE"
    data = saved(Image.fromarray(SIDE), "JPEG", exif=note, comment=b"SECRET-WORD")
    assert b"SECRET" in data
    assert b"SECRET" not in redacted(data, [Box(0, 0, 1, 1)])


def test_boxes_are_those_of_the_upright_picture() -> None:
    note = Image.Exif()
    note[0x0112] = 6
    data = saved(Image.fromarray(SIDE), "JPEG", exif=note)
    got = Image.open(io.BytesIO(redacted(data, [Box(50, 70, 60, 80)])))
    assert got.size == (60, 80)
    assert got.getpixel((59, 79)) == (0, 0, 0)


@pytest.mark.parametrize("box", [Box(0, 0, 81, 1), Box(-1, 0, 5, 5), Box(5, 5, 5, 9), Box(9, 9, 5, 12)])
def test_a_box_that_covers_nothing_is_refused(box: Box) -> None:
    with pytest.raises(InputRefused, match="box_outside"):
        redacted(ORIGINAL, [box])


def test_a_copy_with_nothing_covered_is_refused() -> None:
    with pytest.raises(InputRefused, match="no_boxes"):
        redacted(ORIGINAL, [])

"""Each fault of a photo is seen, good pages are left alone, and files made to hurt are bounded and named."""

from __future__ import annotations

import io
import random
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pypdf
import pytest
from PIL import Image

from recognise.page_drawer import FAULTS, drawn, page
from xiehuan.recognise.quality import quality

JUDGED = "judged again"  # drawn only after the thresholds were committed


def codes(data: bytes) -> set[str]:
    return {f.code for f in quality("papers/a.jpg", data).findings}


def seen(one: tuple[str, int]) -> tuple[str, frozenset[str]]:
    return one[0], frozenset(codes(drawn(*one, JUDGED)))


@pytest.mark.parametrize("name", ["good", *FAULTS])
def test_a_few_of_each(name: str) -> None:
    found = [codes(drawn(name, i, JUDGED)) for i in range(2)]
    assert found == [set()] * 2 if name == "good" else all(name in f for f in found)


@pytest.mark.long
def test_recall_and_false_alarms() -> None:
    """100 pages for each fault, recall at least 0.95; 300 good pages, at most 3 % with any finding."""
    work = [(name, i) for name in FAULTS for i in range(100)] + [("good", i) for i in range(300)]
    hit, count = Counter[str](), Counter[str]()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for name, found in pool.map(seen, work, chunksize=10):
            count[name] += 1
            hit[name] += bool(found) if name == "good" else name in found
    sys.stdout.write("".join(f"{n}: {hit[n]}/{count[n]}\n" for n in count))
    assert {n: hit[n] / count[n] for n in FAULTS if hit[n] / count[n] < 0.95} == {}
    assert hit["good"] / count["good"] <= 0.03


def saved(picture: Image.Image, form: str, **how) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


def good() -> Image.Image:
    return page(random.Random("hostile"))


def test_two_hundred_megapixels_are_not_opened() -> None:
    data = saved(Image.new("1", (20_000, 10_000), 1), "PNG")
    assert codes(data) == {"too_many_pixels"}


def test_text_named_as_a_picture_is_named() -> None:
    assert codes("这是文字".encode() * 50) == {"not_a_picture"}
    assert codes(b"") == {"not_a_picture"}


def test_a_cut_off_photo_is_damaged() -> None:
    data = saved(good(), "JPEG")
    assert codes(data[: len(data) // 3]) == {"damaged"}


def test_animated_and_cmyk_are_named() -> None:
    frames = [good(), good().rotate(180)]
    assert "several_frames" in codes(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert "cmyk" in codes(saved(good().convert("RGB").convert("CMYK"), "JPEG", quality=90))


def test_a_page_upright_by_its_exif_note_is_upright() -> None:
    note = Image.Exif()
    note[0x0112] = 6  # turn by 90 degrees clockwise to show
    lying = good().rotate(90, expand=True)
    assert codes(saved(lying, "JPEG", exif=note, quality=90)) == set()
    assert "sideways" in codes(saved(lying, "JPEG", quality=90))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_mode_of_pixels(mode: str) -> None:
    grey = good()
    picture = (
        Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
        if mode == "I;16"
        else grey.convert(mode, dither=Image.Dither.NONE)  # a scanner in black and white strews no dots
    )
    assert codes(saved(picture, "PNG")) == set()


def test_heic_is_read_or_the_missing_part_is_named() -> None:
    data = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
    assert codes(data) <= {"needs_heic", "damaged", "not_a_picture"}
    assert codes(data)


def written(pages: int, password: str | None = None) -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_pages_of_a_pdf() -> None:
    found = quality("a.pdf", written(3))
    assert (found.pages, found.findings) == (3, ())
    many = quality("a.pdf", written(3000))
    assert (many.pages, [f.code for f in many.findings]) == (3000, ["many_pages"])
    assert codes(written(2, "geheim")) == {"encrypted"}
    assert codes(b"%PDF-1.7\nnothing") == {"damaged_pdf"}

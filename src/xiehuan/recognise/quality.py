"""What a photo, scan or PDF of a paper lacks, and how to mend it. Says nothing about what the paper says or whether it is true.

The thresholds stand on the measures of `measure`; they were fixed on trial pages before the pages that judge them
were drawn (tests/recognise/test_quality.py).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pypdfium2

from xiehuan.errors import Finding, Text, Where
from xiehuan.recognise.measure import Measures, measure
from xiehuan.recognise.open_picture import MOST_BYTES, NoPicture, Opened, open_picture

SHARP = 1000.0  # below: blurred; sharp trial pages had 9,000 and more, blurred ones under 100
DARK, PALE = 110.0, 60.0  # paper darker than the one; ink not darker than paper by the other
WASHED = 235.0  # nothing to be seen on paper brighter than this: washed out, or an empty page
GLARE = 0.005  # share of the page in one burnt-out patch
SKEW = 3.0  # degrees
SMALL = 1000  # pixels of the long side
MOST_PAGES = 300
_EMPTY = 0.004
_PDF = threading.Lock()  # pdfium is not safe to share between threads
_SIDES = {
    "top": Text("上", "top"),
    "bottom": Text("下", "bottom"),
    "left": Text("左", "left"),
    "right": Text("右", "right"),
}


@dataclass(frozen=True, slots=True)
class Quality:
    """One file looked at: pages (None: not known), and everything worth mending; empty findings: nothing seen."""

    file: str
    pages: int | None
    findings: tuple[Finding, ...]


def quality(file: str, data: bytes) -> Quality:
    """Look at the bytes of one paper; never raises for what the bytes hold."""
    if len(data) > MOST_BYTES:
        return too_large(file)
    if data[:1024].lstrip().startswith(b"%PDF"):
        return _pdf(file, data)
    try:
        opened = open_picture(data)
    except NoPicture as refused:
        return Quality(file, None, (Finding(refused.code, Where(file), refused.message, refused.way_out),))
    return Quality(file, 1, tuple(_picture(file, opened, measure(opened.grey))))


def too_large(file: str) -> Quality:
    """What is said of a file over the limit, which is not read."""
    return Quality(file, None, (_finding(file, "file_too_large"),))


def _picture(file: str, opened: Opened, seen: Measures) -> list[Finding]:
    found = [_finding(file, code) for code in faults(opened, seen) if code != "cropped"]
    if seen.edges and seen.marked >= _EMPTY:
        names = [_SIDES[e] for e in seen.edges]
        zh, en = "、".join(n.zh for n in names), ", ".join(n.en for n in names)
        why = Text(f"{zh}边有字压在图片边上，可能没拍全", f"writing runs off the picture: {en}")
        found.append(
            Finding(
                "cropped",
                Where(file),
                why,
                Text("退后一点，把四个边都拍进来", "step back so that all four edges are in"),
            )
        )
    return found


def faults(opened: Opened, seen: Measures) -> list[str]:
    """The codes of what is wrong with a picture, the most telling first."""
    if seen.marked < _EMPTY:
        code = "dark" if seen.paper < DARK else "overexposed" if seen.paper >= WASHED else "blank"
        return [code, *(["small"] if max(opened.width, opened.height) < SMALL else [])]
    checks = {
        "small": max(opened.width, opened.height) < SMALL,
        "blurred": seen.sharpness < SHARP,
        "dark": seen.paper < DARK,
        "overexposed": seen.paper - seen.ink < PALE and seen.paper >= DARK,
        "glare": seen.glare > GLARE,
        "sideways": seen.sideways,
        "skewed": not seen.sideways and abs(seen.skew) > SKEW,
        "cropped": bool(seen.edges),
        "several_frames": opened.frames > 1,
        "cmyk": opened.mode == "CMYK",
    }
    return [code for code, wrong in checks.items() if wrong]


def _pdf(file: str, data: bytes) -> Quality:
    """The page count; what is on the pages of a PDF is not measured."""
    try:
        with _PDF:
            document = pypdfium2.PdfDocument(data)
            try:
                pages = len(document)
            finally:
                document.close()
    except pypdfium2.PdfiumError as error:
        code = "encrypted" if "password" in str(error).lower() else "damaged_pdf"
        return Quality(file, None, (_finding(file, code),))
    if pages == 0:
        return Quality(file, 0, (_finding(file, "no_pages"),))
    return Quality(file, pages, (_finding(file, "many_pages"),) if pages > MOST_PAGES else ())


def _finding(file: str, code: str) -> Finding:
    (zh, en), (way_zh, way_en) = _SAID[code]
    return Finding(code, Where(file), Text(zh, en), Text(way_zh, way_en))


_SAID = {
    "blurred": (
        ("字迹模糊", "the writing is blurred"),
        ("擦净镜头，拿稳，对焦后再拍一张", "wipe the lens, hold still, focus, take it again"),
    ),
    "dark": (
        ("太暗", "too dark"),
        ("到窗边或开灯，再拍一张", "take it again near a window or with the lights on"),
    ),
    "overexposed": (
        ("发白，字迹太淡，或者是空白页", "washed out, the writing is too pale, or an empty page"),
        ("关闪光灯、避开直射光，再拍一张", "take it again without flash and out of direct light"),
    ),
    "glare": (
        ("有反光盖住一块", "a reflection covers part of it"),
        (
            "关闪光灯，换个角度，让反光离开纸面",
            "no flash; change the angle until the reflection leaves the page",
        ),
    ),
    "sideways": (
        ("横着或转了九十度", "it lies on its side"),
        ("发出前转正", "turn it upright before sending"),
    ),
    "skewed": (
        ("拍歪了", "it is tilted"),
        ("正对着纸，边和画面平行，再拍一张", "hold the camera square to the page and take it again"),
    ),
    "small": (
        ("太小，长边不到1000像素", "too small: the long side is under 1000 pixels"),
        (
            "用原图，不用聊天里压缩过的；或重新拍",
            "use the original, not a copy shrunk by a chat; or take it again",
        ),
    ),
    "blank": (
        ("几乎是空白", "almost nothing is on it"),
        ("看看是不是拍了背面", "see whether it is the back"),
    ),
    "several_frames": (
        ("里面有多张图，只看了第一张", "it holds several pictures; only the first was looked at"),
        ("每页存成一个文件", "save each page as a file of its own"),
    ),
    "cmyk": (
        (
            "是印刷用的颜色（CMYK），有的系统打不开",
            "its colours are for print (CMYK); some systems cannot show it",
        ),
        ("另存为普通的 JPEG（RGB）", "save it as an ordinary JPEG (RGB)"),
    ),
    "encrypted": (
        ("PDF 有密码，打不开", "the PDF has a password and cannot be opened"),
        (
            "向出具方要密码，或另存一份不带密码的；原件留着",
            "ask the issuer for the password, or save a copy without; keep the original",
        ),
    ),
    "damaged_pdf": (
        ("PDF 损坏，打不开", "the PDF is damaged and cannot be opened"),
        ("重新下载一份", "download it again"),
    ),
    "file_too_large": (
        ("文件太大，没有打开", "the file is too large and was not opened"),
        ("只导出要用的页，或另存小一些", "export the pages that matter, or save it smaller"),
    ),
    "no_pages": (("PDF 里没有页", "the PDF has no pages"), ("重新导出", "export it again")),
    "many_pages": (
        (f"超过{MOST_PAGES}页", f"more than {MOST_PAGES} pages"),
        ("只选要用的页发出，原件留着", "send the pages that matter; keep the original"),
    ),
}

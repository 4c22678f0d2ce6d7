"""The binder: what it prints is what the records say, page for page and mark for mark."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from readers.backup_writer import Sms, backup
from store.homes import opened, taken
from xiehuan.errors import InputRefused
from xiehuan.services.evidence.bind import bind
from xiehuan.services.evidence.disclose import Selection
from xiehuan.services.evidence.home import Home
from xiehuan.store.search import Query
from xiehuan.vault.seal import Seal

needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed"
)
TEXTS = [f"第{i}条：您的借款已逾期{i}天，应还{i}00.50元" for i in range(1, 40)] + ["好的 \U0001f600", "草稿"]


@pytest.fixture(params=[False, True], ids=["open", "sealed"])
def home(tmp_path: Path, request: pytest.FixtureRequest) -> Home:
    home = opened(tmp_path / "home", Seal.fresh() if request.param else None)
    folder = tmp_path / "in"
    (folder / "papers").mkdir(parents=True)
    texts = [
        Sms(f"9558{i % 2}", 1_760_000_000_000 + i * 60_000, 3 if t == "草稿" else 1, t)
        for i, t in enumerate(TEXTS)
    ]
    (folder / "sms.xml").write_bytes(backup(texts))
    Image.new("RGB", (3000, 1200), "#884422").save(folder / "papers" / "照片.jpg")
    (folder / "papers" / "坏照片.jpg").write_bytes(b"\xff\xd8\xff" + bytes(200))
    writer = PdfWriter()
    writer.add_blank_page(300, 200)
    writer.add_blank_page(842, 595).rotate(90)
    writer.write(folder / "papers" / "两页.pdf")
    (folder / "papers" / "坏.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (folder / "papers" / "说明.txt").write_bytes("我的说明".encode("gb18030"))
    (folder / "calls").mkdir()
    (folder / "calls" / "a.mp3").write_bytes(b"ID3" + bytes(100))
    taken(home, folder)
    return home


@needs_pdftotext
def test_the_paper_says_what_the_records_say(tmp_path: Path, home: Home) -> None:
    made = bind(home, "mine", tmp_path / "binder.pdf")
    text = _text(tmp_path / "binder.pdf")
    for said in TEXTS:
        assert "".join(said.replace("\U0001f600", "〔U+1F600〕").split()) in text, said
    assert "草稿，没有发出" in text
    assert "我的说明" in text
    reader = PdfReader(tmp_path / "binder.pdf")
    assert made.pages == len(reader.pages)
    for number in range(1 + 1, made.pages + 1):
        assert f"{number}/{made.pages}" in _text(tmp_path / "binder.pdf", number)
    assert [str(o.title).split()[0] for o in reader.outline] == [str(n) for n in range(1, 8)]
    assert {why for _, why in made.not_shown} == {
        "不能印在纸上，见原件（录音、表格等）",
        "照片无法打开",
        "PDF 已损坏，无法显示，见原件",
    }


@needs_pdftotext
def test_a_selection_says_so(tmp_path: Path, home: Home) -> None:
    bind(home, "mine", tmp_path / "binder.pdf", Selection(query=Query(people=("95581",))))
    text = _text(tmp_path / "binder.pdf")
    assert "共47条记录，印出20条" in text
    assert "第1条" not in text
    assert "第2条" in text
    with pytest.raises(InputRefused):
        bind(home, "mine", tmp_path / "none.pdf", Selection(query=Query("没有这样的话")))


def _text(path: Path, page: int | None = None) -> str:
    pages = ["-f", str(page), "-l", str(page)] if page else []
    done = subprocess.run(["pdftotext", *pages, str(path), "-"], check=True, capture_output=True)
    return "".join(done.stdout.decode().split())

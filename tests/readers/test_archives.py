"""Archives: every member is read as a file of its own, or said why not."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest

from readers.archive_writer import Entry, zipped
from xiehuan.evidence import Kind, Reading
from xiehuan.readers.archive import limits
from xiehuan.readers.dispatch import message_reader, read_one

MAIL = b"From: a@example.com\nTo: b@example.com\nSubject: x\n\nwords\n"
TEXTS = b'<smses count="2"><sms address="1" date="1" type="1" body="a" /><sms address="1" date="2" type="2" body="b" /></smses>'


def read(tmp_path: Path, data: bytes, name: str = "a.zip") -> Reading:
    path = tmp_path / "archive"
    path.write_bytes(data)
    found = read_one(path, name)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["archive"]
    return found


def by_the_library(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w", form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


FILES = {
    "messages/a.eml": MAIL,
    "sms.xml": TEXTS,
    "图片.txt": "逾期".encode(),
    "long/" + "n" * 150 + ".txt": b"x",
}
ARCHIVES = {
    "zip": by_the_library(FILES),
    "stored zip": by_the_library(FILES, zipfile.ZIP_STORED),
    "tar": tarred(FILES),
    "gnu tar": tarred(FILES, form=tarfile.GNU_FORMAT),
    "tar.gz": tarred(FILES, "w:gz"),
}


@pytest.mark.parametrize("kind", ARCHIVES)
def test_members_become_records(tmp_path: Path, kind: str) -> None:
    found = read(tmp_path, ARCHIVES[kind])
    assert [r.where.file for r in found.records] == [
        "a.zip!/messages/a.eml",
        *["a.zip!/sms.xml"] * 2,
        "a.zip!/图片.txt",
        "a.zip!/long/" + "n" * 150 + ".txt",
    ]
    assert [r.source for r in found.records] == ["eml", "sms_backup", "sms_backup", "page", "page"]
    assert not found.unread


def test_a_single_file_in_gzip(tmp_path: Path) -> None:
    found = read(tmp_path, gzip.compress(TEXTS[:50]) + gzip.compress(TEXTS[50:]), "sms.xml.gz")
    assert [r.where.file for r in found.records] == ["sms.xml.gz!/sms.xml"] * 2


@pytest.mark.parametrize(
    ("names", "codec", "wanted"),
    [
        (["短信记录.txt", "合同照片.txt"], "gb18030", "gb18030"),
        (["通話錄音.txt", "還款證明.txt"], "big5", "big5hkscs"),
        (["Bücher.txt", "été.txt"], "cp437", "cp437"),
        (["逾期.txt"], "utf-8", "utf-8"),
    ],
)
def test_names_in_old_codes(tmp_path: Path, names: list[str], codec: str, wanted: str) -> None:
    found = read(tmp_path, zipped(*[Entry(n.encode(codec), b"x") for n in names]))
    assert [r.where.file for r in found.records] == [f"a.zip!/{n}" for n in names]
    assert all(f"name_code={wanted}" in r.flags for r in found.records)


def test_a_unicode_name_beside_the_old_one(tmp_path: Path) -> None:
    raw = b"?.txt"
    name = "聊天.txt".encode()
    extra = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, zlib.crc32(raw)) + name
    assert read(tmp_path, zipped(Entry(raw, b"x", extra=extra))).records[0].where.file == "a.zip!/聊天.txt"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/etc/a.txt", "etc/a.txt"),
        ("C:\\Windows\\a.txt", "Windows/a.txt"),
        ("a/..\\../b.txt", "a/b.txt"),
        ("a\x00b.txt", "a\ufffdb.txt"),
        ("gpj\u202etxt.txt", "gpj\ufffdtxt.txt"),
    ],
)
def test_names_that_point_outside(tmp_path: Path, name: str, shown: str) -> None:
    for data in (
        zipped(Entry(name.encode(), b"x", flags=1 << 11)),
        *([] if "\0" in name else [tarred({name: b"x"})]),
    ):
        (record,) = read(tmp_path, data).records
        assert record.where.file == f"a.zip!/{shown}"
        assert "unsafe_name" in record.flags


def test_the_same_name_twice(tmp_path: Path) -> None:
    found = read(tmp_path, zipped(Entry(b"a.txt", b"1"), Entry(b"a.txt", b"2")))
    assert [(r.where.file, r.text) for r in found.records] == [("a.zip!/a.txt", "1"), ("a.zip!/a#2.txt", "2")]


def test_archives_in_archives_once(tmp_path: Path) -> None:
    inner = by_the_library({"a.eml": MAIL})
    found = read(
        tmp_path, by_the_library({"inner.zip": inner, "deep.zip": by_the_library({"deeper.zip": inner})})
    )
    assert [r.where.file for r in found.records] == ["a.zip!/inner.zip!/a.eml"]
    assert [u.where.file for u in found.unread] == ["a.zip!/deep.zip!/deeper.zip"]


BAD = [
    (Entry(b"a.txt", b"x", flags=1), "encrypted"),
    (Entry(b"a.txt", b"x", method=12), "bzip2"),
    (Entry(b"a.txt", b"x", method=99), "AES"),
    (Entry(b"a.txt", b"x", crc=1), "damaged"),
    (Entry(b"a.txt", b"x", claimed=9), "damaged"),
]


@pytest.mark.parametrize(("entry", "why"), BAD)
def test_a_member_that_cannot_be_read_does_not_cost_the_others(
    tmp_path: Path, entry: Entry, why: str
) -> None:
    found = read(tmp_path, zipped(Entry(b"1.txt", b"1"), entry, Entry(b"2.txt", b"2")))
    assert [r.text for r in found.records] == ["1", "2"]
    assert found.unread[0].where.file == "a.zip!/a.txt"
    assert why in found.unread[0].why_en


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_FREE", 1 << 20)
    zeros = bytes(20 << 20)
    for data in (
        zipped(Entry(b"bomb", zeros), Entry(b"after.txt", b"x")),
        gzip.compress(zeros),
        tarred({"bomb": zeros}, "w:gz"),
    ):
        found = read(tmp_path, data)
        assert found.unread
        assert any("zip bomb" in u.why_en for u in found.unread)
        assert not found.records


def test_a_bomb_of_headers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_FREE", 1 << 20)
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XGLTYPE, 30 << 20
    found = read(tmp_path, gzip.compress(header.tobuf() + bytes(31 << 20)))
    assert "zip bomb" in found.unread[0].why_en


def test_too_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_MEMBERS", 3)
    found = read(tmp_path, zipped(*[Entry(b"%d.txt" % n, b"x") for n in range(9)]))
    assert len(found.records) == 3
    assert "more than 3 files" in found.unread[0].why_en


@pytest.mark.parametrize("kind", ARCHIVES)
@pytest.mark.parametrize("share", [0.2, 0.45])
def test_a_cut_archive_says_so(tmp_path: Path, kind: str, share: float) -> None:
    data = ARCHIVES[kind]
    found = read(tmp_path, data[: int(len(data) * share)])
    assert found.unread


def test_links_have_no_content(tmp_path: Path) -> None:
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    found = read(tmp_path, link.tobuf() + bytes(1024))
    assert "link" in found.unread[0].why_en


def test_a_second_archive_behind_the_first(tmp_path: Path) -> None:
    found = read(tmp_path, zipped(Entry(b"1.txt", b"1")) + zipped(Entry(b"2.txt", b"2")))
    assert [r.text for r in found.records] == ["2"]
    assert "before the archive" in found.unread[0].why_en


def test_an_empty_archive(tmp_path: Path) -> None:
    assert "no file" in read(tmp_path, zipped()).unread[0].why_en


def test_documents_are_no_archives() -> None:
    assert message_reader("a.docx", by_the_library({"word/document.xml": b""})) is None
    assert message_reader("a.bin", by_the_library({"[Content_Types].xml": b""})) is None


def test_folders_of_the_case_count_inside(tmp_path: Path) -> None:
    found = read(tmp_path, by_the_library({"papers/a.eml": MAIL, "calls/a.bin": b"\0x"}))
    assert [r.kind for r in found.records] == [Kind.PAPER, Kind.RECORDING]


def test_large_zip_with_64_bit_numbers(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open("a.eml", "w", force_zip64=True) as member:
        member.write(MAIL)
    assert read(tmp_path, out.getvalue()).records[0].text == "words\n"

"""The bundle as written: what is in it, the same every time, checked by tools that are not ours."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_bundle import FIRST, LATER, ORIGINALS, bundle, item, originals, unpacked

from xiehuan.errors import XiehuanError
from xiehuan.vault import BundleItem, OriginalChanged, Taking, verify_bundle, write_bundle
from xiehuan.vault import bundle as writing

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "bundle_memory.py"


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(unpacked(path)["evidence/index.csv"].decode("utf-8-sig"), newline="")))


def entries(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in unpacked(path)["evidence/log/entries.jsonl"].split(b"\n")[:-1]]


def test_holds_the_originals_untouched(tmp_path: Path) -> None:
    files = unpacked(bundle(tmp_path))
    data = {n: b for n, b in files.items() if n.startswith("evidence/data/") and not n.endswith("/")}
    assert list(data) == [
        "evidence/data/0001-sms.xml",
        "evidence/data/0002-mail.eml",
        "evidence/data/0003-recording.mp3",
        "evidence/data/0004-bill.csv",
        "evidence/data/0005-paper.pdf",
    ]
    assert list(data.values()) == [b for _, _, b in ORIGINALS.values()]
    assert set(files) - set(data) == {
        f"evidence/{n}"
        for n in (
            "data/",
            "bagit.txt",
            "bag-info.txt",
            "README-verify.txt",
            "index.csv",
            "log/entries.jsonl",
            "manifest-sha256.txt",
            "tagmanifest-sha256.txt",
        )
    }


def test_says_what_it_wrote(tmp_path: Path) -> None:
    out = tmp_path / "evidence.zip"
    summary = write_bundle(out, originals(tmp_path / "case"), FIRST)
    seal = unpacked(out)["evidence/tagmanifest-sha256.txt"]
    assert summary.as_json() == {
        "file": "evidence.zip",
        "items": 5,
        "bytes": sum(len(b) for _, _, b in ORIGINALS.values()),
        "fingerprint": hashlib.sha256(seal).hexdigest(),
    }


def test_same_taking_same_bytes(tmp_path: Path) -> None:
    first = bundle(tmp_path).read_bytes()
    for path in (tmp_path / "case").iterdir():
        os.utime(path, (1, 1))
        path.chmod(0o600)
    assert bundle(tmp_path).read_bytes() == first


def test_another_taking_changes_three_members(tmp_path: Path) -> None:
    first, later = unpacked(bundle(tmp_path)), unpacked(bundle(tmp_path, LATER))
    assert {n for n in first if first[n] != later[n]} == {
        "evidence/bag-info.txt",
        "evidence/log/entries.jsonl",
        "evidence/tagmanifest-sha256.txt",
    }


def test_entries_bear_no_trace_of_the_machine(tmp_path: Path) -> None:
    with zipfile.ZipFile(bundle(tmp_path)) as source:
        for info in source.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert info.create_system == 3
            if not info.is_dir():
                assert info.external_attr >> 16 == stat.S_IFREG | 0o644
    assert str(tmp_path).encode() not in b"".join(unpacked(tmp_path / "evidence.zip").values())


def test_media_are_stored_and_texts_deflated(tmp_path: Path) -> None:
    with zipfile.ZipFile(bundle(tmp_path)) as source:
        how = {i.filename[-3:]: i.compress_type for i in source.infolist() if "/0" in i.filename}
    deflated, stored = zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED
    assert how == {"xml": deflated, "eml": deflated, "mp3": stored, "csv": deflated, "pdf": stored}


def test_the_bag_follows_rfc_8493(tmp_path: Path) -> None:
    files = unpacked(bundle(tmp_path))
    assert files["evidence/bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    info = dict(line.split(": ", 1) for line in files["evidence/bag-info.txt"].decode().splitlines())
    total = sum(len(b) for _, _, b in ORIGINALS.values())
    assert info["Payload-Oxum"] == f"{total}.5"
    assert (info["Bagging-Date"], info["Taken-At"]) == ("2026-11-23", "2026-11-23T20:15:00+08:00")
    for manifest, wanted in (("manifest", "data/"), ("tagmanifest", "")):
        lines = files[f"evidence/{manifest}-sha256.txt"].decode("ascii").splitlines()
        listed = dict(reversed(line.split("  ")) for line in lines)
        assert listed == {
            n.removeprefix("evidence/"): hashlib.sha256(data).hexdigest()
            for n, data in files.items()
            if not n.endswith("/")
            and n != "evidence/tagmanifest-sha256.txt"
            and (n.startswith("evidence/data/") == bool(wanted))
        }


def test_the_list_for_the_court(tmp_path: Path) -> None:
    out = bundle(tmp_path)
    assert unpacked(out)["evidence/index.csv"].startswith(b"\xef\xbb\xbf")
    assert unpacked(out)["evidence/index.csv"].count(b"\r\n") == 6
    head, *body = rows(out)
    assert head == [
        "编号 no",
        "原文件名 original name",
        "类型 kind",
        "来源 source",
        "原件或复制件 original_or_copy",
        "大小 bytes",
        "记录数 records",
        "证明对象 object_of_proof",
        "sha256",
    ]
    name, (_, _, data) = next(iter(ORIGINALS.items()))
    assert body[0] == [
        "1",
        name,
        "短信 sms",
        "本人提供：messages/",
        "复制件 copy",
        str(len(data)),
        "3",
        "",
        hashlib.sha256(data).hexdigest(),
    ]


def test_the_log_is_canonical_and_complete(tmp_path: Path) -> None:
    out = bundle(tmp_path)
    assert [e["name"] for e in entries(out)] == list(ORIGINALS)
    assert entries(out)[2] == {
        "bytes": 259,
        "file": "data/0003-recording.mp3",
        "importer": "xiehuan 0.1.0",
        "installation": "3f1c9a70d2b84e65",
        "media_type": "audio/mpeg",
        "name": "calls/通话录音@客服(4001234567)_20261102101010.mp3",
        "no": 3,
        "sha256": hashlib.sha256(b"ID3" + bytes(range(256))).hexdigest(),
        "taken_at": "2026-11-23T20:15:00+08:00",
    }
    for line in unpacked(out)["evidence/log/entries.jsonl"].decode().splitlines():
        assert line == json.dumps(json.loads(line), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def test_the_note_has_ten_lines_in_two_languages(tmp_path: Path) -> None:
    note = unpacked(bundle(tmp_path))["evidence/README-verify.txt"].decode()
    lines = note.split("\r\n")[:-1]
    assert len(lines) == 10
    assert all(re.search("[一-鿿]", line) and " | " in line for line in lines)
    for needed in (
        "sha256sum -c manifest-sha256.txt",
        "certutil -hashfile FILE SHA256",
        "not prove that the contents are true",
        "original carrier",
        "5 件",
    ):
        assert needed in note


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="coreutils' sha256sum is not here")
@pytest.mark.parametrize("tool", ["unzip", "zipfile"])
def test_a_stranger_checks_it(tmp_path: Path, tool: str) -> None:
    if tool == "unzip" and not shutil.which("unzip"):
        pytest.skip("unzip is not here")
    out, there = bundle(tmp_path), tmp_path / "there"
    unpack = {
        "unzip": ["unzip", "-q", str(out), "-d", str(there)],
        "zipfile": [sys.executable, "-m", "zipfile", "-e", str(out), str(there)],
    }
    subprocess.run(unpack[tool], check=True)

    def check(manifest: str) -> subprocess.CompletedProcess[str]:
        command = ["sha256sum", "-c", manifest]
        return subprocess.run(command, cwd=there / "evidence", capture_output=True, text=True, check=False)

    said = check("manifest-sha256.txt")
    assert (said.returncode, said.stdout.count(": OK\n")) == (0, 5)
    assert check("tagmanifest-sha256.txt").stdout.count(": OK\n") == 6
    with (there / "evidence/data/0002-mail.eml").open("ab") as file:
        file.write(b"x")
    said = check("manifest-sha256.txt")
    assert said.returncode == 1
    assert "data/0002-mail.eml: FAILED" in said.stdout


def test_no_originals(tmp_path: Path) -> None:
    out = tmp_path / "evidence.zip"
    assert write_bundle(out, [], FIRST).items == 0
    files = unpacked(out)
    assert files["evidence/manifest-sha256.txt"] == files["evidence/log/entries.jsonl"] == b""
    assert "evidence/data/" in files
    assert len(rows(out)) == 1
    assert verify_bundle(out).verdict == "unchanged"


NAMES = [
    "messages/我的短信.xml",
    "papers/😀💸.png",
    "papers/" + "长" * 300 + ".pdf",
    "papers/" + "x" * 300,
    "papers/a\r\nb.txt",
    "papers/a.p\ndf",
    "../../etc/passwd",
    "..",
    "/etc/passwd",
    "C:\\windows\\a.exe",
    "papers/bad\udcb0\udca1.jpg",
    "papers/\u202egpj.exe",
    "papers/a.html?x=<y>",
    "papers/a\u2028b.txt",
    "papers/cafe\u0301.txt",
    "papers/a.微信",
    "CON",
    "",
]


@pytest.mark.parametrize("name", NAMES)
def test_odd_names(tmp_path: Path, name: str) -> None:
    out = tmp_path / "evidence.zip"
    write_bundle(out, [item(tmp_path, name, b"bytes"), item(tmp_path, "b.txt", b"more")], FIRST)
    (placed,) = (n for n in unpacked(out) if "/0001" in n)
    assert re.fullmatch(r"evidence/data/0001-paper\.[a-z0-9]{1,8}", placed)
    assert entries(out)[0]["name"] == name
    assert len(unpacked(out)["evidence/index.csv"].split(b"\r\n")) == 4
    assert len(rows(out)) == 3
    assert verify_bundle(out).verdict == "unchanged"


def test_an_invisible_name_is_made_visible_in_the_list(tmp_path: Path) -> None:
    out = tmp_path / "evidence.zip"
    names = ["papers/a\r\nb.txt", "papers/\u202egpj.exe", "papers/bad\udcb0.jpg", "papers/👨‍👩‍👧.jpg"]
    write_bundle(out, [item(tmp_path, n, b"x") for n in names], FIRST)
    shown = [r[1] for r in rows(out)[1:]]
    assert shown == [
        "papers/a\\r\\nb.txt",
        "papers/\\u202egpj.exe",
        "papers/bad\\udcb0.jpg",
        "papers/👨‍👩‍👧.jpg",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", " =", "＠"])
def test_no_cell_is_a_formula(tmp_path: Path, start: str) -> None:
    out = tmp_path / "evidence.zip"
    evil = item(tmp_path, start + "cmd|' /C calc'!A0", b"x", kind=start + "1+1")
    noted = BundleItem(evil.name, evil.path, evil.sha256, "text/plain", evil.kind, 1, start + "2")
    write_bundle(out, [noted], FIRST)
    for cell in rows(out)[1]:
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert rows(out)[1][1] == "'" + evil.name
    assert entries(out)[0]["name"] == evil.name


def test_the_note_of_an_item_stands_beside_its_source(tmp_path: Path) -> None:
    bare = item(tmp_path, "calls/a.amr", b"x", "recording")
    noted = BundleItem(bare.name, bare.path, bare.sha256, "audio/amr", "recording", 1, "无法读取")
    write_bundle(tmp_path / "evidence.zip", [noted], FIRST)
    assert rows(tmp_path / "evidence.zip")[1][3] == "本人提供：calls/；无法读取"


def test_ten_thousand_items_keep_their_order(tmp_path: Path) -> None:
    out = tmp_path / "evidence.zip"
    one = item(tmp_path, "a.txt", b"x")
    write_bundle(out, [one] * 10_001, FIRST)
    with zipfile.ZipFile(out) as source:
        names = [n for n in source.namelist() if n.startswith("evidence/data/0") or "10000" in n]
    assert (names[0], names[-1]) == ("evidence/data/0001-paper.txt", "evidence/data/10000-paper.txt")
    assert verify_bundle(out).verdict == "unchanged"


@pytest.mark.parametrize("size", [5000, 1 << 20, (1 << 20) + 1])
def test_a_file_that_grows_is_named_and_nothing_is_left(tmp_path: Path, size: int) -> None:
    grows = item(tmp_path, "messages/在写.xml", b"x" * size, "sms")
    out = tmp_path / "out" / "evidence.zip"
    out.parent.mkdir()

    def another_program(done: int, _all: int, _name: str) -> None:
        if done > size + 10_000:
            pytest.fail("copies for as long as the file grows")
        with grows.path.open("ab") as file:
            file.write(b"y" * 100)

    with pytest.raises(OriginalChanged) as caught:
        write_bundle(out, [grows], FIRST, another_program)
    assert caught.value.code == "original_changed"
    assert "messages/在写.xml" in str(caught.value)
    assert "close the program that writes it and run again" in str(caught.value)
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize("now", [b"xxxy", b"xxx", b"xxxxx", b""])
def test_a_file_that_is_another_since_it_was_read(tmp_path: Path, now: bytes) -> None:
    changed = item(tmp_path, "papers/a.txt", b"xxxx")
    changed.path.write_bytes(now)
    out = tmp_path / "evidence.zip"
    out.write_bytes(b"the older bundle")
    with pytest.raises(OriginalChanged, match=r"papers/a\.txt"):
        write_bundle(out, [item(tmp_path, "b", b"b"), changed], FIRST)
    assert out.read_bytes() == b"the older bundle"
    assert not list(tmp_path.glob(".evidence-*"))


@pytest.mark.parametrize("how", ["gone", "folder", "pipe"])
def test_a_file_that_can_no_longer_be_read(tmp_path: Path, how: str) -> None:
    lost = item(tmp_path, "papers/a.txt", b"x")
    lost.path.unlink()
    if how == "folder":
        lost.path.mkdir()
    elif how == "pipe":
        os.mkfifo(lost.path)
    with pytest.raises(OriginalChanged) as caught:
        write_bundle(tmp_path / "evidence.zip", [lost], FIRST)
    assert caught.value.code == "original_unreadable"


def test_what_reaches_the_disk_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def spoil(handle: int) -> None:
        real(handle)
        if stat.S_ISREG(os.fstat(handle).st_mode):
            os.pwrite(handle, b"\x00", os.fstat(handle).st_size // 3)

    monkeypatch.setattr(writing.os, "fsync", spoil)
    with pytest.raises(XiehuanError) as caught:
        bundle(tmp_path)
    assert caught.value.code == "bundle_not_written"
    assert not (tmp_path / "evidence.zip").exists()


def test_file_and_folder_are_flushed_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this order: a name that lasts must not point at bytes that do not."""
    real, flushed = os.fsync, []

    def note(handle: int) -> None:
        real(handle)
        flushed.append((stat.S_ISDIR(os.fstat(handle).st_mode), (tmp_path / "evidence.zip").exists()))

    monkeypatch.setattr(writing.os, "fsync", note)
    bundle(tmp_path)
    assert flushed == [(False, False), (True, True)]


def test_progress_ends_at_all_bytes(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    items = originals(tmp_path / "case")
    write_bundle(tmp_path / "evidence.zip", items, FIRST, lambda *step: told.append(step))
    total = sum(len(b) for _, _, b in ORIGINALS.values())
    assert [name for _, _, name in told] == list(ORIGINALS)
    assert told[-1][:2] == (total, total)
    assert [d for d, _, _ in told] == sorted({d for d, _, _ in told})


def test_a_time_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        Taking(datetime(2026, 11, 23, 20, 15), "x")  # noqa: DTZ001


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(max_size=40), st.binary(max_size=300), st.text(max_size=8), st.text(max_size=12)),
        max_size=4,
    ),
    st.text(max_size=20),
)
def test_whatever_goes_in_verifies(tmp_path_factory, given_items, installation: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    out = folder / "evidence.zip"
    items = []
    for no, (name, data, kind, media) in enumerate(given_items):
        path = folder / str(no)
        path.write_bytes(data)
        items.append(BundleItem(name, path, hashlib.sha256(data).hexdigest(), media, kind, no))
    write_bundle(out, items, Taking(FIRST.at, installation))
    found = verify_bundle(out)
    assert found.verdict == "unchanged"
    assert [e["name"] for e in entries(out)] == [i.name for i in items]
    assert len(rows(out)) == len(items) + 1


def test_memory_stays_small() -> None:
    """The benchmark on 300 MB: the peak is what Python and two buffers take."""
    said = subprocess.run([sys.executable, str(BENCHMARK), "300"], capture_output=True, text=True, check=True)
    for line in said.stdout.splitlines():
        assert json.loads(line)["peak_mb"] < 100
    assert len(said.stdout.splitlines()) == 4

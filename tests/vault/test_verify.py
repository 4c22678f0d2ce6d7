"""The check: three answers, the right file named, nothing a hostile archive can do."""

from __future__ import annotations

import hashlib
import io
import json
import random
import shutil
import stat
import struct
import subprocess
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from sample_bundle import LATER, ORIGINALS, bundle, handmade, packed, refitted, unpacked

from xiehuan.vault import Verdict, Verification, verify_bundle, zip_directory
from xiehuan.vault.zip_contents import Damaged, contents

FLIPS = 900
RAW_FLIPS = 1500
LISTS = ("manifest-sha256.txt", "log/entries.jsonl", "tagmanifest-sha256.txt")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def files(whole: Path) -> dict[str, bytes]:
    return {n: data for n, data in unpacked(whole).items() if not n.endswith("/")}


def wrong(found: Verification) -> dict[str, str]:
    return {f.name: f.status.value for f in found.not_ok}


def test_unchanged(whole: Path) -> None:
    found = verify_bundle(whole)
    assert found.verdict is Verdict.UNCHANGED
    assert wrong(found) == {}
    assert [f.original for f in found.files if f.original] == list(ORIGINALS)
    assert len(found.files) == 5 + 7
    assert "does not prove that the contents are true" in found.message.en


def test_as_json(whole: Path) -> None:
    said = json.loads(json.dumps(verify_bundle(whole).as_json()))
    assert set(said) == {"verdict", "message", "message_en", "fingerprint", "files", "log"}
    assert said["verdict"] == "unchanged"
    assert {"file": "evidence/index.csv", "status": "ok", "original": None} in said["files"]


def test_packed_again_without_its_folder_or_under_another(tmp_path: Path, files: dict[str, bytes]) -> None:
    for folder in ("", "案件 (1)/"):
        again = {folder + n.removeprefix("evidence/"): d for n, d in files.items()}
        assert verify_bundle(packed(tmp_path / "a.zip", again)).verdict == "unchanged"


def test_packed_again_by_a_program_that_cannot_seek(tmp_path: Path, files: dict[str, bytes]) -> None:
    """Such programs put sizes behind the data, and ZIP64 fields where none are needed."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data) -> int:
            self.data += data
            return len(data)

    for wide in (False, True):
        pipe = Pipe()
        with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as target:
            for name, data in files.items():
                with target.open(name, "w", force_zip64=wide) as member:
                    member.write(data)
        path = tmp_path / "a.zip"
        path.write_bytes(pipe.data)
        assert verify_bundle(path).verdict == "unchanged"


@pytest.mark.skipif(not (shutil.which("zip") and shutil.which("unzip")), reason="Info-ZIP is not here")
@pytest.mark.parametrize(
    "options", [["-r"], ["-r", "-0"], ["-r", "-X"], ["-r", "-D"], ["-r", "-fz"], ["-r", "-fz-"]]
)
def test_packed_again_by_info_zip(tmp_path: Path, whole: Path, options: list[str]) -> None:
    subprocess.run(["unzip", "-q", str(whole), "-d", str(tmp_path)], check=True)
    subprocess.run(["zip", "-q", *options, "again.zip", "evidence"], cwd=tmp_path, check=True)
    assert verify_bundle(tmp_path / "again.zip").verdict == "unchanged"


@pytest.mark.skipif(not (shutil.which("zip") and shutil.which("unzip")), reason="Info-ZIP is not here")
@pytest.mark.parametrize("options", ["-r", "-r0", "-rX"])
def test_packed_again_into_a_pipe(tmp_path: Path, whole: Path, options: str) -> None:
    subprocess.run(["unzip", "-q", str(whole), "-d", str(tmp_path)], check=True)
    made = subprocess.run(
        ["zip", "-q", options, "-", "evidence"], cwd=tmp_path, capture_output=True, check=True
    )
    (tmp_path / "piped.zip").write_bytes(made.stdout)
    assert verify_bundle(tmp_path / "piped.zip").verdict == "unchanged"


def test_every_flipped_byte_is_laid_at_its_file(tmp_path: Path, files: dict[str, bytes]) -> None:
    """Exactly the file that was flipped is named, be it an original, a list or the list of lists."""
    rng = random.Random(20261123)  # noqa: S311
    names = sorted(files)
    for n in range(FLIPS):
        name = names[n % len(names)]
        data = bytearray(files[name])
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        found = verify_bundle(packed(tmp_path / "a.zip", {**files, name: bytes(data)}))
        assert found.verdict is Verdict.CHANGED
        assert wrong(found) == {name: "changed"}, (n, name)
        assert name in found.message.en
        assert name in found.message.zh


@pytest.mark.parametrize("name", [f"evidence/{n}" for n in LISTS])
def test_every_byte_of_the_lists(tmp_path: Path, files: dict[str, bytes], name: str) -> None:
    for at in range(0, len(files[name]), 3):
        data = bytearray(files[name])
        data[at] = 0x0A if data[at] != 0x0A else 0x20
        found = verify_bundle(packed(tmp_path / "a.zip", {**files, name: bytes(data)}))
        assert wrong(found) == {name: "changed"}, at


def test_every_file_removed_added_renamed(tmp_path: Path, files: dict[str, bytes]) -> None:
    path = tmp_path / "a.zip"
    for name, content in files.items():
        less = {n: d for n, d in files.items() if n != name}
        found = verify_bundle(packed(path, less))
        assert found.verdict is Verdict.CHANGED
        assert wrong(found)[name] == "missing"
        if not name.endswith("tagmanifest-sha256.txt"):
            assert wrong(found) == {name: "missing"}
            found = verify_bundle(packed(path, {**less, name + "x": content}))
            assert wrong(found) == {name: "missing", name + "x": "extra"}


@pytest.mark.parametrize(
    "name",
    [
        "evidence/data/0006-paper.txt",
        "evidence/more.txt",
        "evidence/说明.txt",
        "beside.txt",
        "evidence/sub/",
        "x/",
    ],
)
def test_what_was_added_is_extra(tmp_path: Path, files: dict[str, bytes], name: str) -> None:
    found = verify_bundle(packed(tmp_path / "a.zip", {**files, name: b""}))
    assert found.verdict is Verdict.CHANGED
    assert wrong(found) == {name: "extra"}


def test_a_forger_who_rewrites_one_list_is_caught_by_the_other(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    """The original and its line in the manifest agree, even the tag manifest is made to fit."""
    victim, manifest, seal = "evidence/data/0002-mail.eml", "evidence/manifest-sha256.txt", LISTS[2]
    forged = {**files, victim: b"From: a@example.com\r\n\r\nforged\r\n"}

    def refit(listing: str, about: str) -> None:
        old, new = (hashlib.sha256(d[about]).hexdigest().encode() for d in (files, forged))
        forged[listing] = forged[listing].replace(old, new)
        assert forged[listing] != files[listing]

    refit(manifest, victim)
    found = verify_bundle(packed(tmp_path / "a.zip", forged))
    assert wrong(found) == {victim: "changed", manifest: "changed"}
    refit(f"evidence/{seal}", manifest)
    found = verify_bundle(packed(tmp_path / "a.zip", forged))
    assert wrong(found) == {victim: "changed"}
    assert next(f for f in found.not_ok).original == "messages/账单通知.eml"


def test_a_forger_who_rewrites_everything_changes_the_fingerprint(tmp_path: Path, whole: Path) -> None:
    assert verify_bundle(bundle(tmp_path, LATER)).verdict == "unchanged"
    assert verify_bundle(tmp_path / "evidence.zip").fingerprint != verify_bundle(whole).fingerprint


def test_swapped_files_are_both_named(tmp_path: Path, files: dict[str, bytes]) -> None:
    for a, b in (("data/0001-sms.xml", "data/0002-mail.eml"), ("bagit.txt", "index.csv")):
        a, b = f"evidence/{a}", f"evidence/{b}"  # noqa: PLW2901
        found = verify_bundle(packed(tmp_path / "a.zip", {**files, a: files[b], b: files[a]}))
        assert wrong(found) == {a: "changed", b: "changed"}


@pytest.mark.parametrize("list_name", LISTS)
@pytest.mark.parametrize(
    "data", [b"", b"\n", b"{}\n", b"[" * 100_000, b"\xff\xfe\x00", b"0" * 64 + b"  data/x\n", b'{"file":1}\n']
)
def test_a_list_of_rubbish(tmp_path: Path, files: dict[str, bytes], list_name: str, data: bytes) -> None:
    found = verify_bundle(packed(tmp_path / "a.zip", {**files, f"evidence/{list_name}": data}))
    assert found.verdict is Verdict.CHANGED
    assert wrong(found)[f"evidence/{list_name}"] == "changed"


def test_flips_of_the_archive_itself(tmp_path: Path, whole: Path) -> None:
    """Whatever is called unchanged unpacks to the very same names and bytes."""
    rng = random.Random(7)  # noqa: S311
    before, path = unpacked(whole), tmp_path / "a.zip"
    original = whole.read_bytes()
    answers = dict.fromkeys(Verdict, 0)
    for _ in range(RAW_FLIPS):
        data = bytearray(original)
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(data)
        verdict = verify_bundle(path).verdict
        answers[verdict] += 1
        if verdict is Verdict.UNCHANGED:
            assert unpacked(path) == before
    assert min(answers.values()) > 10  # dates of entries may flip; data and headers may not


def test_cut_anywhere_is_never_unchanged(tmp_path: Path, whole: Path) -> None:
    data, path = whole.read_bytes(), tmp_path / "a.zip"
    for end in range(0, len(data), 13):
        path.write_bytes(data[:end])
        assert verify_bundle(path).verdict is Verdict.CANNOT_TELL
    path.write_bytes(data + b"\x00")
    assert verify_bundle(path).verdict is Verdict.CANNOT_TELL
    path.write_bytes(b"MZ" + data)
    assert verify_bundle(path).verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"not a zip at all", b"PK\x05\x06" + b"\x00" * 18, b"%PDF-1.7" * 100],
    ids=["empty", "two bytes", "text", "empty zip", "pdf"],
)
def test_not_a_bundle(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    found = verify_bundle(path)
    assert (found.verdict, found.files) == (Verdict.CANNOT_TELL, ())
    assert found.message.en.startswith("Cannot tell: ")


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert verify_bundle(tmp_path / "none.zip").verdict is Verdict.CANNOT_TELL
    assert verify_bundle(tmp_path).verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize(
    "names",
    [
        ("a.txt",),
        ("bag/bagit.txt", "bag/manifest-sha256.txt", "bag/data/a.txt"),
        ("index.csv",),
        ("data/index.csv",),
    ],
)
def test_another_zip_or_bag_is_not_ours(tmp_path: Path, names: tuple[str, ...]) -> None:
    found = verify_bundle(packed(tmp_path / "a.zip", dict.fromkeys(names, b"x")))
    assert found.verdict is Verdict.CANNOT_TELL
    assert "not a xiehuan evidence bundle" in found.message.en


UNSAFE = [
    "../evil.txt",
    "evidence/../../evil.txt",
    "evidence/./a.txt",
    "/etc/passwd",
    "//host/share/a",
    "C:/a.txt",
    "a\\..\\..\\b.txt",
    "evidence//a.txt",
    "evidence/a\x07.txt",
    "evidence/a\n.txt",
    "evidence/index.csv.",
    "evidence/index.csv ",
    "evidence/a:stream",
    "evidence/" + "d/" * 40 + "a",
    "evidence/" + "n" * 2000,
]


@pytest.mark.parametrize("name", UNSAFE)
def test_unsafe_names(tmp_path: Path, files: dict[str, bytes], name: str) -> None:
    found = verify_bundle(packed(tmp_path / "a.zip", {**files, name: b"x"}))
    assert found.verdict is Verdict.CANNOT_TELL
    assert "unsafe name" in found.message.en
    assert not any(ord(c) < 32 for c in found.message.en)
    assert list(tmp_path.iterdir()) == [tmp_path / "a.zip"]


@pytest.mark.parametrize(
    "name", ["evidence/index.csv", "evidence/INDEX.CSV", "EVIDENCE/index.csv", "evidence/index.csv/"]
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name(tmp_path: Path, files: dict[str, bytes], name: str) -> None:
    path = packed(tmp_path / "a.zip", files)
    with zipfile.ZipFile(path, "a") as target:
        target.writestr(name, b"")
    found = verify_bundle(path)
    assert found.verdict is Verdict.CANNOT_TELL
    assert "twice" in found.message.en


def test_a_file_that_is_a_folder_too(tmp_path: Path, files: dict[str, bytes]) -> None:
    found = verify_bundle(packed(tmp_path / "a.zip", {**files, "evidence/index.csv/a": b""}))
    assert found.verdict is Verdict.CANNOT_TELL


Change = Callable[[zipfile.ZipInfo], None]


def as_link(info: zipfile.ZipInfo) -> None:
    info.external_attr = (stat.S_IFLNK | 0o777) << 16


def as_device(info: zipfile.ZipInfo) -> None:
    info.external_attr = (stat.S_IFIFO | 0o644) << 16


def as_folder(info: zipfile.ZipInfo) -> None:
    info.external_attr |= 0x10


def under_another_name(info: zipfile.ZipInfo) -> None:
    name = b"evidence/other.csv"
    body = b"\x01" + struct.pack("<L", zlib.crc32(info.filename.encode())) + name
    info.extra = struct.pack("<2H", 0x7075, len(body)) + body


def half_an_extra(info: zipfile.ZipInfo) -> None:
    info.extra = b"\x55\x54\x09"


@pytest.mark.parametrize("change", [as_link, as_device, as_folder, under_another_name, half_an_extra])
def test_entries_that_unpack_as_something_else(
    tmp_path: Path, files: dict[str, bytes], change: Change
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as target:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            if name.endswith("index.csv"):
                change(info)
            target.writestr(info, data)
    found = verify_bundle(path)
    assert found.verdict is Verdict.CANNOT_TELL
    assert "index.csv" in found.message.en


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_rare_packing_is_refused(tmp_path: Path, files: dict[str, bytes], method: int) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", method) as target:
        for name, data in files.items():
            target.writestr(name, data)
    assert verify_bundle(path).verdict is Verdict.CANNOT_TELL


def bombed(path: Path, files: dict[str, bytes], size: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
        with target.open("evidence/data/0006-paper.txt", "w", force_zip64=True) as member:
            for _ in range(size >> 20):
                member.write(bytes(1 << 20))
    return path


def test_a_bomb_is_bounded_by_the_limit(tmp_path: Path, files: dict[str, bytes]) -> None:
    path = bombed(tmp_path / "a.zip", files, 100 << 20)
    began = time.perf_counter()
    found = verify_bundle(path, limit=50 << 20)
    assert time.perf_counter() - began < 0.2
    assert found.verdict is Verdict.CANNOT_TELL
    assert "more than can be checked" in found.message.en


def test_a_bomb_takes_no_memory(tmp_path: Path, files: dict[str, bytes]) -> None:
    path = bombed(tmp_path / "a.zip", files, 100 << 20)
    tracemalloc.start()
    try:
        found = verify_bundle(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert wrong(found) == {"evidence/data/0006-paper.txt": "extra"}
    assert peak < 8 << 20


def test_a_list_made_huge_is_not_read(tmp_path: Path, files: dict[str, bytes]) -> None:
    seal = "evidence/tagmanifest-sha256.txt"
    path = packed(tmp_path / "a.zip", {**files, seal: bytes(65 << 20)})
    found = verify_bundle(path)
    assert found.verdict is Verdict.CANNOT_TELL
    assert "too large" in found.message.en


def lying(path: Path, name: str, field: int, value: int) -> None:
    """Write another size or checksum into both headers of a member."""
    with zipfile.ZipFile(path) as source:
        info, directory = source.getinfo(name), source.start_dir
    data = bytearray(path.read_bytes())
    at = data.index(name.encode(), directory) - 46
    data[info.header_offset + field : info.header_offset + field + 4] = struct.pack("<L", value)
    data[at + field + 2 : at + field + 6] = struct.pack("<L", value)
    path.write_bytes(data)


@pytest.mark.parametrize("more", [-10, -1, 1, 1000])
def test_a_declared_size_that_lies(tmp_path: Path, files: dict[str, bytes], more: int) -> None:
    """Shorter would hide bytes from tools that stop at the declared size."""
    name = "evidence/data/0001-sms.xml"
    path = packed(tmp_path / "a.zip", files)
    lying(path, name, 22, len(files[name]) + more)
    found = verify_bundle(path)
    assert wrong(found) == {name: "changed"}


def test_a_declared_checksum_that_lies(tmp_path: Path, files: dict[str, bytes]) -> None:
    name = "evidence/data/0001-sms.xml"
    path = packed(tmp_path / "a.zip", files)
    lying(path, name, 14, 0)
    assert wrong(verify_bundle(path)) == {name: "changed"}


def deflated(data: bytes, flush: int = zlib.Z_FINISH) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush(flush)


@pytest.mark.parametrize("how", ["fits", "more behind", "much more behind", "without an end"])
def test_a_stream_must_end_where_the_member_ends(tmp_path: Path, files: dict[str, bytes], how: str) -> None:
    """Bytes behind the end are read by some tools and not by others; sizes and checksum are right all the time."""
    name = "evidence/data/0001-sms.xml"
    streams = {
        "fits": deflated(files[name]),
        "more behind": deflated(files[name]) + b"hidden",
        "much more behind": deflated(bytes(1 << 20)).ljust(1 << 20, b"h") + b"hidden",
        "without an end": deflated(files[name], zlib.Z_SYNC_FLUSH),
    }
    contained = {**files, name: bytes(1 << 20)} if how == "much more behind" else files
    found = verify_bundle(handmade(tmp_path / "a.zip", contained, {name: streams[how]}))
    assert wrong(found) == ({} if how == "fits" else {name: "changed"})


def test_nothing_follows_a_stream_that_ended_with_a_piece(tmp_path: Path, files: dict[str, bytes]) -> None:
    """The stream ends exactly with the first piece read from the file, the hidden bytes come with the next."""
    name, piece = "evidence/data/0001-sms.xml", 1 << 20
    data = random.Random(1).randbytes(piece - 5 * 16)  # noqa: S311
    blocks = [data[i : i + 65535] for i in range(0, len(data), 65535)]
    stream = b"".join(
        bytes([b is blocks[-1]]) + struct.pack("<2H", len(b), len(b) ^ 0xFFFF) + b for b in blocks
    )
    assert len(stream) == piece
    path = handmade(tmp_path / "a.zip", {**files, name: data}, {name: stream + b"hidden"})
    with path.open("rb") as file:
        (member,) = (m for m in zip_directory.members(file) if m.name == name)
        with pytest.raises(Damaged):
            list(contents(file, member))


def test_a_bomb_that_declares_little_is_left_at_once(tmp_path: Path, files: dict[str, bytes]) -> None:
    name = "evidence/data/0001-sms.xml"
    path = handmade(tmp_path / "a.zip", files, {name: deflated(bytes(50 << 20))})
    with path.open("rb") as file:
        (member,) = (m for m in zip_directory.members(file) if m.name == name)
        given = []
        with pytest.raises(Damaged):
            given.extend(contents(file, member))
    assert sum(map(len, given)) <= member.size


def test_bytes_before_the_first_member(tmp_path: Path, files: dict[str, bytes]) -> None:
    """As in an archive that unpacks itself: the directory is right, but a program stands before it."""
    path = tmp_path / "a.zip"
    path.write_bytes(b"MZ" * 500)
    with zipfile.ZipFile(path, "a") as target:
        for name, data in files.items():
            target.writestr(name, data)
    assert unpacked(path) == files
    found = verify_bundle(path)
    assert found.verdict is Verdict.CANNOT_TELL
    assert "outside any file" in found.message.en


def test_a_comment_that_is_announced_and_not_there(tmp_path: Path, whole: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(whole.read_bytes()[:-2] + b"\x05\x00")
    assert verify_bundle(path).verdict is Verdict.CANNOT_TELL


def test_a_directory_with_more_than_its_entries(tmp_path: Path, whole: Path) -> None:
    data = whole.read_bytes()
    length = struct.unpack_from("<L", data, len(data) - 10)[0]
    end = data[-22:-10] + struct.pack("<L", length + 4) + data[-6:]
    (tmp_path / "a.zip").write_bytes(data[:-22] + b"more" + end)
    assert verify_bundle(tmp_path / "a.zip").verdict is Verdict.CANNOT_TELL


def test_a_folder_with_bytes_of_its_own(tmp_path: Path, files: dict[str, bytes]) -> None:
    for data, verdict in ((b"", Verdict.UNCHANGED), (b"hidden", Verdict.CANNOT_TELL)):
        path = handmade(tmp_path / "a.zip", {**files, "evidence/data/": data}, {})
        assert verify_bundle(path).verdict is verdict


@pytest.mark.parametrize("bit", [0, 5, 6, 13])
def test_encrypted_or_patched_members(tmp_path: Path, files: dict[str, bytes], bit: int) -> None:
    path, name = packed(tmp_path / "a.zip", files), "evidence/data/0001-sms.xml"
    with zipfile.ZipFile(path) as source:
        info, directory = source.getinfo(name), source.start_dir
    data = bytearray(path.read_bytes())
    for at in (info.header_offset + 6, data.index(name.encode(), directory) - 46 + 8):
        data[at : at + 2] = struct.pack("<H", 1 << bit)
    path.write_bytes(data)
    found = verify_bundle(path)
    assert found.verdict is Verdict.CANNOT_TELL
    assert "encrypted" in found.message.en


def test_a_directory_too_long_for_memory(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_directory, "MAX_DIRECTORY", 200)
    assert verify_bundle(whole).verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize("about", ["index.csv", "data/0001-sms.xml"])
def test_a_log_that_speaks_twice_or_of_lists(tmp_path: Path, files: dict[str, bytes], about: str) -> None:
    log = "evidence/log/entries.jsonl"
    digest = hashlib.sha256(files[f"evidence/{about}"]).hexdigest()
    line = json.dumps({"file": about, "name": "x", "sha256": digest}).encode() + b"\n"
    forged = refitted({**files, log: files[log] + line})
    assert wrong(verify_bundle(packed(tmp_path / "a.zip", refitted(files)))) == {}
    assert wrong(verify_bundle(packed(tmp_path / "a.zip", forged))) == {log: "changed"}


def test_local_headers_that_tell_another_story(tmp_path: Path, files: dict[str, bytes]) -> None:
    path = packed(tmp_path / "a.zip", files)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"evidence/index.csv", b"evidence/other.csv", 1))
    assert verify_bundle(path).verdict is Verdict.CANNOT_TELL


def test_a_member_hidden_between_two_others(tmp_path: Path, files: dict[str, bytes]) -> None:
    """A tool that reads from front to back would unpack it; one that reads the directory would not."""
    path = packed(tmp_path / "a.zip", {**files, "evidence/hidden.txt": b"x"})
    with zipfile.ZipFile(path, "a") as target:
        info = target.getinfo("evidence/hidden.txt")
        target.filelist.remove(info)
        del target.NameToInfo["evidence/hidden.txt"]
        target.writestr("evidence/last.txt", b"")
    with zipfile.ZipFile(path) as source:
        assert "evidence/hidden.txt" not in source.namelist()
    found = verify_bundle(path)
    assert found.verdict is Verdict.CANNOT_TELL
    assert "outside any file" in found.message.en


def test_members_that_share_their_bytes(tmp_path: Path, files: dict[str, bytes]) -> None:
    """The bomb of overlapping members (2019): one block of bytes, unpacked under many names."""
    path = packed(tmp_path / "a.zip", {**files, "evidence/x1": b"x", "evidence/x2": b"x"})
    with zipfile.ZipFile(path, "a") as target:
        target.getinfo("evidence/x2").header_offset = target.getinfo("evidence/x1").header_offset
        target._didModify = True
    assert verify_bundle(path).verdict is Verdict.CANNOT_TELL


def test_a_damaged_list_of_lists_is_named_first(tmp_path: Path, files: dict[str, bytes]) -> None:
    path, name = packed(tmp_path / "a.zip", files), "evidence/tagmanifest-sha256.txt"
    lying(path, name, 14, 0)
    found = verify_bundle(path)
    assert wrong(found)[name] == "changed"
    assert found.message.en.startswith(f"Changed: {name} (changed)")


def test_random_rubbish_around_valid_marks(tmp_path: Path, whole: Path) -> None:
    """Nothing but the three answers, whatever the bytes."""
    rng = random.Random(99)  # noqa: S311
    path, data = tmp_path / "a.zip", whole.read_bytes()
    for _ in range(400):
        broken = bytearray(data)
        for _ in range(rng.randrange(1, 30)):
            at = rng.randrange(len(broken))
            broken[at : at + rng.randrange(9)] = rng.randbytes(rng.randrange(9))
        path.write_bytes(broken)
        assert verify_bundle(path).verdict in set(Verdict)


def test_directory_values_of_every_size(tmp_path: Path, whole: Path) -> None:
    """All 0, all ones and one off, in every field of the end record and of the first entry."""
    data, path = whole.read_bytes(), tmp_path / "a.zip"
    directory = struct.unpack_from("<L", data, len(data) - 6)[0]
    before = unpacked(whole)
    for base, length in ((len(data) - 22, 22), (directory, 46), (0, 30)):
        for at in range(base, base + length - 1):
            for value in (b"\x00\x00", b"\xff\xff", b"\x01\x00", b"\xff\xff\xff\xff"):
                broken = data[:at] + value + data[at + len(value) :]
                path.write_bytes(broken[: len(data)])
                if verify_bundle(path).verdict is Verdict.UNCHANGED:
                    assert unpacked(path) == before

"""Every other file: exactly one account, records that add up, and nothing outside the folder opened."""

import builtins
import csv
import io
import json
import os
import socket
import sys
from pathlib import Path

import pytest
from case_documents import ON, put

from xiehuan.evidence import Kind
from xiehuan.readers.case_folder import FileStatus, accounts, read_case_folder
from xiehuan.readers.files.media import HEAD, recognise

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
SMS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<smses count="2">\n'
    '<sms address="10690001" date="1763800000000" type="1" body="【云帆借】请还款" />\n'
    '<sms address="10690001" date="1763800001000" type="1" body="【云帆借】请还款" />\n</smses>\n'
).encode()
COLUMNS = (
    "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注"
)


def bill(numbers, *, bad=0):
    """An invented Alipay export with these order numbers, and `bad` rows whose amount is none."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(COLUMNS.split(","))
    for i, number in enumerate([*numbers, *(f"x{b}" for b in range(bad))]):
        amount = "12.30" if i < len(numbers) else "十二元"
        time = (
            f"2026-03-04 05:06:{i % 60:02d}"
            if isinstance(number, str)
            else f"2026-03-04 05:06:{number % 60:02d}"
        )
        rows.writerow(
            [time, "日用", "小店", "", "纸巾", "支出", amount, "余额", "交易成功", f"9{number}", "", ""]
        )
    return out.getvalue().encode("gb18030")


def lay(folder, files):
    """A valid case with these files."""
    put(folder)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def below(folder):
    """Everything but folders below the folder, as the system lists it, the input files left out."""
    inputs = {"debts.toml", "case.toml", "payments.csv"}
    found = [p for p in folder.rglob("*") if p.is_symlink() or not p.is_dir()]
    return sorted({p.relative_to(folder).as_posix() for p in found} - inputs)


def account(folder):
    """Read the folder and check what must be true of every account; accounts by name."""
    read = read_case_folder(folder, ON)
    root = folder.resolve()
    assert sorted(os.path.relpath(f.path, root) for f in read.files) == below(folder)
    assert len({f.name for f in read.files}) == len(read.files)
    for one in read.files:
        json.dumps(one.name, ensure_ascii=False).encode()
        assert (one.why is None) == (one.status is FileStatus.TAKEN)
        assert not one.why or (one.why.zh and one.why.en)
        assert one.status is FileStatus.TAKEN or not one.reading.records
        assert one.kept <= (one.sha256 is not None)
    assert read.case.records == tuple(r for f in read.files for r in f.reading.records)
    return {f.name: f for f in read.files}


def status(folder):
    """Status by name."""
    return {name: one.status.value for name, one in account(folder).items()}


def test_files_are_taken_by_folder_and_content(tmp_path):
    files = {
        "bills/a.csv": bill([1, 2, 3]),
        "messages/sms.xml": SMS,
        "calls/a.wav": b"RIFF\x00\x00\x00\x00WAVEfmt ",
        "calls/a.txt": "他说下周起诉".encode(),
        "papers/a.pdf": PDF,
        "papers/deep/er/still/b.pdf": PDF + b"2",
    }
    found = account(lay(tmp_path, files))
    assert {f.status for f in found.values()} == {FileStatus.TAKEN}
    assert [len(f.reading.records) for f in found.values()] == [3, 1, 1, 2, 1, 1]
    assert found["calls/a.txt"].reading.records[0].kind is Kind.PAPER
    assert found["calls/a.wav"].reading.records[0].kind is Kind.RECORDING


def test_files_outside_the_four_folders_and_system_files_are_refused_with_a_reason(tmp_path):
    names = [
        "notes.txt", "bills.csv", "other/a.pdf", ".git/config", "papers/.DS_Store", "papers/Thumbs.db", "messages/desktop.ini",
        "papers/._a.pdf", "papers/~$a.docx", "Papers/a.pdf", "papers", "debts.toml.bak", "sub/debts.toml", "case.TOML",
    ]  # fmt: skip
    put(tmp_path)
    (tmp_path / "papers").mkdir()
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_dir():
            path.write_bytes(PDF)
    found = account(tmp_path)
    assert {f.status for f in found.values()} == {FileStatus.REFUSED}
    assert not any(f.kept for f in found.values())
    assert "papers" in found["notes.txt"].why.zh
    assert found.keys() == set(names) - {"papers"}


def test_a_hidden_file_in_a_folder_of_papers_is_a_paper(tmp_path):
    assert status(lay(tmp_path, {"papers/.scan.pdf": PDF})) == {"papers/.scan.pdf": "taken"}


def test_a_file_called_like_one_of_the_folders(tmp_path):
    assert status(lay(tmp_path, {"papers": PDF, "bills": PDF})) == {"papers": "refused", "bills": "refused"}


def test_a_folder_called_like_a_file(tmp_path):
    (tmp_path / "papers" / "empty.pdf").mkdir(parents=True)
    assert status(lay(tmp_path, {"papers/a.pdf/b.pdf": PDF})) == {"papers/a.pdf/b.pdf": "taken"}


def test_special_files_are_never_opened(tmp_path):
    lay(tmp_path, {"papers/a.pdf": PDF})
    os.mkfifo(tmp_path / "papers" / "pipe.pdf")
    server = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    try:
        os.chdir(tmp_path)  # the path of a socket must be short
        server.bind("papers/socket.pdf")
    finally:
        os.chdir(here)
    found = account(tmp_path)
    server.close()
    assert {n: f.status.value for n, f in found.items()} == {
        "papers/a.pdf": "taken",
        "papers/pipe.pdf": "refused",
        "papers/socket.pdf": "refused",
    }
    assert "regular" in found["papers/pipe.pdf"].why.en


def test_links_are_accounted_for_and_not_followed(tmp_path):
    case, outside = tmp_path / "case", tmp_path / "outside"
    case.mkdir()
    outside.mkdir()
    (outside / "secret.pdf").write_bytes(PDF)
    lay(case, {"papers/a.pdf": PDF + b"a"})
    links = {
        "out.pdf": outside / "secret.pdf",
        "folder": outside,
        "up": case,
        "self.pdf": case / "papers" / "self.pdf",
        "ping": case / "papers" / "pong",
        "pong": case / "papers" / "ping",
        "in.pdf": case / "papers" / "a.pdf",
        "relative.pdf": Path("../papers/a.pdf"),
        "escape.pdf": Path("../../outside/secret.pdf"),
        "gone.pdf": case / "papers" / "gone",
        "zero": Path("/dev/zero"),
        "process": Path("/proc/self/environ"),
    }
    for name, target in links.items():
        (case / "papers" / name).symlink_to(target)
    found = account(case)
    assert found.pop("papers/a.pdf").status is FileStatus.TAKEN
    assert {f.status for f in found.values()} == {FileStatus.REFUSED}
    assert all(f.sha256 is None and not f.kept for f in found.values())
    why = {n.removeprefix("papers/"): f.why.en for n, f in found.items()}
    assert {n for n, w in why.items() if "out of the folder" in w} == {
        "out.pdf",
        "folder",
        "escape.pdf",
        "zero",
        "process",
    }
    assert {n for n, w in why.items() if "another place" in w} == {"up", "in.pdf", "relative.pdf"}
    assert "does not exist" in why["gone.pdf"]
    assert why.keys() == links.keys()


def test_nothing_outside_the_folder_is_opened(tmp_path):
    case, outside = tmp_path / "case", tmp_path / "outside"
    case.mkdir()
    outside.mkdir()
    for name in ("a.pdf", "debts.toml", "case.toml"):
        (outside / name).write_bytes(PDF)
    files = {"papers/a.pdf": PDF, "bills/a.csv": bill([1]), "messages/s.xml": SMS, "calls/a.wav": b"RIFF"}
    lay(case, files)
    for name in ("papers/x.pdf", "bills/x.csv", "messages/x.xml", "calls/x.wav"):
        (case / name).symlink_to(outside / "a.pdf")
    opened = []

    def watch(event, arguments):
        if event in ("open", "os.scandir", "os.listdir") and isinstance(
            arguments[0], str | bytes | os.PathLike
        ):
            opened.append(str(Path.cwd() / os.fsdecode(arguments[0])))

    active = [True]
    sys.addaudithook(lambda e, a: watch(e, a) if active else None)
    read_case_folder(case, ON)
    active.clear()
    inside = [p for p in opened if p.startswith(str(tmp_path))]
    assert {str(case / name) for name in files} <= set(inside)
    assert all(p == str(case) or p.startswith(f"{case}/") for p in inside)


@pytest.mark.parametrize("folder", ["bills", "messages", "calls", "papers"])
def test_empty_files_are_refused_each(tmp_path, folder):
    found = account(lay(tmp_path, {f"{folder}/a.pdf": b"", f"{folder}/b.xml": b"", f"{folder}/c.csv": b""}))
    assert {f.status for f in found.values()} == {FileStatus.REFUSED}
    assert all("空" in f.why.zh for f in found.values())
    assert not any(f.kept for f in found.values())


def strange_names():
    yield "newline", b"a\nb\r.pdf"
    yield "255 bytes", b"x" * 251 + b".pdf"
    yield "chinese to the limit", ("长" * 83).encode() + b".pdf"
    yield "gbk", "合同.pdf".encode("gbk")
    yield "no utf-8", b"\xff\xfe\x80.pdf"
    yield "right to left", "a\u202efdp.exe\u202c.pdf".encode()
    yield "zero width", "a\u200b\u200d\ufeff.pdf".encode()
    yield "blanks", b" .pdf "
    yield "emoji", "👩‍👩‍👧.pdf".encode()
    yield "shell", b"$(rm -rf x);`id`|&.pdf"
    yield "backslash", rb"..\..\a.pdf"
    yield "dash", b"--out=x.pdf"
    yield "controls", bytes(range(1, 32)).replace(b"/", b"") + b".pdf"
    yield "markup", b"<script>&amp;'\".pdf"


@pytest.mark.parametrize("name", [pytest.param(n, id=i) for i, n in strange_names()])
@pytest.mark.parametrize("folder", ["bills", "messages", "calls", "papers"])
def test_strange_names(tmp_path, name, folder):
    lay(tmp_path, {f"{folder}/{os.fsdecode(name)}": PDF})
    (one,) = account(tmp_path).values()
    assert one.path.read_bytes() == PDF
    assert one.status.value == ("refused" if folder == "bills" else "taken")
    assert all(json.dumps(r.as_json(), ensure_ascii=False).encode() for r in one.reading.records)


def test_names_that_show_alike_stay_two(tmp_path):
    names = [
        b"papers/a\xff.pdf",
        rb"papers/a\xff.pdf",
        "papers/é.pdf".encode(),
        "papers/e\u0301.pdf".encode(),
    ]
    lay(tmp_path, {os.fsdecode(n): PDF + n for n in names})
    assert list(status(tmp_path).values()) == ["taken"] * 4


def test_folders_deeper_than_the_system_can_name(tmp_path):
    lay(tmp_path, {"papers/a.pdf": PDF})
    here, depth = Path.cwd(), 2500
    os.chdir(tmp_path / "papers")
    try:
        for _ in range(depth):
            Path("d").mkdir()
            os.chdir("d")
        Path("deep.pdf").write_bytes(PDF)
        read = read_case_folder(tmp_path, ON)
    finally:
        os.chdir(here)
        _remove_deep(tmp_path / "papers" / "d")
    assert [f.status.value for f in read.files] == ["taken", "refused"]
    assert read.files[1].name.endswith("/d/")


def _remove_deep(top):
    """From the inside out: its full path is too long for the system."""
    here = Path.cwd()
    os.chdir(top)
    chain = 0
    while Path("d").is_dir():
        os.chdir("d")
        chain += 1
    Path("deep.pdf").unlink()
    for _ in range(chain):
        os.chdir("..")
        Path("d").rmdir()
    os.chdir(here)
    top.rmdir()


def test_wrong_extensions(tmp_path):
    files = {
        "papers/a.pdf": b"\x89PNG\r\n\x1a\n",
        "papers/b.png": PDF,
        "messages/c.txt": SMS,
        "papers/d": PDF + b"d",
        "papers/e.pdf": b"\x00\x01",
    }
    found = account(lay(tmp_path, files))
    flags = {n: f.reading.records[0].flags for n, f in found.items()}
    assert flags["papers/a.pdf"] == flags["papers/b.png"] == flags["papers/d"] == ("wrong_extension",)
    assert flags["papers/e.pdf"] == ("unknown_format",)
    assert len(found["messages/c.txt"].reading.records) == 2


@pytest.mark.parametrize(
    ("head", "media"),
    [
        ("BMW 贷款合同".encode(), "text/plain"), (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00\x36", "image/bmp"),
        (b"\xff\xfe\xfa", "application/octet-stream"), (b"\x80\x81\xff", "application/octet-stream"),
        ("长".encode() * HEAD, "text/plain"), (("a" + "长" * HEAD).encode()[:HEAD], "text/plain"), ("短信".encode("gbk"), "text/plain"),
        ("短信".encode()[:-1], "application/octet-stream"), (b"", "application/octet-stream"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"), (b"\x00\x00\x00\x18ftypM4A ", "video/mp4"), (b"RIFF\0\0\0\0WEBP", "image/webp"),
    ],
)  # fmt: skip
def test_what_a_file_is_by_its_first_bytes(head, media):
    assert recognise(head[:HEAD]).type == media


def test_identical_files_are_taken_once_and_name_their_twin(tmp_path):
    files = {
        "papers/b.pdf": PDF,
        "papers/a.pdf": PDF,
        "calls/c.pdf": PDF,
        "messages/s.xml": SMS,
        "messages/t.xml": SMS,
    }
    found = account(lay(tmp_path, files))
    assert {n: f.status.value for n, f in found.items()} == {
        "calls/c.pdf": "taken",
        "messages/s.xml": "taken",
        "messages/t.xml": "duplicate",
        "papers/a.pdf": "duplicate",
        "papers/b.pdf": "duplicate",
    }
    assert "calls/c.pdf" in found["papers/a.pdf"].why.zh
    assert sum(f.kept for f in found.values()) == 2


def test_a_bill_exported_twice_adds_only_what_is_new(tmp_path):
    files = {
        "bills/a.csv": bill(range(30), bad=2),
        "bills/b.csv": bill(range(20, 50), bad=1),
        "bills/c.csv": bill(range(50)),
    }
    found = account(lay(tmp_path, files))
    counts = [
        (len(f.reading.records), f.duplicates + f.reading.duplicates, len(f.reading.unread))
        for f in found.values()
    ]
    assert counts == [(30, 0, 2), (20, 10, 1), (0, 50, 0)]
    present = [f.reading.present + f.duplicates for f in found.values()]
    assert present == [len(data.splitlines()) - 1 for data in files.values()]
    assert len({r.order_no for f in found.values() for r in f.reading.records}) == 50
    assert all(f.kept for f in found.values())


def test_a_bill_of_bad_rows_alone_is_refused_and_kept(tmp_path):
    (one,) = account(lay(tmp_path, {"bills/a.csv": bill([], bad=3)})).values()
    assert (one.status, len(one.reading.unread), one.kept) == (FileStatus.REFUSED, 3, True)


class Reads:
    """Stands in for `read_one`: does something to the file when it is read."""

    def __init__(self, monkeypatch, act):
        self.real, self.act = accounts.read_one, act
        monkeypatch.setattr(accounts, "read_one", self)

    def __call__(self, path, name):
        self.act(path)
        return self.real(path, name)


def _append(path):
    with path.open("ab") as file:
        file.write(b"more")


@pytest.mark.parametrize(
    ("act", "word"),
    [
        (Path.unlink, "opened"),
        (_append, "changed"),
        (lambda p: os.truncate(p, 3), "changed"),
        (lambda p: (p.unlink(), p.write_bytes(b"other")), "changed"),
        (lambda p: os.utime(p, ns=(1, 1)), "changed"),
        (lambda p: (p.unlink(), p.mkdir()), "opened"),
    ],
    ids=["vanishes", "grows", "shrinks", "is replaced", "is touched", "becomes a folder"],
)
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch, act, word):
    lay(tmp_path, {"papers/a.pdf": PDF, "papers/b.pdf": PDF + b"b"})
    Reads(monkeypatch, lambda p: act(p) if p.name == "a.pdf" else None)
    first, second = read_case_folder(tmp_path, ON).files
    assert (first.status, first.sha256, first.kept) == (FileStatus.REFUSED, None, False)
    assert word in first.why.en
    assert second.status is FileStatus.TAKEN


def test_a_copy_of_a_file_that_changed_is_no_duplicate(tmp_path, monkeypatch):
    lay(tmp_path, {"papers/a.pdf": PDF, "papers/b.pdf": PDF})
    Reads(monkeypatch, lambda p: _append(p) if p.name == "a.pdf" else None)
    assert [f.status.value for f in read_case_folder(tmp_path, ON).files] == ["refused", "taken"]


def test_a_file_that_vanishes_between_listing_and_looking(tmp_path, monkeypatch):
    lay(tmp_path, {"papers/a.pdf": PDF, "papers/b.pdf": PDF + b"b"})
    real = Path.lstat

    def gone(path):
        if path.name == "a.pdf":
            raise FileNotFoundError(2, "No such file or directory")
        return real(path)

    monkeypatch.setattr(Path, "lstat", gone)
    assert [f.status.value for f in read_case_folder(tmp_path, ON).files] == ["refused", "taken"]


def test_a_file_that_the_system_will_not_read(tmp_path, monkeypatch):
    lay(tmp_path, {"papers/a.pdf": PDF, "papers/b.pdf": PDF + b"b"})
    real = io.open

    def denied(file, *args, **more):
        if str(file).endswith("a.pdf"):
            raise OSError(5, "Input/output error")
        return real(file, *args, **more)

    monkeypatch.setattr(io, "open", denied)
    monkeypatch.setattr(builtins, "open", denied)
    first, second = read_case_folder(tmp_path, ON).files
    assert (first.status, first.why.en.count("Input/output error")) == (FileStatus.REFUSED, 1)
    assert second.status is FileStatus.TAKEN


def test_a_folder_that_the_system_will_not_list_has_its_account(tmp_path, monkeypatch):
    lay(tmp_path, {"papers/locked/a.pdf": PDF, "papers/b.pdf": PDF})
    real = os.scandir

    def denied(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", denied)
    found = {f.name: f.status.value for f in read_case_folder(tmp_path, ON).files}
    assert found == {"papers/b.pdf": "taken", "papers/locked/": "refused"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("name", ["papers/a.pdf", "papers"])
def test_without_permission_the_case_goes_on(tmp_path, name):
    lay(tmp_path, {"papers/a.pdf": PDF, "calls/b.pdf": PDF})
    (tmp_path / name).chmod(0)
    try:
        found = {f.name.rstrip("/"): f.status.value for f in read_case_folder(tmp_path, ON).files}
    finally:
        (tmp_path / name).chmod(0o755)
    assert found == {"calls/b.pdf": "taken", name: "refused"}


def test_progress_names_every_file_once(tmp_path):
    lay(tmp_path, {"papers/a.pdf": PDF, "papers/b.pdf": PDF, "x": b""})
    said = []
    read = read_case_folder(tmp_path, ON, lambda *step: said.append(step))
    assert said == [(i, 3, f.name) for i, f in enumerate(read.files, 1)]

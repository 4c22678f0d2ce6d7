"""The three input files as files: syntax, encodings, size, links, and the folder they lie in."""

import codecs
import os
import tomllib

import pytest
from case_documents import CASE, DEBTS, ON, PAYMENTS, SHORTEST, places, put, refusal

from xiehuan.errors import InputRefused
from xiehuan.readers.case_folder import read_case_folder
from xiehuan.readers.case_folder.toml_file import LIMIT

INPUTS = ("debts.toml", "case.toml", "payments.csv")
ALL = {"debts.toml": DEBTS, "case.toml": CASE, "payments.csv": PAYMENTS}
AS_ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")


def encoded(how):
    """All three files written in another way."""
    ways = {
        "utf-8": str.encode,
        "bom": lambda t: codecs.BOM_UTF8 + t.encode(),
        "gbk": lambda t: t.replace("…", "").encode("gbk"),
        "crlf": lambda t: t.replace("\n", "\r\n").encode(),
        "cr": lambda t: t.replace("\n", "\r").encode(),
        "gbk crlf": lambda t: t.replace("…", "").replace("\n", "\r\n").encode("gbk"),
        "no end of line": lambda t: t.rstrip("\n").encode(),
    }
    return [ways[how](ALL[name]) for name in INPUTS]


@pytest.mark.parametrize("how", ["bom", "gbk", "crlf", "cr", "gbk crlf", "no end of line"])
def test_every_way_to_write_the_files_says_the_same(tmp_path, how):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    plain = read_case_folder(put(tmp_path / "a", *encoded("utf-8")), ON)
    other = read_case_folder(put(tmp_path / "b", *encoded(how)), ON)
    assert other.case == plain.case
    assert len(plain.case.debts[0].payments) == 3
    assert plain.case.debts[0].payments[1].note == "第二期, 微信"


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize(
    "data",
    [DEBTS.encode("utf-16"), b"\xff\xfe\xfa\x80", codecs.BOM_UTF8 + b'a = "\xc4\xe3"', b"\x80\x81\xff" * 99],
    ids=["utf-16", "bytes", "bom and gbk", "more bytes"],
)
def test_what_is_no_text_is_refused_by_name(tmp_path, name, data):
    put(tmp_path, DEBTS)
    (tmp_path / name).write_bytes(data)
    assert places(refusal(tmp_path)) == [("bad_encoding", name, None, None)]


SYNTAX = {
    "no value": "lender =",
    "no equals sign": "lender",
    "open string": 'lender = "x',
    "open list": "lender = [1",
    "chinese quotes": "lender = “x”",
    "percent": "rate = 24%",
    "thousands": "total = 1,234.50",
    "leading zero": "n = 012",
    "open table": "[debt.loan",
    "control character": 'lender = "\x01"',
    "bad escape": r'lender = "C:\x"',
    "twice": "a = 1\na = 1",
    "table twice": "[x]\n[x]",
    "very long number": f"a = {'9' * 5000}",
}


@pytest.mark.parametrize("name", INPUTS[:2])
@pytest.mark.parametrize("line", SYNTAX.values(), ids=SYNTAX)
def test_a_mistake_of_syntax_names_its_line(tmp_path, name, line):
    put(tmp_path, SHORTEST)
    text = f"# first\n\n{line}\n"
    (tmp_path / name).write_text(text, "utf-8")
    error = refusal(tmp_path)
    assert places(error) == [("bad_toml", name, None, None)]
    row = error.findings[0].where.row
    if "9999" in line:
        assert row is None
    else:
        assert row in (3, 4)
        assert len(str(error)) < 1500
        assert text.split("\n")[row - 1].strip()[:10] in error.findings[0].message.zh


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 50_000,
        "x = " + "{a=" * 50_000,
        "a." * 500 + "b = 1",
        "\x00" * 500,
        "=" * 1000,
        '"' * 9999,
    ],
    ids=["lists", "tables", "dots", "nul", "equals", "quotes"],
)
def test_text_that_makes_parsers_stumble_is_one_refusal(tmp_path, text):
    assert refusal(put(tmp_path, text))


def test_a_deep_value_can_be_shown(tmp_path):
    error = refusal(put(tmp_path, SHORTEST + "[debt.platform" + ".a" * 2000 + "]\nb = 1\n"))
    assert places(error) == [("wrong_type", "debts.toml", "debt.anxin", "platform")]
    assert len(str(error)) < 2000


NOT_VALUES = """
# next_due = 2026-02-30
[[debt]]
id = "anxin"  # paid = 2026-13-45
lender = "到期 = 2026-02-30 的那笔"
platform = 'x = 2026-02-30, 2026/1/1'
guarantor = \"\"\"
when = 2026-02-30
\"\"\"
contract_no = '''
when = 2026-02-30
'''
next_due = 2026-11-25
claim = [{ on = 2026-11-20, total = "1.00" }]
"""


def test_dates_in_comments_and_strings_are_left_alone(tmp_path):
    (debt,) = read_case_folder(put(tmp_path, NOT_VALUES), ON).case.debts
    assert debt.lender == "到期 = 2026-02-30 的那笔"
    assert debt.platform == "x = 2026-02-30, 2026/1/1"
    assert debt.contract_no == tomllib.loads(NOT_VALUES)["debt"][0]["contract_no"]


def test_every_impossible_date_is_said_with_its_line(tmp_path):
    text = DEBTS.replace("creditor_since = 2025-11-03", "creditor_since = 2025-11-31   # 收到的那天")
    text = text.replace("on = 2026-11-20", "on=2026-2-30").replace("2026-10-20", "2026-13-01")
    text = text.replace('items = ["利息", "担保费"]', "items = [2026-02-30]")
    error = refusal(put(tmp_path, text))
    lines = text.split("\n")
    assert sorted((f.where.field, f.code) for f in error.findings) == [
        ("accelerated_on", "bad_date"),
        ("creditor_since", "bad_date"),
        ("items", "wrong_type"),
        ("on", "bad_date"),
    ]
    for finding in error.findings:
        if finding.code == "bad_date":
            assert lines[finding.where.row - 1].startswith(finding.where.field)


def test_twenty_thousand_impossible_dates_are_all_said(tmp_path):
    claims = '[[debt.claim]]\non = 2026-02-30\ntotal = "1.00"\n' * 20_000
    error = refusal(put(tmp_path, SHORTEST + claims))
    assert len(error.findings) == 20_000
    assert [f.where.row for f in error.findings[:2]] == [10, 13]


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize("kind", ["folder", "fifo", "dangling link", "loop", "link out", "link to folder"])
def test_what_is_no_file_of_the_folder_is_refused(tmp_path, name, kind):
    folder, outside = tmp_path / "case", tmp_path / "outside"
    folder.mkdir()
    outside.write_text(ALL[name], "utf-8")
    put(folder, DEBTS)
    path = folder / name
    path.unlink(missing_ok=True)
    {
        "folder": path.mkdir,
        "fifo": lambda: os.mkfifo(path),
        "dangling link": lambda: path.symlink_to(folder / "nowhere"),
        "loop": lambda: path.symlink_to(path),
        "link out": lambda: path.symlink_to(outside),
        "link to folder": lambda: path.symlink_to(folder),
    }[kind]()
    ((code, file, _, _),) = places(refusal(folder))
    assert file == name
    assert code == {"link out": "link_outside", "loop": code}.get(kind, "not_a_file")
    assert code in ("not_a_file", "cannot_open", "link_outside")


def test_a_link_to_another_file_of_the_folder_is_read(tmp_path):
    put(tmp_path)
    (tmp_path / "debts.toml").rename(tmp_path / "mine.toml")
    (tmp_path / "debts.toml").symlink_to("mine.toml")
    read = read_case_folder(tmp_path, ON)
    assert [(f.name, f.status.value) for f in read.files] == [("mine.toml", "refused")]


@pytest.mark.parametrize("name", INPUTS[:2])
@pytest.mark.parametrize("size", [LIMIT + 1, 5 * 1024 * 1024])
def test_a_file_that_is_too_large_says_its_size(tmp_path, name, size):
    put(tmp_path, SHORTEST)
    (tmp_path / name).write_bytes(SHORTEST.encode() + b"#" * (size - len(SHORTEST.encode())))
    error = refusal(tmp_path)
    assert places(error) == [("too_large", name, None, None)]
    assert str(size) in error.findings[0].message.zh
    assert str(LIMIT) in error.findings[0].next.zh


def test_a_file_of_just_the_limit_is_read(tmp_path):
    put(tmp_path, SHORTEST.encode() + b"#" * (LIMIT - len(SHORTEST.encode())))
    assert read_case_folder(tmp_path, ON).case.debts


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "debt = []"])
def test_no_debt_at_all(tmp_path, text):
    assert places(refusal(put(tmp_path, text))) == [("missing", "debts.toml", None, "debt")]


def test_no_debts_file(tmp_path):
    put(tmp_path, None, CASE, PAYMENTS)
    assert places(refusal(tmp_path)) == [("missing", "debts.toml", None, None)]


@pytest.mark.parametrize("text", ["", "# nothing"])
def test_an_empty_case_file_is_a_household_of_nothing(tmp_path, text):
    assert not read_case_folder(put(tmp_path, SHORTEST, text), ON).case.household.stated


@pytest.mark.parametrize("name", ["nowhere", "a file", "x" * 300, "broken", "nul\0"])
def test_what_is_no_folder_is_refused(tmp_path, name):
    (tmp_path / "a file").write_text("x")
    (tmp_path / "broken").symlink_to("nowhere")
    error = refusal(tmp_path / name)
    assert error.code == "no_folder"
    assert name in error.message.zh


def test_a_folder_through_a_link_is_the_folder(tmp_path):
    (tmp_path / "real").mkdir()
    put(tmp_path / "real")
    (tmp_path / "link").symlink_to("real")
    assert read_case_folder(tmp_path / "link", ON).case.debts


@AS_ROOT
@pytest.mark.parametrize("name", ["", *INPUTS])
def test_without_permission_it_is_refused(tmp_path, name):
    put(tmp_path, DEBTS, CASE, PAYMENTS)
    path = tmp_path / name
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        assert refusal(tmp_path).findings[0].code in ("no_folder", "cannot_open")
    finally:
        path.chmod(mode)


@pytest.mark.parametrize("name", INPUTS)
def test_a_file_that_the_system_will_not_open_is_refused(tmp_path, name, monkeypatch):
    put(tmp_path, DEBTS, CASE, PAYMENTS)
    opened = type(tmp_path).open

    def denied(path, *args, **more):
        if path.name == name:
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **more)

    monkeypatch.setattr(type(tmp_path), "open", denied)
    error = refusal(tmp_path)
    assert places(error) == [("cannot_open", name, None, None)]
    assert "Permission denied" in error.findings[0].message.en


def test_a_folder_that_the_system_will_not_list_is_refused(tmp_path, monkeypatch):
    def denied(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "iterdir", denied)
    with pytest.raises(InputRefused, match="no_folder"):
        read_case_folder(put(tmp_path), ON)

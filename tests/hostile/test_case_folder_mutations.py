"""Spoilt at random, the input files give a case or a refusal with findings; never another exception."""

import json
import tempfile
from pathlib import Path

import pytest
from case_documents import CASE, DEBTS, ON, PAYMENTS, put
from hypothesis import given, settings
from hypothesis import strategies as st

from xiehuan.errors import InputRefused
from xiehuan.readers.case_folder import read_case_folder

FILES = {"debts.toml": DEBTS, "case.toml": CASE, "payments.csv": PAYMENTS}
PIECES = [
    b'"', b"'", b'"""', b"'''", b"[", b"]", b"[[debt]]\n", b"[[debt.claim]]\n", b"{", b"}", b"=", b"\n", b"\r", b"#", b"\\", b",",
    b"2026-02-30", b"= 2026-13-01\n", b"0001-01-01", b"9999-12-31", b"nan", b"-inf", b"1e999", b"9" * 50, b"-", b"0", b"0.00",
    b"true", b"\x00", b"\xff", b"\xef\xbb\xbf", "长".encode(), "长".encode("gbk"), b"a.b.c = 1\n", b"\\ud800", b'"2"', b"600",
]  # fmt: skip
PLACE = st.integers(0, 1 << 16)
CHANGE = st.one_of(
    st.tuples(st.just("flip"), PLACE, st.integers(1, 255)),
    st.tuples(st.just("delete"), PLACE, st.integers(1, 60)),
    st.tuples(st.just("insert"), PLACE, st.sampled_from(PIECES) | st.binary(max_size=8)),
    st.tuples(st.just("replace"), PLACE, st.sampled_from(PIECES)),
    st.tuples(st.just("repeat"), PLACE, st.integers(1, 200)),
    st.tuples(st.just("cut"), PLACE, st.none()),
)
CHANGES = st.lists(CHANGE, min_size=1, max_size=4)


def changed(data, changes):
    """The bytes with every change made in turn."""
    for what, place, value in changes:
        at = place % (len(data) + 1)
        if what == "flip":
            data = data[:at] + bytes([b ^ value for b in data[at : at + 1]]) + data[at + 1 :]
        elif what == "delete":
            data = data[:at] + data[at + value :]
        elif what == "insert":
            data = data[:at] + value + data[at:]
        elif what == "replace":
            data = data[:at] + value + data[at + len(value) :]
        elif what == "repeat":
            data = data[:at] + data[at : at + value] * 2 + data[at + value :]
        else:
            data = data[:at]
    return data


def outcome(name, data):
    """ "case", or the codes of the refusal, after checking what must be true of either."""
    files = {**{n: t.encode() for n, t in FILES.items()}, name: data}
    with tempfile.TemporaryDirectory() as folder:
        put(Path(folder), *files.values())
        try:
            read = read_case_folder(Path(folder), ON)
        except InputRefused as error:
            _check(error)
            return {f.code for f in error.findings}
    assert read.case.debts
    assert read.files == ()
    return {"case"}


def _check(error):
    assert error.findings
    assert error.exit_code == 3
    json.dumps(error.as_json(), ensure_ascii=False).encode()
    str(error).encode()
    for finding in error.findings:
        assert finding.where.file in FILES
        assert all((finding.message.zh, finding.message.en, finding.next.zh, finding.next.en))
        assert finding.where.row is None or finding.where.row >= 1


def _try(name, count):
    seen = set()

    @settings(max_examples=count, deadline=None, database=None, derandomize=True)
    @given(CHANGES)
    def one(changes):
        seen.update(outcome(name, changed(FILES[name].encode(), changes)))

    one()
    return seen


@pytest.mark.parametrize("name", FILES)
def test_a_spoilt_file_is_a_case_or_a_refusal(name):
    assert len(_try(name, 400)) > 3  # several kinds of outcome, so the changes do reach the reader


@pytest.mark.long
@pytest.mark.parametrize("name", FILES)
def test_a_file_spoilt_ten_thousand_times(name):
    assert "case" in _try(name, 10_000)


def test_the_changes_change():
    made = [
        ("flip", 0, 1),
        ("delete", 1, 1),
        ("insert", 0, b"x"),
        ("replace", 0, b"y"),
        ("repeat", 1, 1),
        ("cut", 2, None),
    ]
    assert [changed(b"abc", [m]) for m in made] == [b"`bc", b"ac", b"xabc", b"ybc", b"abbc", b"ab"]

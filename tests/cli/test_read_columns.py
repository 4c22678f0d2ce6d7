"""Tables that no reader knows: the guess, the picking, and that it is kept for the same header."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xiehuan.cli.read import command
from xiehuan.readers.columns import FILE, Picking, PickingWrong, guess, header_of, keep, kept

TABLE = (
    '导出自某工具\n日期时间,号码,短信内容,收发\n2026-11-20 09:05:00,10690001,"您好,\n请还款",接收\n'
    "2026-11-20 10:00:00,10690001,想延期,发送\n,10690001,草稿内容,草稿\n"
)
TYPED = "at=日期时间,from=号码,text=短信内容,direction=收发"


def run(*arguments: object) -> Result:
    """`xiehuan read` in this process; what it refuses with is in `exception`."""
    return CliRunner().invoke(command, [str(a) for a in arguments])


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.output.splitlines()]


@pytest.fixture(params=["utf-8", "gb18030", "utf-16"])
def table(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / "t.csv"
    path.write_bytes(TABLE.encode(request.param))
    return path


def test_a_table_that_is_not_understood_shows_a_guess(table: Path) -> None:
    *_, last = lines(run(table, "--json"))
    guessed = last["summary"]["columns_guessed"]["t.csv"]  # type: ignore[index]
    assert guessed == "at=日期时间,from=号码,text=短信内容,direction=收发"
    assert guessed in run(table).output


def test_the_picked_columns_make_messages(table: Path) -> None:
    first, second, draft, summary = lines(run(table, "--json", "--columns", TYPED))
    assert (first["at"], first["from"], first["text"], first["direction"]) == (
        "2026-11-20T09:05:00+08:00",
        "10690001",
        "您好,\n请还款",
        "in",
    )
    assert second["direction"] == "out"
    assert "not_sent" in draft["flags"]  # type: ignore[operator]
    assert summary["summary"]["records"] == 3  # type: ignore[index]
    assert summary["summary"]["columns_guessed"] == {}  # type: ignore[index]


def test_what_was_picked_once_holds_for_the_header(table: Path) -> None:
    before = lines(run(table, "--json", "--columns", TYPED, "--keep-columns"))
    assert lines(run(table, "--json"))[:-1] == before[:-1]
    other = table.with_name("other.csv")
    other.write_text("甲,乙\n1,2\n", "utf-8")
    assert lines(run(other, "--json"))[0]["kind"] == "paper"


@pytest.mark.parametrize(
    ("typed", "named"), [("at=日期,text=短信内容", "日期"), ("at=日期时间", "text"), ("when=日期时间", "when"), ("日期时间", "日期时间"), ("", "")]
)  # fmt: skip
def test_a_picking_that_does_not_fit_says_what_there_is(table: Path, typed: str, named: str) -> None:
    refused = run(table, "--columns", typed or ",").exception
    assert isinstance(refused, PickingWrong)
    assert refused.exit_code == 2
    assert named in refused.message.zh
    assert "日期时间、号码、短信内容、收发" in refused.next.zh


def test_keeping_needs_columns(table: Path) -> None:
    assert run(table, "--keep-columns").exit_code == 2


def test_kept_columns_of_several_headers(tmp_path: Path) -> None:
    path = tmp_path / FILE
    one, two = ("时间", "内容"), ('a"b\\', "c]\x7f", "d")
    keep(path, one, Picking({"at": "时间", "text": "内容"}))
    keep(path, two, Picking({"at": 'a"b\\', "text": "c]\x7f"}))
    keep(path, one, Picking({"at": "时间", "text": "内容", "from": "时间"}))
    assert kept(path, one) == Picking({"at": "时间", "text": "内容", "from": "时间"})
    assert kept(path, two) == Picking({"at": 'a"b\\', "text": "c]\x7f"})
    assert kept(path, ("x", "y")) is None
    path.write_bytes(b"[[table]\n\xff")
    assert kept(path, one) is None


@pytest.mark.parametrize("typed", ["at=a,text=zz", "at=a", "x=a", ""])
def test_parsing(typed: str) -> None:
    with pytest.raises(PickingWrong):
        Picking.parse(typed, ("a", "b"))


def test_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for data in (b"", b"one\ntwo\n", b"1,2\n3,4\n", "\ufeff".encode("utf-16")):
        path.write_bytes(data)
        assert guess(path) is None
        assert header_of(path) is None

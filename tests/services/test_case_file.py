"""A case in a home: written once per form, checked by the readers of a case folder, read as its folder is."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from store.homes import opened
from xiehuan.case.assessment import assess
from xiehuan.errors import InputRefused
from xiehuan.packs.loader import load_cn
from xiehuan.packs.workdays import workdays_cn
from xiehuan.readers.case_folder import read_case_folder
from xiehuan.services import case_file
from xiehuan.services.case_file import DEBTS, Tables

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "a-laid-off"
ON = date(2026, 11, 23)
FIRST, SECOND = "first", "second"


def add(lender: str) -> case_file.Callable[[Tables], None]:
    def edit(top: Tables) -> None:
        rows = top.setdefault("debt", [])
        claim = [{"on": ON, "total": "4218.90"}]
        rows.append(
            {"id": f"d{len(rows) + 1}", "lender": lender, "next_due": date(2026, 12, 2), "claim": claim}
        )

    return edit


def test_a_form_sent_twice_is_done_once(tmp_path: Path) -> None:
    home = opened(tmp_path / "home")
    assert case_file.change(home, "mine", DEBTS, add("甲"), on=ON, token=FIRST)
    assert not case_file.change(home, "mine", DEBTS, add("甲"), on=ON, token=FIRST)
    assert case_file.change(home, "mine", DEBTS, add("乙"), on=ON, token=SECOND)
    assert [d["lender"] for d in case_file.tables(home, "mine", DEBTS)["debt"]] == ["甲", "乙"]


def test_what_the_reader_refuses_is_not_written_and_may_be_sent_again(tmp_path: Path) -> None:
    home = opened(tmp_path / "home")

    def wrong(top: Tables) -> None:
        top["debt"] = [{"id": "d1", "lender": "甲", "next_due": date(2026, 12, 2), "nonsense": 1}]

    with pytest.raises(InputRefused):
        case_file.change(home, "mine", DEBTS, wrong, on=ON, token=FIRST)
    assert DEBTS not in case_file.written(home, "mine")
    assert case_file.change(home, "mine", DEBTS, add("甲"), on=ON, token=FIRST)


def test_every_version_and_who_wrote_it_stays(tmp_path: Path) -> None:
    home = opened(tmp_path / "home")
    case_file.change(home, "mine", DEBTS, add("甲"), on=ON)
    case_file.change(home, "mine", DEBTS, lambda top: top.pop("debt"), on=ON)
    from xiehuan.store.models import Document, Journal  # noqa: PLC0415 - after the tables are ready

    texts = list(Document.objects.order_by("version").values_list("version", "text"))
    assert [v for v, _ in texts] == [1, 2]
    assert "甲" in texts[0][1]
    assert Journal.objects.filter(what="written").count() == 2
    assert case_file.seen(home, "mine", ON) is None


def test_the_example_in_a_home_gives_the_results_of_its_folder(tmp_path: Path) -> None:
    home = opened(tmp_path / "home")
    case_file.take_example(home, "example", EXAMPLE)
    case_file.take_example(home, "example", EXAMPLE)
    seen = case_file.seen(home, "example", ON)
    assert seen is not None
    folder = assess(read_case_folder(EXAMPLE, ON).case, load_cn(), ON, workdays_cn())
    assert [v.owed for v in seen.state.debts] == [v.owed for v in folder.debts]
    assert [v.audit.as_json() for v in seen.state.debts] == [v.audit.as_json() for v in folder.debts]
    assert seen.state.budget == folder.budget
    assert seen.state.joint == folder.joint


def test_the_case_as_a_folder_keeps_every_name_inside(tmp_path: Path) -> None:
    home = opened(tmp_path / "home")
    case_file.take_example(home, "example", EXAMPLE)
    with case_file.as_folder(home, "example") as folder:
        again = read_case_folder(folder, ON)
        assert tomllib.loads((folder / DEBTS).read_text("utf-8"))["debt"][0]["id"] == "anxin"
    assert not list(home.root.glob(".reading-*"))
    assert len(again.case.records) == len(read_case_folder(EXAMPLE, ON).case.records)
    for name in ("../../x", "/etc/x", "..\\..\\x", "..", "a/../../b"):
        assert case_file._place(tmp_path, name, "text/plain", 7).resolve().is_relative_to(tmp_path.resolve())


def test_what_was_written_goes_along_to_another_home(tmp_path: Path) -> None:
    home = opened(tmp_path / "home")
    case_file.change(home, "mine", DEBTS, add("甲"), on=ON)
    from xiehuan.store import transfer  # noqa: PLC0415 - after the tables are ready
    from xiehuan.store.cases import case_of  # noqa: PLC0415

    text = transfer.told(case_of("mine"), "")
    other = opened(tmp_path / "other")
    transfer.taken_over(text, "theirs", lambda _: True)
    assert [d["lender"] for d in case_file.tables(other, "theirs", DEBTS)["debt"]] == ["甲"]

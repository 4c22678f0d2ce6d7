"""The main job on both examples: what is written, that it is the same twice, and what is never written."""

from __future__ import annotations

import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document as Docx
from made_packs import CHINA, EXAMPLES, NAMES, ON, ROOT, digests, make
from pack_table import pack_table
from pypdf import PdfReader

from xiehuan.errors import InputRefused, WrongUse
from xiehuan.services import prepare as prepare_module
from xiehuan.services.prepare import prepare
from xiehuan.vault import Taking

GOLDEN = ROOT / "tests" / "golden"


@pytest.fixture(scope="module", params=NAMES)
def pack(request, tmp_path_factory):
    out = tmp_path_factory.mktemp("pack") / request.param
    return make(EXAMPLES / request.param, out)


def _golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("XIEHUAN_UPDATE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8"), f"review the difference, then XIEHUAN_UPDATE_GOLDEN=1 for {name}"


def test_golden_table(pack):
    _golden(f"{pack.out.name}.txt", pack_table(pack.summary, pack.imports))


def test_golden_letters(pack):
    texts = []
    for path in sorted(pack.out.glob("to-send/*/*.docx")):
        doc = Docx(str(path))
        lines = [p.text for p in doc.paragraphs if p.text.strip()]
        lines += [" | ".join(c.text for c in row.cells) for t in doc.tables for row in t.rows]
        texts.append(f"## {path.parent.name}/{path.stem}\n" + "\n".join(lines))
    _golden(f"{pack.out.name}-letters.txt", "\n\n".join(texts) + "\n")


def test_written_json_is_what_was_returned(pack):
    assert json.loads((pack.out / "summary.json").read_text("utf-8")) == json.loads(json.dumps(pack.summary))
    assert json.loads((pack.out / "imports.json").read_text("utf-8")) == json.loads(json.dumps(pack.imports))


def test_layout_is_the_interface(pack):
    names = set(digests(pack.out))
    ids = [d["id"] for d in pack.summary["debts"]]
    expected = {
        "summary.json",
        "imports.json",
        "evidence.zip",
        "for-me/report.html",
        "for-me/report.pdf",
        "for-me/calendar.ics",
    }
    expected |= {f"for-me/call-sheets/{i}.pdf" for i in ids} | {f"for-me/recount/{i}.xlsx" for i in ids}
    expected |= {
        f"to-send/{i}/{n}"
        for i in ids
        for n in ("application.pdf", "application.docx", "account-query.pdf", "account-query.docx")
    }
    assert expected <= names
    beside = {f"for-me/income-and-spending{end}" for end in (".html", ".en.html", ".pdf", ".docx", ".json")}
    assert names - expected == {"for-me/report.en.html", *beside}


def test_every_file_of_the_folder_is_accounted_for(pack):
    folder = EXAMPLES / pack.out.name
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    accounted = [f["file"] for f in pack.imports["files"]]
    assert sorted([*accounted, "debts.toml", "case.toml", "payments.csv"]) == sorted(there)
    for f in pack.imports["files"]:
        assert f["records"] == f["taken"] + f["duplicates"] + len(f["unread"])


def test_applications_are_short_and_call_sheets_are_one_page(pack):
    for path in pack.out.glob("to-send/*/application.pdf"):
        assert len(PdfReader(path).pages) <= 10
    for path in pack.out.glob("for-me/call-sheets/*.pdf"):
        assert len(PdfReader(path).pages) == 1, path


def _text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        return re.sub(r"\s", "", "".join(p.extract_text() for p in PdfReader(path).pages))
    doc = Docx(str(path))
    cells = [c.text for t in doc.tables for r in t.rows for c in r.cells]
    return re.sub(r"\s", "", "".join([*(p.text for p in doc.paragraphs), *cells]))


def test_nothing_to_send_holds_the_floor(pack):
    """The floor's total and term must not stand in any letter, nor the word itself."""
    for debt, options in pack.summary["options"].items():
        floor = next((o for o in options if o["role"] == "floor"), None)
        for path in (pack.out / "to-send" / debt).iterdir():
            text = _text_of(path)
            assert "底线" not in text
            if floor:
                assert f"{int(floor['total'].split('.')[0]):,}.{floor['total'].split('.')[1]}" not in text
    with zipfile.ZipFile(pack.out / "evidence.zip") as archive:
        names = archive.namelist()
    assert not [n for n in names if n.endswith(("case.toml", "debts.toml", "summary.json"))]


def test_stated_ability_is_the_statement_everywhere(pack):
    """Application, call sheet and report name the affordable amount of the summary, and the plans add up to it."""
    affordable = pack.summary["budget"]["affordable"]
    shown = f"{int(affordable.split('.')[0]):,}.00"
    for path in pack.out.glob("to-send/*/application.pdf"):
        assert shown in _text_of(path)
    options = pack.summary["options"]
    first = [o["monthly"] for i, c in pack.summary["joint_plan"]["choices"].items() for o in [options[i][c]]]
    assert sum(int(m.replace(".", "")) for m in first) <= int(affordable.replace(".", ""))
    for debt, index in pack.summary["joint_plan"]["choices"].items():
        monthly = options[debt][index]["monthly"]
        said = f"{int(monthly.split('.')[0]):,}.{monthly.split('.')[1]}"
        assert said in _text_of(pack.out / "for-me" / "call-sheets" / f"{debt}.pdf")


def test_twice_the_same_bytes(pack, tmp_path):
    """Another hour, another installation, another process settings: only evidence.zip may differ."""
    again = make(EXAMPLES / pack.out.name, tmp_path / pack.out.name, at=21, installation="elsewhere")
    first, second = digests(pack.out), digests(again.out)
    assert first.keys() == second.keys()
    assert {n for n in first if first[n] != second[n]} <= {"evidence.zip"}
    with zipfile.ZipFile(pack.out / "evidence.zip") as a, zipfile.ZipFile(again.out / "evidence.zip") as b:
        assert a.namelist() == b.namelist()
        changed = {n.partition("/")[2] for n in a.namelist() if a.read(n) != b.read(n)}
    assert changed <= {"log/entries.jsonl", "bag-info.txt", "tagmanifest-sha256.txt"}
    assert changed


def test_twice_the_same_bytes_in_another_process(pack, tmp_path):
    """Hash seed, time zone and locale of the process change nothing."""
    out = tmp_path / pack.out.name
    env = {
        **os.environ,
        "PYTHONHASHSEED": "4",
        "TZ": "America/Lima",
        "LC_ALL": "C",
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [
        sys.executable,
        "-m",
        "xiehuan",
        "prepare",
        str(EXAMPLES / pack.out.name),
        "--out",
        str(out),
        "--on",
        "2026-11-23",
    ]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    first, second = digests(pack.out), digests(out)
    assert {n for n in first if first[n] != second.get(n)} <= {"evidence.zip"}


def test_calendar_titles_are_neutral(pack):
    text = (pack.out / "for-me" / "calendar.ics").read_text("utf-8")
    titles = re.findall(r"SUMMARY:(.*)", text)
    assert titles
    assert all(re.fullmatch(r"事项[A-Z](?: \d+/\d+)?\s*", t) for t in titles)


def test_an_existing_pack_is_left_alone_without_replace(tmp_path):
    out = tmp_path / "pack"
    make(EXAMPLES / "b-illness", out)
    before = digests(out)
    with pytest.raises(WrongUse) as caught:
        make(EXAMPLES / "b-illness", out)
    assert (caught.value.code, caught.value.exit_code) == ("out_exists", 2)
    assert digests(out) == before
    assert [p.name for p in tmp_path.iterdir()] == ["pack"]


def test_replace_takes_only_packs(tmp_path):

    out = tmp_path / "pack"
    taken = make(EXAMPLES / "b-illness", out)
    (out / "for-me" / "old").write_text("x")
    prepare(EXAMPLES / "b-illness", out, on=ON, taking=_taking, replace=True)
    assert not (out / "for-me" / "old").exists()
    assert digests(out).keys() == {*digests(taken.out)}
    precious = tmp_path / "home"
    precious.mkdir()
    (precious / "letter.txt").write_text("mine")
    with pytest.raises(WrongUse, match="out_not_a_pack"):
        prepare(EXAMPLES / "b-illness", precious, on=ON, taking=_taking, replace=True)
    assert (precious / "letter.txt").read_text() == "mine"


def _taking():
    return Taking(datetime(2026, 11, 23, 9, tzinfo=CHINA), "t")


@pytest.mark.parametrize("inside", ["pack", "papers/pack", "."])
def test_out_inside_the_case_is_refused(tmp_path, inside):
    folder = tmp_path / "case"
    shutil.copytree(EXAMPLES / "b-illness", folder)
    before = digests(folder)
    with pytest.raises(WrongUse, match="out_in_case"):
        make(folder, folder / inside)
    assert digests(folder) == before


def test_a_failure_leaves_nothing(tmp_path, monkeypatch):
    """When a document cannot be rendered there is no half pack and no temporary folder."""

    def broken(*_args, **_kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(prepare_module, "write_bundle", broken)
    with pytest.raises(OSError, match="disk full"):
        make(EXAMPLES / "b-illness", tmp_path / "pack")
    assert list(tmp_path.iterdir()) == []


def test_wrong_input_writes_nothing(tmp_path):
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "debts.toml").write_text('[[debt]]\nid = "x"\n', "utf-8")
    with pytest.raises(InputRefused) as caught:
        make(folder, tmp_path / "out" / "pack")
    assert {f.where.field for f in caught.value.findings} == {"lender", "claim", "next_due"}
    assert not (tmp_path / "out").exists()


MINIMAL = """[[debt]]
id = "anxin"
lender = "安信消费金融有限公司"
next_due = 2026-11-25
[[debt.claim]]
on = 2026-11-20
total = "4218.90"
"""


def test_the_shortest_case(tmp_path):
    """A claim and a due date: rough, no promise of an amount, and still a whole pack."""
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "debts.toml").write_text(MINIMAL, "utf-8")
    made = make(folder, tmp_path / "pack")
    debt = made.summary["debts"][0]
    assert (debt["rough"], debt["owed"]["total"], debt["claimed"]) == (True, "4218.90", "4218.90")
    assert debt["owed"]["principal"] is None
    assert debt["days_past_due"] == 0
    assert made.summary["budget"]["affordable"] is None
    option = made.summary["options"]["anxin"][0]
    assert (option["kind"], option["safe"], option["monthly"]) == (["holding"], False, "0.00")
    assert (tmp_path / "pack" / "to-send" / "anxin" / "application.pdf").is_file()


def test_a_debt_that_may_be_time_barred_gets_no_letter(tmp_path):
    folder = tmp_path / "case"
    folder.mkdir()
    old = MINIMAL.replace("next_due = 2026-11-25", "missed_since = 2022-01-10")
    (folder / "debts.toml").write_text(old + MINIMAL.replace('"anxin"', '"other"'), "utf-8")
    made = make(folder, tmp_path / "pack")
    names = digests(made.out)
    assert not [n for n in names if n.startswith("to-send/anxin") or n == "for-me/call-sheets/anxin.pdf"]
    assert [n for n in names if n.startswith("to-send/other")]
    assert made.summary["findings"][0]["code"] == "limitation_may_have_passed"
    assert made.summary["next_actions"][0]["debt"] == "anxin"
    assert "先别联系" in (made.out / "for-me" / "report.html").read_text("utf-8")


def test_report_page_asks_nothing_of_the_network(pack):
    page = (pack.out / "for-me" / "report.html").read_text("utf-8")
    assert "default-src 'none'" in html.unescape(page)
    assert "<script" not in page
    assert not re.findall(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", page)


def test_docx_opens_and_has_no_macros(pack):
    for path in pack.out.glob("to-send/*/*.docx"):
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            assert not [n for n in archive.namelist() if "vba" in n.lower()]

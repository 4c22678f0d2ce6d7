"""The statement as data and as documents: the published schema by an independent library, sums, golden examples."""

from __future__ import annotations

import copy
import io
import json
import os
import re
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from docx import Document as Docx
from made_packs import EXAMPLES, NAMES, ON, ROOT
from pypdf import PdfReader

from xiehuan.budget.document import as_json
from xiehuan.errors import InputRefused
from xiehuan.packs.loader import load_cn
from xiehuan.services.budget import budget_of, check_file, statement_files
from xiehuan.services.budget.structure import FILE, problems, schema_text
from xiehuan.services.budget.sums import differences

SCHEMA = json.loads(schema_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
PUBLISHED = ROOT / "docs" / "reference" / FILE

FULL = """
[person]
name = "张某"
city = "杭州"
[hardship]
cause = "unemployment"
since = 2026-07-10
[household]
people = 3
[[income]]
name = "配偶工资"
amount = "1100.00"
every = "week"
continues = true
[[income]]
name = "零工"
amount = "500.00"
continues = true
certain = false
[[income]]
name = "零工"
amount = "500.00"
continues = true
certain = false
[[income]]
name = "失业保险金"
amount = "1980.00"
until = 2026-10-31
[[income]]
name = "临时救助"
amount = "2000.00"
every = "once"
months = 3
on = 2026-11-01
[[spending]]
name = "车贷"
amount = "900.00"
kind = "priority_debt"
[[spending]]
name = "伙食"
amount = "2300.00"
[[spending]]
name = "房租"
amount = "6000.00"
every = "quarter"
note = "离医院近"
[minimum]
amount = "5600.00"
reason = "四口人"
[benefits]
severance = "refused"
[[account]]
name = "江南银行储蓄卡（尾号0011）"
[[account]]
name = "支付宝"
debits = "listed"
[[auto_debit]]
account = "支付宝"
payee = "某某会员"
amount = "25.00"
day = 3
[money]
cash = "300.00"
"""


@cache
def statement(name):
    """The statement of an example; "full" holds at least one of everything."""
    if name != "full":
        return budget_of(EXAMPLES / name, load_cn(), ON)
    folder = EXAMPLES.parent / "examples" / "a-laid-off"
    return _full(folder)


def _full(folder):
    with tempfile.TemporaryDirectory() as made:
        case = Path(made)
        for part in ("debts.toml", "payments.csv"):
            (case / part).write_bytes((folder / part).read_bytes())
        (case / "case.toml").write_text(FULL, "utf-8")
        return budget_of(case, load_cn(), ON)


def document(name):
    return json.loads(json.dumps(as_json(statement(name))))


ALL = (*NAMES, "full")


# the schema


def test_the_schema_is_one_and_published_with_the_same_bytes():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert PUBLISHED.read_bytes() == schema_text().encode()


@pytest.mark.parametrize("name", ALL)
def test_statements_have_the_shape(name):
    doc = document(name)
    assert [e.message for e in VALIDATOR.iter_errors(doc)] == []
    assert problems(doc) == []


def test_the_full_statement_holds_one_of_everything():
    doc = document("full")
    empty = {k for k, v in doc.items() if v in ([], None, {})}
    assert empty == {"by_bills"}
    assert all(doc["debits"].values())


def _places(value, at=()):
    """Every place of a document; of a list the first item stands for the rest."""
    yield at
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _places(member, (*at, key))
    elif isinstance(value, list) and value:
        yield from _places(value[0], (*at, 0))


ODD = (None, True, 0, -1, 1.5, "", "12.5", "-0.01", "2026-11-23", "once", "wages", [], {}, [1])


def _spoilt(doc):
    for at in list(_places(doc)):
        for odd in ODD:
            yield at, odd
        yield at, "removed"
        yield at, "added"


def _apply(doc, at, how):
    new = copy.deepcopy(doc)
    if how == "added":
        table = new
        for step in at:
            table = table[step]
        if not isinstance(table, dict):
            return None
        table["surprise"] = 1
        return new
    if not at:
        return how
    table = new
    for step in at[:-1]:
        table = table[step]
    if how == "removed":
        del table[at[-1]]
    else:
        table[at[-1]] = how
    return new


def test_the_own_check_agrees_with_an_independent_library_on_every_spoilt_document():
    """Every place of the full statement, replaced by odd values, removed or added to: the same verdict."""
    base, disagreed, refused, tried = document("full"), [], 0, 0
    small = {**base, "income": base["income"][:1], "spending": base["spending"][:1]}
    for at, how in _spoilt(small):
        doc = _apply(small, at, how)
        if doc is None:
            continue
        tried += 1
        theirs, ours = VALIDATOR.is_valid(doc), problems(doc) == []
        refused += not theirs
        if theirs != ours:
            disagreed.append((at, how))
    assert disagreed == []
    assert tried > 2000
    assert 1000 < refused < tried


def test_a_broken_place_is_named():
    doc = document("a-laid-off")
    doc["income"][0]["stated"]["amount"] = "6500"
    del doc["totals"]["reserve"]
    doc["income"][1]["section"] = "salary"
    assert {at for at, _ in problems(doc)} == {
        "$.income[0].stated.amount",
        "$.totals.reserve",
        "$.income[1].section",
    }


# sums

FIGURES = [
    ("income", 0, "monthly"),
    ("spending", 0, "monthly"),
    *[("totals", k) for k in document("a-laid-off")["totals"]],
    ("by_bills", "income"),
    ("by_bills", "spending"),
    ("by_bills", "surplus"),
    ("by_bills", "difference", "income"),
    ("by_bills", "difference", "spending"),
    ("by_bills", "difference", "surplus"),
    ("by_bills", "months", 0, "surplus"),
    ("closing", 0, "need"),
    ("closing", 0, "left"),
    ("closing", 1, "need"),
]


@pytest.mark.parametrize("name", ALL)
def test_every_figure_adds_up(name):
    assert differences(document(name)) == []


@pytest.mark.parametrize("place", FIGURES, ids=lambda p: ".".join(map(str, p)))
def test_a_figure_changed_by_a_fen_is_found(place):
    doc = document("a-laid-off")
    table = doc
    for step in place[:-1]:
        table = table[step]
    fen = int(table[place[-1]].replace(".", "")) + 1
    table[place[-1]] = f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
    named = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in place).lstrip(".")
    assert named in {d.place for d in differences(doc)}


def test_a_file_is_checked_shape_first_then_sums(tmp_path):
    doc, path = document("b-illness"), tmp_path / "s.json"
    path.write_text(json.dumps(doc), "utf-8")
    assert check_file(path) == []
    doc["totals"]["affordable"] = "9990.00"
    path.write_text(json.dumps(doc), "utf-8")
    assert {f.where.field for f in check_file(path)} == {"totals.affordable"}
    doc["surprise"] = 1
    path.write_text(json.dumps(doc), "utf-8")
    assert [(f.code, f.where.field) for f in check_file(path)] == [("shape", "$.surprise")]


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"x" * 5_000_000])
def test_what_is_no_json_is_refused(tmp_path, data):
    path = tmp_path / "s.json"
    path.write_bytes(data)
    with pytest.raises(InputRefused) as caught:
        check_file(path)
    assert caught.value.code == "not_json"


def test_a_folder_without_figures_is_refused(tmp_path):
    (tmp_path / "debts.toml").write_bytes((EXAMPLES / "a-laid-off" / "debts.toml").read_bytes())
    with pytest.raises(InputRefused, match="no_statement"):
        budget_of(tmp_path, load_cn(), ON)


# golden, and worked by hand


def _table(doc):
    lines = [f"on {doc['on']}", "", "== income"]
    lines += [
        f"{i['section']:22} {i['monthly']:>9}  {'counted' if i['counted'] else '-------'}  "
        f"{i['stated']['amount']} {i['stated']['every']} {i['stated']['months'] or ''}  {i['name']}"
        for i in doc["income"]
    ]
    lines += ["", "== spending"]
    lines += [f"{s['section']:22} {s['monthly']:>9}  {s['kind']:13}  {s['name']}" for s in doc["spending"]]
    lines += ["", "== totals", *(f"{k:22} {v:>9}" for k, v in doc["totals"].items())]
    bills = doc["by_bills"]
    lines += ["", f"== by bills: {bills and (bills['sources'], bills['used'], bills['difference'])}"]
    lines += ["", "== closing"]
    for one in doc["closing"]:
        parts = " + ".join(f"{p['debt']} {p['amount']}" for p in one["parts"])
        lines += [
            f"{one['way']:9} {one['month']} holds {one['holds']}: {parts} = {one['need']} of {one['can']}"
        ]
        lines += [one["says"], one["says_en"]]
    lines += ["", "== stress"]
    lines += [
        f"{t['shock']:22} short {t['short']:>9} missing {t['missing']:>9} holds {t['holds']}"
        for t in doc["stress"]
    ]
    lines += [
        "",
        "== protected",
        f"{doc['protected']['amount']} {doc['protected']['by']}: {doc['protected']['why']}",
    ]
    lines += ["", "== notes", *(f"{'+'.join(t['sections'])} {t['stated']} > {t['figure']} {t['notes']}" for t in doc["triggers"])]  # fmt: skip
    lines += ["", "== questions", *doc["questions"]]
    lines += ["", "== findings", *(f"{f['code']}: {f['message']}" for f in doc["findings"])]
    return "\n".join(line.rstrip() for line in lines) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_golden_statement(name):
    text, path = _table(document(name)), ROOT / "tests" / "golden" / f"{name}-statement.txt"
    if os.environ.get("XIEHUAN_UPDATE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8"), (
        f"review the difference, then XIEHUAN_UPDATE_GOLDEN=1 for {path.name}"
    )


def test_the_closing_lines_of_the_first_example_by_hand():
    """November by contract: what is past due, 1278.93 and 1451.75, and what falls due, 1198.18 and 863.60."""
    contract, proposed = document("a-laid-off")["closing"]
    assert contract["past_due"] == "2730.68"  # 1278.93 + 1451.75
    assert contract["need"] == "4792.46"  # 2730.68 + 1198.18 + 863.60
    assert (contract["can"], contract["left"], contract["holds"]) == ("3170.00", "-1622.46", False)
    assert proposed["need"] == "3170.00"  # 888 + 510 + 862 + 262 + 648
    assert (proposed["left"], proposed["holds"]) == ("0.00", True)


# documents


def _text_of(name, data):
    if name.endswith(".pdf"):
        return "".join(p.extract_text() for p in PdfReader(io.BytesIO(data)).pages)
    if name.endswith(".docx"):
        doc = Docx(io.BytesIO(data))
        return "".join([*(p.text for p in doc.paragraphs), *(c.text for t in doc.tables for r in t.rows for c in r.cells)])  # fmt: skip
    return data.decode()


@pytest.mark.parametrize("name", ALL)
def test_the_copy_to_attach_names_no_creditor_and_asks_nothing(name):
    made = statement(name)
    files = statement_files(made, "xiehuan")
    names = [p.name for c in made.closings for p in c.parts]
    assert names
    for file in ("income-and-spending.pdf", "income-and-spending.docx"):
        text = re.sub(r"\s", "", _text_of(file, files[file]))
        assert not [n for n in names if n in text]
        assert made.budget.affordable.grouped() in text
        assert not [q.zh for q in made.questions if re.sub(r"\s", "", q.zh) in text]
        assert "压力测试" not in text
        assert "只给自己看" not in text
    page = _text_of(".html", files["income-and-spending.html"])
    assert all(n in page for n in names)
    assert all(q.zh in page.replace("&#34;", '"') for q in made.questions)
    assert document(name) == json.loads(files["income-and-spending.json"])
    assert len(PdfReader(io.BytesIO(files["income-and-spending.pdf"])).pages) <= 4


def test_the_same_files_every_time():
    made = statement("full")
    assert statement_files(made, "x") == statement_files(made, "x")


def test_a_letter_says_the_affordable_amount_of_its_statement():
    """The statement of another day is another statement: the figure follows it, wherever it is shown."""
    later = budget_of(EXAMPLES / "a-laid-off", load_cn(), date(2027, 8, 15))
    assert later.budget.affordable < statement("a-laid-off").budget.affordable
    files = statement_files(later, "x")
    assert later.budget.affordable.grouped() in _text_of(".html", files["income-and-spending.html"])

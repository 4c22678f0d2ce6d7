"""`xiehuan law` from outside: lines and JSON, exit codes, a home of its own, and `prepare` by the law that applies."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from xiehuan.cli import law_text
from xiehuan.packs.loader import files_cn, load_cn
from xiehuan.services import law

ROOT = Path(__file__).resolve().parents[2]
OWN = "date,lpr_1y,lpr_5y\n2026-04-20,2.90,3.40\n"  # invented


@pytest.fixture
def run(tmp_path: Path):
    def call(*words: object) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "XIEHUAN_HOME": str(tmp_path / "home")}
        return subprocess.run(
            [sys.executable, "-m", "xiehuan", *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            env=env,
            cwd=tmp_path,
        )

    return call


def answer(done: subprocess.CompletedProcess[str]) -> dict:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_show_a_parameter(run):
    found = answer(run("law", "show", "private.lpr_multiple", "--on", "2020-08-20", "--json"))
    assert (found["value"], found["unit"], found["decided_by"]) == ("4", "x_lpr_1y", "contract")
    assert found["values"][0]["since"] == "2020-08-20"
    assert "第二十五条" in found["values"][0]["citation"]
    assert answer(run("law", "show", "private.lpr_multiple", "--on", "2020-08-19", "--json"))["value"] is None
    lines = run("law", "show", "private.lpr_multiple", "--on", "2020-08-19").stdout
    assert "没有已知的数值 (unknown)" in lines


def test_show_a_provision_and_a_source(run):
    found = answer(run("law", "show", "card.personalised_plan", "--json"))
    assert (found["who"], found["form"], len(found["items"])) == ("lender", "may", 6)
    lines = run("law", "show", "card.personalised_plan").stdout
    assert "六项" in lines
    assert "at least the six items" in lines
    assert answer(run("law", "show", "civil_code", "--json"))["type"] == "source"
    assert "待核实" in run("law", "show", "civil_code").stdout


def test_every_entry_can_be_shown():
    pack = load_cn()
    for id_ in (*pack.parameters, *pack.provisions, *pack.sources):
        found = law.show(pack, id_)
        json.dumps(found)
        assert len(law_text.entry(found)) >= 2


def test_an_unknown_entry_names_near_ones(run):
    done = run("law", "show", "private.lpr_multiples", "--json")
    assert done.returncode == 3
    error = json.loads(done.stderr)["error"]
    assert error["code"] == "no_such_entry"
    assert "private.lpr_multiple" in error["next"]


def test_at_a_day_lists_what_is_in_force(run):
    rows = answer(run("law", "at", "2025-10-01", "--lender-kind", "bank_loan", "--json"))
    ids = {p["id"]: p for p in rows["parameters"]}
    assert ids["assisted.all_in"]["value"] == "0.24"
    assert "private.lpr_multiple" not in ids
    assert ids["penalty.uplift_max"]["carries_finding"] is False
    assert rows["lpr"] == {
        "published": "2025-09-22",
        "one_year": "0.03",
        "known": True,
        "added_by_me_on": None,
    }
    before = answer(run("law", "at", "2025-09-30", "--lender-kind", "bank_loan", "--json"))
    assert "assisted.all_in" not in {p["id"] for p in before["parameters"]}
    assert {p["id"] for p in before["provisions"]} < {p["id"] for p in rows["provisions"]}
    assert answer(run("law", "at", "2019-08-19", "--json"))["lpr"] is None
    assert "assisted.all_in" in run("law", "at", "2025-10-01").stdout


@pytest.mark.parametrize(
    "words",
    [
        ["at", "2026-02-30"],
        ["at", "2026-11-24", "--lender-kind", "bank"],
        ["show"],
        ["show", "civil_code", "--on", "x"],
        ["lender", "360借条", "--confirm", "phone=1"],
        ["undo"],
        ["distrust", "x"],
        ["sign", "nothing.toml", "--key", "k", "--name", "n", "--out", "o"],
    ],
)
def test_wrong_use(run, words):
    done = run("law", *words)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr


def test_lint_says_what_is_wrong_and_exits_1(run, tmp_path):
    assert answer(run("law", "lint", "--json"))["findings"] == []
    folder = tmp_path / "pack"
    folder.mkdir()
    for name, text in files_cn().items():
        (folder / name).write_text(text, "utf-8")
    assert run("law", "lint", folder).returncode == 0
    cards = folder / "cards.toml"
    cards.write_text(cards.read_text("utf-8").replace('value = "60", since', 'value = "61", since'), "utf-8")
    done = run("law", "lint", folder, "--json")
    assert done.returncode == 1
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["where"] == {
        "file": "cards.toml",
        "table": "card.personalised_plan_months",
        "field": "examples",
    }
    assert "card.personalised_plan_months" in run("law", "lint", folder).stdout
    shutil.rmtree(folder)
    folder.mkdir()
    assert run("law", "lint", folder).returncode == 1


def test_a_lender_with_what_to_ask(run):
    found = answer(run("law", "lender", "360借条", "--json"))
    assert (found["id"], found["role"], found["values"].get("hotline")) == ("qifu", "platform", None)
    assert {q["about"] for q in found["questions"]} >= {"hotline", "grace", "lent_by"}
    assert "要问的" in run("law", "lender", "360借条").stdout
    assert run("law", "lender", "没有这家").returncode == 3
    several = run("law", "lender", "银行")
    assert several.returncode == 3
    assert "icbc" in several.stderr


def test_a_confirmation_overrides_and_can_be_undone(run):
    done = run("law", "lender", "360借条", "--confirm", "hotline=400-1", "--on", "2026-11-24", "--json")
    assert answer(done)["values"]["hotline"][0]["confirmed_on"] == "2026-11-24"
    found = answer(run("law", "lender", "qifu", "--json"))
    assert "hotline" not in {q["about"] for q in found["questions"]}
    assert "本人核实" in run("law", "updates").stdout
    assert answer(run("law", "undo", "--json"))["origin"] == "confirmation"
    assert answer(run("law", "updates", "--json")) == {"updates": []}


def test_an_lpr_table_needs_trust_and_is_marked(run, tmp_path):
    (tmp_path / "lpr.csv").write_text(OWN, "utf-8")
    refused = run("law", "update", "lpr.csv")
    assert refused.returncode == 2
    assert "--trust" in refused.stderr
    assert not (tmp_path / "home").exists()
    added = answer(run("law", "update", "lpr.csv", "--trust", "--on", "2026-11-24", "--json"))
    assert (added["origin"], added["number"]) == ("table", 1)
    rows = answer(run("law", "at", "2026-05-01", "--json"))
    assert (rows["lpr"]["one_year"], rows["lpr"]["added_by_me_on"]) == ("0.029", "2026-11-24")
    assert "本人于 2026-11-24 添加" in run("law", "at", "2026-05-01").stdout


def test_sign_trust_update_undo(run, tmp_path):
    key = tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(key)], check=True, capture_output=True
    )
    (tmp_path / "lpr.csv").write_text(files_cn()["lpr.csv"] + OWN.partition("\n")[2], "utf-8")
    made = run(
        "law", "sign", "lpr.csv", "--key", key, "--name", "四月", "--out", "april.json", "--on", "2026-11-20"
    )
    assert made.returncode == 0, made.stderr
    assert (
        run("law", "sign", "lpr.csv", "--key", key, "--name", "四月", "--out", "april.json").returncode == 2
    )
    refused = run("law", "update", "april.json", "--json")
    assert refused.returncode == 3
    public = json.loads((tmp_path / "april.json").read_text("utf-8"))["key"]
    assert answer(run("law", "trust", public, "--name", "某维护人", "--on", "2026-11-24", "--json"))["ok"]
    assert [k["key"] for k in answer(run("law", "keys", "--json"))["keys"]] == [public]
    assert (
        answer(run("law", "update", "april.json", "--on", "2026-11-24", "--json"))["issued"] == "2026-11-20"
    )
    assert run("law", "undo", "1").returncode == 0
    assert run("law", "distrust", "某维护人").returncode == 0
    assert answer(run("law", "keys", "--json"))["keys"] == []


def test_sign_refuses_an_unsound_pack(run, tmp_path):
    (tmp_path / "cards.toml").write_text("", "utf-8")
    (tmp_path / "financial_trials.toml").write_text("", "utf-8")
    (tmp_path / "key.pem").write_text("", "utf-8")
    done = run("law", "sign", "financial_trials.toml", "--key", "key.pem", "--name", "x", "--out", "x.json")
    assert done.returncode == 3
    assert not (tmp_path / "x.json").exists()


def test_prepare_goes_by_the_law_that_applies_here(run, tmp_path):
    """A private loan of May 2026: beyond the known LPR without a table, judged with one."""
    case = tmp_path / "case"
    case.mkdir()
    (case / "debts.toml").write_text(
        """[[debt]]
id = "luo"
lender = "罗某"
lender_kind = "private"
contract_date = 2026-05-01
[debt.loan]
principal = "20000.00"
received_on = 2026-05-01
method = "bullet"
n = 1
first_due = 2026-11-01
rate = { value = "0.02", per = "month" }
""",
        "utf-8",
    )
    (tmp_path / "lpr.csv").write_text(OWN, "utf-8")
    rules = []
    for out in ("before", "after"):
        made = answer(run("prepare", "case", "--out", out, "--on", "2026-11-24", "--json"))
        rules.append({f["rule"] for f in made["debts"][0]["audit"]["findings"]})
        run("law", "update", "lpr.csv", "--trust", "--on", "2026-11-24")
    assert "ceiling.lpr_out_of_date" in rules[0]
    assert "ceiling.over" in rules[1]

"""The pack where the guard steps in: time-barred debts, new payees, running periods, conduct, what a lender is said to be."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner
from docx import Document as Docx
from made_packs import EXAMPLES, digests, make

from xiehuan.cli.conduct import command
from xiehuan.packs.lenders import lenders_cn
from xiehuan.parameter import Confidence

DEBT = """
[[debt]]
id = "{id}"
lender = "{lender}"
lender_kind = "consumer_finance"
missed_since = {missed}
{more}
[[debt.claim]]
on = {claimed}
total = "4218.90"
"""
CHOICE = "time_barred_choice = {{ go_on = {go_on}, on = {on} }}"


def one(id_="old", lender="安信消费金融有限公司", missed="2022-01-10", claimed="2022-02-01", more=""):
    return DEBT.format(id=id_, lender=lender, missed=missed, claimed=claimed, more=more)


def packed(tmp_path, *debts, case=""):
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "debts.toml").write_text("".join(debts), "utf-8")
    if case:
        (folder / "case.toml").write_text(case, "utf-8")
    return make(folder, tmp_path / "pack")


def report(made):
    return (made.out / "for-me" / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("more", "goes_on"),
    [
        ("", False),
        (CHOICE.format(go_on="true", on="2026-11-23"), True),
        (CHOICE.format(go_on="true", on="2026-11-24"), False),  # tomorrow
        (
            CHOICE.format(go_on="true", on="2025-01-10"),
            False,
        ),  # the last day of the period: nothing to answer yet
        (CHOICE.format(go_on="true", on="2025-01-11"), True),
        (CHOICE.format(go_on="false", on="2026-11-23"), False),
    ],
)
def test_only_a_recorded_choice_lets_a_letter_be_written(tmp_path, more, goes_on):
    made = packed(tmp_path, one(more=more), one("new", "乙银行", "2026-10-01", "2026-11-01"))
    names = digests(made.out)
    written = [n for n in names if n.startswith("to-send/old") or n == "for-me/call-sheets/old.pdf"]
    assert bool(written) is goes_on
    assert [n for n in names if n.startswith("to-send/new")]
    view = made.summary["debts"][0]
    assert view["withheld_from_sending"] is not goes_on
    assert view["limitation"]["passed"]
    assert view["limitation"]["choice_counts"] is goes_on
    assert bool(made.summary["options"]["old"]) is goes_on  # a plan is a proposal to pay
    codes = [f["code"] for f in made.summary["findings"]]
    assert ("limitation_choice_recorded" if goes_on else "limitation_may_have_passed") in codes
    assert ("按你的选择继续" in report(made)) is goes_on
    assert ("先别联系" in report(made)) is not goes_on
    assert "要不回来" in report(made)
    assert ("安信消费金融、" in report(made).partition("钱该付给谁</h2>")[2][:400]) is goes_on


def test_a_case_of_one_time_barred_debt_has_no_plan(tmp_path):
    made = packed(tmp_path, one())
    assert made.summary["options"] == {"old": []}
    assert not [n for n in digests(made.out) if n.startswith("to-send")]
    assert made.summary["next_actions"][0]["debt"] == "old"
    assert "time_barred_choice" in made.summary["next_actions"][0]["what"]


@pytest.mark.parametrize("who", ["guarantor", "assignee", "collector"])
@pytest.mark.parametrize("notice", ["", "notice_received = 2026-10-01"])
def test_before_a_new_payee_the_notice_is_asked_for(tmp_path, who, notice):
    new = one("new", missed="2026-10-01", claimed="2026-11-01", more=f'creditor_now = "{who}"\n{notice}')
    made = packed(tmp_path, new)
    what = [a["what"] for a in made.summary["next_actions"] if a["debt"] == "new"]
    assert ("先要书面通知" in what[0]) is not notice
    calls = [w for w in what if "打电话" in w]
    assert bool(calls) is (bool(notice) or who == "collector")
    assert made.summary["debts"][0]["creditor"]["who"] == who
    assert made.summary["debts"][0]["creditor"]["ask_before_paying"] is not notice


def test_running_periods_are_dated_everywhere(tmp_path):
    case = """
[[deadline_start]]
kind = "complaint"
on = 2026-11-02
debt = "new"
[[deadline_start]]
kind = "payment_order"
on = 2026-11-20
[[deadline_start]]
kind = "mediation_agreement"
on = 2026-12-01
[[deadline_start]]
kind = "credit_dispute"
on = 2026-10-01
[[deadline_start]]
kind = "credit_dispute"
on = 2026-10-02
done_on = 2026-10-20
"""
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "debts.toml").write_text(one("new", missed="2026-10-01", claimed="2026-11-01"), "utf-8")
    (folder / "case.toml").write_text(case, "utf-8")
    made = make(folder, tmp_path / "pack", on=date(2026, 12, 20))
    items = {(d["kind"], d["started"]): d for d in made.summary["deadlines"]}
    order = items["payment_order", "2026-11-20"]["ends"][0]
    assert (order["last"], order["passed"], order["confidence"]) == ("2026-12-07", True, "M")  # 5th: Saturday
    complaint = items["complaint", "2026-11-02"]["ends"]
    assert [(e["days"], e["passed"]) for e in complaint] == [(15, True), (30, True), (60, False)]
    assert complaint[2]["provisional"]  # 1 January 2027
    actions = {a["what"]: a for a in made.summary["next_actions"]}
    assert any("期限已过，马上问法律援助" in w for w in actions)
    assert any("征信异议答复到期没收到" in w for w in actions)
    assert sum("征信异议" in w for w in actions) == 1  # the answered one is done
    assert any("还没公布" in a["why"] for a in actions.values())
    joint = next(a for w, a in actions.items() if "司法确认" in w)
    assert joint["by"] == "2026-12-31"
    calendar = (made.out / "for-me" / "calendar.ics").read_text("utf-8")
    assert "20261231" in calendar
    assert "暂定" in calendar
    assert "投诉" not in calendar
    assert "支付令" in report(made)


def test_conduct_is_in_the_summary_and_on_the_page(tmp_path):
    made = make(EXAMPLES / "a-laid-off", tmp_path / "pack")
    found = {c["debt"]: c["findings"] for c in made.summary["conduct"]}
    assert set(found) >= {"anxin", "yunfan", "qingxi", "yunxiu", "dongxi"}
    assert {f["rule"] for f in found["anxin"]} == {"hours.standard", "words", "identity"}
    assert not found["yunfan"]
    assert all(f["records"] for one in found.values() for f in one)
    assert "22:40:15" in report(made)


def test_conduct_as_a_command(tmp_path):
    told = CliRunner().invoke(
        command, [str(EXAMPLES / "a-laid-off"), "--on", "2026-11-23", "--home", str(tmp_path), "--json"]
    )
    assert told.exit_code == 1
    assert json.loads(told.output)["conduct"][0]["debt"] == "anxin"
    quiet = CliRunner().invoke(
        command, [str(EXAMPLES / "b-illness"), "--on", "2026-11-23", "--home", str(tmp_path)]
    )
    assert quiet.exit_code == 0
    assert "没有看到超出限制的联系" in quiet.output


def test_platform_and_lender_are_told_apart_and_nothing_of_the_directory_is_in_a_letter(tmp_path):
    debt = one("jietiao", "江南银行股份有限公司", "2026-10-01", "2026-11-01", 'platform = "360借条"')
    made = packed(tmp_path, debt)
    page = report(made)
    assert "奇富借条" in page
    assert "办理的平台" in page
    assert "江南银行（合同上的放款人）" in page
    letters = [
        "\n".join(
            [p.text for p in d.paragraphs] + [c.text for t in d.tables for r in t.rows for c in r.cells]
        )
        for d in (Docx(str(p)) for p in made.out.glob("to-send/*/*.docx"))
    ]
    assert letters
    told = {
        r.value.zh
        for entry in lenders_cn()
        for seen in entry.values.values()
        for r in seen
        if r.confidence in {Confidence.SECONDARY, Confidence.WEAK, Confidence.RECALLED}
        and len(r.value.zh) > 3
    }
    assert not [(value, text[:20]) for value in told for text in letters if value in text]


def test_what_is_only_recalled_is_not_shown(tmp_path):
    """JD's hotline is known from memory only (K)."""
    made = packed(
        tmp_path, one("jd", "某银行股份有限公司", "2026-10-01", "2026-11-01", 'platform = "京东白条、金条"')
    )
    assert "95118" not in report(made)
    assert "京东白条" in report(made)

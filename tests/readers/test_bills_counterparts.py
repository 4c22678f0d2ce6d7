"""One event in two bills counts once; the user's own rules are strict and win."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_bills_banks import as_csv, header_of
from test_bills_builders import csv_bytes, row

from xiehuan.budget import monthly_surpluses
from xiehuan.errors import InputRefused
from xiehuan.evidence import Direction, Kind, Place, Record
from xiehuan.money import Money
from xiehuan.readers.bills.banks import boc
from xiehuan.readers.bills.counterparts import settled
from xiehuan.readers.case_folder import read_case_folder

DEBTS = '[[debt]]\nid = "a"\nlender = "某某小额贷款有限公司"\nnext_due = 2026-11-25\n[[debt.claim]]\non = 2026-11-20\ntotal = "100.00"\n'
ON = date(2026, 11, 23)


def bill(  # noqa: PLR0913 (one argument for each thing that varies)
    fen,
    *,
    day="2026-05-02",
    source="boc",
    text="",
    method=None,
    account=None,
    counter=None,
    flags=(),
    row_no=1,
):
    way = Direction.UNKNOWN if "own_transfer" in flags else Direction.IN if fen > 0 else Direction.OUT
    return Record(
        id=f"{source}:{row_no}:{fen}:{day}",
        source=source,
        kind=Kind.BILL,
        at=f"{day}T00:00:00+08:00",
        at_raw=day,
        direction=way,
        sha256="0" * 64,
        where=Place(f"bills/{source}.csv", row=row_no),
        text=text,
        amount=Money(abs(fen) if way is Direction.UNKNOWN else fen),
        method=method,
        account=account,
        counter=counter,
        flags=tuple(flags),
    )


def flags_of(*records):
    return [r.flags for r in settled(records)[0]]


APP = bill(-32_600, source="alipay", method="中国银行储蓄卡(3167)", row_no=7)
BANK = bill(-32_600, text="支付宝-李四", account="6217****3167")


def test_a_card_payment_by_the_app_is_counted_with_the_apps_row():
    records, findings = settled([BANK, APP])
    assert [r.flags for r in records] == [("counted_elsewhere",), ()]
    assert records[0].meaning.counts_words == "bills/alipay.csv:7"
    assert findings == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"fen": -32_601},
        {"day": "2026-05-04"},
        {"fen": 32_600},
        {"method": "余额"},
        {"method": "江南银行储蓄卡(0001)"},
        {"source": "wechat_pay"},
    ],
)
def test_without_the_evidence_both_rows_count(changed):
    facts = {"fen": -32_600, "source": "alipay", "method": "中国银行储蓄卡(3167)"} | changed
    assert flags_of(BANK, bill(**facts)) == [(), ()]


def test_each_row_has_at_most_one_counterpart():
    assert flags_of(BANK, BANK, APP) == [("counted_elsewhere",), (), ()]
    assert flags_of(BANK, BANK, APP, APP) == [("counted_elsewhere",)] * 2 + [(), ()]


def test_money_taken_out_of_the_wallet_arrives_at_the_bank_as_an_own_transfer():
    out = bill(300_000, source="alipay", flags=["own_transfer"], text="某行 提现")
    assert flags_of(bill(300_000, text="支付宝-张三"), out) == [("own_transfer",), ("own_transfer",)]


def test_transfers_between_own_accounts_need_the_account_number():
    sent = bill(-50_000, source="icbc", account="1234****9876", counter="6217****3167", text="网转")
    got = bill(50_000, account="3167", day="2026-05-03", text="转账")
    assert flags_of(sent, got) == [("own_transfer",)] * 2
    third = sent._replace(counter="6217****0000")
    records, (likely,) = settled([third, got])
    assert [r.flags for r in records] == [(), ()]
    assert likely.code == "own_transfer_likely"
    assert "own_transfer" in likely.next.zh


@given(
    st.permutations([BANK, APP, bill(-1, row_no=3), bill(2, row_no=4), bill(-32_600, row_no=5, text="面馆")])
)
def test_the_order_of_files_does_not_matter(records):
    marked = {r.id for r in settled(records)[0] if "counted_elsewhere" in r.flags}
    assert marked == {BANK.id}


def folder(tmp_path, rules=None):
    (tmp_path / "bills").mkdir()
    (tmp_path / "debts.toml").write_text(DEBTS, encoding="utf-8")
    if rules is not None:
        (tmp_path / "categories.toml").write_text(rules, encoding="utf-8")
    paid = row("alipay", 1, **{"收/付款方式": "中国银行储蓄卡(3167)", "金额": "12.30"})
    got = row("alipay", 2, 交易分类="转账红包", 商品说明="转账", 交易对方="母亲", **{"收/支": "收入"})
    (tmp_path / "bills" / "a.csv").write_bytes(csv_bytes("alipay", [paid, got]))
    names = header_of(boc.DEBIT)
    said = dict.fromkeys(names, "") | {
        "记账日期": "2026-03-04",
        "记账时间": "05:06:09",
        "币别": "人民币",
        "金额": "-12.30",
        "余额": "100.00",
        "交易名称": "网上快捷支付",
        "附言": "支付宝-某某小店",
        "借记卡号": "3167",
    }
    (tmp_path / "bills" / "b.csv").write_bytes(as_csv([names, [said[n] for n in names]]))
    return tmp_path


def test_a_case_folder_counts_the_payment_once_and_a_copy_of_a_bill_adds_nothing(tmp_path):
    where = folder(tmp_path)
    first = read_case_folder(where, ON)
    assert sorted(r.meaning.counts.value for r in first.case.records) == [
        "counted_elsewhere",
        "income",
        "spending",
    ]
    again = (where / "bills" / "a.csv").read_bytes().replace(b"\n", b"\r\n")
    (where / "bills" / "c.csv").write_bytes(again)
    second = read_case_folder(where, ON)
    assert len(second.case.records) == len(first.case.records)
    assert sum(f.duplicates for f in second.files) == 2


def test_the_users_rule_wins_and_is_the_reason(tmp_path):
    rules = (
        '[[rule]]\nmatch = "母亲 转账"\ncounts = "own_transfer"\n'
        '[[rule]]\nmatch = "某某小店"\ndirection = "out"\ncategory = "food"\n'
        '[[rule]]\nmatch = "没有这家"\ncategory = "food"\n'
    )
    found = read_case_folder(folder(tmp_path, rules), ON)
    by_party = {r.text.split()[0]: r for r in found.case.records}
    mother, shop = by_party["母亲"], by_party["某某小店"]
    assert (mother.direction, mother.flags) == ("unknown", ("own_transfer",))
    assert mother.meaning.counts_rule == "categories.toml:1"
    assert (shop.meaning.category, shop.meaning.rule, shop.meaning.words) == (
        "food",
        "categories.toml:2",
        "某某小店",
    )
    assert [f.code for f in found.findings if f.where.file == "categories.toml"] == ["rule_never_used"]
    assert found.inputs[-1][0] == "categories.toml"


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ('[[rule]]\nmatch = "a"\n', "rule_says_nothing"),
        ('[[rule]]\nmatch = "a"\ncategory = "rocket"\n', "unknown_category"),
        ('[[rule]]\nmatch = "a"\ncounts = "rocket"\n', None),
        ('[[rule]]\ncategory = "food"\n', "missing"),
        ('[[rule]]\nmatch = "a"\ncategory = "food"\nextra = 1\n', None),
        ("[[rule]\n", "bad_toml"),
    ],
)
def test_a_wrong_rule_refuses_the_case_with_its_place(tmp_path, rules, code):
    with pytest.raises(InputRefused) as refused:
        read_case_folder(folder(tmp_path, rules), ON)
    (finding,) = refused.value.findings
    assert finding.where.file == "categories.toml"
    assert code in (None, finding.code)


def test_what_is_counted_elsewhere_is_no_spending_of_the_month():
    days = [f"2026-05-{d:02d}" for d in (1, 15, 31)]
    app = [
        bill(-10_000, day=d, source="alipay", method="中国银行储蓄卡(3167)", row_no=i)
        for i, d in enumerate(days)
    ]
    bank = [bill(-10_000, day=d, text="支付宝-某", account="3167", row_no=i) for i, d in enumerate(days)]
    together = settled([*app, *bank])[0]
    (month,) = monthly_surpluses(together, since=date(2026, 5, 1), on=date(2026, 6, 5))
    assert month.spending == Money(30_000)


def read_with(tmp_path, rows, rules=""):
    """The bill rows and the findings of a case with one bill of WeChat Pay."""
    (tmp_path / "bills").mkdir(exist_ok=True)
    (tmp_path / "bills" / "w.csv").write_bytes(csv_bytes("wechat_pay", rows, encoding="utf-8"))
    (tmp_path / "debts.toml").write_text(DEBTS, "utf-8")
    (tmp_path / "categories.toml").write_text(rules, "utf-8")
    case = read_case_folder(tmp_path, ON)
    return case.case.records, {f.code: f for f in case.findings}


def test_money_from_a_person_is_uncertain_income_and_asked_about_until_the_user_says_what_it_is(tmp_path):
    rows = [
        row(
            "wechat_pay",
            1,
            交易类型="微信红包",
            交易对方="小林",
            商品="/",
            **{"收/支": "收入", "金额(元)": "¥88.00"},
        ),
        row(
            "wechat_pay",
            2,
            交易类型="转账",
            交易对方="小林",
            商品="转账备注:",
            **{"收/支": "收入", "金额(元)": "¥500.00"},
        ),
        row(
            "wechat_pay",
            3,
            交易类型="转账",
            交易对方="某公司",
            商品="8月工资",
            **{"收/支": "收入", "金额(元)": "¥3000.00"},
        ),
    ]
    records, found = read_with(tmp_path, rows)
    assert [(r.meaning.counts, r.meaning.category, r.meaning.certain) for r in records] == [
        ("income", "other_income", False),
        ("income", "other_income", False),
        ("income", "wage", True),
    ]
    assert records[0].meaning.as_json()["certain"] is False
    question = found["income_uncertain"]
    assert "2笔共588.00元" in question.message.zh
    assert question.where.row == records[0].where.row
    rule = '[[rule]]\nmatch = "小林 转账"\ncategory = "sales"\n[[rule]]\nmatch = "小林 红包"\ncounts = "own_transfer"\n'
    records, found = read_with(tmp_path, rows, rule)
    assert [(r.meaning.counts, r.meaning.category, r.meaning.certain) for r in records[:2]] == [
        ("own_transfer", "own_transfer", True),
        ("income", "sales", True),
    ]
    assert "income_uncertain" not in found

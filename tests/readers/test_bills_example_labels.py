"""The bills of the example cases against a table labelled by hand, row by row; the table never saw the program's rules.

A label is found by what a person reads in the row: its kind (交易分类, 交易类型), the other side, the text, how it was
paid, its state. The files are opened here by the csv module and openpyxl, not by our readers.
"""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from xiehuan.readers.bills import read_bill

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
BILLS = sorted(EXAMPLES.glob("*/bills/*"))
# kind, other side, words in the text ("" any), how the row counts; the first line that fits is the label
LABELS = """
服饰装扮 云朵百货 * nothing
服饰装扮 小象童装店 儿童雨衣 spending
退款 * * refund
小书虫书店-退款 * * refund
惠邻超市-退款 * * refund
百汇日用-退款 * * refund
信用借还 花呗 * debt_payment
信用借还 安信消费金融有限公司 * debt_payment
信用借还 江南银行股份有限公司 * debt_payment
信用借还 江南银行 信用卡还款 card_repayment
信用卡还款 * * card_repayment
投资理财 余额宝 单次转入 own_transfer
投资理财 余额宝 收益发放 income
账户存取 * 提现 own_transfer
零钱充值 * * own_transfer
零钱提现 * * own_transfer
收入 * * income
转账红包 丈夫 * income
转账红包 房东吴某 * spending
微信红包 * * income
微信红包（单发） * * spending
转账 罗某 还款 debt_payment
转账 母亲 家用 income
转账 邻居方姐 还你 refund
转账 邻居方姐 拼单买菜 spending
转账 小鹿托管中心 * spending
转账 某众包平台 结算 income
"""
TABLE = [line.split() for line in LABELS.strip().splitlines()]
ON_CREDIT = ("花呗", "信用卡")  # as 收/付款方式 or 支付方式 of a purchase


def plain_rows(path):
    """Dicts by header name, in file order, by another way than ours."""
    data = path.read_bytes()
    if data[:2] == b"PK":
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        table = [
            ["" if c is None else str(c) for c in row] for row in book.active.iter_rows(values_only=True)
        ]
    else:
        text = data.decode("utf-8-sig" if data[:3] == b"\xef\xbb\xbf" else "gb18030")
        table = list(csv.reader(io.StringIO(text)))
    at = next(i for i, row in enumerate(table) if row and row[0].strip() == "交易时间")
    names = [n.strip() for n in table[at]]
    return [
        {n: c.strip() for n, c in zip(names, row, strict=False)}
        for row in table[at + 1 :]
        if any(c.strip() for c in row)
    ]


def label(row):
    kind = row.get("交易分类") or row.get("交易类型")
    text = row.get("商品说明") or row.get("商品")
    for wanted, side, words, counts in TABLE:
        if wanted == kind and side in ("*", row["交易对方"]) and (words == "*" or words in text):
            return counts
    assert row["收/支"] == "支出", row
    method = row.get("收/付款方式") or row.get("支付方式")
    return "credit_spending" if any(w in method for w in ON_CREDIT) else "spending"


def test_there_are_bills():
    assert len(BILLS) >= 3


@pytest.mark.parametrize("path", BILLS, ids=[p.parts[-3] + "-" + p.suffix for p in BILLS])
def test_every_row_counts_as_a_person_labelled_it(path):
    rows, records = plain_rows(path), read_bill(path, path.name).records
    assert len(rows) == len(records) > 50
    wrong = [
        (row, record.meaning)
        for row, record in zip(rows, records, strict=True)
        if record.meaning.counts.value != label(row)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", BILLS, ids=[p.parts[-3] + "-" + p.suffix for p in BILLS])
def test_every_row_explains_itself_with_words_that_stand_in_it(path):
    for row, record in zip(plain_rows(path), read_bill(path, path.name).records, strict=True):
        meaning, whole = record.meaning, " ".join(row.values())
        assert meaning.counts_rule
        assert all(w in whole for w in meaning.counts_words.split())
        assert meaning.words in whole
        assert meaning.rule == "rest" or meaning.words


def test_the_headings_of_some_rows():
    wanted = {
        "房东吴某": "housing",
        "某市供电": "energy_water",
        "某市地铁": "transport",
        "平安里药房": "health",
    }
    seen = {}
    for path in BILLS:
        for record in read_bill(path, path.name).records:
            if record.to and record.to[0] in wanted:
                seen.setdefault(record.to[0], set()).add(record.meaning.category)
    assert seen == {side: {category} for side, category in wanted.items()}

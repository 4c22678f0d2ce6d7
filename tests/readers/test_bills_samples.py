"""The shared bills of real people (made anonymous): every row accounted for, by a count of our own."""

import os
from pathlib import Path

import pytest

from xiehuan.readers.bills import Flag, Seen, read_bill

pytestmark = pytest.mark.samples


def samples():
    """The folder of bills, by environment or beside the repository."""
    named = os.environ.get("XIEHUAN_SAMPLES")
    places = (
        [Path(named)] if named else [p / "shared" / "samples" for p in Path(__file__).resolve().parents[2:]]
    )
    for place in places:
        if (place / "bills").is_dir():
            return place / "bills"
    return pytest.skip("no shared samples here; set XIEHUAN_SAMPLES to the folder that has bills/")


def counted(path, marker):
    """Lines after the header with something other than separators in them, by bytes alone."""
    lines = path.read_bytes().split(b"\n")
    header = next(i for i, line in enumerate(lines) if marker in line and line.count(b",") > 5)
    return [
        line
        for line in lines[header + 1 :]
        if line.strip(b", \t\r") and not line.startswith("人民币合计".encode())  # the line of sums
    ]


CASES = [
    ("alipay.csv", "alipay", "商家订单号".encode("gb18030")),
    ("wechat.csv", "wechat_pay", "商户单号".encode()),
    ("boc-debit.csv", "boc", "记账日期".encode()),
    ("bocom_debit.csv", "bocom", "对方账号".encode()),
    ("cmb-debit.csv", "cmb", "联机余额".encode()),
    ("icbc-debit-v1.csv", "icbc", "钞/汇".encode()),
    ("jd.csv", "jd", "商家订单号".encode()),
]


@pytest.mark.parametrize(("name", "source", "marker"), CASES)
def test_every_row_is_accounted_for(name, source, marker):
    path = samples() / name
    reading = read_bill(path, f"bills/{name}")
    assert reading.source == source
    assert reading.present == len(counted(path, marker)) >= 5
    assert reading.unread == ()
    assert len({r.id for r in reading.records}) == len(reading.records)
    assert all(r.meaning is not None and r.meaning.rule and r.meaning.counts_rule for r in reading.records)


@pytest.mark.parametrize("name", [name for name, _, _ in CASES])
def test_a_second_import_adds_nothing(name):
    seen = Seen()
    first = seen.fresh(read_bill(samples() / name, name).records)
    assert len(first) >= 5
    assert seen.fresh(read_bill(samples() / name, "again/" + name).records) == ()


def test_the_running_balance_of_a_whole_statement_holds_and_that_of_a_patched_one_does_not():
    codes = {
        name: {f.code for f in read_bill(samples() / name, name).findings}
        for name in ("boc-debit.csv", "bocom_debit.csv", "cmb-debit.csv", "jd.csv")
    }
    assert codes["boc-debit.csv"] == codes["jd.csv"] == set()
    assert "balance_break" in codes["bocom_debit.csv"] & codes["cmb-debit.csv"]


def test_sums_below_the_table_are_held_against_the_rows():
    findings = read_bill(samples() / "icbc-debit-v1.csv", "x").findings
    assert [f.code for f in findings if "differ" in f.code] == ["totals_differ"] * 2
    assert "9876.54" in findings[1].message.zh


@pytest.mark.parametrize("name", ["alipay.csv", "wechat.csv"])
def test_directions_follow_the_words_of_the_rows(name):
    path = samples() / name
    for record in read_bill(path, name).records:
        assert set(record.flags) <= {f.value for f in Flag}
        assert (record.amount.fen < 0) == (record.direction == "out")
        if "own_transfer" in record.flags:
            assert record.direction == "unknown"
        if record.status == "退款成功":
            assert "refund" in record.flags
            assert record.direction == "in"
        if record.category == "信用卡还款":
            assert record.flags == ("card_repayment",)


def test_the_claimed_counts_differ_because_the_publishers_shortened_the_files():
    for name, _, _ in CASES[:2]:
        assert read_bill(samples() / name, name).flags[0] == "count_differs"

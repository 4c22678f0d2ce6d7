"""payments.csv: what is taken, and every row that is wrong with its number."""

import csv
import sys
import time
from datetime import date

import pytest
from case_documents import DEBTS, ON, SHORTEST, put, refusal

from xiehuan.readers.case_folder import read_case_folder
from xiehuan.readers.case_folder.payments import LIMIT

HEADER = "debt,date,amount,note\n"
DEBT_2 = SHORTEST.replace("anxin", "second")


def paid(folder, text, debts=DEBTS):
    """The payments of the first debt as (date, fen, note)."""
    read = read_case_folder(put(folder, debts, None, text), ON)
    return [(p.on.isoformat(), p.amount.fen, p.note) for p in read.case.debts[0].payments]


def wrong(folder, text, debts=DEBTS):
    """The findings as (code, row, column)."""
    error = refusal(put(folder, debts, None, text))
    assert {f.where.file for f in error.findings} == {"payments.csv"}
    return [(f.code, f.where.row, f.where.field) for f in error.findings]


GOOD = {
    "plain": ("yunfan,2026-01-03,945.60,微信", "2026-01-03", 94560, "微信"),
    "no note": ("yunfan,2026-01-03,945.60,", "2026-01-03", 94560, ""),
    "three columns": ("yunfan,2026-01-03,945.60", "2026-01-03", 94560, ""),
    "whole yuan": ("yunfan,2026-01-03,945", "2026-01-03", 94500, ""),
    "one decimal": ("yunfan,2026-01-03,945.6", "2026-01-03", 94560, ""),
    "a fen": ("yunfan,2026-01-03,0.01", "2026-01-03", 1, ""),
    "blanks": (" yunfan , 2026-01-03 , 945.60 , x ", "2026-01-03", 94560, "x"),
    "quotes": ('"yunfan","2026-01-03","945.60","a ""b"", c"', "2026-01-03", 94560, 'a "b", c'),
    "line in quotes": ('yunfan,2026-01-03,945.60,"a\nb"', "2026-01-03", 94560, "a\nb"),
    "on the day of the loan": ("yunfan,2025-11-03,1", "2025-11-03", 100, ""),
    "note that is a number": ("yunfan,2026-01-03,945.60,123", "2026-01-03", 94560, "123"),
    "the most": ("yunfan,2026-01-03,99999999.99", "2026-01-03", 9999999999, ""),
}


@pytest.mark.parametrize(("line", "on", "fen", "note"), GOOD.values(), ids=GOOD)
def test_a_payment_is_taken(tmp_path, line, on, fen, note):
    assert paid(tmp_path, HEADER + line + "\n") == [(on, fen, note)]


@pytest.mark.parametrize(
    "header", ["debt,date,amount", HEADER.strip(), " debt , date,amount ,note", '"debt",date,amount']
)
def test_the_header_may_leave_out_the_note(tmp_path, header):
    assert paid(tmp_path, f"{header}\nyunfan,2026-01-03,1\n") == [("2026-01-03", 100, "")]


@pytest.mark.parametrize(
    "header",
    [
        "date,debt,amount,note", "amount,date,debt", "debt,amount,date,note", "debt,date", "debt,date,amount,note,note",
        "debt,date,amount,amount", "debt,date,amount,remark", "Debt,Date,Amount", "债务,日期,金额,备注", "debt;date;amount",
        "yunfan,2026-01-03,945.60", "debt\tdate\tamount", "debt,date,note,amount", ",,,x", "x" * 9999,
    ],
)  # fmt: skip
def test_any_other_header_is_refused_and_shown(tmp_path, header):
    assert wrong(tmp_path, header + "\nyunfan,x,y\n") == [("bad_header", 1, None)]
    finding = refusal(tmp_path).findings[0]
    assert header[:20] in finding.message.zh
    assert HEADER.strip() in finding.next.zh


@pytest.mark.parametrize("text", ["", "\n\n", "  \n"])
def test_an_empty_file_has_no_header(tmp_path, text):
    assert wrong(tmp_path, text) == [("bad_header", 1, None)]


def test_a_header_alone_is_no_payment(tmp_path):
    assert paid(tmp_path, HEADER) == []


BAD = {
    "unknown debt": ("nobody,2026-01-03,1", ["unknown_debt debt"]),
    "no debt": (",2026-01-03,1", ["unknown_debt debt"]),
    "debt in capitals": ("YUNFAN,2026-01-03,1", ["unknown_debt debt"]),
    "nul in debt": ("yun\x00fan,2026-01-03,1", ["unknown_debt debt"]),
    **{f"date {d}": (f"yunfan,{d},1", ["bad_date date"]) for d in (
        "", "2026-02-30", "2026-13-01", "2026/01/03", "2026-1-3", "03.01.2026", "2026年1月3日", "46025", "2026-01-03 10:00",
        "1889-01-01", "2101-01-01", "明天", "9" * 9999, "2026-01-0\x003",
    )},
    **{f"amount {a}": (f"yunfan,2026-01-03,{a}", ["bad_amount amount"]) for a in (
        "", "0", "0.00", "-1", "-945.60", '"1,234.50"', "1.234", "1e3", "nan", "inf", "abc", "¥945", "945元", "+", ".5",
        "100000000.00", "1000000000000", "9" * 9999, "1 000", "9\x004",
    )},
    "thousands comma without quotes": ("yunfan,2026-01-03,1,234.50", ["bad_amount amount"]),
    "millions comma without quotes": ("yunfan,2026-01-03,1,234,567.00", ["bad_row None"]),
    "two columns": ("yunfan,2026-01-03", ["bad_row None"]),
    "one column": ("yunfan", ["bad_row None"]),
    "five columns": ("yunfan,2026-01-03,1,x,y", ["bad_row None"]),
    "thousand columns": ("yunfan,2026-01-03,1" + ",x" * 1000, ["bad_row None"]),
    "semicolons": ("yunfan;2026-01-03;1", ["bad_row None"]),
    "before the loan": ("yunfan,2025-11-02,1", ["payment_before_disbursement date"]),
    "long note": ("yunfan,2026-01-03,1," + "长" * 10_000, ["bad_text note"]),
    "nul in note": ("yunfan,2026-01-03,1,a\x00b", ["bad_text note"]),
    "all wrong": ("nobody,x,y,z", ["unknown_debt debt", "bad_date date", "bad_amount amount"]),
    "letters after a quote": ('yunfan,2026-01-03,"1"0,x', ["bad_csv None"]),
    "open quote": ('yunfan,2026-01-03,1,"x', ["bad_csv None"]),
    "a field beyond all measure": ("yunfan,2026-01-03,1," + "x" * 200_000, ["bad_csv None"]),
}  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), BAD.values(), ids=[k[:40] for k in BAD])
def test_a_wrong_row_is_named_by_its_number(tmp_path, line, expected):
    text = f"{HEADER}yunfan,2026-01-03,945.60,\n\n{line}\n"
    assert [f"{code} {field}" for code, _, field in wrong(tmp_path, text)] == expected
    for finding in refusal(tmp_path).findings:
        assert finding.where.row == 4
        assert len(str(finding.message)) < 400
        if finding.code != "bad_csv":
            cell = (
                line
                if finding.where.field is None
                else line.split(",")[["debt", "date", "amount", "note"].index(finding.where.field)]
            )
            assert cell.strip('"')[:8] in finding.message.zh
            assert cell.strip('"')[:8] in finding.message.en


def test_an_open_quote_does_not_swallow_the_payments_after_it(tmp_path):
    text = HEADER + 'yunfan,2026-01-03,1,"x\nyunfan,2026-02-03,1,\nyunfan,2026-03-03,1,\n'
    assert wrong(tmp_path, text) == [("bad_csv", 2, None)]


def test_rows_before_and_after_a_wrong_one_are_checked_too(tmp_path):
    rows = [
        "yunfan,x,1",
        '"yunfan",2026-01-03,1,"two\nlines"',
        "yunfan,2026-01-03,x",
        "",
        "nobody,2026-01-03,1",
    ]
    found = [("bad_date", 2, "date"), ("bad_amount", 5, "amount"), ("unknown_debt", 7, "debt")]
    assert wrong(tmp_path, HEADER + "\n".join(rows)) == found


def test_payments_go_to_their_debts_in_the_order_of_their_days(tmp_path):
    rows = "yunfan,2026-03-03,3\nsecond,2026-01-01,9\nyunfan,2026-01-03,1\nyunfan,2026-01-03,2\n"
    assert [fen for _, fen, _ in paid(tmp_path, HEADER + rows, DEBTS + DEBT_2)] == [100, 200, 300]
    second = read_case_folder(tmp_path, ON).case.debts[1]
    assert [p.on for p in second.payments] == [date(2026, 1, 1)]


def test_every_payment_before_the_loan_is_named(tmp_path):
    rows = "yunfan,2025-01-01,1\nyunfan,2026-01-01,1\nyunfan,2025-02-01,1\n"
    assert [row for _, row, _ in wrong(tmp_path, HEADER + rows)] == [2, 4]
    assert "2025-11-03" in refusal(tmp_path).findings[0].message.en


@pytest.mark.parametrize(
    "debts", ["x = ", "debt = 7", SHORTEST.replace('id = "anxin"', ""), SHORTEST.replace('"anxin"', "7")]
)
def test_a_debt_that_cannot_be_read_is_no_mistake_of_its_payments(tmp_path, debts):
    error = refusal(put(tmp_path, debts, None, HEADER + "anxin,2026-01-03,1\n"))
    assert {f.where.file for f in error.findings} == {"debts.toml"}


def test_a_bad_id_is_no_second_mistake_in_payments(tmp_path):
    error = refusal(
        put(
            tmp_path,
            SHORTEST.replace("anxin", "An Xin"),
            None,
            HEADER + "An Xin,2026-01-03,1\nb,2026-01-03,1\n",
        )
    )
    assert [(f.code, f.where.row) for f in error.findings] == [("bad_id", None), ("unknown_debt", 3)]


def test_a_file_beyond_the_limit_says_its_size(tmp_path):
    assert wrong(tmp_path, HEADER + "\n" * LIMIT) == [("too_large", None, None)]
    assert str(LIMIT + len(HEADER)) in refusal(tmp_path).findings[0].message.zh


def _seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def test_a_hundred_thousand_payments(tmp_path):
    """Time is printed as a ratio to the csv module, not asserted; the count is."""
    rows = [
        f"anxin,20{10 + i % 16}-{1 + i % 12:02d}-{1 + i % 28:02d},{1 + i}.00,第{i}笔\n"
        for i in range(100_000)
    ]
    put(tmp_path, SHORTEST, None, HEADER + "".join(rows))

    def plain():
        with (tmp_path / "payments.csv").open(encoding="utf-8", newline="") as file:
            assert sum(1 for _ in csv.reader(file)) == 100_001

    def ours():
        (debt,) = read_case_folder(tmp_path, ON).case.debts
        assert len(debt.payments) == 100_000
        assert debt.payments == tuple(sorted(debt.payments, key=lambda p: p.on))

    sys.stdout.write(f"100,000 payments: {_seconds(ours) / _seconds(plain):.1f} × csv.reader\n")


def test_a_hundred_thousand_wrong_rows_are_a_hundred_thousand_findings(tmp_path):
    assert len(wrong(tmp_path, HEADER + "yunfan,2026-01-03,x\n" * 100_000)) == 100_000

"""Statements of banks, invented: every layout in every container, checks of sums, and what is refused.

Recipe: `bank_rows` draws days, amounts and words from a seeded generator and carries the running balance in integers;
`as_table` writes them under the header names of a layout, in that layout's way of signing amounts.
"""

import csv
import io
import random
import struct
import time
from datetime import date, timedelta
from html import escape

import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_bills_layouts import read_bytes

from xiehuan.evidence.record import Kind, Record
from xiehuan.money import Money
from xiehuan.readers.bills import SOURCES, Seen
from xiehuan.readers.bills.banks import BANKS
from xiehuan.readers.bills.layout import Amounts, Column

LAYOUTS = [(bank, layout) for bank in BANKS for layout in bank.layouts]
IDS = [f"{bank.SOURCE}{bank.layouts.index(layout)}" for bank, layout in LAYOUTS]
REUSED = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def bank_rows(count, seed=1, opening=500_000):
    """(day, fen signed, balance fen, text), oldest first."""
    chance, balance, day, rows = random.Random(seed), opening, date(2026, 1, 3), []  # noqa: S311 (a fixed seed)
    for i in range(count):
        fen = chance.choice([-1, -1, -1, 1]) * chance.randint(1, 90_000)
        balance += fen
        day += timedelta(days=chance.randint(0, 3))
        rows.append((day, fen, balance, f"某某小店{i % 7}"))
    return rows


def yuan(fen):
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def header_of(layout):
    """The names the layout needs and knows, each once, in the order it lists them."""
    return list(dict.fromkeys([*(name for _, name in layout.names), *sorted(layout.needed)]))


def cells_of(layout, row):
    day, fen, balance, text = row
    said = {
        Column.TIME: day.isoformat(),
        Column.CLOCK: "08:09:10",
        Column.CATEGORY: "消费",
        Column.PARTY: text,
        Column.CURRENCY: "人民币",
        Column.BALANCE: yuan(balance),
        Column.ACCOUNT: "6222****0001",
        Column.COUNTER: "6200****9999",
    }
    match layout.amounts:
        case Amounts.SIGNED:
            said[Column.AMOUNT] = yuan(-fen if layout.card else fen)
        case Amounts.SIDES:
            said[Column.MONEY_IN], said[Column.MONEY_OUT] = (yuan(fen), "") if fen > 0 else ("", yuan(-fen))
        case Amounts.MARKED:
            said[Column.AMOUNT], said[Column.SIDE] = yuan(abs(fen)), "贷 Cr" if fen > 0 else "借 Dr"
    by_name = {}
    for column, name in layout.names:
        by_name.setdefault(name, said.get(column, ""))
    return [by_name.get(name, "") for name in header_of(layout)]


def as_table(layout, rows, above=("某银行交易明细",), below=()):
    table = [header_of(layout), *(cells_of(layout, r) for r in rows)]
    return [[line] for line in above] + table + [list(line) for line in below]


def as_csv(table, encoding="gb18030", end="\r\n", mark=b""):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerows(table)
    return mark + out.getvalue().encode(encoding)


def as_xlsx(table):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for i, cells in enumerate(table):
        for j, cell in enumerate(cells):
            sheet.write_string(i, j, cell)
    book.close()
    return out.getvalue()


def as_xls(table):
    book = xlwt.Workbook()
    sheet = book.add_sheet("流水")
    for i, cells in enumerate(table):
        for j, cell in enumerate(cells):
            sheet.write(i, j, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_html(table):
    """What several banks call an .xls."""
    rows = "".join(
        "<tr>" + "".join(f"<td nowrap>{escape(c)}&nbsp;</td>\r\n" for c in r) + "</tr>" for r in table
    )
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gbk"></head><body><table border=1>'
    return f"{page}{rows}</table></body></html>".encode("gbk")


WAYS = {
    "gbk": lambda t: as_csv(t, "gbk"),
    "utf-8 with mark": lambda t: as_csv(t, "utf-8", "\n", b"\xef\xbb\xbf"),
    "utf-16": lambda t: as_csv(t, "utf-16-le", "\n", b"\xff\xfe"),
    "xlsx": as_xlsx,
    "xls": as_xls,
    "html": as_html,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("bank", "layout"), LAYOUTS, ids=IDS)
def test_every_layout_in_every_container(tmp_path, bank, layout, way):
    rows = bank_rows(12)
    reading = read_bytes(tmp_path, WAYS[way](as_table(layout, rows)), "bills/x")
    assert reading.source == bank.SOURCE
    assert reading.unread == ()
    assert [r.at[:10] for r in reading.records] == [day.isoformat() for day, *_ in rows]
    assert [abs(r.amount.fen) for r in reading.records] == [abs(fen) for _, fen, *_ in rows]
    assert [r.amount.fen for r in reading.records if r.direction == "out"] == [
        f for _, f, *_ in rows if f < 0
    ]
    assert not [f for f in reading.findings if f.code.startswith("balance")]
    if any(c is Column.BALANCE for c, _ in layout.names):
        assert [r.balance.fen for r in reading.records] == [b for _, _, b, _ in rows]
    if layout.card:
        assert all("consumer_credit" in r.flags or "card_repayment" in r.flags for r in reading.records)


@pytest.mark.parametrize(("bank", "layout"), LAYOUTS, ids=IDS)
def test_exactly_one_source_recognises_a_header_and_a_second_import_adds_nothing(tmp_path, bank, layout):
    table = as_table(layout, bank_rows(30))
    assert [s.SOURCE for s in SOURCES if s.recognises("x", as_csv(table))] == [bank.SOURCE]
    seen = Seen()
    assert len(seen.fresh(read_bytes(tmp_path, as_csv(table)).records)) == 30
    again = seen.fresh(read_bytes(tmp_path, as_csv(table)).records)
    assert again == ()
    assert seen.fresh(read_bytes(tmp_path, as_xlsx(table), "y.xlsx").records) == ()  # with other bytes


@REUSED
@given(
    fens=st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=1, max_size=20),
    pick=st.sampled_from(LAYOUTS),
    newest_first=st.booleans(),
)
def test_amounts_round_trip_and_a_true_balance_never_breaks(tmp_path, fens, pick, newest_first):
    bank, layout = pick
    balance, rows = 0, []
    for i, fen in enumerate(fens):
        balance += fen
        rows.append((date(2026, 3, 1) + timedelta(days=i), fen, balance, "某人"))
    rows = rows[::-1] if newest_first else rows
    reading = read_bytes(tmp_path, as_csv(as_table(layout, rows)))
    assert reading.source == bank.SOURCE
    assert reading.present == len(rows) == len(reading.records)
    assert [abs(r.amount.fen) for r in reading.records] == [abs(f) for _, f, *_ in rows]
    assert not [f for f in reading.findings if f.code.startswith("balance")]


def test_a_row_taken_out_breaks_the_balance_and_is_said_with_the_row_and_the_difference(tmp_path):
    rows = bank_rows(20)
    gone = rows.pop(9)
    layout = BANKS[3].layouts[0]
    (finding,) = [
        f for f in read_bytes(tmp_path, as_csv(as_table(layout, rows))).findings if f.code == "balance_break"
    ]
    assert finding.where.row == 12  # a title, the header, nine rows, then the break
    assert yuan(gone[1]).replace(",", "") in finding.message.en


@pytest.mark.parametrize("off", [0, 1])
def test_sums_in_the_footer_and_above_the_table(tmp_path, off):
    rows = bank_rows(15)
    money_in = sum(f for _, f, *_ in rows if f > 0)
    money_out = -sum(f for _, f, *_ in rows if f < 0)
    layout = BANKS[0].layouts[0]
    names = header_of(layout)
    line = ["人民币合计" if n == names[0] else "" for n in names]
    line[names.index("记账金额(收入)")] = yuan(money_in)
    line[names.index("记账金额(支出)")] = yuan(money_out + off)
    codes = [
        f.message.zh for f in read_bytes(tmp_path, as_csv(as_table(layout, rows, below=[line]))).findings
    ]
    assert [("差-0.01元" in c) for c in codes if "合计" in c] == [True] * off
    above = [f"收入合计：{yuan(money_in)} 支出合计：{yuan(money_out + off)}"]
    found = read_bytes(tmp_path, as_csv(as_table(BANKS[3].layouts[0], rows, above=above))).findings
    assert [f.code for f in found if f.code == "totals_differ"] == ["totals_differ"] * off


def test_a_month_without_a_row_is_said(tmp_path):
    rows = [(date(2026, m, 5), -100, 10_000 - 100 * i, "x") for i, m in enumerate((1, 2, 4, 5))]
    (finding,) = read_bytes(tmp_path, as_csv(as_table(BANKS[2].layouts[0], rows))).findings
    assert finding.code == "month_missing"
    assert "2026-03" in finding.message.zh


@pytest.mark.parametrize(("bank", "layout"), LAYOUTS, ids=IDS)
def test_a_changed_header_is_refused_with_the_header_it_saw(tmp_path, bank, layout):  # noqa: ARG001
    table = as_table(layout, bank_rows(3))
    money = next(n for c, n in layout.names if c in (Column.AMOUNT, Column.MONEY_IN))
    table[1][table[1].index(money)] = "发生额（新）"
    (found,) = read_bytes(tmp_path, as_csv(table)).unread
    assert "发生额（新）" in found.why
    assert "重新导出" in found.why


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"记账币种": "美元"}, "美元"),
        ({"记账金额(收入)": "1.00", "记账金额(支出)": "1.00"}, "两栏"),
        ({"记账金额(收入)": "", "记账金额(支出)": ""}, "金额"),
        ({"记账金额(支出)": "1.005"}, "1.005"),
        ({"交易日期": "2026-02-30"}, "2026-02-30"),
    ],
)
def test_rows_that_cannot_be_taken_say_why(tmp_path, changes, words):
    layout = BANKS[0].layouts[0]
    table = as_table(layout, [(date(2026, 1, 1), -100, 5_000, "x"), (date(2026, 1, 2), -100, 4_900, "y")])
    for name, value in changes.items():
        table[2][table[1].index(name)] = value
    reading = read_bytes(tmp_path, as_csv(table))
    assert len(reading.records) == 1
    assert words in reading.unread[0].why


def test_a_reversal_in_the_column_of_money_out_comes_back(tmp_path):
    layout = BANKS[0].layouts[0]
    table = as_table(layout, [(date(2026, 1, 1), -100, 5_000, "x")])
    table[2][table[1].index("记账金额(支出)")] = "-20.00"
    table[2][table[1].index("摘要")] = "冲正"
    (record,) = read_bytes(tmp_path, as_csv(table)).records
    assert (str(record.amount), record.direction, record.flags) == ("20.00", "in", ("refund",))


def test_an_xls_with_a_far_cell_is_not_opened(tmp_path):
    book = xlwt.Workbook()
    for i in range(4):
        book.add_sheet(f"s{i}").write(65_535, 255, "x")
    out = io.BytesIO()
    book.save(out)
    (found,) = read_bytes(tmp_path, out.getvalue(), "x.xls").unread
    assert "大得不正常" in found.why


def in_small_blocks(biff):
    """A compound file whose workbook stands in the small-block stream, by [MS-CFB]; written here by hand."""
    block, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    small = -(-len(biff) // 64)
    held = biff.ljust(-(-small * 64 // block) * block, b"\0")
    blocks = len(held) // block
    table = [*range(1, small), end] + [free] * (block // 4 - small % (block // 4))
    small_fat = struct.pack(f"<{len(table)}I", *table)
    small_fat = small_fat.ljust(-(-len(small_fat) // block) * block, b"\xff")
    tables = len(small_fat) // block
    # sector 0: FAT, 1: directory, then the table of small blocks, then what they hold

    def chain(first, count):
        return [*range(first + 1, first + count), end]

    fat = [0xFFFFFFFD, end, *chain(2, tables), *chain(2 + tables, blocks)]
    fat += [free] * (block // 4 - len(fat))

    def entry(name, kind, start, length, child=free):
        text = name.encode("utf-16-le") + b"\0\0"
        return struct.pack("<64sHBBIII36xIQ", text, len(text), kind, 1, free, free, child, start, length)

    root = entry("Root Entry", 5, 2 + tables, small * 64, child=1)
    directory = root + entry("Workbook", 2, 0, len(biff)) + bytes(256)
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        2,
        tables,
        end,
        0,
    )
    header += struct.pack("<109I", 0, *[free] * 108)
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + small_fat + held


def small_biff(rows):
    """The workbook stream alone, its bare minimum of records."""

    def record(kind, body):
        return struct.pack("<HH", kind, len(body)) + body

    def label(i, j, text):
        return record(0x0204, struct.pack("<HHHHB", i, j, 0, len(text), 1) + text.encode("utf-16-le"))

    begin, end = 0x0809, record(0x000A, b"")
    sheet = record(begin, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    sheet += b"".join(label(i, j, c) for i, r in enumerate(rows) for j, c in enumerate(r) if c) + end
    globals_ = record(begin, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    place = len(globals_) + 4 + 8 + 1 + len(end)
    bound = record(0x0085, struct.pack("<IBBBB", place, 0, 0, 1, 0) + b"s")
    return globals_ + bound + end + sheet


def test_an_xls_in_the_small_blocks_of_its_file_is_read(tmp_path):
    layout = BANKS[2].layouts[0]
    table = as_table(layout, bank_rows(4), above=())
    biff = small_biff(table)
    assert len(biff) < 4096
    reading = read_bytes(tmp_path, in_small_blocks(biff), "bills/x.xls")
    assert (reading.source, len(reading.records), reading.unread) == ("abc", 4, ())
    far = small_biff([*table, [], ["x"]])
    far = (
        far[: far.rfind(struct.pack("<HH", 0x0204, 11))]
        + b"\x04\x02\x0b\x00\xff\xff\xff\xff\0\0\x01\0\x01x\0"
        + far[-4:]
    )
    assert "大得不正常" in read_bytes(tmp_path, in_small_blocks(far), "bills/x.xls").unread[0].why


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (
            b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="x"><Worksheet/></Workbook>',
            "XML表格2003",
        ),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "MHT"),
        ("<html><table><tr><td>日期<td>交易发生额<td>结余</tr></table>".encode(), "日期,交易发生额,结余"),
    ],
)
def test_other_pages_that_call_themselves_xls_are_refused_by_name(tmp_path, data, word):
    (found,) = read_bytes(tmp_path, data, "bills/x.xls").unread
    assert word in found.why


def test_a_page_full_of_open_tags_takes_time_that_grows_with_it_alone(tmp_path):
    began = time.process_time()
    for part in (b"<td", b"<tr>", b"<td colspan=999>", b"<table"):
        data = b"<html>" + part * (3_000_000 // len(part))
        assert read_bytes(tmp_path, data, "bills/x.xls").present >= 1
    assert time.process_time() - began < 40


def test_a_damaged_xls_never_raises(tmp_path):
    data = as_xls(as_table(BANKS[1].layouts[0], bank_rows(5)))
    chance = random.Random(4)  # noqa: S311 (a fixed seed)
    for _ in range(60):
        spoilt = bytearray(data)
        for _ in range(6):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        reading = read_bytes(tmp_path, bytes(spoilt), "x.xls")
        assert reading.present >= 1


@pytest.mark.parametrize(  # where amounts have a sign, one below zero is how money out is written
    ("bank", "layout"), [(b, x) for b, x in LAYOUTS if x.amounts is not Amounts.SIGNED and not x.card]
)
def test_income_below_zero_is_money_taken_back_and_said(tmp_path, bank, layout):  # noqa: ARG001
    table = as_table(layout, [(date(2026, 1, i), 100, 5_000 + 100 * i, "工资") for i in (1, 2)])
    names = table[1]
    by_column = {c: names.index(n) for c, n in layout.names if n in names}
    money = by_column.get(Column.MONEY_IN, by_column.get(Column.AMOUNT))
    table[3][money] = "-3.00"
    table[3][by_column[Column.BALANCE]] = yuan(4_800)
    reading = read_bytes(tmp_path, as_csv(table))
    assert [str(r.amount) for r in reading.records] == ["1.00", "-3.00"]
    assert [(f.code, f.where.row) for f in reading.findings] == [("negative_income", 4)]


def codes(tmp_path, data):
    return [f.code for f in read_bytes(tmp_path, data).findings]


def test_hostile_texts_are_kept_as_text_and_said(tmp_path):
    layout = BANKS[3].layouts[0]
    rows = [
        (date(2026, 1, 1), -100, 5_000, '=HYPERLINK("http://x","y")'),
        (date(2026, 1, 2), -1, 4_999, "a\0b"),
        (date(2026, 1, 3), -1, 4_998, "@小明"),
        (date(2026, 1, 4), -1, 4_997, "=1+1"),
    ]
    reading = read_bytes(tmp_path, as_csv(as_table(layout, rows)))
    said = {f.code: (f.where.row, f.message.zh[1]) for f in reading.findings}
    assert said == {
        "text_like_formula": (3, "2"),
        "text_begins_with_at": (5, "1"),
        "text_with_nul": (4, "1"),
    }
    assert reading.records[0].text.startswith("=HYPERLINK")


def test_wrong_encoding_and_mixed_line_ends_are_said(tmp_path):
    layout = BANKS[3].layouts[0]
    data = as_csv(as_table(layout, bank_rows(4)), "utf-8", "\n")
    assert codes(tmp_path, data) == []
    assert codes(tmp_path, data.replace("小店".encode(), b"\xff\xfe", 1)) == ["rows_damaged"]
    assert codes(tmp_path, data.replace(b"\n", b"\r\n", 3)) == ["mixed_line_ends"]


def test_a_million_columns_are_one_unread_row(tmp_path):
    layout = BANKS[3].layouts[0]
    data = as_csv(as_table(layout, bank_rows(3)), "utf-8", "\n")
    assert len(read_bytes(tmp_path, data + b"2026-03-01" + b"," * 1_000_000 + b"\n").unread) == 1
    (found,) = read_bytes(tmp_path, b"a," * 1_000_000 + b"\n").unread
    assert len(found.why) < 400


@REUSED
@given(st.data())
def test_overlapping_exports_make_the_whole_and_nothing_twice(tmp_path, data):
    layout = data.draw(st.sampled_from([x for b, x in LAYOUTS]))
    moves = data.draw(st.lists(st.tuples(st.integers(0, 1), st.sampled_from([-100, 100, 250])), max_size=14))
    balance, day, rows = 1_000, date(2026, 5, 1), []
    for later, fen in moves:  # the same amount and balance may come back on the same day
        balance, day = balance + fen, day + timedelta(days=later)
        rows.append((day, fen, balance, "某人"))
    days = sorted({d for d, *_ in rows})
    cut, back = data.draw(st.integers(0, len(days))), data.draw(st.integers(0, 3))
    first = [r for r in rows if r[0] in days[:cut]]
    second = [r for r in rows if r[0] in days[max(0, cut - back) :]]
    seen, taken = Seen(), []
    for part, way in ((first, as_csv), (second, as_xlsx)):
        if part:
            taken += seen.fresh(read_bytes(tmp_path, way(as_table(layout, part))).records)
    assert [(r.at[:10], abs(r.amount.fen)) for r in taken] == [(d.isoformat(), abs(f)) for d, f, *_ in rows]


def test_two_accounts_of_one_bank_are_not_each_other():
    one = Record("a", "boc", Kind.BILL, "2026-05-01", None, "in", "", None, amount=Money(5), balance=Money(9))
    cards = [one._replace(account=tail) for tail in ("6222****0001", "6222****0002", None)]
    seen = Seen()
    assert [len(seen.fresh([r])) for r in cards] == [1, 1, 0]  # one that is not shown may be either

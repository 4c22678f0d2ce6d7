"""Every layout in every container, encoding, line end and column order is read the same."""

import random
from itertools import product

import pytest
from test_bills_builders import HEADERS, csv_bytes, row, xlsx_bytes

from xiehuan.evidence.record import Kind
from xiehuan.money import Money
from xiehuan.readers.bills import SOURCES, Seen, alipay, read_bill, wechat_pay
from xiehuan.readers.bills.encoding import HEAD

ENCODINGS = {
    "gbk": ("gbk", b""),
    "gb18030": ("gb18030", b""),
    "utf-8": ("utf-8", b""),
    "utf-8 with mark": ("utf-8", b"\xef\xbb\xbf"),
    "utf-16-le": ("utf-16-le", b"\xff\xfe"),
    "utf-16-be": ("utf-16-be", b"\xfe\xff"),
}
ENDS = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}
GOODS = {"alipay": "商品说明", "alipay_web": "商品名称", "wechat_pay": "商品"}


def read_bytes(tmp_path, data, name="bills/账单.csv"):
    path = tmp_path / name.rpartition("/")[2]
    path.write_bytes(data)
    return read_bill(path, name)


def three_rows(layout):
    amount = next(n for n in HEADERS[layout] if n.startswith("金额"))
    return [
        row(layout, 1, **{amount: "1,234.50", GOODS[layout]: "一,二"}),
        row(layout, 2, **{amount: "￥0.01", "收/支": "收入", GOODS[layout]: '他说"好"'}),
        row(layout, 3, **{amount: "７.5", GOODS[layout]: "第一行\n第二行"}),
    ]


def facts(reading):
    return [(r.at, str(r.amount), r.direction, r.text, r.order_no, r.flags) for r in reading.records]


@pytest.mark.parametrize(("layout", "encoding", "end"), list(product(HEADERS, ENCODINGS, ENDS)))
def test_csv(tmp_path, layout, encoding, end):
    codec, mark = ENCODINGS[encoding]
    rows = [
        r if codec != "gbk" else {k: v.replace("￥", "") for k, v in r.items()} for r in three_rows(layout)
    ]
    reading = read_bytes(tmp_path, csv_bytes(layout, rows, encoding=codec, mark=mark, end=ENDS[end]))
    assert reading.source == layout.removesuffix("_web")
    assert (reading.unread, reading.duplicates, reading.flags) == ((), 0, ())
    assert [str(r.amount) for r in reading.records] == ["-1234.50", "0.01", "-7.50"]
    assert [r.text for r in reading.records] == [
        "某某小店 一,二",
        '某某小店 他说"好"',
        "某某小店 第一行\n第二行",
    ]
    assert {r.at for r in reading.records} == {"2026-03-04T05:06:07+08:00"}
    assert [r.where.row for r in reading.records] == [7, 8, 9]
    assert all(r.kind is Kind.BILL and r.where.file == "bills/账单.csv" for r in reading.records)


@pytest.mark.parametrize("layout", HEADERS)
def test_columns_in_any_order_with_others_between(tmp_path, layout):
    expected = facts(read_bytes(tmp_path, csv_bytes(layout, three_rows(layout))))
    chance = random.Random(layout)  # noqa: S311 (a fixed seed)
    for _ in range(20):
        names = [*HEADERS[layout], "新的一列", "另一列"]
        chance.shuffle(names)
        assert facts(read_bytes(tmp_path, csv_bytes(layout, three_rows(layout), names=names))) == expected


@pytest.mark.parametrize("layout", HEADERS)
def test_padding_and_footer_change_nothing(tmp_path, layout):
    expected = facts(read_bytes(tmp_path, csv_bytes(layout, three_rows(layout))))
    below = [
        "-" * 60,
        "共3笔记录",
        "已收入:1笔,0.01元",
        "导出时间:[2026-07-01 00:00:00]    用户:某某",
        "",
        " , , ",
    ]
    data = csv_bytes(layout, three_rows(layout), pad="  \t ", below=below)
    reading = read_bytes(tmp_path, data)
    assert facts(reading) == expected
    assert reading.present == 3


def test_tabs_between_cells_as_spreadsheet_programs_write_utf16(tmp_path):
    plain = csv_bytes("alipay", [row("alipay", 1)], encoding="utf-8").decode()
    reading = read_bytes(tmp_path, b"\xff\xfe" + plain.replace(",", "\t").encode("utf-16-le"))
    assert [str(r.amount) for r in reading.records] == ["-12.30"]


@pytest.mark.parametrize("lines", [0, 1, 17, 4000])
def test_preamble_of_any_length(tmp_path, lines):
    above = [f"第{i}行说明，无逗号也无表头，长短不一" for i in range(lines)]
    data = csv_bytes("wechat_pay", [row("wechat_pay", 1)], encoding="utf-8", above=above)
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    assert len(wechat_pay.BILL.read(path, "x.csv").records) == 1
    assert wechat_pay.BILL.recognises("x.csv", data[:HEAD]) is (lines < 1000)


@pytest.mark.parametrize("native", [True, False])
def test_wechat_workbook_reads_like_its_csv(tmp_path, native):
    rows = [
        row("wechat_pay", 1, **{"金额(元)": "¥9.78"}),
        row("wechat_pay", 2, **{"金额(元)": "¥10.00", "收/支": "收入"}),
        row("wechat_pay", 3, **{"金额(元)": "¥1234567.89"}),
    ]
    from_csv = read_bytes(tmp_path, csv_bytes("wechat_pay", rows, encoding="utf-8"))
    from_xlsx = read_bytes(tmp_path, xlsx_bytes("wechat_pay", rows, native=native), "bills/微信.xlsx")
    assert facts(from_xlsx) == facts(from_csv)
    seen = Seen()
    assert (len(seen.fresh(from_csv.records)), seen.fresh(from_xlsx.records)) == (3, ())
    assert [r.where.row for r in from_xlsx.records] == [7, 8, 9]


def test_workbook_with_bare_day_numbers(tmp_path):
    rows = [row("wechat_pay", 1, 交易时间=46289.48678240741)]
    reading = read_bytes(tmp_path, xlsx_bytes("wechat_pay", rows, native=False), "x.xlsx")
    assert [r.at for r in reading.records] == ["2026-09-24T11:40:58+08:00"]


@pytest.mark.parametrize(
    ("value", "taken"), [(9.780000000000001, 0), (12.345, 0), (1e16, 0), (-5.0, 0), (548.58, 1), (3, 1)]
)
def test_workbook_amounts_are_exact_or_refused(tmp_path, value, taken):
    rows = [row("wechat_pay", 1, **{"金额(元)": value})]
    reading = read_bytes(tmp_path, xlsx_bytes("wechat_pay", rows, native=False), "x.xlsx")
    assert (len(reading.records), len(reading.unread)) == (taken, 1 - taken)
    assert all("金额" in u.why and "amount" in u.why_en and u.where.row == 7 for u in reading.unread)
    assert all(r.amount == Money.parse(f"-{value}") for r in reading.records)


def test_every_sheet_with_a_header_is_read(tmp_path):
    reading = read_bytes(tmp_path, xlsx_bytes("wechat_pay", [row("wechat_pay", 1)], sheets=2), "x.xlsx")
    assert (len(reading.records), reading.duplicates) == (1, 1)


def test_content_decides_and_not_the_extension(tmp_path):
    workbook = xlsx_bytes("wechat_pay", [row("wechat_pay", 1)])
    text = csv_bytes("alipay", [row("alipay", 1)])
    assert read_bytes(tmp_path, workbook, "bills/x.csv").source == "wechat_pay"
    assert read_bytes(tmp_path, text, "bills/x.xlsx").source == "alipay"


@pytest.mark.parametrize("layout", HEADERS)
def test_exactly_one_source_recognises_a_bill(layout):
    data = csv_bytes(layout, three_rows(layout))[:HEAD]
    assert [s.SOURCE for s in SOURCES if s.recognises("x", data)] == [layout.removesuffix("_web")]


@pytest.mark.parametrize("missing", sorted(alipay._APP.needed))
def test_without_a_needed_column_it_is_another_layout(tmp_path, missing):
    names = [n for n in HEADERS["alipay"] if n != missing]
    reading = read_bytes(tmp_path, csv_bytes("alipay", [row("alipay", 1)], names=names))
    assert (reading.source, len(reading.unread), reading.records) == ("bills", 1, ())


def test_large_workbook_is_found_by_read_bill_though_its_strings_come_late(tmp_path):
    chance = random.Random(3)  # noqa: S311 (a fixed seed)
    rows = [row("wechat_pay", i, 商品=str(chance.random()), 备注=str(chance.random())) for i in range(4000)]
    data = xlsx_bytes("wechat_pay", rows)
    assert not wechat_pay.BILL.recognises("x.xlsx", data[:HEAD])
    assert wechat_pay.BILL.recognises("微信支付账单流水.xlsx", data[:HEAD])
    assert len(read_bytes(tmp_path, data, "x.xlsx").records) == 4000


def test_unknown_layout_names_the_header_and_the_way_out(tmp_path):
    reading = read_bytes(
        tmp_path, "某银行\n记账日期,交易金额,余额,摘要\n2026-01-01,1.00,2.00,x\n".encode("gbk")
    )
    (found,) = reading.unread
    assert "记账日期,交易金额,余额,摘要" in found.why
    assert "重新导出" in found.why
    assert "记账日期,交易金额,余额,摘要" in found.why_en
    assert "export the bill again" in found.why_en
    assert found.where.row is None


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"PK\x03\x04" + b"\0" * 40, "unpack"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "XLS"),
        (b"\0" * 1000, "unknown"),
        (b"\n\n\n", "unknown"),
    ],
)
def test_other_files_get_a_reason(tmp_path, data, word):
    (found,) = read_bytes(tmp_path, data).unread
    assert word in found.why_en


def test_a_direct_read_without_header_says_so(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"nothing,here\n")
    reading = alipay.BILL.read(path, "x.csv")
    assert (reading.source, [u.where.row for u in reading.unread]) == ("alipay", [None])

"""Statements of banks and proofs of payment apps as PDF, invented.

Recipe: the typesetting library of the project sets a table under the header names of a layout, with the rows of
`bank_rows`; the same rows as CSV are what the PDF must be read as. Page furniture, sums, narrow columns and alignment vary.
"""

import io
import json
import random
import subprocess
import sys
import time
from datetime import date, timedelta

import pypdf
import pytest
import typst
from pypdf.generic import DecodedStreamObject, NameObject
from test_bills_banks import IDS, LAYOUTS, as_csv, as_table, bank_rows, header_of, yuan
from test_bills_builders import csv_bytes, row, words
from test_bills_layouts import read_bytes

from xiehuan.documents.glyphs import font_folder
from xiehuan.readers.bills import Seen, pdf_pages, pdf_words
from xiehuan.readers.bills.banks import BANKS
from xiehuan.readers.dispatch import read_one

SOURCE = """
#set page(width: eval(sys.inputs.width), height: 21cm, margin: 1cm, footer: align(center, context [
  第#counter(page).display()页/共#counter(page).final().first()页]))
#set text(font: "Noto Sans CJK SC", size: 8pt, lang: "zh")
#show table.cell: set block(breakable: false)
#let told = json(bytes(sys.inputs.told))
#for line in told.above [#line \\ ]
#table(
  columns: told.columns.map(eval), stroke: none, align: eval(told.align), inset: (x: 3pt, y: 4pt),
  table.header(repeat: told.repeat, ..told.header.map(lines => lines.map(text).join(linebreak()))),
  ..told.rows.flatten())
#for line in told.below [#line \\ ]
"""
TOP, MIDDLE = "top + left", "horizon + center"
LONG_NAMES = (
    "美团平台商户",
    "财付通-扫二维码付款",
    "北京某某某保健按摩有限公司海淀区分店",
    "Apple Store",
    "某某",
    "支付宝-某小店商品60件",
)


def pdf(header, rows, *, above=(), below=(), align=TOP, columns=None, repeat=True, width="36cm"):
    told = {
        "above": list(above),
        "below": list(below),
        "header": [name if isinstance(name, list) else [name] for name in header],
        "rows": rows,
        "align": align,
        "columns": columns or ["1fr"] * len(header),
        "repeat": repeat,
    }
    return typst.compile(
        SOURCE.encode(),
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,
        sys_inputs={"told": json.dumps(told, ensure_ascii=False), "width": width},
    )


def changed(data, change):
    """The PDF after `change` was made to a writer that holds its pages."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def facts(reading):
    return [
        (r.at[:10], r.amount, r.direction, r.balance, "".join(r.text.split()), r.category, r.counter, r.flags)
        for r in reading.records
    ]


def both(tmp_path, layout, rows, **how):
    """The readings of the same rows as CSV and as PDF."""
    table = as_table(layout, rows, above=())
    from_csv = read_bytes(tmp_path, as_csv(table), "bills/a.csv")
    return from_csv, read_bytes(tmp_path, pdf(table[0], table[1:], **how), "bills/a.pdf")


@pytest.mark.parametrize(("at", "pick"), list(enumerate(LAYOUTS)), ids=IDS)
def test_every_bank_reads_as_its_csv_and_adds_nothing_to_it(tmp_path, at, pick):
    bank, layout = pick
    from_csv, from_pdf = both(tmp_path, layout, bank_rows(70), align=(TOP, MIDDLE, "top + right")[at % 3])
    assert from_pdf.source == bank.SOURCE
    assert from_pdf.unread == from_pdf.findings == ()
    assert facts(from_pdf) == facts(from_csv)
    assert len({r.where.row // 1000 for r in from_pdf.records}) > 1
    seen = Seen()
    assert (len(seen.fresh(from_csv.records)), seen.fresh(from_pdf.records)) == (70, ())


def wrapped_statement(seed, pick):
    """Narrow columns whose long cells and header names are wrapped, or columns as wide as they need."""
    chance = random.Random(seed)  # noqa: S311 (a fixed seed)
    _, layout = pick
    rows = [
        (d, f, b, chance.choice(LONG_NAMES) + chance.choice(LONG_NAMES)) for d, f, b, _ in bank_rows(45, seed)
    ]
    width = len(header_of(layout))
    columns = chance.choice([["2.2cm"] * width, ["auto"] * (width - 1) + ["1fr"], None])
    return layout, rows, {"columns": columns, "align": chance.choice([TOP, MIDDLE, "horizon + right"])}


@pytest.mark.parametrize("seed", [1, 2, 3, *(pytest.param(s, marks=pytest.mark.long) for s in range(4, 30))])
@pytest.mark.parametrize(
    "pick",
    [LAYOUTS[i] for i in (0, 2, 6, 7, 8, 14)],
    ids=lambda p: p[0].SOURCE if isinstance(p, tuple) else "",
)
def test_rows_and_headers_wrapped_over_lines(tmp_path, seed, pick):
    layout, rows, how = wrapped_statement(seed, pick)
    from_csv, from_pdf = both(tmp_path, layout, rows, **how)
    assert from_pdf.unread == ()
    assert facts(from_pdf) == facts(from_csv)


WECHAT = words("交易单号 交易时间 交易类型 收/支/其他 交易方式 金额(元) 交易对方 商户单号")
ALIPAY = words("收/支 交易对方 商品说明 收/付款方式 金额 交易订单号 商家订单号 交易时间")


def proof(names, rows, renamed):
    return [[r.get(renamed.get(n, n), "") for n in names] for r in rows]


def test_the_proof_of_wechat_pay_reads_as_its_bill(tmp_path):
    rows = [
        row("wechat_pay", 1, **{"金额(元)": "¥9.78"}),
        row("wechat_pay", 2, 交易类型="某某小店-退款", **{"收/支": "收入", "金额(元)": "¥3.00"}),
        row("wechat_pay", 3, 交易类型="零钱提现", **{"收/支": "/", "金额(元)": "¥100.00"}),
        row("wechat_pay", 4, 支付方式="某某银行信用卡(1234)", **{"金额(元)": "¥1,234.50"}),
    ]
    table = proof(WECHAT, rows, {"收/支/其他": "收/支", "交易方式": "支付方式"})
    above = ["微信支付交易明细证明", "兹证明：某某在其微信号中的交易明细信息如下："]
    data = pdf(WECHAT, table, above=above, columns=["2cm"] * len(WECHAT), align=MIDDLE)
    from_pdf = read_bytes(tmp_path, data, "bills/微信.pdf")
    from_csv = read_bytes(tmp_path, csv_bytes("wechat_pay", rows, encoding="utf-8"))
    assert from_pdf.source == "wechat_pay"
    assert [(r.at, r.amount, r.direction, r.flags, r.order_no) for r in from_pdf.records] == [
        (r.at, r.amount, r.direction, r.flags, r.order_no) for r in from_csv.records
    ]
    seen = Seen()
    assert (len(seen.fresh(from_pdf.records)), seen.fresh(from_csv.records)) == (4, ())


def test_the_proof_of_alipay_reads_as_its_bill(tmp_path):
    rows = [
        row("alipay", 1, **{"收/付款方式": "花呗"}),
        row("alipay", 2, 商品说明="退款-纸巾", 交易状态="退款成功", **{"收/支": "不计收支"}),
        row("alipay", 3, **{"收/支": "收入", "金额": "2,000.00"}),
    ]
    data = pdf(ALIPAY, proof(ALIPAY, rows, {}), columns=["2.4cm"] * len(ALIPAY))
    from_pdf, from_csv = read_bytes(tmp_path, data, "x.pdf"), read_bytes(tmp_path, csv_bytes("alipay", rows))
    assert from_pdf.unread == ()
    assert [(r.at, r.amount, r.flags, r.text) for r in from_pdf.records] == [
        (r.at, r.amount, r.flags, r.text) for r in from_csv.records
    ]
    assert Seen().fresh(from_pdf.records) == from_pdf.records


def test_a_header_in_two_languages_once_on_the_first_page(tmp_path):
    layout = BANKS[5].layouts[0]
    table = as_table(layout, bank_rows(90), above=())
    english = [
        "Date",
        "Currency",
        "Transaction Amount",
        "Balance",
        "Transaction Type",
        "Counter Party",
        "Customer Type",
    ]
    header = [[zh, en] for zh, en in zip(table[0], english, strict=True)]
    data = pdf(
        header, table[1:], repeat=False, above=["招商银行交易流水", "户名：某某  账号：6214000000001234"]
    )
    reading = read_bytes(tmp_path, data, "x.pdf")
    assert (len(reading.records), reading.unread, reading.findings) == (90, (), ())
    assert {r.account for r in reading.records} == {"6214000000001234"}
    assert reading.records == tuple(sorted(reading.records, key=lambda r: r.where.row))


@pytest.mark.parametrize("off", [0, 100])
def test_sums_of_the_page_and_of_the_whole_are_held_against_the_rows(tmp_path, off):
    layout = next(x for b, x in LAYOUTS if b.SOURCE == "psbc")
    rows = bank_rows(20)
    table = as_table(layout, rows, above=())

    def sums(name, part, wrong=0):
        line = {
            "交易日期": name,
            "存入": sum(f for _, f, *_ in part if f > 0),
            "支取": wrong - sum(f for _, f, *_ in part if f < 0),
        }
        return [v if isinstance(v := line.get(n, ""), str) else yuan(v) for n in table[0]]

    body = [
        *table[1:9],
        sums("本页小计", rows[:8]),
        *table[9:],
        sums("本页小计", rows[8:], off),
        sums("合计", rows),
    ]
    reading = read_bytes(tmp_path, pdf(table[0], body), "x.pdf")
    assert (len(reading.records), reading.unread) == (20, ())
    assert [(f.code, f.where.row is not None) for f in reading.findings] == [("totals_differ", True)] * bool(
        off
    )
    assert all("小计" in f.message.zh and "差-1.00元" in f.message.zh for f in reading.findings)


def test_a_row_taken_out_is_noticed_at_the_page_and_line(tmp_path):
    layout = BANKS[3].layouts[0]
    rows = bank_rows(70)
    rows.pop(60)
    _, reading = both(tmp_path, layout, rows)
    (finding,) = [f for f in reading.findings if f.code == "balance_break"]
    assert finding.where.row == reading.records[60].where.row > 2000


def test_a_row_without_its_day_and_one_with_a_wrong_amount_are_unread_and_leave_their_neighbours(tmp_path):
    layout = BANKS[3].layouts[0]
    table = as_table(layout, bank_rows(10), above=())
    table[4][0] = ""
    table[7][table[0].index("金额")] = "1.005"
    reading = read_bytes(tmp_path, pdf(table[0], table[1:]), "x.pdf")
    assert (len(reading.records), len(reading.unread)) == (8, 2)
    assert "交易时间" in reading.unread[0].why
    assert "1.005" in reading.unread[1].why


def test_two_accounts_in_one_file(tmp_path):
    layout = BANKS[3].layouts[0]
    one, two = (as_table(layout, bank_rows(5, seed), above=()) for seed in (1, 2))
    body = [*one[1:], two[0], *two[1:]]
    reading = read_bytes(tmp_path, pdf(one[0], body), "x.pdf")
    assert len(reading.records) == 10
    assert reading.unread == ()


def test_a_page_turned_on_its_side_is_read_as_it_is_shown(tmp_path):
    layout = BANKS[3].layouts[0]
    table = as_table(layout, bank_rows(8), above=())
    data = pdf(table[0], table[1:])
    expected = facts(read_bytes(tmp_path, data, "x.pdf"))

    def turned(by):
        def turn(writer):
            for page in writer.pages:
                page.rotate(by)
                page.transfer_rotation_to_content()
                page.rotate(-by)

        return turn

    for by in (90, 180, 270):
        assert facts(read_bytes(tmp_path, changed(data, turned(by)), "x.pdf")) == expected


def small():
    layout = BANKS[3].layouts[0]
    table = as_table(layout, bank_rows(6), above=())
    return pdf(table[0], table[1:])


def only_reason(reading):
    assert (reading.records, reading.findings) == ((), ())
    (found,) = reading.unread
    assert found.where.row is None
    return found.why


def test_a_password_is_asked_for_and_a_mere_restriction_is_not(tmp_path):
    locked = changed(small(), lambda w: w.encrypt("123456", algorithm="AES-256"))
    why = only_reason(read_bytes(tmp_path, locked, "bills/x.pdf"))
    assert "密码" in why
    assert "不设密码" in why
    restricted = changed(small(), lambda w: w.encrypt("", "owner", algorithm="AES-256"))
    assert len(read_bytes(tmp_path, restricted, "bills/x.pdf").records) == 6


def test_a_scan_needs_text_recognition(tmp_path):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    assert "OCR" in only_reason(read_bytes(tmp_path, out.getvalue(), "bills/x.pdf"))


def test_an_unknown_table_is_refused_with_its_header(tmp_path):
    data = pdf(["日期", "交易发生额", "结余", "说明"], [["2026-01-01", "1.00", "2.00", "x"]])
    assert "日期,交易发生额,结余,说明" in only_reason(read_bytes(tmp_path, data, "bills/x.pdf"))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n" + b"x" * 100, small()[:3000], b"%PDF-"])
def test_a_damaged_file_is_refused(tmp_path, data):
    assert "PDF" in only_reason(read_bytes(tmp_path, data, "bills/x.pdf"))


def test_too_many_pages_are_refused_before_they_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf_pages, "MOST_PAGES", 3)

    def copies(writer):
        for _ in range(3):
            writer.add_page(writer.pages[0])

    assert "页数" in only_reason(read_bytes(tmp_path, changed(small(), copies), "bills/x.pdf"))


def bomb(size):
    """A page whose content unpacks to `size` bytes of drawn text."""

    def change(writer):
        stream = DecodedStreamObject()
        stream.set_data(
            b"BT /F1 9 Tf "
            + b"(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj " * (size // 60)
            + b"ET"
        )
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode())

    return changed(small(), change)


@pytest.mark.parametrize(
    ("limit", "value"), [("MOST_SECONDS", 0.3), ("MOST_PROCESSOR_SECONDS", 1), ("MOST_MEMORY", 1 << 28)]
)
def test_a_page_that_would_burst_is_stopped(tmp_path, monkeypatch, limit, value):
    monkeypatch.setattr(pdf_pages, limit, value)
    data = bomb(60_000_000)
    assert len(data) < 1_000_000
    began = time.monotonic()
    assert "没有读" in only_reason(read_bytes(tmp_path, data, "bills/x.pdf"))
    assert time.monotonic() - began < 30


def test_a_page_with_too_many_characters_is_refused(tmp_path):
    assert "一页" in only_reason(read_bytes(tmp_path, bomb(100_000), "bills/x.pdf"))


def test_a_device_without_the_library_says_what_is_missing():
    done = subprocess.run(
        [sys.executable, "-I", "-S", pdf_words.__file__, "x.pdf", "1", "10", str(1 << 30)],
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout) == ["trouble", "missing"]


def test_mutations_never_raise(tmp_path):
    data, chance = small(), random.Random(7)  # noqa: S311 (a fixed seed)
    taken = 0
    for _ in range(25):
        spoilt = bytearray(data)
        for _ in range(chance.randint(1, 30)):
            spoilt[chance.randrange(20, len(spoilt))] = chance.randrange(256)
        reading = read_bytes(tmp_path, bytes(spoilt), "bills/x.pdf")
        taken += len(reading.records)
        assert reading.present >= 1
    assert taken > 20


def test_outside_the_folder_of_bills_a_pdf_is_a_bill_only_when_it_holds_one(tmp_path):
    (tmp_path / "x.pdf").write_bytes(small())
    (tmp_path / "y.pdf").write_bytes(pdf(["通知"], [["请按时还款"]]))
    assert read_one(tmp_path / "x.pdf", "x.pdf").source == "boc"
    assert read_one(tmp_path / "x.pdf", "papers/x.pdf").source != "boc"
    assert [r.kind for r in read_one(tmp_path / "y.pdf", "y.pdf").records] == ["paper"]


@pytest.mark.long
def test_three_thousand_pages_are_read_within_the_limits(tmp_path):
    layout = BANKS[3].layouts[0]
    rows = [(date(2020, 1, 1) + timedelta(days=i // 2), -100, 10**9 - 100 * i, "某小店") for i in range(600)]
    table = as_table(layout, rows, above=())

    def copies(writer):
        pages = len(writer.pages)
        for i in range(pages, 3_000):
            writer.add_page(writer.pages[i % pages])

    data = changed(pdf(table[0], table[1:]), copies)
    began = time.monotonic()
    reading = read_bytes(tmp_path, data, "bills/x.pdf")
    assert time.monotonic() - began < pdf_pages.MOST_SECONDS
    assert len(reading.records) > 50_000
    assert reading.unread == ()

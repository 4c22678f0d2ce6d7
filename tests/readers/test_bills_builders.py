"""Builders of invented bills for the other test_bills files, and a check of what they build."""

import csv
import io
from datetime import datetime

import xlsxwriter


def words(line):
    """Header names from a line of them."""
    return line.split()


ALIPAY = words(
    "交易时间 交易分类 交易对方 对方账号 商品说明 收/支 金额 收/付款方式 交易状态 交易订单号 商家订单号 备注"
)
ALIPAY_WEB = words(
    "交易号 商家订单号 交易创建时间 付款时间 最近修改时间 交易来源地 类型 交易对方 商品名称 金额（元） 收/支 交易状态 "
    "服务费（元） 成功退款（元） 备注 资金状态"
)
WECHAT = words("交易时间 交易类型 交易对方 商品 收/支 金额(元) 支付方式 当前状态 交易单号 商户单号 备注")

_DEFAULTS = {
    "交易时间": "2026-03-04 05:06:07",
    "交易创建时间": "2026-03-04 05:06:07",
    "交易分类": "日用百货",
    "交易类型": "商户消费",
    "类型": "即时到账交易",
    "交易对方": "某某小店",
    "商品说明": "纸巾",
    "商品名称": "纸巾",
    "商品": "纸巾",
    "收/支": "支出",
    "金额": "12.30",
    "金额(元)": "¥12.30",
    "金额（元）": "12.30",
    "收/付款方式": "余额",
    "支付方式": "零钱",
    "交易状态": "交易成功",
    "当前状态": "支付成功",
    "资金状态": "已支出",
}
ORDER = {"alipay": "交易订单号", "alipay_web": "交易号", "wechat_pay": "交易单号"}
HEADERS = {"alipay": ALIPAY, "alipay_web": ALIPAY_WEB, "wechat_pay": WECHAT}


def row(layout, number, **cells):
    """One row as a dict by header name, with an order number of its own unless given."""
    names = HEADERS[layout]
    base = {name: _DEFAULTS.get(name, "") for name in names} | {ORDER[layout]: f"9{number:027d}"}
    return base | cells


def preamble(layout, count):
    """The lines above the header; `count` records are claimed."""
    title = "微信支付账单明细" if layout == "wechat_pay" else "导出信息："
    return [
        title,
        "起始时间：[2026-01-01 00:00:00] 终止时间：[2026-06-30 23:59:59]",
        f"共{count}笔记录",
        "",
        "-" * 40,
    ]


def csv_bytes(  # noqa: PLR0913 (one argument for each thing that varies)
    layout, rows, *, encoding="gb18030", end="\n", names=None, above=None, below=(), pad="", mark=b""
):
    """A CSV bill; `names` permutes or extends the columns."""
    names = names or HEADERS[layout]
    lines = [*(preamble(layout, len(rows)) if above is None else above), csv_line([n + pad for n in names])]
    lines += [csv_line([f"{r.get(n, '')}{pad}" for n in names]) for r in rows]
    return mark + "".join(line + end for line in [*lines, *below]).encode(encoding)


def csv_line(cells):
    """One line without its end; the writer quotes whatever needs quotes."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()[:-2]


def xlsx_bytes(layout, rows, *, native=True, names=None, above=None, sheets=1):
    """The spreadsheet form: times as styled day numbers and amounts as numbers when `native`."""
    names = names or HEADERS[layout]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    styles = (
        book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        book.add_format({"num_format": "¥#,##0.00"}),
    )
    for _ in range(sheets):
        sheet = book.add_worksheet()
        lines = preamble(layout, len(rows)) if above is None else above
        for i, line in enumerate(lines):
            if line:
                sheet.write_string(i, 0, line)
        for j, name in enumerate(names):
            sheet.write_string(len(lines), j, name)
        for i, r in enumerate(rows, start=len(lines) + 1):
            for j, name in enumerate(names):
                _write_cell(sheet, (i, j), name, r.get(name, ""), styles if native else None)
    book.close()
    return out.getvalue()


def _write_cell(sheet, place, name, value, styles):
    if isinstance(value, (int, float)):
        sheet.write_number(*place, value)
    elif styles and name == "交易时间":
        sheet.write_datetime(*place, datetime.fromisoformat(value), styles[0])
    elif styles and name.startswith("金额"):
        sheet.write_number(*place, float(value.strip("¥")), styles[1])
    else:
        sheet.write_string(*place, value)


def test_the_csv_builder_writes_one_line_a_row_after_the_header():
    data = csv_bytes("alipay", [row("alipay", 1), row("alipay", 2)], end="\r\n")
    lines = data.decode("gb18030").split("\r\n")
    assert lines[5].startswith("交易时间,")
    assert [line[:10] for line in lines[6:]] == ["2026-03-04", "2026-03-04", ""]


def test_the_workbook_builder_writes_numbers():
    assert xlsx_bytes("wechat_pay", [row("wechat_pay", 1)])[:2] == b"PK"

"""The export layouts of the two payment apps: Alipay CSV (GB18030) and WeChat Pay as spreadsheet and as CSV."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from tools.make_examples.dice import yuan

EXPENSE, INCOME, NEITHER = "支出", "收入", "不计收支"


@dataclass(frozen=True)
class Trade:
    """One row of either app. `flow` is what the app prints; for WeChat `不计收支` is printed as `/`."""

    at: datetime
    kind: str  # 交易分类 (Alipay) or 交易类型 (WeChat)
    party: str
    item: str
    flow: str
    fen: int
    method: str
    state: str
    account: str = "/"
    note: str = ""
    number: str = ""
    merchant_number: str = ""


def _sums(trades: Sequence[Trade], names: Sequence[str]) -> list[str]:
    lines = []
    for flow, name in zip((INCOME, EXPENSE, NEITHER), names, strict=True):
        own = [t.fen for t in trades if t.flow == flow]
        lines.append(f"{name}：{len(own)}笔 {yuan(sum(own))}元")
    return lines


def _newest_first(trades: Sequence[Trade]) -> list[Trade]:
    return sorted(trades, key=lambda t: (t.at, t.number), reverse=True)


def alipay_csv(trades: Sequence[Trade], *, name: str, login: str, span: tuple[str, str], made: str) -> bytes:
    """The CSV as the app mails it: preamble, twelve columns and a trailing comma, tabs after long numbers."""
    head = [
        "-" * 84,
        "导出信息：",
        f"姓名：{name}",
        f"支付宝账户：{login}",
        f"起始时间：[{span[0]} 00:00:00]    终止时间：[{span[1]} 23:59:59]",
        "导出交易类型：[全部]",
        f"导出时间：[{made}]",
        f"共{len(trades)}笔记录",
        *_sums(trades, ("收入", "支出", "不计收支")),
        "",
        "特别提示：",
        "1.本文件为示例，版式与导出文件相同，内容全部虚构；",
        "2.充值提现、账户转存等不计入收入或支出，记为不计收支类；",
        "3.统计金额与明细直接相加可能不一致，以实际交易为准；",
        "4.已删除的记录不在本明细中；",
        "5.使用其他支付方式付款的，可能同时产生银行流水，请勿重复记账；",
        "6.请勿将本明细作为收款方发货的依据；",
        "7.本明细涂改无效；",
        "8.本明细仅供个人对账使用。",
        "",
        "-" * 24 + "支付宝（中国）网络技术有限公司  电子客户回单" + "-" * 24,
        "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,",
    ]
    rows = [
        f"{t.at:%Y-%m-%d %H:%M:%S},{t.kind},{t.party},{t.account},{t.item},{t.flow},{yuan(t.fen)},"
        f"{t.method},{t.state},{t.number}\t,{t.merchant_number}\t,{t.note},"
        for t in _newest_first(trades)
    ]
    return "".join(line + "\r\n" for line in [*head, *rows]).encode("gb18030")


WECHAT_COLUMNS = (
    "交易时间", "交易类型", "交易对方", "商品", "收/支", "金额(元)", "支付方式", "当前状态", "交易单号", "商户单号", "备注",
)  # fmt: skip
_WIDTHS = (20, 18, 24, 30, 8, 12, 22, 16, 32, 32, 20)


def _wechat_head(trades: Sequence[Trade], name: str, span: tuple[str, str], made: str) -> list[str]:
    return [
        "微信支付账单明细",
        f"微信昵称：[{name}]",
        f"起始时间：[{span[0]} 00:00:00] 终止时间：[{span[1]} 23:59:59]",
        "导出类型：[全部]",
        f"导出时间：[{made}]",
        "",
        f"共{len(trades)}笔记录",
        *_sums(trades, ("收入", "支出", "中性交易")),
        "注：",
        "1. 充值/提现/理财通购买/零钱通存取/信用卡还款等交易，将计入中性交易",
        "2. 本明细仅展示当前账单中的交易，不包括已删除的记录",
        "3. 本明细仅供个人对账使用",
    ]


_WECHAT_RULE = "----------------------微信支付账单明细列表--------------------"


def _flow(trade: Trade) -> str:
    return "/" if trade.flow == NEITHER else trade.flow


def wechat_xlsx(trades: Sequence[Trade], *, name: str, span: tuple[str, str], made: str) -> bytes:
    """The spreadsheet form: times are date cells, amounts are number cells, one more note than the CSV had."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": datetime.fromisoformat(made)})
    sheet = book.add_worksheet("Sheet1")
    money, moment = (
        book.add_format({"num_format": "¥0.00"}),
        book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    )
    extra = "4. 本文件为示例，版式与导出文件相同，内容全部虚构"
    head = [*_wechat_head(trades, name, span, made), extra, "", _WECHAT_RULE]
    for i, line in enumerate(head):
        sheet.write_string(i, 0, line)
    sheet.write_row(len(head), 0, WECHAT_COLUMNS)
    for i, width in enumerate(_WIDTHS):
        sheet.set_column(i, i, width)
    for i, t in enumerate(_newest_first(trades), len(head) + 1):
        sheet.write_datetime(i, 0, t.at.replace(tzinfo=None), moment)
        for j, cell in enumerate((t.kind, t.party, t.item, _flow(t)), 1):
            sheet.write_string(i, j, cell)
        sheet.write_number(i, 5, float(yuan(t.fen)), money)
        for j, cell in enumerate((t.method, t.state, t.number, t.merchant_number, t.note or "/"), 6):
            sheet.write_string(i, j, cell)
    book.close()
    return buffer.getvalue()


def wechat_csv(trades: Sequence[Trade], *, name: str, span: tuple[str, str], made: str) -> bytes:
    """The older CSV form: UTF-8 with a byte order mark, a yuan sign before every amount, tabs after numbers."""
    pad = "," * (len(WECHAT_COLUMNS) - 1)
    lines = [line + pad for line in [*_wechat_head(trades, name, span, made), "", _WECHAT_RULE]]
    lines.append(",".join(WECHAT_COLUMNS))
    lines += [
        f'{t.at:%Y-%m-%d %H:%M:%S},{t.kind},"{t.party}","{t.item}",{_flow(t)},¥{yuan(t.fen)},{t.method},{t.state},'
        f'{t.number}\t,{t.merchant_number}\t,"{t.note or "/"}"'
        for t in _newest_first(trades)
    ]
    return b"\xef\xbb\xbf" + "".join(line + "\r\n" for line in lines).encode()

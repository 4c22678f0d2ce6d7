"""Which way the money went, what is flagged, and what counts as the same row."""

import pytest
from test_bills_builders import csv_bytes, row
from test_bills_layouts import read_bytes

from xiehuan.readers.bills import Flag, Seen

A = ("交易分类", "商品说明", "收/支", "收/付款方式", "交易状态")
ALIPAY_ROWS = [
    (("日用百货", "纸巾", "支出", "余额", "交易成功"), "-12.30", []),
    (("日用百货", "纸巾", "支出", "花呗&红包", "交易成功"), "-12.30", ["consumer_credit"]),
    (("日用百货", "纸巾", "支出", "交通银行信用卡(7449)", "等待确认收货"), "-12.30", ["consumer_credit"]),
    (("转账红包", "转账", "收入", "余额", "交易成功"), "12.30", []),
    (("退款", "退款-纸巾", "不计收支", "余额宝", "退款成功"), "12.30", ["refund"]),
    (("餐饮美食", "退款-饺子", "不计收支", "花呗", "退款成功"), "12.30", ["refund", "consumer_credit"]),
    (("退款", "退款-纸巾", "收入", "余额", "退款成功"), "12.30", ["refund"]),
    (("日用百货", "纸巾", "支出", "余额宝", "交易关闭"), "-12.30", ["refund"]),
    (("日用百货", "纸巾", "不计收支", "", "交易关闭"), "0.00", ["closed"]),
    (("收入", "二手键盘", "收入", "", "交易关闭"), "0.00", ["closed"]),
    (("日用百货", "纸巾", "支出", "余额", "等待付款"), "0.00", ["closed"]),
    (
        ("信用借还", "花呗自动还款-2026年02月账单", "不计收支", "某银行储蓄卡(1)", "还款成功"),
        "-12.30",
        ["debt_payment"],
    ),
    (("信用借还", "借呗还款", "支出", "余额", "交易成功"), "-12.30", ["debt_payment"]),
    (("信用借还", "花呗自动还款", "不计收支", "", "还款失败"), "0.00", ["closed"]),
    (("信用借还", "信用卡还款", "不计收支", "余额宝", "还款成功"), "-12.30", ["card_repayment"]),
    (("信用借还", "借呗放款至余额", "不计收支", "余额", "放款成功"), "12.30", ["loan_drawdown"]),
    (("投资理财", "余额宝-2026.03.03-收益发放", "不计收支", "余额宝", "交易成功"), "12.30", []),
    (("投资理财", "余额宝-单次转入", "不计收支", "某银行(1)", "交易成功"), "?12.30", ["own_transfer"]),
    (("账户存取", "提现-实时提现", "不计收支", "余额", "交易成功"), "?12.30", ["own_transfer"]),
    (("亲友代付", "水果", "不计收支", "亲情卡(某某)", "交易成功"), "?12.30", []),
]
W = ("交易类型", "商品", "收/支", "支付方式", "当前状态")
WECHAT_ROWS = [
    (("商户消费", "纸巾", "支出", "零钱", "支付成功"), "-12.30", []),
    (("商户消费", "纸巾", "支出", "分付", "支付成功"), "-12.30", ["consumer_credit"]),
    (
        ("商户消费", "纸巾", "支出", "招商银行信用卡(1)", "已退款(￥2.00)"),
        "-12.30",
        ["refund", "consumer_credit"],
    ),
    (("商户消费", "纸巾", "支出", "零钱", "已全额退款"), "-12.30", ["refund"]),
    (("某某平台-退款", "/", "收入", "零钱", "已全额退款"), "12.30", ["refund"]),
    (("转账-退款", "/", "/", "零钱", "已全额退款"), "12.30", ["refund"]),
    (("转账", "转账备注:微信转账", "支出", "零钱", "朋友已收钱"), "-12.30", []),
    (("微信红包", "/", "收入", "/", "已存入零钱"), "12.30", []),
    (("零钱提现", "/", "/", "某银行(1)", "提现已到账"), "?12.30", ["own_transfer"]),
    (("零钱提现", "/", "/", "某银行(1)", "提现失败"), "0.00", ["closed"]),
    (("零钱充值", "/", "/", "某银行(1)", "充值完成"), "?12.30", ["own_transfer"]),
    (("转入零钱通-来自零钱", "/", "/", "零钱", "支付成功"), "?12.30", ["own_transfer"]),
    (("零钱通转出-到某银行(1)", "/", "/", "零钱通", "支付成功"), "?12.30", ["own_transfer"]),
    (("购买理财通", "某基金", "/", "某银行(1)", "支付成功"), "?12.30", ["own_transfer"]),
    (("信用卡还款", "/", "/", "零钱", "支付成功"), "-12.30", ["card_repayment"]),
    (("商户消费", "微粒贷还款", "支出", "零钱", "支付成功"), "-12.30", ["debt_payment"]),
    (("转账", "转账备注:还款", "收入", "/", "已存入零钱"), "12.30", []),
    (("其他", "/", "/", "/", "已到账"), "?12.30", []),
]
SIGNS = {"-": "out", "?": "unknown", "0": "unknown"}


def assert_meaning(tmp_path, layout, cells, expected, flags):
    (record,) = read_bytes(tmp_path, csv_bytes(layout, [row(layout, 1, **cells)])).records
    assert str(record.amount) == expected.lstrip("?")
    assert record.direction.value == SIGNS.get(expected[0], "in")
    assert list(record.flags) == flags
    assert set(record.flags) <= {f.value for f in Flag}


@pytest.mark.parametrize(("cells", "amount", "flags"), ALIPAY_ROWS)
def test_alipay(tmp_path, cells, amount, flags):
    assert_meaning(tmp_path, "alipay", dict(zip(A, cells, strict=True)), amount, flags)


@pytest.mark.parametrize(("cells", "amount", "flags"), WECHAT_ROWS)
def test_wechat(tmp_path, cells, amount, flags):
    assert_meaning(tmp_path, "wechat_pay", dict(zip(W, cells, strict=True)), amount, flags)


@pytest.mark.parametrize(
    ("cells", "amount", "flags"),
    [
        ({"资金状态": "已支出"}, "-12.30", []),
        ({"收/支": "", "资金状态": "已收入"}, "12.30", []),
        ({"收/支": "", "资金状态": "资金转移"}, "?12.30", ["own_transfer"]),
        ({"资金状态": "", "交易状态": "交易关闭"}, "0.00", ["closed"]),
        ({"资金状态": "已支出", "交易状态": "交易关闭"}, "-12.30", ["refund"]),
        ({"收/支": "", "资金状态": "已收入", "交易状态": "退款成功"}, "12.30", ["refund"]),
        ({"成功退款（元）": "2.00"}, "-12.30", ["refund"]),
        ({"成功退款（元）": "0.00"}, "-12.30", []),
    ],
)
def test_alipay_web_site(tmp_path, cells, amount, flags):
    assert_meaning(tmp_path, "alipay_web", cells, amount, flags)


def test_the_web_site_gives_the_time_of_payment_first(tmp_path):
    rows = [row("alipay_web", 1, 付款时间="2026-03-05 00:00:01"), row("alipay_web", 2)]
    reading = read_bytes(tmp_path, csv_bytes("alipay_web", rows))
    assert [r.at for r in reading.records] == ["2026-03-05T00:00:01+08:00", "2026-03-04T05:06:07+08:00"]


def test_who_paid_whom(tmp_path):
    rows = [row("alipay", 1), row("alipay", 2, **{"收/支": "收入"})]
    paid, got = read_bytes(tmp_path, csv_bytes("alipay", rows)).records
    assert (paid.sender, paid.to) == (None, ("某某小店",))
    assert (got.sender, got.to) == ("某某小店", ())


def test_a_refunded_payment_and_its_refund_add_up_to_nothing(tmp_path):
    rows = [
        row("alipay", 1, 交易状态="交易关闭", 交易订单号="77"),
        row("alipay", 2, 交易分类="退款", 交易状态="退款成功", 交易订单号="77_1", **{"收/支": "不计收支"}),
    ]
    assert sum(r.amount.fen for r in read_bytes(tmp_path, csv_bytes("alipay", rows)).records) == 0


def test_the_same_row_of_the_same_order_is_a_duplicate(tmp_path):
    refund = row("alipay", 1, 交易状态="退款成功")  # shares the order number, but is another row
    reading = read_bytes(tmp_path, csv_bytes("alipay", [row("alipay", 1), refund, row("alipay", 1)]))
    assert (len(reading.records), reading.duplicates, reading.present) == (2, 1, 3)


def test_equal_rows_without_an_order_number_are_all_real(tmp_path):
    rows = [row("alipay", 1, 交易订单号="\t/ ")] * 3
    reading = read_bytes(tmp_path, csv_bytes("alipay", rows))
    first, second, third = (r.id for r in reading.records)
    assert reading.duplicates == 0
    assert (second, third) == (f"{first}-2", f"{first}-3")
    assert first.startswith("alipay:")
    assert len(first) == len("alipay:") + 16
    seen = Seen()
    assert len(seen.fresh(reading.records[:2])) == 2
    assert seen.fresh(reading.records[:1]) == ()
    assert [r.id for r in seen.fresh(reading.records)] == [third]  # a later export has one more of them


def test_a_row_is_known_in_another_encoding_and_order_and_its_refund_is_new(tmp_path):
    one = read_bytes(tmp_path, csv_bytes("alipay", [row("alipay", 1)])).records[0]
    names = [
        "备注",
        "交易订单号",
        "交易时间",
        "商品说明",
        "收/支",
        "金额",
        "收/付款方式",
        "交易状态",
        "交易对方",
    ]
    data = csv_bytes("alipay", [row("alipay", 1)], encoding="utf-8", names=names)
    two = read_bytes(tmp_path, data).records[0]
    three = read_bytes(
        tmp_path,
        csv_bytes(
            "alipay",
            [row("alipay", 1, 交易状态="退款成功", 交易时间="2026-03-05 01:00:00", **{"收/支": "/"})],
        ),
    ).records[0]
    seen = Seen()
    assert [seen.fresh([r]) for r in (one, two, three)] == [(one,), (), (three,)]
    assert one.sha256 != two.sha256


@pytest.mark.parametrize(("claim", "flags"), [(2, ()), (3, ("count_differs", "count_claimed=3"))])
@pytest.mark.parametrize("where", ["above", "below"])
def test_the_claimed_number_of_records(tmp_path, claim, flags, where):
    rows = [row("alipay", 1), row("alipay", 2, 金额="abc")]  # an unread row is present all the same
    line = [f"共{claim}笔记录"]
    data = csv_bytes(
        "alipay", rows, above=line if where == "above" else ["-"], below=line if where == "below" else []
    )
    assert read_bytes(tmp_path, data).flags == flags


@pytest.mark.parametrize(
    ("cell", "order", "damaged"),
    [
        ("12\t", "12", False),
        ('="12"', "12", False),
        ("4.2E+27", None, True),
        ("`2026", "2026", False),
        ("", None, False),
    ],
)
def test_order_numbers(tmp_path, cell, order, damaged):
    (record,) = read_bytes(tmp_path, csv_bytes("alipay", [row("alipay", 1, 交易订单号=cell)])).records
    assert (record.order_no, "damaged" in record.flags) == (order, damaged)

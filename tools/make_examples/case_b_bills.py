"""The WeChat Pay bill of the second case: two months of small purchases in the older CSV form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tools.make_examples.bills import EXPENSE, INCOME, NEITHER, Trade
from tools.make_examples.dice import Dice, at, fen

FIRST, DAYS = date(2026, 9, 21), 61
SMALL, DEBIT = "零钱", "蓉城银行储蓄卡(0003)"
FOOD = ("玉林菜市12号", "阿蓉抄手", "小院豆花", "惠邻超市", "面之味")


def make() -> list[Trade]:
    """Sixty rows."""
    dice = Dice(20261121)
    rows = []
    for i, amount in enumerate(dice.split(fen("1486.30"), 40)):
        when = dice.moment(FIRST + timedelta(days=i * DAYS // 40))
        scan = dice.below(2) == 0
        kind, item = ("扫二维码付款", "收款方备注:二维码收款") if scan else ("商户消费", "餐饮")
        state = "已转账" if scan else "支付成功"
        rows.append(Trade(when, kind, dice.pick(FOOD), item, EXPENSE, amount, SMALL, state))
    for when, party, item, amount in (
        ("2026-09-25 09:40", "某区第一医院", "门诊缴费", "186.40"),
        ("2026-10-09 10:05", "某区第一医院", "门诊缴费", "212.70"),
        ("2026-10-23 09:31", "某区第一医院", "门诊缴费", "168.20"),
        ("2026-11-06 09:52", "某区第一医院", "门诊缴费", "205.90"),
        ("2026-11-20 09:26", "某区第一医院", "门诊缴费", "193.10"),
        ("2026-10-12 18:11", "康和药房", "处方药", "96.00"),
        ("2026-11-10 18:40", "康和药房", "处方药", "102.50"),
        ("2026-10-02 08:05", "某市公交", "乘车码扣款", "30.00"),
        ("2026-11-02 08:07", "某市公交", "乘车码扣款", "30.00"),
    ):
        rows.append(Trade(at(when), "商户消费", party, item, EXPENSE, fen(amount), DEBIT, "支付成功"))
    rows += [
        Trade(
            at("2026-09-28 08:00"), "零钱充值", "蓉城银行(0003)", "/", NEITHER, fen("800"), DEBIT, "充值完成"
        ),
        Trade(
            at("2026-09-30 12:10"), "转账", "罗某", "转账备注:还款", EXPENSE, fen("1000"), DEBIT, "对方已收钱"
        ),
        Trade(at("2026-10-15 19:00"), "转账", "母亲", "转账备注:家用", INCOME, fen("900"), "/", "已存入零钱"),
        Trade(at("2026-10-25 20:30"), "微信红包（单发）", "侄女", "/", EXPENSE, fen("66"), SMALL, "支付成功"),
        Trade(at("2026-10-26 08:10"), "微信红包", "大姐", "/", INCOME, fen("88.88"), "/", "已存入零钱"),
        Trade(
            at("2026-10-28 08:00"), "零钱充值", "蓉城银行(0003)", "/", NEITHER, fen("600"), DEBIT, "充值完成"
        ),
        Trade(
            at("2026-11-01 21:12"), "商户消费", "百汇日用", "电热毯", EXPENSE, fen("89"), SMALL, "已全额退款"
        ),
        Trade(
            at("2026-11-03 10:30"),
            "百汇日用-退款",
            "百汇日用",
            "电热毯",
            INCOME,
            fen("89"),
            "/",
            "已全额退款",
        ),
        Trade(
            at("2026-11-12 17:20"),
            "商户消费",
            "惠邻超市",
            "米面油",
            EXPENSE,
            fen("76.50"),
            SMALL,
            "已退款(￥8.00)",
        ),
        Trade(
            at("2026-11-13 09:18"),
            "惠邻超市-退款",
            "惠邻超市",
            "米面油",
            INCOME,
            fen("8.00"),
            "/",
            "已退款￥8.00",
        ),
        Trade(
            at("2026-11-18 09:00"),
            "零钱提现",
            "蓉城银行(0003)",
            "/",
            NEITHER,
            fen("200.20"),
            "蓉城银行",
            "提现已到账",
            note="服务费¥0.20",
        ),
    ]
    return [
        replace(t, number=f"4200{t.at:%Y%m%d}{i:016d}", merchant_number=f"M{t.at:%y%m%d}{i:06d}")
        for i, t in enumerate(sorted(rows, key=lambda t: t.at), 1)
    ]

"""Bills of the first case: daily life from June to November 2026 in Alipay and WeChat Pay, to the fen.

The monthly net of real income less real living spending is fixed for August to October; food makes up the rest.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from tools.make_examples.bills import EXPENSE, INCOME, NEITHER, Trade
from tools.make_examples.dice import CHINA, Dice, fen

LAST_DAY = date(2026, 11, 22)
NET = {8: fen("3628.36"), 9: fen("3704.18"), 10: fen("3841.07")}  # real income less real living spending
FOOD = {6: fen("2134.60"), 7: fen("2062.15"), 11: fen("1398.42")}  # months without a fixed net
WAGE, SEVERANCE, SPOUSE, BENEFIT = fen("6200.00"), fen("9300.00"), fen("6500.00"), fen("1980.00")
CRAFT = {6: "0.00", 7: "286.00", 8: "462.00", 9: "538.50", 10: "611.20", 11: "0.00"}
UTILITIES = {6: "198.40", 7: "243.75", 8: "251.32", 9: "226.18", 10: "203.66", 11: "192.07"}
MEDICINE = {6: "64.50", 7: "88.00", 8: "96.50", 9: "131.20", 10: "118.80", 11: "109.60"}
DAILY = {6: "75.30", 7: "58.90", 8: "71.80", 9: "59.00", 10: "66.40", 11: "43.20"}
TRAVEL = {6: "224.00", 7: "196.00", 8: "171.40", 9: "184.20", 10: "179.60", 11: "128.30"}
RENT, PHONE, SCHOOL, PENSION = fen("1500.00"), fen("118.00"), fen("650.00"), fen("480.00")

SHOPS = (
    "联邻生鲜超市",
    "早禾菜场12号摊",
    "三味面馆",
    "巷口包子铺",
    "知味小厨",
    "鲜到家买菜",
    "阿婆豆腐坊",
    "社区水果店",
)
STALLS = ("早禾菜场鱼摊", "李记熟食", "社区团购自提点", "老街馄饨", "平价粮油店", "米多面包房")
BALANCE, PAYLATER, CARD = "余额宝", "花呗", "江南银行信用卡(0001)"
SMALL, WECHAT_CARD, DEBIT = "零钱", "云桥银行信用卡(0002)", "江南银行储蓄卡(0000)"


class Diary:
    """Collects the rows of both apps; every row gets its numbers when all are known."""

    def __init__(self) -> None:
        self.dice = Dice(20261123)
        self.alipay: list[Trade] = []
        self.wechat: list[Trade] = []
        self.by_method: dict[tuple[str, int], int] = {}  # what was bought on credit, by method and month

    def buy(self, month: int, trade: Trade, *, wechat: bool = False) -> None:
        """A purchase, remembered when it was made on credit."""
        (self.wechat if wechat else self.alipay).append(trade)
        key = trade.method, month
        self.by_method[key] = self.by_method.get(key, 0) + trade.fen

    def days(self, month: int, n: int) -> list[date]:
        """Days of the month, spread out, none after the export."""
        last = LAST_DAY.day if month == LAST_DAY.month else monthrange(2026, month)[1]
        return [date(2026, month, 1 + (i * last + self.dice.below(last)) // n % last) for i in range(n)]


def _at(month: int, day: int, hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=CHINA)


def living(month: int) -> dict[str, int]:
    """Living spending of a month by kind, in fen, refunds already taken off."""
    rest = {
        "房租": RENT,
        "水电燃气": fen(UTILITIES[month]),
        "交通": fen(TRAVEL[month]),
        "通讯": PHONE,
        "学费午托": SCHOOL,
        "社保": PENSION if month > 7 else 0,  # noqa: PLR2004  paid by the employer until July
        "医药": fen(MEDICINE[month]),
        "日用": fen(DAILY[month]),
    }
    food = FOOD.get(month) or sum(income(month).values()) - sum(rest.values()) - NET[month]
    return {"伙食": food, **rest}


def income(month: int) -> dict[str, int]:
    """Real income of a month in fen."""
    return {
        "工资": WAGE if month < 8 else 0,  # noqa: PLR2004
        "经济补偿": SEVERANCE if month == 7 else 0,  # noqa: PLR2004
        "配偶工资": SPOUSE,
        "失业保险金": BENEFIT if month >= 8 else 0,  # noqa: PLR2004
        "手作寄卖": fen(CRAFT[month]),
        "余额宝收益": 31 + month,
    }


def make(loan_rows: Iterable[tuple[str, str, date, int]]) -> tuple[list[Trade], list[Trade]]:
    """All rows of Alipay and of WeChat Pay; `loan_rows` are repayments (lender, words, day, fen) made by Alipay."""
    diary = Diary()
    for month in range(6, 12):
        _income(diary, month)
        _housing(diary, month)
        _food(diary, month)
        _small_things(diary, month)
        _own_money(diary, month)
        _between_people(diary, month)
        _credit(diary, month)
    _special(diary)
    for lender, words, day, amount in loan_rows:
        when = datetime(day.year, day.month, day.day, 9, 12 + day.day, 7, tzinfo=CHINA)
        diary.alipay.append(Trade(when, "信用借还", lender, words, EXPENSE, amount, DEBIT, "还款成功"))
    return _numbered(diary.alipay, "2026", 16), _numbered(diary.wechat, "1000", 24)


def _numbered(trades: list[Trade], prefix: str, digits: int) -> list[Trade]:
    out, by_ref = [], {}
    for i, t in enumerate(sorted(trades, key=lambda t: t.at), 1):
        number, merchant = f"{prefix}{t.at:%m%d}{i:0{digits}d}", f"M{t.at:%y%m%d}{i:06d}"
        if t.number:  # a refund names the trade it belongs to; the purchase comes first
            first = by_ref.setdefault(t.number, (number, merchant))
            number = number if first[0] == number else f"{first[0]}_{i:04d}"
            merchant = first[1]
        elif t.merchant_number == "-":
            merchant = ""
        out.append(replace(t, number=number, merchant_number=merchant))
    return out


def _income(d: Diary, month: int) -> None:
    got = income(month)
    rows = (
        ("工资", 8, "杭州某科网络有限公司", f"{month - 1}月工资"),
        ("经济补偿", 20, "杭州某科网络有限公司", "解除劳动合同经济补偿"),
        ("配偶工资", 10, "丈夫", f"家庭收入：配偶{month - 1}月工资"),
        ("失业保险金", 20, "某区就业管理服务中心", f"{month}月失业保险金"),
        ("手作寄卖", 26, "集物寄卖平台", f"{month}月手作寄卖货款结算"),
    )
    for name, day, party, item in rows:
        if got[name]:
            kind = "转账红包" if name == "配偶工资" else "收入"
            d.alipay.append(
                Trade(_at(month, day, 10, 5 + day), kind, party, item, INCOME, got[name], BALANCE, "交易成功")
            )


def _housing(d: Diary, month: int) -> None:
    d.buy(
        month,
        Trade(
            _at(month, 1, 9, 30), "转账红包", "房东吴某", f"{month}月房租", EXPENSE, RENT, BALANCE, "交易成功"
        ),
    )
    water, power, gas = d.dice.split(fen(UTILITIES[month]), 3)
    for day, party, item, amount in (
        (6, "某市水务", "水费", water),
        (12, "某市供电", "电费", power),
        (18, "某市燃气", "燃气费", gas),
    ):
        d.buy(
            month,
            Trade(_at(month, day, 19, 4), "充值缴费", party, item, EXPENSE, amount, BALANCE, "交易成功"),
        )
    d.buy(
        month,
        Trade(
            _at(month, 5, 8, 0, 33),
            "充值缴费",
            "某通信公司",
            "宽带及手机套餐",
            EXPENSE,
            PHONE,
            BALANCE,
            "交易成功",
        ),
    )
    if living(month)["社保"]:
        d.buy(
            month,
            Trade(
                _at(month, 15, 14, 20),
                "公共服务",
                "某市税务",
                "灵活就业社会保险费",
                EXPENSE,
                PENSION,
                BALANCE,
                "交易成功",
            ),
        )
    school = "暑期午托" if month in {7, 8} else "学费及午托"
    d.buy(
        month,
        Trade(
            _at(month, 2, 17, 45),
            "转账",
            "小鹿托管中心",
            f"转账备注:{month}月{school}",
            EXPENSE,
            SCHOOL,
            DEBIT,
            "对方已收钱",
        ),
        wechat=True,
    )


def _food(d: Diary, month: int) -> None:
    total = living(month)["伙食"]
    full = month != LAST_DAY.month
    here, there = (19, 17) if full else (14, 13)
    in_alipay = total * 58 // 100
    for i, (day, amount) in enumerate(zip(d.days(month, here), d.dice.split(in_alipay, here), strict=True)):
        method = PAYLATER if i in {4, 11} else CARD if i == 8 else BALANCE  # noqa: PLR2004
        shop = d.dice.pick(SHOPS)
        item = (
            d.dice.pick(("买菜", "蔬菜肉蛋", "米面粮油", "水果"))
            if "馆" not in shop and "厨" not in shop
            else "堂食"
        )
        d.buy(month, Trade(d.dice.moment(day), "餐饮美食", shop, item, EXPENSE, amount, method, "交易成功"))
    parts = d.dice.split(total - in_alipay, there)
    for i, (day, amount) in enumerate(zip(d.days(month, there), parts, strict=True)):
        method = WECHAT_CARD if i in {3, 9} else SMALL
        scan = d.dice.below(2) == 0
        d.buy(
            month,
            Trade(
                d.dice.moment(day),
                "扫二维码付款" if scan else "商户消费",
                d.dice.pick(STALLS),
                "收款方备注:二维码收款" if scan else "买菜",
                EXPENSE,
                amount,
                method,
                "已转账" if scan else "支付成功",
            ),
            wechat=True,
        )


def _small_things(d: Diary, month: int) -> None:
    full = month != LAST_DAY.month
    rides, others = d.dice.split(fen(TRAVEL[month]), 2)
    n = 5 if full else 4
    for day, amount in zip(d.days(month, n), d.dice.split(rides, n), strict=True):
        d.buy(
            month,
            Trade(
                d.dice.moment(day, 7, 9),
                "交通出行",
                "某市地铁",
                "地铁乘车",
                EXPENSE,
                amount,
                BALANCE,
                "交易成功",
            ),
        )
    for day, amount in zip(d.days(month, 3), d.dice.split(others, 3), strict=True):
        d.buy(
            month,
            Trade(
                d.dice.moment(day, 7, 9),
                "商户消费",
                "某市公交",
                "乘车码扣款",
                EXPENSE,
                amount,
                SMALL,
                "支付成功",
            ),
            wechat=True,
        )
    for day, amount in zip((9, 21), d.dice.split(fen(MEDICINE[month]), 2), strict=True):
        d.buy(
            month,
            Trade(
                _at(month, day, 16, 25),
                "医疗健康",
                "平安里药房",
                "常用药",
                EXPENSE,
                amount,
                BALANCE,
                "交易成功",
            ),
        )
    if month != 9:  # noqa: PLR2004  September has the partial refund instead
        for day, amount in zip((7, 19), d.dice.split(fen(DAILY[month]), 2), strict=True):
            d.buy(
                month,
                Trade(
                    _at(month, day, 20, 41),
                    "日用百货",
                    "百汇日用",
                    "纸巾清洁用品",
                    EXPENSE,
                    amount,
                    PAYLATER,
                    "交易成功",
                ),
            )


def _own_money(d: Diary, month: int) -> None:
    """Money moved between the person's own accounts: neither income nor spending."""
    rows = (
        (11, "投资理财", "余额宝", "余额宝-单次转入", 200000, "江南银行储蓄卡(0000)", "交易成功"),
        (
            3,
            "投资理财",
            "余额宝",
            f"余额宝-2026.{month:02d}.03-收益发放",
            income(month)["余额宝收益"],
            BALANCE,
            "交易成功",
        ),
        (21, "账户存取", "江南银行", "提现-实时提现", 120000, BALANCE, "交易成功"),
    )
    for day, kind, party, item, amount, method, state in rows:
        d.alipay.append(
            Trade(
                _at(month, day, 12, 8), kind, party, item, NEITHER, amount, method, state, merchant_number="-"
            )
        )
    d.wechat.append(
        Trade(
            _at(month, 1, 7, 50),
            "零钱充值",
            "江南银行(0000)",
            "/",
            NEITHER,
            90000,
            DEBIT,
            "充值完成",
            merchant_number="-",
        )
    )
    if month % 2:
        note = "服务费¥0.10"
        d.wechat.append(
            Trade(
                _at(month, 22, 9, 15),
                "零钱提现",
                "江南银行(0000)",
                "/",
                NEITHER,
                10010,
                "江南银行",
                "提现已到账",
                note=note,
                merchant_number="-",
            )
        )


def _between_people(d: Diary, month: int) -> None:
    """Red packets and a shared bill: what goes out comes back in the same month."""
    packet, shared = 2000 + 100 * month, 3250 + 40 * month
    rows = (
        (6, "微信红包（单发）", "外婆", "/", EXPENSE, packet, "支付成功"),
        (6, "微信红包", "外婆", "/", INCOME, packet, "已存入零钱"),
        (16, "转账", "邻居方姐", "转账备注:拼单买菜", EXPENSE, shared, "对方已收钱"),
        (17, "转账", "邻居方姐", "转账备注:拼单买菜还你", INCOME, shared, "已存入零钱"),
    )
    for i, (day, kind, party, item, flow, amount, state) in enumerate(rows):
        method = SMALL if flow == EXPENSE else "/"
        d.wechat.append(
            Trade(
                _at(month, day, 20, 10 + i),
                kind,
                party,
                item,
                flow,
                amount,
                method,
                state,
                merchant_number="-",
            )
        )


BEFORE = {PAYLATER: fen("212.36"), CARD: fen("88.50"), WECHAT_CARD: fen("93.20")}  # bought in May


def _credit(d: Diary, month: int) -> None:
    """Last month's purchases on credit are paid back: a debt payment, not spending a second time."""
    owing = {m: d.by_method.get((m, month - 1), BEFORE[m]) for m in BEFORE}
    d.alipay.append(
        Trade(
            _at(month, 10, 6, 2, 11),
            "信用借还",
            "花呗",
            f"花呗自动还款-2026年{month:02d}月账单",
            NEITHER,
            owing[PAYLATER],
            BALANCE,
            "还款成功",
            merchant_number="-",
        )
    )
    d.alipay.append(
        Trade(
            _at(month, 14, 9, 26),
            "信用借还",
            "江南银行",
            "信用卡还款-江南银行(0001)",
            NEITHER,
            owing[CARD],
            BALANCE,
            "还款成功",
            merchant_number="-",
        )
    )
    d.wechat.append(
        Trade(
            _at(month, 16, 9, 40),
            "信用卡还款",
            "云桥银行信用卡还款",
            "/",
            NEITHER,
            owing[WECHAT_CARD],
            SMALL,
            "支付成功",
        )
    )


def _special(d: Diary) -> None:
    """Refunds in full and in part, orders that were closed without payment."""
    d.alipay += [
        # bought and refunded in full: the app keeps the purchase as 交易关闭
        Trade(
            _at(8, 13, 21, 3),
            "服饰装扮",
            "小象童装店",
            "儿童雨衣",
            EXPENSE,
            12900,
            BALANCE,
            "交易关闭",
            number="coat",
        ),
        Trade(
            _at(8, 15, 10, 44),
            "退款",
            "小象童装店",
            "退款-儿童雨衣",
            NEITHER,
            12900,
            BALANCE,
            "退款成功",
            number="coat",
        ),
        # bought for 89.00, 30.00 came back
        Trade(
            _at(9, 9, 20, 15),
            "日用百货",
            "百汇日用",
            "收纳箱三只",
            EXPENSE,
            8900,
            BALANCE,
            "交易成功",
            number="box",
        ),
        Trade(
            _at(9, 12, 11, 30),
            "退款",
            "百汇日用",
            "退款-收纳箱三只",
            NEITHER,
            3000,
            BALANCE,
            "退款成功",
            number="box",
        ),
    ]
    for month, day, item, amount in (
        (6, 19, "连衣裙", 15900),
        (7, 3, "电风扇", 12900),
        (9, 27, "运动鞋", 23900),
        (11, 11, "羽绒服", 32900),
    ):
        d.alipay.append(
            Trade(_at(month, day, 22, 37), "服饰装扮", "云朵百货", item, NEITHER, amount, "", "交易关闭")
        )
    d.wechat += [
        Trade(
            _at(10, 7, 13, 2),
            "商户消费",
            "小书虫书店",
            "儿童读物",
            EXPENSE,
            6500,
            SMALL,
            "已全额退款",
            number="book",
        ),
        Trade(
            _at(10, 9, 9, 21),
            "小书虫书店-退款",
            "小书虫书店",
            "儿童读物",
            INCOME,
            6500,
            "/",
            "已全额退款",
            number="book",
        ),
    ]


def net(trades: Iterable[Trade], month: int) -> int:
    """Real income less real living spending of a month, read back from the rows alone.

    Left out: repayments of any credit, the person's own money moving, trades closed or refunded in full;
    the yield of 余额宝 is income although the app prints 不计收支.
    """
    total = 0
    for t in trades:
        if t.at.month != month or t.kind == "信用借还" or t.state in {"交易关闭", "已全额退款"}:
            continue
        if t.kind == "退款":
            total += t.fen if t.item != "退款-儿童雨衣" else 0
        elif "收益发放" in t.item:
            total += t.fen
        elif t.flow != NEITHER:
            total += t.fen if t.flow == INCOME else -t.fen
    return total


def span() -> tuple[str, str]:
    """The period of both exports."""
    return "2026-06-01", str(LAST_DAY)


def made() -> str:
    """The time of both exports."""
    return f"{LAST_DAY} 19:40:12"

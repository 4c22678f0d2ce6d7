"""The third example: a courier whose income goes up and down, three debts, two of them overdue on 2026-11-23."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tools.make_examples.dice import at, fen, yuan
from tools.make_examples.loans import Late, Loan
from tools.make_examples.messages import Sms
from tools.make_examples.story import Line, Said, Story, wechat_months

LATE = Late(Fraction("0.18") * 3 / 2 / 360, grace=3)
XINGYUE = Line(
    Loan(
        "xingyue",
        fen("18000"),
        "equal_instalment",
        24,
        Fraction("0.18"),
        date(2026, 1, 16),
        date(2026, 2, 16),
    ),
    7,
    LATE,
    """lender = "星悦消费金融有限公司"
lender_kind = "consumer_finance"
creditor_now = "original"
contract_no = "XY-2026-0116"
secured = false
essential = false
auto_debit = "none\"""",
    "一、消费金融，9月起没还上",
    """penalty = { factor = "1.5" }
penalty_base = "overdue_principal"
compound = "none"
grace_days = 3
grace = "forgives_if_paid\"""",
    Said(date(2026, 11, 20), {"other": fen("120.00")}),
)
BEICHUAN = Line(
    Loan("beichuan", fen("6000"), "flat", 12, Fraction("0.007"), date(2026, 3, 28), date(2026, 4, 28)),
    6,
    Late(),
    """lender = "北川银行股份有限公司"
lender_kind = "bank_card"
creditor_now = "original"
contract_no = "BC-FQ-0328"
secured = false
essential = false
auto_debit = "none\"""",
    "二、信用卡分期，10月那期没还上",
    """compound = "none"
late_fee = { share = "0.05", of = "missed_amount" }
grace_days = 3
grace = "forgives_if_paid\"""",
)
TONGDA = Line(
    Loan(
        "tongda", fen("9000"), "equal_principal", 12, Fraction("0.12"), date(2026, 6, 26), date(2026, 7, 26)
    ),
    4,
    Late(),
    """lender = "通达小额贷款有限公司"
lender_kind = "micro_loan"
creditor_now = "original"
contract_no = "TD-0626"
secured = false
essential = false
auto_debit = "none\"""",
    "三、小额贷款，目前按期，下一期11月26日",
    """compound = "none"
grace_days = 0""",
)
LINES = (XINGYUE, BEICHUAN, TONGDA)

CASE = """\
[person]
name = "秦某远"
city = "长沙"

[hardship]
cause = "pay_cut"
since = 2026-05-20
facts = [
    "2026年5月20日站点裁撤，改做众包骑手，没有底薪",
    "收入随单量和天气变化，最少的一个月3,960元",
]

[household]
people = 2
children = 0

[[income]]
name = "跑单收入"                     # 近五个月的平均；不稳定，按八折再算一遍
amount = "4900.00"
day = 8
continues = true
certain = false

[[spending]]
name = "房租"
amount = "980.00"
kind = "essential"

[[spending]]
name = "伙食"
amount = "1200.00"
kind = "essential"

[[spending]]
name = "电动车换电和维修"
amount = "260.00"
kind = "essential"

[[spending]]
name = "通讯"
amount = "79.00"
kind = "essential"

[[spending]]
name = "赡养父亲"
amount = "500.00"
kind = "essential"

[[spending]]
name = "日用"
amount = "150.00"
kind = "other"

[money]
cash = "900.00"
pay_day = 10
"""

_CLAIM = XINGYUE.claim()
TEXTS = [
    Sms(at("2026-09-16 09:00:10"), 1, "106550300031", f"【星悦金融】今天是还款日，本期应还{yuan(XINGYUE.loan.level())}元，请保持账户余额充足。"),
    Sms(at("2026-09-18 20:14:02"), 2, "106550300031", "我5月站点撤了改跑众包，收入不稳定，这期还不上，想申请分期，要哪些材料？"),
    Sms(at("2026-10-28 09:01:00"), 1, "106550300032", f"【北川银行】您的账单分期今日到期，应还{yuan(BEICHUAN.loan.rows()[6].total)}元。"),
    Sms(
        at("2026-11-20 10:22:31"),
        1,
        "106550300031",
        f"【星悦金融】截至11月20日应还{yuan(_CLAIM['total'])}元：本金{yuan(_CLAIM['principal'])}元，利息{yuan(_CLAIM['interest'])}元，"
        f"罚息{yuan(_CLAIM['penalty'])}元，其他{yuan(_CLAIM['other'])}元。",
    ),
    Sms(at("2026-11-21 12:40:00"), 1, "10000000031", "今天下雨单多，晚上多跑两小时？", "站长老周"),
]  # fmt: skip
STORY = Story(
    "c-unstable-income",
    "债务清单（第三个例子：收入不稳定的骑手）",
    LINES,
    CASE,
    TEXTS,
    (
        "阿远",
        wechat_months(
            20261122,
            [
                (6, "5230.00", "3190.00"),
                (7, "4410.00", "3240.00"),
                (8, "5860.00", "3310.00"),
                (9, "3960.00", "3020.00"),
                (10, "5180.00", "3280.00"),
            ],
            "某众包平台",
            ("湘味快餐", "惠民超市", "换电柜", "房东李姐", "益民药房"),
        ),
    ),
)

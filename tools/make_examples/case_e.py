"""The fifth example: nothing is left to pay with; what a pause, mediation and the courts of the place offer."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tools.make_examples.dice import at, fen, yuan
from tools.make_examples.loans import Late, Loan
from tools.make_examples.messages import Sms
from tools.make_examples.story import Line, Said, Story

QIYUN = Line(
    Loan(
        "qiyun", fen("20000"), "equal_instalment", 24, Fraction("0.216"), date(2026, 1, 12), date(2026, 2, 12)
    ),
    5,
    Late(Fraction("0.216") * 3 / 2 / 360, grace=3),
    """lender = "启云消费金融有限公司"
lender_kind = "consumer_finance"
creditor_now = "original"
contract_no = "QY-0112"
secured = false
essential = false
auto_debit = "none\"""",
    "一、消费金融",
    """penalty = { factor = "1.5" }
penalty_base = "overdue_principal"
compound = "none"
grace_days = 3
grace = "forgives_if_paid\"""",
    Said(date(2026, 11, 19)),
)
HAIFENG = Line(
    Loan("haifeng", fen("14400"), "flat", 12, Fraction("0.0065"), date(2026, 3, 3), date(2026, 4, 3)),
    3,
    Late(late_share=Fraction("0.05"), grace=3),
    """lender = "海丰银行股份有限公司"
lender_kind = "bank_card"
creditor_now = "original"
contract_no = "HF-FQ-0303"
secured = false
essential = false
auto_debit = "none\"""",
    "二、信用卡分期",
    """compound = "none"
late_fee = { share = "0.05", of = "missed_amount" }
grace_days = 3
grace = "forgives_if_paid\"""",
)
LINES = (QIYUN, HAIFENG)
CASE = """\
[person]
name = "郑某岚"
city = "深圳"

[hardship]
cause = "family_change"
since = 2026-07-06
facts = [
    "2026年7月6日离婚，独自照顾六岁的孩子，辞去夜班",
    "目前领低保金，白天做两小时钟点工",
]

[household]
people = 2
children = 1

[[income]]
name = "低保金"
amount = "1530.00"
day = 10
continues = true
certain = true

[[income]]
name = "钟点工"
amount = "1200.00"
day = 15
continues = true
certain = false

[[spending]]
name = "合租房租"
amount = "1300.00"
kind = "essential"

[[spending]]
name = "伙食"
amount = "1150.00"
kind = "essential"

[[spending]]
name = "孩子托管和学习用品"
amount = "320.00"
kind = "essential"

[[spending]]
name = "水电通讯"
amount = "160.00"
kind = "essential"

[money]
cash = "420.00"
pay_day = 16
"""
_CLAIM = QIYUN.claim()
TEXTS = [
    Sms(at("2026-07-12 09:00:00"), 1, "106550500051", f"【启云金融】今天是还款日，本期应还{yuan(QIYUN.loan.level())}元。"),
    Sms(at("2026-07-20 21:05:00"), 2, "106550500051", "我离婚了，一个人带孩子，收入不够吃住，请问能不能先暂停几个月？"),
    Sms(
        at("2026-11-19 09:10:00"),
        1,
        "106550500051",
        f"【启云金融】截至11月19日应还{yuan(_CLAIM['total'])}元，其中罚息{yuan(_CLAIM['penalty'])}元。",
    ),
    Sms(at("2026-11-20 18:30:00"), 1, "10000000051", "明天社区有法律援助的人来，你带上合同。", "社区王姐"),
]  # fmt: skip
STORY = Story("e-nothing-left", "债务清单（第五个例子：没有余钱可还）", LINES, CASE, TEXTS)

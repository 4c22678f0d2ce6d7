"""The fourth example: six creditors, among them a secured car loan that the work depends on; one signed, one refuses."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tools.make_examples.dice import at, fen, yuan
from tools.make_examples.loans import Late, Loan
from tools.make_examples.messages import Sms
from tools.make_examples.story import Line, Said, Story

_LATE_TERMS = """penalty = { factor = "1.5" }
penalty_base = "overdue_principal"
compound = "none"
grace_days = 3
grace = "forgives_if_paid\""""


def _head(lender: str, kind: str, number: str, more: str = "") -> str:
    return f'lender = "{lender}"\nlender_kind = "{kind}"\ncreditor_now = "original"\ncontract_no = "{number}"\nauto_debit = "none"\n{more}'


def _late(rate: str) -> Late:
    return Late(Fraction(rate) * 3 / 2 / 360, grace=3)


CAR = Line(
    Loan(
        "car", fen("72000"), "equal_instalment", 36, Fraction("0.075"), date(2025, 3, 20), date(2025, 4, 20)
    ),
    18,
    _late("0.075"),
    _head("远行汽车金融有限公司", "consumer_finance", "YX-QC-0320", "secured = true\nessential = true"),
    "一、车贷：面包车抵押，拉货靠它。10月和11月两期没还上",
    _LATE_TERMS,
    Said(date(2026, 11, 20)),
)
HUANHU = Line(
    Loan(
        "huanhu",
        fen("30000"),
        "equal_instalment",
        24,
        Fraction("0.144"),
        date(2026, 1, 10),
        date(2026, 2, 10),
    ),
    7,
    _late("0.144"),
    _head("环湖银行股份有限公司", "bank_loan", "HH-0110"),
    "二、银行信用贷款",
    _LATE_TERMS,
    Said(date(2026, 11, 18)),
)
JINSHU = Line(
    Loan(
        "jinshu", fen("16000"), "equal_instalment", 18, Fraction("0.216"), date(2026, 2, 5), date(2026, 3, 5)
    ),
    6,
    _late("0.216"),
    _head("金树消费金融有限公司", "consumer_finance", "JS-0205"),
    "三、消费金融：11月10日已经书面同意每月300元分40期",
    _LATE_TERMS,
    None,
    '[[debt.agreed]]\non = 2026-11-10\nmonthly = "300.00"\nfirst = 2026-12-12\nn = 40\n',
)
MOYU = Line(
    Loan(
        "moyu", fen("12000"), "equal_instalment", 12, Fraction("0.234"), date(2026, 4, 22), date(2026, 5, 22)
    ),
    3,
    _late("0.234"),
    _head("墨屿小额贷款有限公司", "micro_loan", "MY-0422", "refused_on = 2026-11-16"),
    "四、小额贷款：11月16日答复只接受一次结清，拒绝任何分期",
    _LATE_TERMS,
    Said(date(2026, 11, 16), {"other": fen("600.00")}),
)
NANQIAO = Line(
    Loan("nanqiao", fen("9600"), "flat", 12, Fraction("0.0066"), date(2026, 5, 8), date(2026, 6, 8)),
    4,
    Late(late_share=Fraction("0.05"), grace=3),
    _head("南桥银行股份有限公司", "bank_card", "NQ-FQ-0508"),
    "五、信用卡分期",
    """compound = "none"
late_fee = { share = "0.05", of = "missed_amount" }
grace_days = 3
grace = "forgives_if_paid\"""",
)
LINES = (CAR, HUANHU, JINSHU, MOYU, NANQIAO)
ROUGH = """
# 六、朋友借款：只有微信记录，没有借条
[[debt]]
id = "peng"
lender = "彭某"
lender_kind = "private"
auto_debit = "none"
missed_since = 2026-09-30
[[debt.claim]]
on = 2026-11-15
total = "8000.00"
"""
CASE = """\
[person]
name = "马某成"
city = "宁波"

[hardship]
cause = "business_failure"
since = 2026-08-25
facts = [
    "2026年8月25日长期合作的建材店关门，拉货的活少了一半",
    "面包车还在跑零散货运，停了车就没有收入",
]

[household]
people = 4
children = 2

[[income]]
name = "零散货运"
amount = "7200.00"
day = 10
continues = true
certain = false

[[income]]
name = "配偶工资"
amount = "4300.00"
day = 10
continues = true
certain = true

[[spending]]
name = "房租"
amount = "1500.00"
kind = "essential"

[[spending]]
name = "伙食"
amount = "2100.00"
kind = "essential"

[[spending]]
name = "油费和过路费"
amount = "900.00"
kind = "essential"

[[spending]]
name = "孩子上学"
amount = "760.00"
kind = "essential"

[[spending]]
name = "水电通讯"
amount = "340.00"
kind = "essential"

[money]
cash = "3200.00"
pay_day = 12
"""
_MOYU = MOYU.claim()
TEXTS = [
    Sms(at("2026-10-20 09:00:00"), 1, "106550400041", f"【远行汽车金融】您的车贷今日到期，应还{yuan(CAR.loan.level())}元。"),
    Sms(at("2026-10-26 15:31:00"), 2, "106550400041", "货运的活少了，两期能不能分几个月补上？车要留着干活。"),
    Sms(at("2026-11-03 10:05:00"), 1, "106550400041", "【远行汽车金融】逾期满三期我司有权处置抵押车辆，请尽快补缴。"),
    Sms(at("2026-11-10 16:20:00"), 1, "106550400043", "【金树金融】已为您办理个性化分期：每月300元，共40期，首期12月12日，期间停收罚息。"),
    Sms(
        at("2026-11-16 11:02:00"),
        1,
        "106550400044",
        f"【墨屿小贷】我司不接受分期，请一次结清{yuan(_MOYU['total'])}元，含催收服务费{yuan(_MOYU['other'])}元。",
    ),
    Sms(at("2026-11-15 20:12:00"), 1, "10000000041", "老马，那8000年底前能给点不？", "彭某"),
]  # fmt: skip
STORY = Story(
    "d-six-creditors", "债务清单（第四个例子：六家债权人，一笔车贷有抵押）", LINES, CASE, TEXTS, rough=ROUGH
)

"""Words for causes, kinds of income and papers, in Chinese and English; nothing here decides anything."""

from __future__ import annotations

from xiehuan.budget import Cause
from xiehuan.dates import DayCount
from xiehuan.errors import Text
from xiehuan.loan import Component, LenderKind, Method
from xiehuan.plan import Kind

CAUSES: dict[Cause, Text] = {
    Cause.UNEMPLOYMENT: Text("失业", "unemployment"),
    Cause.PAY_CUT: Text("收入减少", "a pay cut"),
    Cause.ILLNESS: Text("患病", "illness"),
    Cause.ACCIDENT: Text("意外事故", "an accident"),
    Cause.FAMILY_CHANGE: Text("家庭变故", "a change in the family"),
    Cause.BUSINESS_FAILURE: Text("经营失败", "a failed business"),
    Cause.DISASTER: Text("受灾", "a disaster"),
    Cause.OVER_BORROWING: Text("负债过多", "too much borrowing"),
    Cause.FRAUD_VICTIM: Text("被诈骗", "having been defrauded"),
    Cause.OTHER: Text("其他困难", "another hardship"),
}

# Papers that lenders are reported to ask for; second-hand (law and lender pages of 2025-2026), so "usually".
PAPERS: dict[Cause, tuple[Text, ...]] = {
    Cause.UNEMPLOYMENT: (
        Text(
            "失业登记证明，或离职证明、解除劳动合同证明",
            "unemployment registration, or the notice of dismissal",
        ),
        Text("近6个月银行流水、社保停缴记录", "bank statements of 6 months, end of social insurance"),
    ),
    Cause.PAY_CUT: (
        Text("收入减少证明、工资单", "proof of the pay cut, pay slips"),
        Text("近6个月银行流水", "bank statements of 6 months"),
    ),
    Cause.ILLNESS: (
        Text("诊断证明、病历、出入院记录", "diagnosis, medical record, hospital papers"),
        Text("医疗发票、医保结算单", "medical invoices and insurance settlement"),
    ),
    Cause.ACCIDENT: (
        Text("诊断证明、事故认定书", "diagnosis, accident report"),
        Text("医疗发票", "medical invoices"),
    ),
    Cause.FAMILY_CHANGE: (
        Text("离婚、死亡或抚养赡养关系证明", "proof of divorce, death or dependants"),
        Text("户口本", "household register"),
    ),
    Cause.BUSINESS_FAILURE: (
        Text("停业或注销证明、纳税申报", "proof of closure, tax returns"),
        Text("经营流水", "business bank statements"),
    ),
    Cause.DISASTER: (
        Text("政府、社区或保险的受灾证明", "proof from government, community or insurer"),
        Text("现场照片、报案回执", "photographs, report receipt"),
    ),
    Cause.OVER_BORROWING: (
        Text("征信报告、全部借款清单", "credit report and list of all loans"),
        Text("近6个月银行流水", "bank statements of 6 months"),
    ),
    Cause.FRAUD_VICTIM: (
        Text("报案回执或立案通知", "police report"),
        Text("被骗转账记录", "records of the transfers"),
    ),
    Cause.OTHER: (Text("能说明困难的材料", "papers that show the hardship"),),
}

METHODS: dict[Method, Text] = {
    Method.EQUAL_INSTALMENT: Text("等额本息", "equal instalments"),
    Method.EQUAL_PRINCIPAL: Text("等额本金", "equal principal"),
    Method.INTEREST_ONLY: Text("先息后本", "interest only, principal at the end"),
    Method.FLAT: Text("等本等息", "flat fee on the original principal"),
    Method.BULLET: Text("到期一次还本付息", "bullet"),
    Method.DAILY_REVOLVING: Text("随借随还、按日计息", "daily revolving"),
    Method.ADD_ON: Text("利息先定、先还利息", "interest fixed at the start, paid first"),
    Method.PRESENT_VALUE: Text("等额还款、本金按现值", "equal payments, principal by present value"),
}

DAY_COUNTS: dict[DayCount, Text] = {
    DayCount.MONTHLY: Text("整月按1/12年，零头天按1/360年", "a full month is 1/12, odd days are n/360"),
    DayCount.ACT_360: Text("实际天数/360", "actual days/360"),
    DayCount.ACT_365: Text("实际天数/365", "actual days/365"),
    DayCount.THIRTY_360: Text("每月按30天，一年按360天", "30/360"),
    DayCount.ACT_ACT: Text(
        "实际天数/当年天数（平年365，闰年366）", "actual days/days of their year, 365 or 366"
    ),
    DayCount.THIRTY_E_360: Text("每月按30天（31日一律作30日），一年按360天", "30E/360"),
    DayCount.THIRTY_365: Text("每月按30天（31日一律作30日），一年按365天", "30/365"),
}

LENDERS: dict[LenderKind, Text] = {
    LenderKind.BANK_CARD: Text("银行信用卡", "bank credit card"),
    LenderKind.BANK_LOAN: Text("银行贷款", "bank loan"),
    LenderKind.CONSUMER_FINANCE: Text("消费金融公司", "consumer finance company"),
    LenderKind.MICRO_LOAN: Text("小额贷款公司", "micro-loan company"),
    LenderKind.PRIVATE: Text("民间借款", "private loan"),
    LenderKind.UNKNOWN: Text("放款机构待确认", "kind of lender not known yet"),
}

PARTS: dict[str, Text] = {
    "principal": Text("本金", "principal"),
    "interest": Text("利息", "interest"),
    "fee": Text("费用", "fees"),
    "penalty": Text("罚息", "penalty interest"),
    "compound": Text("复利", "compound interest"),
    "late_fee": Text("违约金", "late fee"),
    "cost": Text("催收费用", "collection cost"),
    "other": Text("其他", "other"),
}

SHOWN_ORDER = (
    Component.PRINCIPAL,
    Component.INTEREST,
    Component.PENALTY,
    Component.COMPOUND,
    Component.FEE,
    Component.LATE_FEE,
    Component.COST,
)

PLANS: dict[Kind, Text] = {
    Kind.CONTRACT: Text("按合同还", "keep the contract"),
    Kind.AGREED: Text("按已签的约定还", "keep the signed plan"),
    Kind.INSTALMENT: Text("分期", "instalments"),
    Kind.WAIVER: Text("减免费用", "waiver"),
    Kind.RATE_REDUCTION: Text("降息", "lower rate"),
    Kind.EXTENSION: Text("延长期限", "longer term"),
    Kind.DOWN_PAYMENT: Text("首付", "down payment"),
    Kind.GRACE: Text("延后首期", "first payment later"),
    Kind.PRINCIPAL_REDUCTION: Text("减本金（少见）", "less principal (rare)"),
    Kind.CATCH_UP: Text("合同照还，分期补上逾期", "keep the contract, catch up with arrears"),
    Kind.TOKEN: Text("象征性还款", "token payment"),
    Kind.HOLDING: Text("暂缓", "holding"),
}

NO_ACKNOWLEDGEMENT = Text(
    "以上金额以双方对账结果为准，本件不构成对有争议费用的确认。",
    "All sums are subject to reconciliation; nothing here acknowledges disputed charges.",
)

"""An invented report with every kind of block, for the tests and for looking at it."""

from datetime import date, timedelta

from xiehuan.contact.blocks import (
    Card,
    Chart,
    Document,
    Facts,
    Figure,
    Figures,
    Heading,
    Items,
    NextThing,
    Paragraph,
    Say,
    Signature,
    Space,
    Table,
    Tone,
)
from xiehuan.documents.charts import BalanceLine, DayMark, DebtBar, balance_chart, days_chart, debts_chart
from xiehuan.money import Money

ON = date(2026, 11, 23)


def yuan(text: str) -> Money:
    return Money.parse(text)


DEBTS = (
    DebtBar("安信消费金融", yuan("16500"), yuan("1300.10"), yuan("404"), yuan("18204.10")),
    DebtBar("某银行信用卡", yuan("19000"), yuan("1960"), yuan("600"), yuan("21560")),
    DebtBar("云帆借（江南银行放款）", yuan("8600"), yuan("700.66"), yuan("112"), yuan("9830.26")),
    DebtBar("桃源小贷", yuan("4800"), yuan("320"), yuan("0"), yuan("5120")),
    DebtBar("分期商城", yuan("3500"), yuan("0"), yuan("0")),
)
MONTHLY = ("360.00", "425.90", "194.10", "101.00", "69.00")
DAYS = (
    DayMark(ON + timedelta(2), "安信", Tone.BAD, yuan("1032.40")),
    DayMark(ON + timedelta(5), "宽限期满", Tone.WARN),
    DayMark(ON + timedelta(12), "工资到账", Tone.GOOD),
    DayMark(ON + timedelta(17), "信用卡", Tone.PLAIN, yuan("640")),
    DayMark(ON + timedelta(25), "平台应答复投诉", Tone.WARN),
)


def balance_lines() -> tuple[BalanceLine, ...]:
    def falling(start: int, monthly: int) -> tuple[Money, ...]:
        return tuple(Money(max(0, start - monthly * i)) for i in range(55))

    worse = tuple(yuan("58214.36").times(1) + Money(64_500 * i + 90 * i * i) for i in range(55))
    return (
        BalanceLine("建议方案", falling(5_290_000, 115_000)),
        BalanceLine("底线", falling(5_779_676, 109_050), Tone.WARN),
        BalanceLine("什么都不做", worse, Tone.BAD),
    )


def debts_block() -> Chart:
    columns = ("债权人", "本金（元）", "利息和费用（元）", "罚息和违约金（元）", "合计（元）")
    rows = tuple((d.name, *(p.grouped() for p in (*d.parts, d.total))) for d in DEBTS)
    table = Table("每笔债务由什么构成", columns, rows, (1, 2, 3, 4))
    words = "按合同算，五笔共57,796.76元，其中本金52,400.00元。云帆借主张的数比合同多417.60元。"
    return Chart("钱欠在哪里", words, debts_chart(DEBTS), table)


def balance_block() -> Chart:
    lines = balance_lines()
    months = range(0, 55, 6)
    rows = tuple(
        (f"{2026 + (11 + m) // 12}-{(11 + m) % 12 + 1:02d}", *(s.values[m].grouped() for s in lines))
        for m in months
    )
    table = Table("每半年末还欠多少（元）", ("月份", "建议方案", "底线", "什么都不做"), rows, (1, 2, 3))
    words = "每月还1,150.00元，2030年10月结清；什么都不做，到2031年6月会欠95,668.76元。"
    return Chart("还欠多少，一直到结清", words, balance_chart(lines, (2026, 12)), table)


def plan_table() -> Table:
    rows = tuple(
        (d.name, (d.claimed or d.total).grouped(), d.total.grouped(), m, "46", "2030-10")
        for d, m in zip(DEBTS, MONTHLY, strict=True)
    )
    return Table(
        "每家每月（元）。金额到分，点开看算法",
        ("债权人", "对方主张", "按合同", "每月", "期数", "结清"),
        rows,
        (1, 2, 3, 4, 5),
        ("合计", "58,214.36", "57,796.76", "1,150.00", "", ""),
        "每月能拿出的数和收支表一致。对方主张只是照录，不等于承认。",
    )


def audit_cards() -> tuple[Card, ...]:
    return (
        Card(
            "综合成本超过年24%",
            "可请求调减",
            Tone.WARN,
            (
                ("年化，三种算法", "29.7%｜34.0%｜29.7%"),
                ("司法上限", "24.0%"),
                ("超出部分", "565.60元"),
            ),
            "怎么算的，依据是什么",
            (
                "① 到手10,000.00元",
                "② 12期 × 945.20元，另每期担保费28.00元",
                "③ 三种算法里对平台最有利的一种是29.7%，仍高于24%",
                "④ 法院按借款人请求调减，不是自动减；各地不一",
            ),
        ),
        Card(
            "违约金上又计了利息",
            "按合同应更正",
            Tone.BAD,
            (("对方计", "417.60元"), ("合同约定", "0.00元"), ("合同里没有这一项", "417.60元")),
        ),
        Card(
            "起息日早了一天",
            "需要材料",
            Tone.SOFT,
            (("放款短信到账日", "2026-11-04"), ("账单起息日", "2026-11-03"), ("差额约", "6.00元")),
            "要补什么",
            ("补上银行入账记录即可确定。",),
        ),
        Card("离职证明", "已核验", Tone.GOOD, (("日期", "2026-10-31"),)),
    )


def sample_report() -> Document:
    """The report of a borrower with five debts, two of them overdue."""
    return Document(
        title="5笔债务合在一起，每月1,150元怎么还",
        subtitle="2026年11月23日算出。先停罚息，再免费用，再降利率，最后才延长。",
        foot="协还报告 2026-11-23 · 摘要 9f2c 71ab 04de",
        blocks=(
            NextThing(
                "给“安信消费金融”打电话，说明11月25日还不上",
                "到期前联系，协商的余地最大。每晚一天多付3.42元；11月28日起计入违约金。",
            ),
            Figures(
                (
                    Figure("今天一共欠", "58,214.36", "元", "5笔，其中2笔逾期"),
                    Figure("每月还得起", "1,150", "元", "失业后的收入，按账单"),
                    Figure("按合同应更正", "417.60", "元", "另有2处可请求调减", Tone.BAD),
                    Figure("再等一个月", "+412.07", "元", "利息、罚息、违约金"),
                )
            ),
            Chart("接下来30天", "两笔要还，一个宽限期到，一个答复到期。", days_chart(ON, DAYS)),
            Heading("欠了谁，欠多少"),
            Paragraph("下面是五家的主张和按合同重新算出的数。每个数都可以展开，看它怎么来的。"),
            debts_block(),
            Heading("差在哪里"),
            *audit_cards(),
            Paragraph(
                "三个数不相加。信里只写“请核对并答复；金额以对账为准，不构成对争议费用的确认”。",
                Tone.GOOD,
            ),
            Heading("每月怎么还"),
            balance_block(),
            plan_table(),
            Heading("要是漏还一期", 3),
            Paragraph(
                "先看到约定，再还第一期。书面、App里的页面，或录音加复述都算。到期前两天还没有，会告诉你怎么办。",
                Tone.WARN,
            ),
            Paragraph("方案通常作废，减免恢复，罚息从那一天起照算。", Tone.BAD),
            Heading("打电话时说什么"),
            Say("“我每个月10号能还360元。按目前收入，这是我能按时做到的。”", "说完停一下，等对方回答。"),
            Items(("先问对方姓名和工号", "再说能还多少", "请对方书面答复，记下答复日期"), numbered=True),
            Items(("离职证明", "最近三个月的银行流水")),
            Heading("我的情况"),
            Facts(
                (
                    ("姓名", "张晓明"),
                    ("手机", "138 0013 8000"),
                    ("合同编号", "YFJ20251103000017265544839201"),
                    ("证据摘要", "9f2c71ab04de55c1a8b3e2f07d6c9b1a44ef08d2"),
                )
            ),
            Paragraph("合同编号和摘要可以用来核对，不需要念给对方听。", Tone.SOFT),
            Space("对方工号、工单号、答复日期", 3),
            Signature(("签名：", "日期：")),
        ),
    )

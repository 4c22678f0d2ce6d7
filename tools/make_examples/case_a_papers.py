"""Papers of the first case: end of the job, registration as unemployed, a covered identity card."""

from __future__ import annotations

from pathlib import Path

from tools.make_examples.dice import write
from tools.make_examples.papers import MARK, Page, draw, jpeg, masked_card, png, typeset_pdf

DISMISSAL = Page(
    title="解除劳动合同证明",
    paragraphs=(
        "兹证明周某芸（身份证号3301**********00**）自2025年5月6日起在我单位工作，岗位为客户服务专员，双方签订的劳动合同期限至2028年5月5日。",
        "因我单位业务调整、岗位撤销，经双方协商一致，劳动合同于2026年7月10日解除。我单位已按规定支付经济补偿人民币9300.00元，工资已结清。",
        "社会保险关系缴费至2026年7月。特此证明。",
    ),
    table=(
        ("姓名", "周某芸"),
        ("入职日期", "2025年5月6日"),
        ("解除日期", "2026年7月10日"),
        ("解除原因", "单位提出，协商一致"),
    ),
    signed=("杭州某科网络有限公司", "2026年7月10日"),
    seal="杭州某科",
)

REGISTRATION = """
#set document(title: "失业登记证明", date: datetime(year: 2026, month: 11, day: 16))
#set page(paper: "a4", margin: 2.6cm, footer: align(center, text(8pt, gray)[{mark}]))
#set text(font: "Noto Sans CJK SC", size: 11pt, lang: "zh")
#align(center, text(20pt)[失业登记证明])
#v(1em)
#table(columns: (4cm, 1fr), inset: 9pt,
  [姓名], [周某芸],
  [证件号码], [3301\\*\\*\\*\\*\\*\\*\\*\\*\\*\\*00\\*\\*],
  [登记日期], [2026年7月16日],
  [失业日期], [2026年7月10日],
  [失业原因], [单位提出，协商一致解除劳动合同],
  [失业保险金], [每月1980.00元，自2026年8月至2027年7月],
  [当前状态], [失业登记有效，未重新就业],
)
#v(1em)
兹证明上述人员已在本机构办理失业登记。本证明自开具之日起三十日内有效。
#v(2em)
#align(right)[杭州市某区就业管理服务中心 \\ 2026年11月16日]
"""


def build(folder: Path) -> None:
    """Write the three papers."""
    write(folder / "解除劳动合同证明.png", png(draw(DISMISSAL)))
    write(folder / "失业登记证明.pdf", typeset_pdf(REGISTRATION.replace("{mark}", MARK)))
    card = masked_card(
        (
            ("姓名", "周某芸"),
            ("性别", "女"),
            ("住址", "浙江省杭州市某区******"),
            ("号码", "3301**********00**"),
        ),
        "仅用于申请协商还款 · 示例文件 内容虚构",
    )
    write(folder / "身份证正面_已遮盖.jpg", jpeg(card))

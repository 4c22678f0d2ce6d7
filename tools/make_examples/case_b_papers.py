"""Papers of the second case: a doctor's certificate and the scanned invoice of the hospital."""

from __future__ import annotations

from pathlib import Path

from tools.make_examples.dice import write
from tools.make_examples.papers import Page, draw, png, scan_pdf

DIAGNOSIS = Page(
    title="诊断证明书",
    paragraphs=("患者因腰椎疾病于2026年5月20日入院治疗，2026年6月12日出院，现门诊随访。",),
    table=(
        ("姓名", "何某川"),
        ("性别 / 年龄", "男 / 41岁"),
        ("住院号", "ZY0000052026"),
        ("诊断", "腰椎间盘突出症，术后恢复期"),
        ("医嘱", "继续康复治疗，避免负重"),
        ("建议", "半日工作至2027年1月31日"),
        ("复诊日期", "2026年11月20日"),
    ),
    signed=("医师：林某", "成都市某区第一医院", "2026年11月20日"),
    seal="某区第一医院",
)

INVOICE = Page(
    title="住院收费票据（电子）",
    paragraphs=("票据号码：00000612　　开票日期：2026年6月12日",),
    table=(
        ("交款人", "何某川"),
        ("住院日期", "2026-05-20 至 2026-06-12"),
        ("床位费", "1150.00"),
        ("检查及化验费", "4286.50"),
        ("手术费", "9600.00"),
        ("药品费", "5318.20"),
        ("护理及其他", "2145.30"),
        ("金额合计", "22500.00"),
        ("医保统筹支付", "15120.00"),
        ("个人支付", "7380.00"),
    ),
    signed=("成都市某区第一医院", "2026年6月12日"),
    seal="某区第一医院",
)


def build(folder: Path) -> None:
    """Write both papers."""
    write(folder / "诊断证明书.png", png(draw(DIAGNOSIS)))
    write(folder / "住院发票.pdf", scan_pdf(draw(INVOICE)))

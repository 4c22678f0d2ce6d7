"""`xiehuan audit CASE_DIR`: which charges do not match, with rule, source and certainty."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from xiehuan.cli.home import home_option
from xiehuan.cli.prepare import day
from xiehuan.law import Certainty, ChargeFinding, Sum
from xiehuan.law.card_plan import PlanTerms
from xiehuan.services.audit import Audited, audit_folder
from xiehuan.services.law_home import current_pack

_SUMS = {
    Sum.BY_CONTRACT: "按合同应更正 (to correct by contract)",
    Sum.REDUCIBLE: "可请求调减 (reducible on request)",
    Sum.PAPER: "需要材料 (needs a paper)",
}
_SURE = {Certainty.CERTAIN: "确定", Certainty.ARGUABLE: "可商量", Certainty.NEEDS_PAPER: "缺材料"}


@click.command("audit")
@click.argument("case_dir", type=click.Path(path_type=Path))
@click.option("--on", callback=day, metavar="DATE", help="The day to compute for (today). 按哪一天计算")
@click.option("--steps", is_flag=True, help="Open each finding into its steps. 列出计算步骤")
@home_option
@click.option("--json", "as_json", is_flag=True, help="As JSON. 输出 JSON")
def command(case_dir: Path, on: date, home: Path, *, steps: bool, as_json: bool) -> int:
    """Check the charges of the folder CASE_DIR; exit 1 when something was found. 核对各项费用."""
    audited = audit_folder(case_dir, current_pack(home), on)
    if as_json:
        click.echo(json.dumps({"debts": [a.as_json() for a in audited]}, ensure_ascii=False))
    else:
        for one in audited:
            click.echo("\n".join(_lines(one, steps=steps)))
        click.echo("三类金额性质不同，不相加 (three kinds of sums that are never added)")
    return 1 if any(a.audit.findings for a in audited) else 0


def _lines(one: Audited, *, steps: bool) -> Iterator[str]:
    yield f"{one.debt.id}  {one.debt.lender}"
    for which, name in _SUMS.items():
        if amount := one.audit.total(which):
            yield f"  {amount.grouped():>14}  {name}"
    if back := one.audit.paid_above_ceiling:
        yield f"  {back.grouped():>14}  已付部分中可以请求退还或抵扣 (paid: may be asked back, not demanded)"
    if not one.audit.findings:
        yield "                  没有发现对不上的 (nothing found)"
    for finding in one.audit.findings:
        yield from _finding(finding, steps=steps)
    there = one.audit.reconciliation
    if there and (there.lines or there.unexplained):
        explained = "".join(f" + {rule} {amount}" for rule, amount in there.lines)
        rest = f" + 未解释 (unexplained) {there.unexplained}" if there.unexplained else ""
        yield f"  对账 (reconciled): {there.ours}{explained}{rest} = {there.claimed}"
    if one.audit.card_plan:
        yield from _card_plan(one.audit.card_plan)
    yield ""


def _card_plan(plan: PlanTerms) -> Iterator[str]:
    months = plan.most_months
    yield f"  信用卡个性化分期：最长{months}期（月），银行可以同意，没有义务 (up to {months} months; the bank may agree)"
    yield "                  协议里要写明 (the agreement must name):"
    for n, item in enumerate(plan.items, 1):
        yield f"                  {n}. {item.name.zh} ({item.name.en})"
    yield f"                  依据 (source): {plan.citation}（转引，没有逐字核对 read second-hand）"


def _finding(finding: ChargeFinding, *, steps: bool) -> Iterator[str]:
    amount = finding.amount.grouped() if finding.sum else "—"
    yield f"  {amount:>14}  [{_SURE[finding.certainty]}] {finding.title.zh}  {finding.rule}"
    yield f"                  {finding.why.zh}"
    yield f"                  {finding.why.en}"
    yield f"                  依据 (source): {finding.source}"
    if finding.evidence:
        yield f"                  见 (seen in): {'、'.join(finding.evidence)}"
    for step in finding.steps if steps else ():
        yield f"                  · {step}"

"""`xiehuan budget CASE_DIR`: the income and spending statement, or a check of one that was written as data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unicodedata import east_asian_width

import click

from xiehuan.budget import Statement
from xiehuan.budget.document import as_json
from xiehuan.budget.statement import Line
from xiehuan.cli.home import home_option
from xiehuan.cli.prepare import day
from xiehuan.contact.statement import section_name
from xiehuan.money import Money
from xiehuan.services.budget import budget_of, check_file
from xiehuan.services.law_home import current_pack
from xiehuan.vault.shown import shown

_WIDTH = 44


@click.command("budget")
@click.argument("case_dir", type=click.Path(path_type=Path))
@click.option("--on", callback=day, metavar="DATE", help="The day to compute for (today). 按哪一天计算")
@home_option
@click.option("--json", "print_json", is_flag=True, help="As JSON, by the published schema. 输出 JSON")
def command(case_dir: Path, on: date, home: Path, *, print_json: bool) -> int:
    """What comes in, what goes out, what can be paid; a .json file is checked instead. 收支说明和每月还得起多少.

    Exit 1 when a checked file breaks the schema or does not add up.
    """
    if case_dir.is_file():
        return _check(case_dir, print_json=print_json)
    made = budget_of(case_dir, current_pack(home), on)
    if print_json:
        click.echo(json.dumps(as_json(made), ensure_ascii=False))
    else:
        click.echo("\n".join(_told(made)))
    return 0


def _check(path: Path, *, print_json: bool) -> int:
    found = check_file(path)
    if print_json:
        body = {"ok": not found, "findings": [f.as_json() for f in found]}
        click.echo(json.dumps(body, ensure_ascii=False))
    else:
        for f in found:
            click.echo(f"{f.where}: {f.message.zh} ({f.message.en})")
        if not found:
            click.echo("格式正确，数都对得上 (valid, and every figure adds up)")
    return 1 if found else 0


def _told(made: Statement) -> Iterator[str]:
    b = made.budget
    yield f"收入 (income), {made.on}"
    yield from (_line(line) for line in made.income)
    yield _sum("收入合计 (income)", b.income)
    yield "支出 (spending)"
    yield from (_line(line) for line in made.spending)
    yield _sum("支出合计 (spending)", b.spending)
    yield _sum("每月结余 (left over)", b.surplus)
    yield _sum("每月还得起 (can be paid)", b.affordable)
    yield f"  范围 (range) {b.low.grouped()} — {b.high.grouped()}"
    for reason in b.reasons:
        yield f"  · {shown(reason.zh)}"
    for one in made.closings:
        yield shown(one.says.zh)
        yield f"  {shown(one.says.en)}"
    for test in made.stress:
        yield f"{'✓' if test.holds else '✗'} {test.assumed.zh}：{test.says.zh}"
    for doubt in made.not_yet_safe:
        yield f"! {shown(doubt.zh)}"
    for f in made.findings:
        yield f"! {shown(f.message.zh)} → {f.next.zh}"
    for i, question in enumerate(made.questions, 1):
        yield f"{i}. {shown(question.zh)}"


def _line(line: Line) -> str:
    left = f"  （{line.left_out.zh}）" if line.left_out else ""
    return _sum(f"  {section_name(line.section).zh} · {shown(line.name)}", line.monthly) + left


def _sum(label: str, amount: Money) -> str:
    wide = sum(2 if east_asian_width(c) in "WF" else 1 for c in label)
    return label + " " * max(_WIDTH - wide, 1) + f"{amount.grouped():>12}"

"""`xiehuan statement CASE_DIR`: the statement of account, as a table, as data or as documents."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from unicodedata import east_asian_width

import click

from xiehuan.cli.prepare import day
from xiehuan.contact.account_statement import NO_CONTRACT, Say, opened, part_name, signed, speaker
from xiehuan.errors import Text
from xiehuan.loan.ledger.statement import ORDER, Line, Statement
from xiehuan.services.statement import Made, check_target, statements, write_statements
from xiehuan.vault.shown import shown

_WIDTHS = (10, 34, 12, 12, 12)


@click.command("statement")
@click.argument("case_dir", type=click.Path(path_type=Path))
@click.option("--debt", "debt_id", metavar="ID", help="One debt only. 只看这一笔")
@click.option("--on", callback=day, metavar="DATE", help="The day to compute for (today). 算到哪一天")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language. 语言")
@click.option("--steps", is_flag=True, help="With the formula of every amount. 连同每个数的算式")
@click.option("--json", "as_json", is_flag=True, help="As JSON. 输出 JSON")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write HTML, PDF, DOCX and XLSX here. 写到这个文件夹"
)
@click.option("--replace", is_flag=True, help="Replace files of the same names. 替换同名文件")
def command(
    case_dir: Path,
    debt_id: str | None,
    on: date,
    lang: str,
    out: Path | None,
    *,
    steps: bool,
    as_json: bool,
    replace: bool,
) -> None:
    """Say line by line what is owed and how it came about. 逐笔说明欠多少、怎么算出来的."""
    if out is not None:
        check_target(case_dir, out)
    made = statements(case_dir, on, debt_id)
    written = [] if out is None else write_statements(made, out, on, lang, replace=replace)
    if as_json:
        body: dict[str, object] = {"ok": True, "on": on.isoformat(), "debts": [m.as_json() for m in made]}
        if out is not None:
            body["files"] = [str(path) for path in written]
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    say = speaker(lang)
    if out is None:
        click.echo("\n\n".join("\n".join(_told(m, say, steps=steps)) for m in made))
        return
    click.echo(say(Text(f"写好了 {len(written)} 个文件：{out}", f"{len(written)} files written: {out}")))
    for path in written:
        click.echo(f"  {path}")


def _told(made: Made, say: Say, *, steps: bool) -> list[str]:
    head = f"{made.debt.id}  {shown(made.debt.lender)}"
    if made.statement is None:
        claims = sorted(made.debt.claims, key=lambda c: c.on)
        said = [f"  {c.on}  {c.total.grouped()}" for c in claims]
        return [head, say(NO_CONTRACT), *said]
    return [head, *_table(made.statement, say, steps=steps), "", *_sums(made.statement, say)]


def _table(made: Statement, say: Say, *, steps: bool) -> list[str]:
    heads = (
        Text("日期", "day"),
        Text("事项", "what"),
        Text("增减", "change"),
        Text("到期未还", "owed"),
        Text("未到期本金", "not yet due"),
    )
    lines = [_row([say(h) for h in heads]), "-" * (sum(_WIDTHS) + 2 * (len(_WIDTHS) - 1))]
    for line in made.lines:
        lines.append(_row(_cells(line, say)))
        if steps:
            lines += [f"{'':12}{shown(opened(step, say))}" for step in line.steps]
    return lines


def _cells(line: Line, say: Say) -> list[str]:
    change = signed(line.total) if line.steps else ""
    what = shown(say(line.what.opening()))
    return [line.on.isoformat(), what, change, line.left.grouped(), line.undue_principal.grouped()]


def _sums(made: Statement, say: Say) -> list[str]:
    buckets = [(c, made.total(c)) for c in ORDER]
    rows = [
        (say(part_name(c)), b.due, b.paid, b.waived, b.outstanding)
        for c, b in buckets
        if b.due or b.paid or b.waived
    ]
    heads = (
        Text("项目", "item"),
        Text("应还", "due"),
        Text("已还", "paid"),
        Text("减免", "waived"),
        Text("未还", "left"),
    )
    first, *others = (say(h) for h in heads)
    out = [_filled(first, 22) + "".join(_right(h, 13) for h in others)]
    out += [_filled(name, 22) + "".join(_right(m.grouped(), 13) for m in sums) for name, *sums in rows]
    whole = say(Text("到期未还合计", "due and unpaid"))
    out.append(_filled(whole, 22) + _right(made.owed.grouped(), 52))
    apart = [
        (Text("单列：未到期本金", "apart: principal not yet due"), made.undue_principal),
        (Text("单列：本期已产生的利息", "apart: interest earned, not due"), made.undue_interest),
        (Text("单列：已付待冲抵", "apart: paid, not used yet"), made.waiting),
    ]
    out += [_filled(say(label), 34) + _right(money.grouped(), 40) for label, money in apart if money]
    late = say(Text(f"逾期 {made.days_past_due} 天", f"{made.days_past_due} days past due"))
    return [*out, late] if made.days_past_due else out


def _row(cells: list[str]) -> str:
    shaped = [_filled(cells[0], _WIDTHS[0]), _filled(cells[1], _WIDTHS[1])]
    shaped += [_right(cell, width) for cell, width in zip(cells[2:], _WIDTHS[2:], strict=True)]
    return "  ".join(shaped).rstrip()


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _filled(text: str, width: int) -> str:
    return text + " " * max(width - _columns(text), 0)


def _right(text: str, width: int) -> str:
    return " " * max(width - _columns(text), 0) + text

"""`xiehuan conduct CASE_DIR`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from xiehuan.cli.home import home_option
from xiehuan.cli.prepare import day
from xiehuan.law.conduct_finding import Conduct
from xiehuan.services.conduct import conduct_of
from xiehuan.services.law_home import current_pack


@click.command("conduct")
@click.argument("case_dir", type=click.Path(path_type=Path))
@click.option("--on", callback=day, metavar="DATE", help="The day to look from (today). 按哪一天看")
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON. 输出 JSON")
@click.pass_context
def command(ctx: click.Context, case_dir: Path, on: date, home: Path, *, as_json: bool) -> None:
    """What the records of CASE_DIR show of how the other side collected; exit code 1 when something was found.

    看催收记录里有哪些超出限制的联系.
    """
    found = conduct_of(case_dir, on=on, law=current_pack(home))
    if as_json:
        click.echo(json.dumps({"ok": True, "conduct": [c.as_json() for c in found]}, ensure_ascii=False))
    else:
        for one in found:
            _print(one)
    if any(c.findings for c in found):
        ctx.exit(1)


def _print(one: Conduct) -> None:
    click.echo(one.debt or "认不出是哪一笔 (no debt named)")
    if not one.findings:
        click.echo("  记录里没有看到超出限制的联系 (no contact beyond the limits on record)")
    for f in one.findings:
        click.echo(f"  {f.title.zh} ({f.title.en})")
        click.echo(f"    {f.why.zh}")
        for line in f.sure:
            click.echo(f"    记录 record: {line.zh}")
        for line in f.unsure:
            click.echo(f"    不能确定 not certain: {line.zh}")
        click.echo(f"    依据 source: {f.source} ({f.confidence})")
    for note in one.notes:
        click.echo(f"  {note.zh}")

"""`xiehuan prepare CASE_DIR --out PACK_DIR`."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from xiehuan.cli.home import default_home, home_option
from xiehuan.cli.installation import installation_id
from xiehuan.cli.terminal import Progress
from xiehuan.services.law_home import current_lenders, current_pack, current_workdays
from xiehuan.services.prepare import Prepared, prepare
from xiehuan.vault import Taking


def day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date:
    """An ISO date, today when none is given."""
    if value is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        message = f"{value} 不是日期，写成 2026-11-23 (not a date, write 2026-11-23)"
        raise click.BadParameter(message) from error


def run(folder: Path, out: Path, on: date, *, replace: bool, home: Path | None = None) -> Prepared:
    """Prepare with progress on a terminal, by the law that applies in the home folder."""
    progress, own = Progress(), home or default_home()
    try:
        return prepare(
            folder,
            out,
            on=on,
            taking=lambda: Taking(datetime.now().astimezone().replace(microsecond=0), installation_id()),
            replace=replace,
            progress=progress,
            law=current_pack(own),
            directory=current_lenders(own),
            calendar=current_workdays(own),
        )
    finally:
        progress.end()


@click.command("prepare")
@click.argument("case_dir", type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The pack to write. 协商包放在哪里"
)
@click.option("--on", callback=day, metavar="DATE", help="The day to compute for (today). 按哪一天计算")
@click.option("--replace", is_flag=True, help="Replace an earlier pack. 替换以前生成的协商包")
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print summary.json. 输出 JSON")
def command(case_dir: Path, out: Path, on: date, home: Path, *, replace: bool, as_json: bool) -> None:
    """Read the folder CASE_DIR and write the negotiation pack. 读案件文件夹，生成协商包."""
    made = run(case_dir, out, on, replace=replace, home=home)
    if as_json:
        click.echo(json.dumps({"ok": True, "out": str(out), **made.summary}, ensure_ascii=False))
        return
    totals = made.imports["totals"]
    assert isinstance(totals, dict)  # noqa: S101
    click.echo(f"协商包已写好：{out}")
    click.echo(f"  先看 {out / 'for-me' / 'report.html'}")
    click.echo(
        f"  文件 {totals['files']} 个：收入 {totals['taken']}，重复 {totals['duplicate']}，没收 {totals['refused']}"
    )
    for action in made.actions[:3]:
        click.echo(f"  {action.by} {action.what.zh}")

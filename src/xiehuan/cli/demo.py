"""`xiehuan demo`: the first example in a throw-away folder, its report opened."""

from __future__ import annotations

import os
import sys
import tempfile
import webbrowser
from datetime import date
from pathlib import Path

import click

from xiehuan.cli.prepare import run
from xiehuan.errors import NeedsInstall, Text

EXAMPLE = "a-laid-off"
EXAMPLE_DAY = date(2026, 11, 23)  # the invented case is written for this day


@click.command("demo")
@click.option("--no-browser", is_flag=True, envvar="XIEHUAN_NO_BROWSER", help="Only write it. 只生成，不打开")
def command(*, no_browser: bool = False) -> None:
    """Prepare the example in a throw-away folder and open its report. 用示例走一遍."""
    folder = _examples() / EXAMPLE
    out = Path(tempfile.mkdtemp(prefix="xiehuan-demo-")) / "pack"
    made = run(folder, out, EXAMPLE_DAY, replace=False)
    page = made.out / "for-me" / "report.html"
    click.echo(f"示例（全部数据是编的）的协商包：{made.out}")
    click.echo(f"报告：{page}")
    if not no_browser and (sys.stdout.isatty() or os.environ.get("DISPLAY")):
        webbrowser.open(page.as_uri())


def _examples() -> Path:
    """The examples lie beside the source; an installed copy without them says where to get them."""
    for parent in Path(__file__).resolve().parents:
        if (parent / "examples" / EXAMPLE / "debts.toml").is_file():
            return parent / "examples"
    raise NeedsInstall(
        "no_examples",
        Text("这份安装里没有示例文件夹", "this installation has no examples"),
        Text("从源码目录运行 ./xiehuan", "run ./xiehuan from the source folder"),
    )

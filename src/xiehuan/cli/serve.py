"""`xiehuan serve`: the application in the browser, for this machine alone."""

from __future__ import annotations

import webbrowser
from datetime import datetime
from pathlib import Path

import click

from xiehuan.cli.demo import EXAMPLE, EXAMPLE_DAY
from xiehuan.cli.home import open_own, vault_option


@click.command("serve")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="0: any free one. 端口，0 为任选")
@click.option(
    "--no-browser", is_flag=True, envvar="XIEHUAN_NO_BROWSER", help="Only print the link. 只显示链接"
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="See the case on this day. 按这一天看")
@vault_option
def command(port: int, home: Path, *, no_browser: bool, on: datetime | None) -> None:
    """Open the application in the browser; it runs on this machine and asks nobody. 在浏览器里打开."""
    from importlib import import_module  # noqa: PLC0415 - the pages load only when they are served

    served = import_module("xiehuan.web.serve").Served(
        lambda: open_own(home),
        port,
        on=on.date() if on else None,
        examples=_example(),
        example_day=EXAMPLE_DAY,
    )
    click.echo(f"打开这个链接（只能用一次）open this link, good for once:\n{served.url}")
    click.echo("按 Ctrl+C 停止；已存好的都在。 Ctrl+C stops it; what was saved is safe.")
    if not no_browser:
        webbrowser.open(served.url)
    try:
        served.run()
    except KeyboardInterrupt:
        click.echo("已停止 stopped")


def _example() -> Path | None:
    for parent in Path(__file__).resolve().parents:
        if (parent / "examples" / EXAMPLE / "debts.toml").is_file():
            return parent / "examples" / EXAMPLE
    return None

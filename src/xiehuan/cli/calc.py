"""`xiehuan calc [FILE]`: the batch calculator."""

from __future__ import annotations

import sys
from typing import IO

import click

from xiehuan.services.calc import answer_line


@click.command("calc")
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"), default="-")
@click.option("--json", "as_json", is_flag=True, help="Answers are JSON in any case. 回答总是 JSON")
def command(file: IO[str], *, as_json: bool) -> None:
    """Answer one JSON request a line, in order. 每行一个 JSON 请求，逐行作答.

    Operations: schedule, yield, owed, restructure, ceiling. A bad line gets its error in its place; the rest go on.
    """
    del as_json
    if file is sys.stdin and sys.stdin.isatty():
        click.echo('每行写一个请求，例如 | one request a line, such as {"op":"yield","flows":[…]}', err=True)
    for number, line in enumerate(file, 1):
        if line.strip():
            click.echo(answer_line(line, number))

"""`xiehuan bundle verify FILE.zip`: needs no home and no database."""

from __future__ import annotations

import json
from pathlib import Path

import click

from xiehuan.errors import InputRefused, Text
from xiehuan.vault import Status, Verdict, verify_bundle
from xiehuan.vault.shown import shown


@click.group("bundle")
def command() -> None:
    """Check a disclosure bundle. 核验证据包."""


@command.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As JSON. 输出 JSON")
def verify(file: Path, *, as_json: bool) -> int:
    """Say whether every original is unchanged since it was taken; exit 1 when one is not. 核验每个原件."""
    if not file.is_file():
        raise InputRefused(
            "no_file",
            Text(f"没有这个文件：{file}", f"no such file: {file}"),
            Text("给出证据包 evidence.zip 的位置", "name the evidence.zip"),
        )
    found = verify_bundle(file)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        click.echo(f"{found.message.zh} ({found.message.en})")
        for check in found.files:
            if check.status is not Status.OK:
                click.echo(f"  {check.status.value}: {shown(check.name)}")
    return 0 if found.verdict is Verdict.UNCHANGED else 1

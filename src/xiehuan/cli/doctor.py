"""`xiehuan doctor`: is everything there and unchanged?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xiehuan.cli.home import open_existing, vault_option
from xiehuan.cli.terminal import Progress
from xiehuan.errors import Finding, Where, XiehuanError

if TYPE_CHECKING:
    from xiehuan.services.evidence.doctor import Examination, Repaired

_NOT_OPENING = {"database_damaged", "home_locked", "database_failed"}


@click.command("doctor")
@click.option(
    "--sample", type=click.IntRange(0), metavar="N", help="Hash only N originals, at random. 只抽查 N 个"
)
@click.option("--repair", is_flag=True, help="Make derived things again. 重建可重建的内容")
@vault_option
@click.option("--json", "as_json", is_flag=True, help="As JSON. 输出 JSON")
def command(home: Path, sample: int | None, *, repair: bool, as_json: bool) -> int:
    """Check every original and every log of the home; exit 1 when something is wrong. 检查全部原件和日志.

    --repair reads originals again, makes the search index again and logs what was found unlogged; it never changes an
    original or an entry of a log.
    """
    progress = Progress()
    try:
        found, done = _examined(home, sample, progress, repair=repair)
    finally:
        progress.end()
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        _tell(found, done)
    return 1 if found.findings else 0


def _examined(
    home: Path, sample: int | None, progress: Progress, *, repair: bool
) -> tuple[Examination, Repaired | None]:
    from xiehuan.services.evidence import doctor  # noqa: PLC0415
    from xiehuan.vault.form import sealed  # noqa: PLC0415

    try:
        opened = open_existing(home)
    except XiehuanError as error:
        if error.code not in _NOT_OPENING or sealed(home) or not home.is_dir():
            raise
        why = Finding(error.code, error.where or Where(home.name), error.message, error.next)
        return doctor.originals_alone(home, why), None
    found = doctor.examine(opened, sample=sample, tell=progress)
    if not (repair and found.findings):
        return found, None
    done = doctor.repair(opened, found)
    return doctor.examine(opened, sample=sample, tell=progress), done


def _tell(found: Examination, done: Repaired | None) -> None:
    if done:
        click.echo(
            f"已修复：记入日志 {done.logged}，重新读 {done.read}，重建索引 {done.indexed} 条，清理 {done.drafts}，签名 {done.signed}"
        )
    for finding in found.findings:
        click.echo(f"✗ {finding.where}: {finding.message.zh} ({finding.message.en})")
        click.echo(f"    → {finding.next.zh} ({finding.next.en})")
    for finding in found.advice:
        click.echo(f"· {finding.message.zh} ({finding.message.en}) → {finding.next.zh}")
    click.echo("  ".join(f"{name} {value}" for name, value in found.counts.items()))
    if not found.findings:
        click.echo("没有发现问题 (nothing wrong was found)")

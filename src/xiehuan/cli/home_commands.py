"""`xiehuan home …`: seal the home, open it for good, its passphrase and its recovery key."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from xiehuan.cli.home import open_existing, passphrase, typed_or_read, vault_option
from xiehuan.cli.recovery_sheet import sheet
from xiehuan.cli.terminal import Progress
from xiehuan.errors import NeedsInstall, Text, WrongUse

_FILE = click.Path(path_type=Path, dir_okay=False)
new_option = click.option(
    "--new-passphrase-file", "new_file", type=_FILE, metavar="FILE", help="Its first line. 新口令的文件"
)
recovery_option = click.option(
    "--recovery-file", type=_FILE, metavar="FILE", help="Its first line. 恢复码的文件"
)


@click.group("home")
def command() -> None:
    """Encrypt your data, or take the encryption off. 数据加密、口令、恢复码."""


@command.command("status")
@vault_option
@click.option("--json", "as_json", is_flag=True, help="As JSON. 输出 JSON")
def status(home: Path, *, as_json: bool) -> None:
    """Whether the home is sealed and whether the recovery key was tried; asks for nothing. 加密状态."""
    from xiehuan.services.evidence.sealing import drill_due  # noqa: PLC0415
    from xiehuan.vault import form  # noqa: PLC0415

    is_sealed, why_not = form.sealed(home), _why_not()
    ring = form.keyring(home) if is_sealed else None
    found = {
        "home": str(home),
        "sealed": is_sealed,
        "can_seal": why_not is None,
        "why_not": why_not.zh if why_not else None,
        "why_not_en": why_not.en if why_not else None,
        "sealing_interrupted": not is_sealed and form.sealing_begun(home),
        "recovery_made_at": ring.recovery_made_at.isoformat() if ring else None,
        "recovery_tried_at": ring.drilled_at.isoformat() if ring and ring.drilled_at else None,
        "recovery_drill_due": bool(ring and drill_due(ring, datetime.now(UTC))),
    }
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(f"{home}：{'已加密 (sealed)' if is_sealed else '没有加密 (not sealed)'}")
    if why_not:
        click.echo(f"  {why_not}")
    if found["sealing_interrupted"]:
        click.echo("  加密没有做完：再运行一次 xiehuan home seal (a sealing was cut off: run it again)")
    if ring:
        tried = f"{ring.drilled_at:%Y-%m-%d}" if ring.drilled_at else "还没有试过 (not tried yet)"
        click.echo(f"  恢复码 {ring.recovery_made_at:%Y-%m-%d} 生成，{tried}")


@command.command("seal")
@vault_option
def seal(home: Path) -> None:
    """Encrypt everything in the home; prints the recovery key. 加密全部数据，并给出恢复码."""
    from xiehuan.services.evidence.sealing import seal_home  # noqa: PLC0415
    from xiehuan.vault.form import sealed  # noqa: PLC0415
    from xiehuan.vault.keyring import require_cipher  # noqa: PLC0415

    require_cipher()
    if sealed(home):
        raise WrongUse(
            "sealed_already",
            Text("已经加密了", "it is sealed already"),
            Text("换口令用 xiehuan home passphrase", "change the passphrase with xiehuan home passphrase"),
        )
    new = passphrase("新口令 New passphrase", twice=True)
    progress = Progress()
    damaged = seal_home(open_existing(home), new, lambda key: click.echo(sheet(key)), progress)
    progress.end()
    _tell_damaged(damaged)
    click.echo(
        "已加密。磁盘上旧的明文可能要过一段时间才被覆盖 (sealed; old plain bytes may stay on the disk a while)"
    )


@command.command("open")
@vault_option
def open_(home: Path) -> None:
    """Take the encryption off. 取消加密."""
    from xiehuan.services.evidence.sealing import open_for_good  # noqa: PLC0415

    progress = Progress()
    damaged = open_for_good(open_existing(home), progress)
    progress.end()
    _tell_damaged(damaged)
    click.echo("已取消加密 (no longer sealed)")


@command.command("passphrase")
@vault_option
@new_option
@click.option(
    "--recovery", is_flag=True, help="By the recovery key, when the old one is lost. 忘了口令，用恢复码"
)
@recovery_option
def passphrase_(home: Path, new_file: Path | None, recovery_file: Path | None, *, recovery: bool) -> None:
    """Change the passphrase. 换口令."""
    from xiehuan.services.evidence.sealing import change_passphrase, home_key_by  # noqa: PLC0415

    if recovery or recovery_file:
        home_key = home_key_by(home, recovery_key=typed_or_read("恢复码 Recovery key", recovery_file))
    else:
        home_key = home_key_by(home, passphrase=passphrase("现在的口令 Passphrase now"))
    change_passphrase(home, home_key, typed_or_read("新口令 New passphrase", new_file, twice=True))
    click.echo("口令已更换 (the passphrase is changed)")


@command.command("recovery-key")
@vault_option
def recovery_key(home: Path) -> None:
    """Print a new recovery key; the old one no longer opens anything. 换一个恢复码."""
    from xiehuan.services.evidence.sealing import home_key_by, renew_recovery_key  # noqa: PLC0415

    home_key = home_key_by(home, passphrase=passphrase("口令 Passphrase"))
    click.echo(sheet(renew_recovery_key(home, home_key, datetime.now(UTC))))


@command.command("recovery-drill")
@vault_option
@recovery_option
def recovery_drill(home: Path, recovery_file: Path | None) -> None:
    """Try the recovery key from its paper; notes the day it worked. 试一次恢复码."""
    from xiehuan.services.evidence.sealing import drill  # noqa: PLC0415

    drill(home, typed_or_read("恢复码 Recovery key", recovery_file), datetime.now(UTC))
    click.echo("恢复码可用 (the recovery key works)")


def _why_not() -> Text | None:
    from xiehuan.vault.keyring import require_cipher  # noqa: PLC0415

    try:
        require_cipher()
    except NeedsInstall as error:
        return error.message
    return None


def _tell_damaged(names: list[str]) -> None:
    for name in names:
        click.echo(f"  原件早已损坏 (damaged before): {name}", err=True)

"""`xiehuan backup FILE` and `xiehuan restore FILE`: the whole home in one file, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from xiehuan.cli.home import home_option, open_existing, typed_or_read, vault_option
from xiehuan.cli.recovery_sheet import sheet
from xiehuan.cli.terminal import Progress

_FILE = click.Path(path_type=Path, dir_okay=False)
backup_passphrase = click.option(
    "--backup-passphrase-file", "secret", type=_FILE, metavar="FILE", help="Its first line. 备份口令的文件"
)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--plain", is_flag=True, help="Without encryption of the file. 不加密备份文件")
@click.option("--replace", is_flag=True, help="Over an older one. 覆盖旧文件")
@backup_passphrase
@vault_option
def command(file: Path, home: Path, secret: Path | None, *, plain: bool, replace: bool) -> int:
    """Write all data of the home to FILE, encrypted with a passphrase of its own. 备份全部数据.

    Exit 1 when an original in it was damaged before.
    """
    from xiehuan.services.evidence.backup import back_up  # noqa: PLC0415

    opened = open_existing(home)
    passphrase = None if plain else typed_or_read("备份口令 Passphrase of the backup", secret, twice=True)
    progress = Progress()
    try:
        done = back_up(opened, file, passphrase, replace=replace, tell=progress)
    finally:
        progress.end()
    click.echo(f"已备份并读回核对：{done.files} 个文件，{done.size} 字节 (backed up and read back)")
    for name in done.damaged:
        click.echo(f"  原件早已损坏 (damaged before): {name}", err=True)
    return 1 if done.damaged else 0


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--seal", is_flag=True, help="Sealed with a new passphrase. 恢复后用新口令加密")
@click.option("--new-passphrase-file", "new", type=_FILE, metavar="FILE", help="Its first line. 新口令的文件")
@backup_passphrase
@home_option
def restore(file: Path, home: Path, secret: Path | None, new: Path | None, *, seal: bool) -> None:
    """Make a home of the backup FILE, in a new or empty folder. 从备份恢复.

    A home that was sealed is sealed again, with the passphrase and recovery key it had; with --seal it gets new ones.
    """
    from xiehuan.services.evidence.backup import restore as make_home  # noqa: PLC0415
    from xiehuan.services.evidence.home import open_home  # noqa: PLC0415
    from xiehuan.services.evidence.sealing import change_passphrase, renew_recovery_key, seal_home  # noqa: PLC0415

    done = make_home(file, home, lambda: typed_or_read("备份口令 Passphrase of the backup", secret))
    click.echo(f"已恢复到 {done.home} (restored)")
    if not seal:
        return
    passphrase = typed_or_read("新口令 New passphrase", new, twice=True)
    if done.sealed and done.seal:
        change_passphrase(home, done.seal.identity, passphrase)
        click.echo(sheet(renew_recovery_key(home, done.seal.identity, datetime.now(UTC))))
    elif not done.sealed:
        seal_home(open_home(home), passphrase, lambda key: click.echo(sheet(key)))
    else:
        click.echo(
            "备份里没有数据的钥匙，口令照旧 (the backup holds no home key: the old passphrase stays)",
            err=True,
        )

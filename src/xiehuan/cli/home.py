"""The user's home folder: --home, else XIEHUAN_HOME, else the application folder of the system; and how it is opened.

A passphrase is asked for without echo or read from a file; it is never an argument and never in the environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from xiehuan.errors import InputRefused, Text, Where, WrongUse

if TYPE_CHECKING:
    from xiehuan.services.evidence.home import Home

Command = TypeVar("Command", bound=Callable[..., Any])
_META = __name__
_LARGEST = 1 << 12


def default_home() -> Path:
    """XIEHUAN_HOME, or the folder the system keeps for the program."""
    return Path(os.environ.get("XIEHUAN_HOME") or click.get_app_dir("xiehuan"))


home_option = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    default=default_home,
    metavar="DIR",
    help="Where your own data lie (or XIEHUAN_HOME). 自己的数据放在哪里",
)


def _keep_file(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    ctx.meta[_META] = value


_passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=_keep_file,
    expose_value=False,
    metavar="FILE",
    help="Its first line opens a sealed home; else asked for. 口令文件",
)


def vault_option(function: Command) -> Command:
    """`--home` and, for homes that are sealed, `--passphrase-file`."""
    return home_option(_passphrase_option(function))


def open_own(home: Path) -> Home:
    """Open the home for a command, until the command ends; asks for the passphrase when it is sealed."""
    from xiehuan.services.evidence.home import close_home, open_home  # noqa: PLC0415 - opened only when needed
    from xiehuan.services.evidence.sealing import unseal  # noqa: PLC0415
    from xiehuan.vault.form import sealed  # noqa: PLC0415

    seal = unseal(home, passphrase("数据的口令 Passphrase of the home")) if sealed(home) else None
    opened = open_home(home, seal=seal)
    click.get_current_context().call_on_close(close_home)
    _tell(opened)
    return opened


def open_existing(home: Path) -> Home:
    """The same for a home that must be there already; `no_home` when nothing was ever kept in this folder."""
    from xiehuan.store.database import file_of  # noqa: PLC0415

    if not any(file_of(home, sealed=form).is_file() for form in (False, True)):
        raise InputRefused(
            "no_home",
            Text(f"这个文件夹里没有协还的数据：{home}", f"no data of xiehuan are in this folder: {home}"),
            Text(
                "用 --home 指明数据文件夹；什么都没有改动", "name the folder with --home; nothing was changed"
            ),
        )
    return open_own(home)


def passphrase(question: str, *, twice: bool = False) -> str:
    """The first line of --passphrase-file, else what is typed without echo."""
    return typed_or_read(question, click.get_current_context().meta.get(_META), twice=twice)


def typed_or_read(question: str, file: Path | None, *, twice: bool = False) -> str:
    """A secret: the first line of a file when one is named, else typed without echo, `twice` for a new one."""
    if file:
        return _first_line(file)
    if not sys.stdin.isatty():
        raise WrongUse(
            "passphrase_needed",
            Text(f"需要输入：{question}", f"it has to be entered: {question}"),
            Text("在终端里运行会询问；或用文件给出", "run it in a terminal, or name a file that holds it"),
        )
    text: str = click.prompt(question, hide_input=True, err=True, confirmation_prompt=twice)
    return text


def _first_line(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return stream.read(_LARGEST).decode("utf-8-sig").split("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        raise InputRefused(
            "no_passphrase_file",
            Text("口令文件读不出来", "the file with the passphrase cannot be read"),
            Text("应是 UTF-8 文本，口令在第一行", "it is UTF-8 text with the passphrase in its first line"),
            Where(str(file)),
        ) from None


def _tell(home: Home) -> None:
    """What the start put right, and whether the recovery key waits to be tried: on stderr, in a line each."""
    from xiehuan.services.evidence.sealing import drill_due  # noqa: PLC0415
    from xiehuan.vault import form  # noqa: PLC0415

    if home.swept and home.swept.drafts + home.swept.erased:
        click.echo("上次没有正常结束，已清理 (the last run did not end cleanly: swept)", err=True)
    if home.swept and home.swept.bad:
        click.echo(
            f"有 {len(home.swept.bad)} 个原件不对，请运行 xiehuan doctor (originals are damaged: run xiehuan doctor)",
            err=True,
        )
    if home.seal and form.sealed(home.root) and drill_due(form.keyring(home.root), home.now()):
        click.echo(
            "请试一次恢复码：xiehuan home recovery-drill (try the recovery key once)",
            err=True,
        )

"""The user's home folder: --home, else XIEHUAN_HOME, else the application folder of the system."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from xiehuan.services.evidence.home import Home


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


def open_own(home: Path) -> Home:
    """Open the home for a command."""
    from xiehuan.services.evidence.home import open_home  # noqa: PLC0415 - the database is opened only when needed

    return open_home(home)

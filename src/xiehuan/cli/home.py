"""The user's home folder: --home, else XIEHUAN_HOME, else the application folder of the system."""

from __future__ import annotations

import os
from pathlib import Path

import click


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

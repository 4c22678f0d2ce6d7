"""The id of this installation: random, made once, written into evidence logs and nowhere else."""

from __future__ import annotations

import secrets
from pathlib import Path

import click


def installation_id() -> str:
    """The id kept in the user's application folder; a throw-away one where nothing can be written."""
    path = Path(click.get_app_dir("xiehuan")) / "installation"
    try:
        if path.is_file():
            return path.read_text("ascii").strip()[:64]
        made = secrets.token_hex(8)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made + "\n", "ascii")
    except (OSError, UnicodeDecodeError):
        return secrets.token_hex(8)
    return made

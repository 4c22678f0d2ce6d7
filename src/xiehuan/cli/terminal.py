"""Progress on a terminal for work longer than a second; silence in a pipe."""

from __future__ import annotations

import sys
import time

import click

PATIENCE = 1.0


class Progress:
    """Called with (done, all, name); writes one line on stderr that replaces itself, and cleans it up."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._since = time.monotonic()
        self._shown = False

    def __call__(self, done: int, whole: int, name: str) -> None:
        """Show how far the work is, once it has taken a second."""
        if self._on and time.monotonic() - self._since > PATIENCE:
            click.echo(f"\r\x1b[K{100 * done // max(whole, 1):3d}% {name[:50]}", err=True, nl=False)
            self._shown = True

    def end(self) -> None:
        """Remove the line."""
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)
            self._shown = False

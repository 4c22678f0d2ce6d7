"""One confined process for all cases of a run."""

from __future__ import annotations

import atexit
from functools import cache

from xiehuan.vault.confined import Confined


@cache
def room() -> Confined:
    """Started once, ended with the run."""
    made = Confined(seconds=20)
    atexit.register(made.close)
    return made

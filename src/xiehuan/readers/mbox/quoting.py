"""Undo, for the view, what a box does to lines that begin with "From "; the bytes of the mail stay as they came.

mboxo writes `>From ` for `From `; mboxrd and mboxcl add one `>` to any such line; mboxcl2 changes nothing. Boxes do not say
which they are: one `>` is taken away, except where an unchanged `From ` line shows that the mail's writer changes none.
"""

from __future__ import annotations

import re

QUOTED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
BARE = b"\nFrom "


class Unquoting:
    """Takes one `>` from quoted lines and counts them. Blocks must begin at the beginning of a line."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, block: bytes) -> bytes:
        """The block as the mail was before it was put into the box."""
        if b">From " not in block:
            return block
        changed, number = QUOTED.subn(b"", block)
        self.count += number
        return changed

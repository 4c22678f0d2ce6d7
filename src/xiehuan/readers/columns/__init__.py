"""Tables of messages that no reader knows: the user says which column is what, once for each header.

`guess` proposes a picking, `Picking.parse` reads one as it is typed, `kept` finds it again by the header.
"""

from __future__ import annotations

from xiehuan.readers.columns.kept import FILE, keep, kept
from xiehuan.readers.columns.picking import Picking, PickingWrong
from xiehuan.readers.columns.reader import SOURCE, guess, header_of, picked

__all__ = ["FILE", "SOURCE", "Picking", "PickingWrong", "guess", "header_of", "keep", "kept", "picked"]

"""Whether a PDF is encrypted, by its trailer alone; the document is not parsed."""

from __future__ import annotations

import re
from pathlib import Path

# the key stands in the trailer or in the dictionary of a cross-reference stream, neither of which is ever compressed
_ENCRYPT = re.compile(rb"/Encrypt\s*(?:\d{1,10}\s+\d{1,10}\s+R|<<)")
_BLOCK = 1 << 20
_OVERLAP = 64


def is_encrypted(path: Path) -> bool:
    """Whether an encryption dictionary is named anywhere in the file."""
    tail = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if _ENCRYPT.search(tail + block):
                return True
            tail = block[-_OVERLAP:]
    return False

"""Every string of a document, however deep, and what must be found of it in a file: the judge of renderers."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum

from xiehuan.contact.blocks import Document

_NOT_PRINTED = {"svg", "lang"}


def strings(value: object) -> Iterator[str]:
    """All text of the value, but not the markup of charts nor the names of tones."""
    if isinstance(value, str):
        if not isinstance(value, Enum):
            yield value
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in _NOT_PRINTED:
                yield from strings(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)


def squeezed(text: str) -> str:
    """Compatibility forms made one (readers of PDF may return 一 for ⼀), white space taken out."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def missing(doc: Document, found: str) -> list[str]:
    """The strings of the document that are not in `found`."""
    found = squeezed(found)
    return [text for text in strings(doc) if squeezed(text) not in found]

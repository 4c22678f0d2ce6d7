"""Contacts (vCard 2.1, 3.0 and 4.0): whose number it is, as the phone's own address book says."""

from __future__ import annotations

from xiehuan.readers.vcard.reader import SOURCE, recognises, stream

__all__ = ["SOURCE", "recognises", "stream"]

"""From and To as lists of `Name <address>`, one string a person."""

from __future__ import annotations

import re
from email.utils import getaddresses

from xiehuan.readers.mail.headers import readable, words

_BARE = re.compile(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+")
_SPECIAL = re.compile(r'[][()<>@,:;."\\]')
# nothing that the grammar of addresses gives a meaning to, in the form that nearly all mails have
_PLAIN = re.compile(r'([^][()<>@,:;."\\]*+)<([^][()<>@,:;"\\\s]++@[^][()<>@,:;"\\\s]++)>\s*')
_ESCAPED = re.compile(r'(["\\])')


def people(value: str | None, flags: set[str]) -> tuple[str, ...]:
    """Everybody in an address header; a header that is no list is searched for addresses."""
    if value is None:
        return ()
    text = readable(value, flags)
    listed = [(words(name, flags).strip(), words(address, flags)) for name, address in _listed(text)]
    return tuple(shown(name, address) for name, address in listed if name or address)


def shown(name: str, address: str) -> str:
    """As people write it; a name with special characters is quoted, so that the pieces can be told apart."""
    if not name:
        return address
    if _SPECIAL.search(name):
        name = '"' + _ESCAPED.sub(r"\\\1", name) + '"'
    return f"{name} <{address}>" if address else name


def _listed(text: str) -> list[tuple[str, str]]:
    if plain := _PLAIN.fullmatch(text):
        return [(" ".join(plain[1].split()), plain[2])]
    try:
        found = [(name, address) for name, address in getaddresses([text]) if name or address]
    except (ValueError, LookupError, RecursionError):
        found = []
    if any("@" in address for _, address in found) or "@" not in text:
        return found
    return [("", match.group()) for match in _BARE.finditer(text)]

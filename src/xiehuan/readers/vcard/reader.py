"""One record a card: name as subject, numbers and mail addresses as `to`, organisations among the flags."""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from xiehuan.errors import Text
from xiehuan.evidence import Direction, Kind, Place, Record, Unread
from xiehuan.readers.chat.draft import Before, Draft
from xiehuan.readers.chat.lines import lines_of
from xiehuan.readers.mail.charsets import decode
from xiehuan.readers.sms.origin import Ids
from xiehuan.readers.stream import Item

SOURCE = "vcard"
_BEGIN = re.compile(r"\s*BEGIN\s*:\s*VCARD\s*", re.IGNORECASE)
_END = re.compile(r"\s*END\s*:\s*VCARD\s*", re.IGNORECASE)
_PROPERTY = re.compile(
    r"(?:[\w.-]{1,60}\.)?(?P<name>[\w-]{1,60})(?P<parameters>(?:;[^:]{0,300})?):(?P<value>.*)", re.DOTALL
)
_QUOTED = re.compile(r"(?:^|;)\s*(?:ENCODING\s*=\s*)?QUOTED-PRINTABLE", re.IGNORECASE)
_CHARSET = re.compile(r"CHARSET\s*=\s*\"?(?P<name>[\w-]{1,40})", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?P<what>[\\,;:nN])")
_SHOWN = ("TITLE", "NOTE", "ADR", "URL", "BDAY")
_LONGEST_VALUE = 20_000
_LONGEST_HEAD = 400
_MOST = 2_000
_EMPTY = Text("文件中没有联系人", "the file holds no card")
_CUT = Text("名片没有结束标记", "the card is not closed")
_OUTSIDE = Text("名片之外的内容", "text outside of the cards")


class _Property(NamedTuple):
    name: str
    value: str


def recognises(name: str, head: bytes) -> bool:  # noqa: ARG001 - every reader is asked with the name
    """A file that begins with a card."""
    return _BEGIN.match(head[:200].decode("utf-8", "replace").lstrip("\ufeff")) is not None


def stream(path: Path, name: str) -> Iterator[Item]:
    """Every card; one that is not closed is unread, text between cards is told."""
    ids, outside = Ids(), Before()
    draft: Draft[None] | None = None
    present = 0
    for line in lines_of(lambda: path.open("rb")):
        if _BEGIN.fullmatch(line.text):
            if draft:
                yield _unread(draft, name)
            draft, present = Draft(line, None, ""), present + 1
        elif draft is None:
            outside.add(line)
        else:
            draft.add(line)
            if _END.fullmatch(line.text):
                yield _record(draft, name, ids)
                draft = None
    if draft:
        yield _unread(draft, name)
    for place in outside.places(name):
        yield Unread(place, _OUTSIDE.zh, _OUTSIDE.en)
    if not present and not outside.lines:
        yield Unread(Place(name), _EMPTY.zh, _EMPTY.en)


def _unread(draft: Draft[None], name: str) -> Unread:
    return Unread(draft.place(name), _CUT.zh, _CUT.en)


def _record(draft: Draft[None], name: str, ids: Ids) -> Record:
    flags = draft.flags
    properties = list(_properties(draft.text, flags))
    sha256 = draft.sha256
    numbers = [p.value for p in properties if p.name in ("TEL", "EMAIL") and p.value]
    organisations = [_joined(p.value) for p in properties if p.name == "ORG" and p.value]
    flags.update(f"organisation={o}" for o in organisations)
    shown = [f"{p.name}: {_joined(p.value)}" for p in properties if p.name in _SHOWN and p.value.strip(";")]
    return Record(
        id=ids.id_for(SOURCE, sha256),
        source=SOURCE,
        kind=Kind.CONTACT,
        at=None,
        at_raw=None,
        direction=Direction.UNKNOWN,
        sha256=sha256,
        where=draft.place(name),
        to=tuple(dict.fromkeys(numbers)),
        subject=_name(properties) or next(iter(organisations), None),
        text="\n".join(shown),
        flags=tuple(sorted(flags)),
    )


def _name(properties: list[_Property]) -> str | None:
    """The full name; without one the parts of the name, family name first when they are Chinese."""
    for prop in properties:
        if prop.name == "FN" and prop.value.strip():
            return prop.value.strip()
    for prop in properties:
        if prop.name == "N":
            family, given, *rest = [*re.split(r"(?<!\\);", prop.value), "", ""]
            parts = (
                [family, given]
                if re.search("[\u3400-\u9fff]", family + given)
                else [given, *rest[:1], family]
            )
            glue = "" if parts[0] == family and family else " "
            if text := glue.join(p.strip() for p in parts if p.strip()):
                return text
    return None


def _joined(value: str) -> str:
    return " ".join(part.strip() for part in value.split(";") if part.strip())


def _properties(text: str, flags: set[str]) -> Iterator[_Property]:
    for line in _unfolded(text)[:_MOST]:
        match = _PROPERTY.fullmatch(line[:_LONGEST_VALUE])
        if match is None:
            continue
        parameters, value = match["parameters"], match["value"]
        if _QUOTED.search(parameters):
            value = _unquoted(value, parameters, flags)
        yield _Property(match["name"].upper(), _ESCAPE.sub(_unescaped, value).strip())


def _unfolded(text: str) -> list[str]:
    """Logical lines: 3.0 folds with a space, 2.1 ends a quoted-printable line with `=`."""
    logical: list[list[str]] = []
    quoted = soft = False
    for line in text.split("\n"):
        if soft:
            logical[-1].append(line)
        elif line[:1] in (" ", "\t") and logical:
            logical[-1].append(line[1:])
        else:
            logical.append([line])
            quoted = _QUOTED.search(line[:_LONGEST_HEAD].partition(":")[0]) is not None
        soft = quoted and line.endswith("=")
        if soft:
            logical[-1][-1] = logical[-1][-1][:-1]
    return ["".join(pieces) for pieces in logical]


def _unquoted(value: str, parameters: str, flags: set[str]) -> str:
    try:
        raw = quopri.decodestring(value.encode("utf-8", "replace"))
    except (ValueError, binascii.Error):
        return value
    charset = _CHARSET.search(parameters)
    return decode(raw, charset["name"] if charset else "utf-8", flags)


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match["what"] in "nN" else match["what"]

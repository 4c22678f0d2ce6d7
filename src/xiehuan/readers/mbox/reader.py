"""From a mail box to records, one mail at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from xiehuan.errors import Text
from xiehuan.evidence import Place, Record, Remark, Unread
from xiehuan.readers.mail.bounded import parse_blocks
from xiehuan.readers.mail.limits import LARGEST, too_large
from xiehuan.readers.mail.reader import mail_item
from xiehuan.readers.mail.recognise import looks_like_mail
from xiehuan.readers.mbox.quoting import BARE, Unquoting
from xiehuan.readers.mbox.separators import AHEAD, Verdict, weigh
from xiehuan.readers.mbox.split import Span, split
from xiehuan.readers.stream import Item

SOURCE = "mbox"
UNCERTAIN = "uncertain_boundary"
_BLOCK = 1 << 18
_TOP = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]{0,4}(From [^\r\n]*)(?:\r?\n|\Z)")
_BEFORE = Text("第一封邮件之前的文字, 不属于任何邮件", "text before the first mail, which belongs to none")
_EMPTY = Text("邮箱文件中的这一封是空的", "this mail of the box is empty")


def recognises(name: str, head: bytes) -> bool:
    """Whether the file begins with a separator line, whatever it is called."""
    top = _TOP.match(head)
    if not top:
        return False
    after = head[top.end() :]
    if weigh(top[1], after[:AHEAD], blank_before=True) in (Verdict.YES, Verdict.DOUBTFUL_YES):
        return True
    return name.lower().endswith((".mbox", ".mbx")) or looks_like_mail(name, after)


def stream(path: Path, name: str) -> Iterator[Item]:
    """Every mail of the box; at the end how many boundaries are uncertain."""
    uncertain = 0
    with path.open("rb") as box, path.open("rb") as mails:
        for span in split(box):
            uncertain += (not span.certain) + span.doubtful_lines
            item = _item(mails, span, name)
            if item is not None:
                yield item
    if uncertain:
        yield Remark((f"uncertain_boundaries={uncertain}",))


def _item(mails: BinaryIO, span: Span, name: str) -> Record | Unread | None:
    place = Place(name, byte=span.start, length=span.length)
    if span.separator is None:
        mails.seek(span.start)
        blank = span.length < _BLOCK and not mails.read(span.length).strip(b"\xef\xbb\xbf\r\n \t")
        return None if blank else Unread(place, _BEFORE.zh, _BEFORE.en)
    if span.length > LARGEST:
        why = too_large(span.length)
        return Unread(place, why.zh, why.en)
    if not span.length:
        return Unread(place, _EMPTY.zh, _EMPTY.en)
    return _mail(mails, span, place)


def _mail(mails: BinaryIO, span: Span, place: Place) -> Record | Unread:
    unquote, flags = Unquoting(), set[str]()
    whole = None
    if span.length <= _BLOCK:
        mails.seek(span.start)
        whole = (mails.read(span.length),)
    blocks = partial(_blocks, mails, span) if whole is None else lambda: whole
    bare = span.by_length and any(BARE in block for block in blocks())
    if bare:
        flags.add("from_line_inside")
    if not span.certain or span.doubtful_lines:
        flags.add(UNCERTAIN)
    parsed = partial(parse_blocks, blocks) if bare else partial(parse_blocks, blocks, unquote)
    item = mail_item(parsed, place, SOURCE, f"@{span.start}")
    if unquote.count:
        flags.add(f"unquoted_from_lines={unquote.count}")
    if flags and isinstance(item, Record):
        return item._replace(flags=tuple(sorted({*item.flags, *flags})))
    return item


def _blocks(mails: BinaryIO, span: Span) -> Iterator[bytes]:
    """The mail in pieces that end at line ends, where its lines are not very long."""
    at = span.start
    while at < span.end:
        mails.seek(at)
        block = mails.read(min(_BLOCK, span.end - at))
        if not block:
            return
        if at + len(block) < span.end:
            block += mails.readline(min(_BLOCK, span.end - at - len(block)))
        at += len(block)
        yield block

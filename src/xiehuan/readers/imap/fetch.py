"""Every mail of every folder, once: sizes first, then one mail at a time."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from xiehuan.errors import Text
from xiehuan.readers.imap.account import Account, Key
from xiehuan.readers.imap.names import Folder, folders_in
from xiehuan.readers.imap.session import LARGEST_MAIL, Answer, Session, session

_WINDOW = 500  # mails whose numbers are asked for at once
_UID = re.compile(rb"\bUID (?P<uid>\d{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (?P<size>\d{1,12})\b")
_SEQUENCE = re.compile(rb"\s*(?P<number>\d{1,10}) \(")
_BODY = "(UID BODY.PEEK[])"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail as the server gave it; the caller stores and hashes before anything else."""

    key: Key
    raw: bytes


@dataclass(frozen=True, slots=True)
class Trouble:
    """A folder (`uid` None) or a mail that is there and was not taken, and why."""

    folder: str
    uid: int | None
    why: Text


@dataclass(frozen=True, slots=True)
class _Listed:
    number: int
    uid: int
    size: int | None


def folders(account: Account, password: str, *, context: ssl.SSLContext | None = None) -> tuple[Folder, ...]:
    """The folders of a mail box, for choosing."""
    with session(account, password, context) as opened:
        return tuple(folders_in(opened.list_folders()))


def fetch(
    account: Account,
    password: str,
    taken: Callable[[Key], bool],
    *,
    only: Sequence[str] = (),
    context: ssl.SSLContext | None = None,
) -> Iterator[Fetched | Trouble]:
    """All mails that `taken` does not know, folder by folder (`only`: names as the server writes them).

    MailServerError when the connection is lost: what came before is whole, and a second call goes on where `taken`
    says. A folder whose UIDVALIDITY is new is read again: its UIDs mean other mails now.
    """
    with session(account, password, context) as opened:
        wanted = only or tuple(f.raw for f in folders_in(opened.list_folders()))
        for folder in wanted:
            yield from _folder(opened, account, folder, taken)


def _folder(
    opened: Session, account: Account, folder: str, taken: Callable[[Key], bool]
) -> Iterator[Fetched | Trouble]:
    count = opened.examine(folder)
    if count is None:
        yield Trouble(folder, None, Text("服务器不让打开这个文件夹", "the server does not open this folder"))
        return
    validity = opened.uid_validity()
    if validity is None:
        yield Trouble(
            folder,
            None,
            Text(
                "服务器没有给出UIDVALIDITY，这个文件夹每次都要全部重取",
                "the server gives no UIDVALIDITY: this folder is fetched anew each time",
            ),
        )
    seen: set[int] = set()
    for first in range(1, count + 1, _WINDOW):
        last = min(count, first + _WINDOW - 1)
        answer = opened.fetch(f"{first}:{last}", "(UID RFC822.SIZE)")
        listed = list(_listed(answer or []))
        known = {mail.number for mail in listed}
        for number in range(first, last + 1):
            if number not in known:
                yield Trouble(folder, None, _unlisted(number))
        for mail in listed:
            key = Key(account.name, folder, validity, mail.uid)
            if mail.uid in seen or (validity is not None and taken(key)):
                continue
            seen.add(mail.uid)
            yield _mail(opened, key, mail)


def _unlisted(number: int) -> Text:
    return Text(
        f"第{number}封邮件服务器没有列出（可能刚被删除）",
        f"the server does not list mail {number}; it may just have been deleted",
    )


def _listed(answer: Answer) -> Iterator[_Listed]:
    """Numbers, UIDs and sizes; other things that a server tells between are passed over."""
    for item in answer:
        line = item[0] if isinstance(item, tuple) else item
        number, uid, size = _SEQUENCE.match(line), _UID.search(line), _SIZE.search(line)
        if number and uid:
            yield _Listed(int(number["number"]), int(uid["uid"]), int(size["size"]) if size else None)


def _mail(opened: Session, key: Key, mail: _Listed) -> Fetched | Trouble:
    if mail.size is not None and mail.size > LARGEST_MAIL:
        return Trouble(key.folder, mail.uid, _too_large(mail.size))
    raw = _body(opened.uid_fetch(mail.uid, _BODY), mail.uid)
    if (
        raw is None
    ):  # some servers answer BAD to this form; the number of the mail must then give the same UID
        raw = _body(opened.fetch(str(mail.number), _BODY), mail.uid)
    if opened.dropped:
        return Trouble(key.folder, mail.uid, _too_large(opened.dropped))
    if not raw:
        return Trouble(
            key.folder, mail.uid, Text("服务器没有给出这封邮件的内容", "the server does not give this mail")
        )
    return Fetched(key, raw)


def _body(answer: Answer | None, uid: int) -> bytes | None:
    """The literal that belongs to this UID; a server may put the UID before or behind it."""
    for at, item in enumerate(answer or []):
        if not isinstance(item, tuple) or b"BODY[]" not in item[0].upper():
            continue
        behind = (answer or [])[at + 1] if at + 1 < len(answer or []) else b""
        told = _UID.search(item[0]) or (_UID.search(behind) if isinstance(behind, bytes) else None)
        if told and int(told["uid"]) == uid:
            return item[1]
    return None


def _too_large(size: int) -> Text:
    return Text(
        f"邮件超过{LARGEST_MAIL}字节（{size}），请在网页上另存",
        f"the mail has more than {LARGEST_MAIL} bytes ({size}): save it from the web page",
    )

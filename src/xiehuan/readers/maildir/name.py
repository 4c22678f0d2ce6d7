"""What a path inside a Maildir says: folder, delivered or not, and the letters after `2,`.

The format is D. J. Bernstein's "maildir(5)"; folders as `.Name` beside `cur` and names in IMAP's UTF-7 (RFC 3501 §5.1.3) are
those of Maildir++.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

_PLACES = ("cur", "new", "tmp")
# ":" is no character of file names on Windows, so programs there and tar files have ";" or "!" for it
_STATE = re.compile(r"[:;!]2,([A-Za-z]*)$")
_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-")
_STATUS = {"D": "draft", "T": "trashed"}
_SENT = frozenset(
    (
        "sent",
        "sent items",
        "sent messages",
        "sent mail",
        "outbox",
        "已发送",
        "已发送邮件",
        "已发邮件",
        "发件箱",
    )
)
_DRAFTS = frozenset(("drafts", "draft", "草稿", "草稿箱"))


@dataclass(frozen=True, slots=True)
class Delivery:
    """The state of a mail by its path."""

    status: str | None
    sent: bool
    flags: tuple[str, ...]


def delivery(name: str) -> Delivery | None:
    """None when the path is none of a Maildir."""
    *folders, file = name.replace("\\", "/").split("/")
    state = _STATE.search(file)
    place = folders.pop() if folders and folders[-1] in _PLACES else None
    if not state and place is None:
        return None
    folder = _folder(folders[-1]) if place and folders else ""
    letters = state[1] if state else ""
    flags = [f"maildir={letters}"] if letters else []
    flags += [f"folder={folder}"] if folder else []
    flags += ["undelivered"] if place == "tmp" else []
    status = next((_STATUS[c] for c in letters if c in _STATUS), None)
    if folder.casefold() in _DRAFTS:
        status = status or "draft"
    return Delivery(status, folder.casefold() in _SENT and status is None, tuple(flags))


def _folder(name: str) -> str:
    """The last part of a Maildir++ folder name such as `.Sent` or `.INBOX.&XfJT0ZAB-`."""
    return _from_utf7(name.rpartition(".")[2]) if name.startswith(".") else ""


def _from_utf7(name: str) -> str:
    try:
        return _SHIFTED.sub(lambda m: _shifted(m[1]), name)
    except (ValueError, binascii.Error):
        return name


def _shifted(letters: str) -> str:
    if not letters:
        return "&"
    padded = letters.replace(",", "/") + "=" * (-len(letters) % 4)
    return binascii.a2b_base64(padded).decode("utf-16-be")

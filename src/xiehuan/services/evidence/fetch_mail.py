"""Fetch mails from the user's own mail box into a case: read-only there, each kept and logged here like a file.

What was taken is known by its name, which holds account, folder, UIDVALIDITY and UID; calling again takes only what is new.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

from xiehuan.readers.imap import Account, Fetched, Key, Trouble, fetch
from xiehuan.services.evidence.home import Home
from xiehuan.services.evidence.take import Event, NotTaken, Source, take
from xiehuan.store import arrivals
from xiehuan.store.cases import case_for

BATCH = 50  # mails a commit


def fetch_mail(
    home: Home,
    code: str,
    account: Account,
    password: str,
    only: tuple[str, ...] = (),
    context: ssl.SSLContext | None = None,
) -> Iterator[Event]:
    """Take the mails of these folders, or of all, that were not taken before; told as `take` tells.

    Uses the network. What the server keeps back is told as NotTaken. Raises MailServerError when there is no way in.
    """
    case = case_for(code, code, home.now())

    def known(key: Key) -> bool:
        return key.uid_validity is not None and bool(arrivals.named(case, [name_of(key)]))

    with home.objects.room() as room:
        waiting: list[Source] = []
        for found in fetch(account, password, known, only=only, context=context):
            if isinstance(found, Trouble):
                yield NotTaken(f"imap/{account.name}/{found.folder}/{found.uid or ''}", found.why)
                continue
            waiting.append(_written(room, len(waiting), found))
            if len(waiting) == BATCH:
                yield from take(home, code, waiting, origin=f"IMAP {account.name}")
                waiting = []
        yield from take(home, code, waiting, origin=f"IMAP {account.name}")


def name_of(key: Key) -> str:
    """How a fetched mail is called among the files of a case."""
    return f"imap/{key.account}/{key.folder}/{key.uid_validity or 'none'}-{key.uid}.eml"


def _written(room: Path, number: int, found: Fetched) -> Source:
    path = room / f"{number}.eml"
    path.write_bytes(found.raw)
    return Source(path, name_of(found.key))

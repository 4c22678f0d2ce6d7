"""Time stamps over the heads of a case: requests are queued without a network, and sent only when the owner asks.

Only the request leaves the machine: it holds the digest of the signed head and a random number. Which authorities are
asked stands in HOME/settings.toml:

    [[timestamp_authority]]
    name = "example"
    url = "https://tsa.example/tsr"
    chain = "example.pem"      # the certificates it publishes, root last; may be left out
"""

from __future__ import annotations

import ssl
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xiehuan.errors import InputRefused, Text, Where, XiehuanError
from xiehuan.services.evidence.heads import sign
from xiehuan.services.evidence.home import Home
from xiehuan.store import journal, tokens
from xiehuan.store.cases import case_of
from xiehuan.vault.timestamp import Waiting, waiting_for
from xiehuan.vault.timestamp.stamp import Authority, Stamp, ask

SETTINGS = "settings.toml"
_LARGEST_CHAIN = 1 << 20


@dataclass(frozen=True, slots=True)
class Stamped:
    """What became of one request: the stamp, or why it still waits."""

    authority: str
    size: int
    stamp: Stamp | None
    why: XiehuanError | None = None

    @property
    def at(self) -> datetime | None:
        """When the answer came, by this machine's clock."""
        return self.stamp.received if self.stamp else None


def authorities(root: Path) -> tuple[Authority, ...]:
    """The time authorities of the settings, none when there are no settings. Raises InputRefused for broken ones."""
    path = root / SETTINGS
    if not path.is_file():
        return ()
    try:
        told = tomllib.loads(path.read_text("utf-8"))
        listed = told.get("timestamp_authority", [])
        return tuple(Authority(str(a["name"]), str(a["url"]), _chain(root, a.get("chain"))) for a in listed)
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise InputRefused(
            "settings_unreadable",
            Text(f"设置文件读不懂：{error}", f"the settings cannot be read: {error}"),
            Text(
                "每个 [[timestamp_authority]] 要有 name 和 url",
                "each [[timestamp_authority]] needs name and url",
            ),
            Where(SETTINGS),
        ) from error


def queue(home: Home, code: str, asked: Sequence[Authority]) -> int:
    """Sign the log of a case as it stands and prepare a request to each authority; how many are new. No network."""
    case = case_of(code)
    head = sign(home, case)
    if head is None:
        return 0
    new = [a for a in asked if not tokens.asked(head, a.name)]
    for authority in new:
        waiting = waiting_for(head.body.encode("ascii"), authority.name, home.now())
        tokens.keep_request(head, authority.name, waiting.request, waiting.since)
    return len(new)


def send_waiting(
    home: Home, code: str, asked: Sequence[Authority], context: ssl.SSLContext | None = None
) -> Iterator[Stamped]:
    """Send what waits to the authorities and keep what comes back; what fails goes on waiting."""
    case, known = case_of(code), {a.name: a for a in asked}
    for row in tokens.waiting(case):
        if (authority := known.get(row.authority)) is None:
            continue
        waiting = Waiting(row.authority, row.head.body.encode("ascii"), bytes(row.request), row.asked_at)
        try:
            stamp = ask(waiting, authority, home.now(), context)
        except XiehuanError as error:
            yield Stamped(row.authority, row.head.size, None, error)
            continue
        tokens.keep_reply(row, stamp.token, stamp.chain.decode("ascii"), stamp.received)
        journal.note(
            case, stamp.received, home.actor, "stamped", {"authority": row.authority, "size": row.head.size}
        )
        yield Stamped(row.authority, row.head.size, stamp)


def _chain(root: Path, name: object) -> bytes:
    if not name:
        return b""
    with (root / str(name)).open("rb") as file:
        return file.read(_LARGEST_CHAIN)

"""The head of a log: its size and root at a moment, in six lines that a person and `openssl` can read.

The lines are what the installation signs and what a time authority stamps. `openssl pkeyutl -verify -rawin` checks
the signature, `openssl ts -verify -data` the stamp, both on the file as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from xiehuan.evidence.leaf import LogPoint

_FIRST = "xiehuan evidence log head 1"
_FORM = re.compile(
    rf"{_FIRST}\nlog: (?P<log>[^\n]+)\nsize: (?P<size>0|[1-9]\d{{0,17}})\nroot: (?P<root>[0-9a-f]{{64}})\n"
    r"time: (?P<at>[0-9T:.+-]+)\nkey: (?P<key>[^\n]+)\n",
    re.ASCII,
)
_NAME = re.compile(r"[!-~]{1,200}")


class HeadRefused(ValueError):
    """The bytes are no head of a log, or the parts do not make one."""


@dataclass(frozen=True, slots=True)
class Head:
    """Which log, how many leaves, their root, when it was signed and with which key. The time has an offset."""

    log: str
    point: LogPoint
    at: datetime
    key_id: str

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise HeadRefused("a time needs an offset")
        if not _NAME.fullmatch(self.log) or not _NAME.fullmatch(self.key_id):
            raise HeadRefused("names of logs and keys are visible ASCII without spaces")

    def statement(self) -> bytes:
        """The six lines."""
        lines = (
            _FIRST,
            f"log: {self.log}",
            f"size: {self.point.size}",
            f"root: {self.point.root.hex()}",
            f"time: {self.at.isoformat()}",
            f"key: {self.key_id}",
        )
        return "".join(f"{line}\n" for line in lines).encode("ascii")


def parse_head(statement: bytes) -> Head:
    """The head that these lines state; raises HeadRefused for any other bytes."""
    try:
        parts = _FORM.fullmatch(statement.decode("ascii"))
        if parts is None:
            raise HeadRefused("not the head of a log")
        point = LogPoint(int(parts["size"]), bytes.fromhex(parts["root"]))
        head = Head(parts["log"], point, datetime.fromisoformat(parts["at"]), parts["key"])
    except ValueError as error:
        raise HeadRefused("not the head of a log") from error
    if head.statement() != statement:
        raise HeadRefused("not the head of a log")
    return head

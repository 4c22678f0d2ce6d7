"""Ask the DNS for the key of a DKIM signature, once, when a mail is taken in: domains withdraw their keys.

Only called when the user allows it: the question tells the resolver from which domain a mail came. What comes back is
kept with the mail; without DNSSEC it is the word of the resolver that was asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

_NAME = re.compile(r"[a-z0-9._-]{1,253}")
_LONGEST = 1 << 14
_SECONDS = 5.0


class KeyAnswer(StrEnum):
    """What came of asking. An answer that did not come may come another day; an absent key is absent."""

    FOUND = "found"
    ABSENT = "absent"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """The TXT record of a name as it stood at `asked_at`; `text` only when one was found."""

    name: str
    answer: KeyAnswer
    asked_at: datetime
    text: str | None = None

    def as_json(self) -> dict[str, str | None]:
        """For keeping; `from_json` reads it back."""
        return {
            "name": self.name,
            "answer": self.answer.value,
            "asked_at": self.asked_at.isoformat(),
            "text": self.text,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> KeyRecord:
        """The record as it was kept; raises ValueError or KeyError for anything else."""
        return cls(
            kept["name"], KeyAnswer(kept["answer"]), datetime.fromisoformat(kept["asked_at"]), kept["text"]
        )


def look_up_key(name: str, now: datetime, resolver: Any = None, seconds: float = _SECONDS) -> KeyRecord:
    """The key record of a name from `origin.key_names`; never raises. `resolver` is dnspython's, by default the system's."""
    import dns.exception  # noqa: PLC0415 - loaded only when somebody asks
    import dns.resolver  # noqa: PLC0415

    if not _NAME.fullmatch(name):
        return KeyRecord(name, KeyAnswer.ABSENT, now)
    try:
        asked = resolver or dns.resolver.Resolver()
        found = asked.resolve(f"{name}.", "TXT", lifetime=seconds, search=False)
        texts = [b"".join(record.strings).decode("utf-8", "replace") for record in found]
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return KeyRecord(name, KeyAnswer.ABSENT, now)
    except (dns.exception.DNSException, OSError, ValueError):
        return KeyRecord(name, KeyAnswer.UNREACHABLE, now)
    text = next((t for t in texts if "p=" in t), None)
    if text is None or len(text) > _LONGEST:
        return KeyRecord(name, KeyAnswer.ABSENT, now)
    return KeyRecord(name, KeyAnswer.FOUND, now, text)


def keys_of(records: list[KeyRecord]) -> dict[str, str]:
    """What `origin.mail_origin` takes: the texts that were found, by name."""
    return {r.name: r.text for r in records if r.text is not None}

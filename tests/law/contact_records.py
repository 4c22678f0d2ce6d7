"""Invented contacts, written short: a call or message at a China time from a number, as a reader would give it."""

from __future__ import annotations

from typing import Any

from xiehuan.evidence import Direction, Kind, Place, Record

FIRM = "4000000001"


def call(
    at: str | None, number: str | None = FIRM, seconds: int = 30, status: str = "incoming", **more: Any
) -> Record:
    """An incoming call; `seconds` is how long it lasted, `status` the log's own word."""
    return _record(Kind.CALL, at, number, status=status, flags=(f"duration_s={seconds}",), **more)


def missed(at: str | None, number: str | None = FIRM, status: str = "missed") -> Record:
    """A call that was not answered."""
    return call(at, number, 0, status)


def sms(at: str | None, text: str, number: str = "10690001", *flags: str, **more: Any) -> Record:
    """A message that came in."""
    return _record(Kind.SMS, at, number, text=text, flags=flags, **more)


def _record(kind: Kind, at: str | None, number: str | None, **more: Any) -> Record:
    direction = more.pop("direction", Direction.IN)
    name = f"{kind.value}:{at}:{number}:{more.get('text', '')}:{more.get('status', '')}"
    iso = f"{at.replace(' ', 'T')}+08:00" if at else None
    return Record(
        id=more.pop("id", name),
        source="made",
        kind=kind,
        at=iso,
        at_raw=at,
        direction=direction,
        sha256="00",
        where=Place("messages/made.xml", byte=sum(name.encode())),
        sender=number if direction is Direction.IN else None,
        to=() if direction is Direction.IN else (number or "",),
        **more,
    )

"""Times of a backup: Java milliseconds, sometimes seconds, sometimes nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

SECONDS = "time_unit_seconds"
DOUBTFUL = "time_doubtful"
_CHINA = timezone(timedelta(hours=8))
_FIRST = int(datetime(1995, 1, 1, tzinfo=UTC).timestamp())
_END = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())


def moment(raw: str | None, flags: set[str]) -> str | None:
    """ISO time in +08:00 for an epoch of either unit; None with a flag when it is no time of our age."""
    seconds = _seconds(raw, flags)
    if seconds is None:
        flags.add(DOUBTFUL)
        return None
    return datetime.fromtimestamp(seconds, _CHINA).isoformat()


def _seconds(raw: str | None, flags: set[str]) -> int | None:
    """The two windows do not overlap: a second count of 2100 is a millisecond count of February 1970."""
    if raw is None or not (raw.isascii() and raw.isdigit()) or len(raw) > 20:  # noqa: PLR2004
        return None
    value = int(raw)
    if _FIRST <= value // 1000 < _END:
        return value // 1000
    if _FIRST <= value < _END:
        flags.add(SECONDS)
        return value
    return None

"""The Date header as an instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

DOUBTFUL = "time_doubtful"
ZONE_UNKNOWN = "time_zone_unknown"
_CHINA = timezone(timedelta(hours=8))
_FIRST = datetime(1980, 1, 1, tzinfo=UTC)
_END = datetime(2100, 1, 1, tzinfo=UTC)


def moment(value: str | None, flags: set[str]) -> str | None:
    """ISO time in +08:00; None with a flag when there is no date that can be meant.

    A date without a zone, or with -0000, is taken as UTC (RFC 5322 §3.3) and marked.
    """
    try:
        parsed = None if value is None else parsedate_to_datetime(value)
    except (ValueError, TypeError, LookupError, OverflowError):
        parsed = None
    if parsed is not None and parsed.tzinfo is None:
        flags.add(ZONE_UNKNOWN)
        parsed = parsed.replace(tzinfo=UTC)
    if parsed is None or not _FIRST <= parsed < _END:
        flags.discard(ZONE_UNKNOWN)
        flags.add(DOUBTFUL)
        return None
    return parsed.astimezone(_CHINA).replace(microsecond=0).isoformat()

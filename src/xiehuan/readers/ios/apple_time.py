"""Times since 2001-01-01 UTC: seconds on old systems, nanoseconds since iOS 11 and macOS 10.13."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from xiehuan.readers.chat.local_time import CHINA, DOUBTFUL, END, FIRST

SECONDS = "time_unit_seconds"
_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
# 1e12 seconds are 31,000 years and 1e12 nanoseconds a quarter of an hour: no message is near the border
_BORDER = 10**12
_NANO = 10**9
_LATEST = int((END - _EPOCH).total_seconds())


def moment(raw: object, flags: set[str]) -> str | None:
    """ISO time in +08:00; None with `time_doubtful` for 0 (unknown), for what is no number, and outside our age."""
    value = int(raw) if isinstance(raw, (int, float)) and raw == raw and abs(raw) < 2**63 else 0  # noqa: PLR0124 - NaN
    seconds = value // _NANO if abs(value) >= _BORDER else value
    if not value or abs(seconds) > _LATEST:
        flags.add(DOUBTFUL)
        return None
    found = _EPOCH + timedelta(seconds=seconds)
    if not FIRST <= found < END:
        flags.add(DOUBTFUL)
        return None
    if seconds == value:
        flags.add(SECONDS)
    return found.astimezone(CHINA).isoformat()

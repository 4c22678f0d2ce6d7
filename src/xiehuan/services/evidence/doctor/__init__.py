"""Examine a home: every log replayed, every original hashed again, every row compared with its leaf.

`examine` looks and changes nothing; `repair` makes derived things again and logs what lies there unlogged. No original and no
leaf is ever changed by either.
"""

from __future__ import annotations

from xiehuan.services.evidence.doctor.examination import (
    Examination,
    Repaired,
    examine,
    originals_alone,
    repair,
)

__all__ = ["Examination", "Repaired", "examine", "originals_alone", "repair"]

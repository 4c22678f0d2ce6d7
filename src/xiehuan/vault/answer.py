"""The three answers of every proof: "cannot tell" is never read as "forged", nor as "genuine"."""

from __future__ import annotations

from enum import StrEnum


class Answer(StrEnum):
    """Whether what is claimed follows from the bytes, is contradicted by them, or neither."""

    PROVEN = "proven"
    REFUTED = "refuted"
    CANNOT_TELL = "cannot_tell"

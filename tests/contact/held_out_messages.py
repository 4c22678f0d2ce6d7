"""The messages of `held_out/`: which were found in their class, and which clean ones raised a false alarm."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xiehuan.contact.tone import check
from xiehuan.packs.tone_rules import load_tone

FOLDER = Path(__file__).parent / "held_out"


@dataclass(frozen=True)
class Score:
    kind: str
    cases: int
    missed: tuple[str, ...]

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / self.cases


def messages(kind: str, half: int | None = None) -> list[str]:
    """The messages of a class; half 0 is the first, third, … line, half 1 the others."""
    lines = (FOLDER / f"{kind}.txt").read_text("utf-8").splitlines()
    return lines if half is None else lines[half::2]


def found_in(text: str) -> dict[str, str]:
    """The rules by class that found something."""
    return {f.kind.value: f.rule for f in check(text, load_tone())}


def score(kind: str, half: int | None = None) -> Score:
    rows = messages(kind, half)
    return Score(kind, len(rows), tuple(t for t in rows if kind not in found_in(t)))


def false_alarms(half: int | None = None) -> Score:
    rows = messages("clean", half)
    return Score("clean", len(rows), tuple(f"{t} {found}" for t in rows if (found := found_in(t))))

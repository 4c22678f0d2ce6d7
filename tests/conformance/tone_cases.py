"""Labelled messages against the tone check: the class of the label is found; nothing is found in a clean one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xiehuan.contact.tone import ToneClass, check
from xiehuan.packs.tone_rules import load_tone

FILE = "tone_own.jsonl"
CLEAN = "clean"


def judge(case: Mapping[str, Any]) -> tuple[str, object, object]:
    """Status, expected and got of one message; a label that is no class of ours is out of reach."""
    label = case["label"]
    if label != CLEAN and label not in {c.value for c in ToneClass}:
        return "unsupported", None, f"label {label!r} is no class of the tone check"
    found = sorted({f.kind.value for f in check(case["text"], load_tone())})
    holds = not found if label == CLEAN else label in found
    return "passed" if holds else "failed", label, found

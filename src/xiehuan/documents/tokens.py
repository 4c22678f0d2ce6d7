"""The design tokens in one place: colours by role for light and dark, and the CSS made from them.

The light set is the house look; the dark set keeps the roles and at least the contrast that the tests ask.
`act` and `on_act` belong to the one next thing: its ground stays deep in the dark, where `accent` is pale.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "paper": "#faf8f3",
        "sheet": "#ffffff",
        "shade": "#f1ede4",
        "line": "#e3ded3",
        "ink": "#1d2522",
        "soft": "#5c6662",
        "accent": "#1f5f5b",
        "accent-soft": "#e5efed",
        "warn": "#8a5200",
        "warn-soft": "#fbf0dc",
        "bad": "#9c3527",
        "bad-soft": "#f9e9e5",
        "good": "#2c6a3f",
        "good-soft": "#e6f1e8",
        "focus": "#a35f00",
        "control": "#8b8578",
        "act": "#1f5f5b",
        "on-act": "#ffffff",
    }
)

DARK: Mapping[str, str] = MappingProxyType(
    {
        "paper": "#171b19",
        "sheet": "#1e2321",
        "shade": "#282d2a",
        "line": "#383e3a",
        "ink": "#ece9e1",
        "soft": "#a4aca7",
        "accent": "#7fc3bc",
        "accent-soft": "#1c312f",
        "warn": "#dfac62",
        "warn-soft": "#33280f",
        "bad": "#ec9a8b",
        "bad-soft": "#3a211c",
        "good": "#8ac79a",
        "good-soft": "#1d3224",
        "focus": "#f0b45a",
        "control": "#858075",
        "act": "#24645f",
        "on-act": "#ffffff",
    }
)

# Paper: black on white; greys only for hairlines and for what screens show softly.
_PAPER = dict.fromkeys(
    ("paper", "sheet", "shade", "act", *(r for r in LIGHT if r.endswith("-soft"))), "#ffffff"
)
PRINT: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(LIGHT, "#000000") | _PAPER | {"line": "#999999", "soft": "#333333"}
)


def _variables(colours: Mapping[str, str]) -> str:
    return ":root{" + "".join(f"--{role}:{value};" for role, value in colours.items()) + "}"


def colour_css() -> str:
    """Custom properties for screen (light, dark) and print, and the paint classes that the charts use."""
    paints = (f".f-{role}{{fill:var(--{role})}}.s-{role}{{stroke:var(--{role})}}" for role in LIGHT)
    return "\n".join(
        (
            _variables(LIGHT),
            "@media screen and (prefers-color-scheme:dark){" + _variables(DARK) + "}",
            "@media print{" + _variables(PRINT) + "}",
            *paints,
        )
    )

import re
from itertools import product

import pytest

from xiehuan.documents.tokens import DARK, LIGHT, PRINT, colour_css

SETS = {"light": LIGHT, "dark": DARK, "print": PRINT}
GROUNDS = ("paper", "sheet", "shade")
TEXT = ("ink", "soft", "accent", "warn", "bad", "good")
TONES = ("accent", "warn", "bad", "good")


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the known near miss


@pytest.mark.parametrize("name", SETS)
def test_text_can_be_read_on_every_ground(name: str) -> None:
    tokens = SETS[name]
    pairs = [*product(TEXT, GROUNDS), *((t, f"{t}-soft") for t in TONES), ("on-act", "act")]
    pairs += [("ink", f"{t}-soft") for t in TONES]
    assert [(a, b) for a, b in pairs if contrast(tokens[a], tokens[b]) < 4.5] == []


@pytest.mark.parametrize("name", SETS)
def test_controls_marks_and_focus_can_be_seen(name: str) -> None:
    tokens = SETS[name]
    pairs = [*product(("control", "focus", *TONES), ("paper", "sheet"))]
    assert [(a, b) for a, b in pairs if contrast(tokens[a], tokens[b]) < 3] == []


@pytest.mark.parametrize("role", TEXT)
def test_dark_is_not_fainter_than_light(role: str) -> None:
    assert contrast(DARK[role], DARK["paper"]) >= 0.95 * contrast(LIGHT[role], LIGHT["paper"])


def test_the_house_colours_are_the_agreed_ones() -> None:
    agreed = {"paper": "#faf8f3", "ink": "#1d2522", "accent": "#1f5f5b", "bad": "#9c3527", "focus": "#a35f00"}
    assert agreed == {role: LIGHT[role] for role in agreed}


def test_every_set_has_every_role_as_a_full_colour() -> None:
    assert set(LIGHT) == set(DARK) == set(PRINT)
    assert all(re.fullmatch("#[0-9a-f]{6}", c) for tokens in SETS.values() for c in tokens.values())


def test_css_has_each_role_for_screen_dark_and_print_and_a_paint_class() -> None:
    css = colour_css()
    for role in LIGHT:
        assert css.count(f"--{role}:#") == 3
        assert f".f-{role}{{fill:var(--{role})}}" in css
        assert f".s-{role}{{stroke:var(--{role})}}" in css

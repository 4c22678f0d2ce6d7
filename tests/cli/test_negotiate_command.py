"""`xiehuan negotiate advise` from outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from xiehuan.cli import group
from xiehuan.errors import InputRefused, WrongUse
from xiehuan.money import Money

CASE = str(Path(__file__).resolve().parents[2] / "examples" / "a-laid-off")
ON = ["--on", "2026-11-23"]
OFFER = """
[[offer]]
debt = "anxin"
n = 6
monthly = "900.00"
first = 2026-12-10
"""


def run(*words: str) -> str:
    done = CliRunner().invoke(group, ["negotiate", "advise", CASE, *ON, *words], standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.output


def told(*words: str) -> dict[str, Any]:
    return {d["id"]: d for d in json.loads(run(*words, "--json"))["debts"]}


def test_every_debt_is_asked_one_ability() -> None:
    for debt in told().values():
        if debt["withheld"] or debt["ability"] is None:
            continue
        assert {r["ability"] for r in debt["roles"].values()} == {debt["ability"]}
        assert all(Money.parse(r["monthly"]) <= Money.parse(debt["ability"]) for r in debt["roles"].values())
        assert debt["next"]["answer"] in {"ask", "keep"}
        assert debt["basis"].startswith("assumed")


def test_what_was_heard_is_answered(tmp_path: Path) -> None:
    file = tmp_path / "offers.toml"
    file.write_text(OFFER, "utf-8")
    step = told("--offer", str(file))["anxin"]["next"]
    assert (step["answer"], step["heard_safe"]) == ("counter", False)
    assert any("900.00" in r for r in step["reasons"])
    assert "这样答复" in run("--offer", str(file))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (("900.00", "一万二"), InputRefused),
        (("2026-12-10", "2026-12-32"), InputRefused),
        (("n = 6", "n = 0"), InputRefused),
        (("n = 6", "m = 6"), InputRefused),
        (("n = 6", 'pressure = ["hurry"]'), InputRefused),
        (("[[offer]]", "[[offers]]"), InputRefused),
        (("anxin", "nobody"), WrongUse),
    ],
)
def test_a_bad_offer_is_refused(tmp_path: Path, change: tuple[str, str], error: type[Exception]) -> None:
    file = tmp_path / "offers.toml"
    file.write_text(OFFER.replace(*change), "utf-8")
    with pytest.raises(error):
        run("--offer", str(file))


def test_too_many_offers_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "offers.toml"
    file.write_text(OFFER * 51, "utf-8")
    with pytest.raises(InputRefused):
        run("--offer", str(file))

"""`xiehuan budget` as a program: exit codes, JSON that the schema takes, a check of what was written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from xiehuan.cli.budget import command
from xiehuan.services.budget.structure import problems

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ON = ("--on", "2026-11-23")


def run(*args, home):
    return CliRunner().invoke(command, [*args, "--home", str(home)], standalone_mode=False)


def test_json_has_the_shape_and_checks_out(tmp_path):
    done = run(str(EXAMPLES / "a-laid-off"), *ON, "--json", home=tmp_path)
    assert problems(json.loads(done.stdout)) == []
    path = tmp_path / "made.json"
    path.write_text(done.stdout, "utf-8")
    again = run(str(path), home=tmp_path)
    assert (again.return_value, "对得上" in again.stdout) == (0, True)


def test_a_changed_figure_is_found_with_its_place(tmp_path):
    doc = json.loads(run(str(EXAMPLES / "a-laid-off"), *ON, "--json", home=tmp_path).stdout)
    doc["totals"]["surplus"] = "1.00"
    path = tmp_path / "made.json"
    path.write_text(json.dumps(doc), "utf-8")
    for as_json in (True, False):
        done = run(str(path), *(["--json"] if as_json else []), home=tmp_path)
        assert done.return_value == 1
        assert "totals.surplus" in done.stdout
        assert "3752.00" in done.stdout


@pytest.mark.parametrize("name", ["a-laid-off", "b-illness"])
def test_people_see_every_line_and_both_closing_lines(name, tmp_path):
    doc = json.loads(run(str(EXAMPLES / name), *ON, "--json", home=tmp_path).stdout)
    told = run(str(EXAMPLES / name), *ON, home=tmp_path).stdout
    for line in (*doc["income"], *doc["spending"]):
        assert line["name"] in told
    for text in (*(c["says"] for c in doc["closing"]), *doc["questions"]):
        assert text in told

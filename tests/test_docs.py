"""The documentation says what is: its commands run, public names explain themselves, the glossary is bilingual."""

import importlib
import inspect
import os
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

import xiehuan

REPOSITORY = Path(__file__).resolve().parents[1]
PAGES = [
    *(REPOSITORY / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md")),
    *sorted((REPOSITORY / "docs").rglob("*.md")),
]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:]+)\)|src=\"([^\":]+)\"")
HAN = re.compile("[\u4e00-\u9fff]")


def commands_by_page() -> dict[tuple[str, ...], list[str]]:
    """Commands in order, with the pages that show them; the same commands in two languages run once."""
    found: dict[tuple[str, ...], list[str]] = {}
    for page in PAGES:
        lines = "".join(BLOCK.findall(page.read_text(encoding="utf-8"))).replace("\\\n", " ").splitlines()
        commands = tuple(line for line in lines if line.split(" ")[0] in {"./xiehuan", "printf"})
        if commands:
            found.setdefault(commands, []).append(page.relative_to(REPOSITORY).as_posix())
    return found


@pytest.mark.parametrize(
    "commands", [pytest.param(c, id=" ".join(pages)) for c, pages in commands_by_page().items()]
)
def test_commands_of_a_page_run(commands: tuple[str, ...], tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "examples", tmp_path / "examples")
    program = tmp_path / "xiehuan"  # stands for ./xiehuan, which tests/test_setup.py is about
    program.write_text(
        f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -c 'from xiehuan.cli import main; main()' \"$@\"\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    env = {**os.environ, "XIEHUAN_NO_BROWSER": "1", "TMPDIR": str(tmp_path)}
    for command in commands:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def test_both_readmes_show_the_same_commands() -> None:
    pages = commands_by_page().values()
    assert ["README.md", "README.zh-CN.md"] in pages


def test_links_lead_somewhere() -> None:
    broken = [
        f"{page.name}: {target}"
        for page in PAGES
        for pair in LINK.findall(page.read_text(encoding="utf-8"))
        for target in (pair[0] or pair[1],)
        if not (page.parent / target.partition("#")[0]).exists()
    ]
    assert broken == []


def modules() -> list[str]:
    walked = pkgutil.walk_packages(xiehuan.__path__, "xiehuan.")
    return [m.name for m in walked if not any(part.startswith("_") for part in m.name.split("."))]


def test_public_names_have_a_docstring() -> None:
    silent = []
    for name in modules():
        module = importlib.import_module(name)
        for attribute, value in vars(module).items():
            if attribute.startswith("_"):
                continue
            if isinstance(value, click.Command):
                explained = bool(value.help)
            elif (inspect.isfunction(value) or inspect.isclass(value)) and value.__module__ == name:
                # a dataclass without a docstring gets its signature as one
                text = value.__doc__ or ""
                explained = bool(text) and not text.startswith(f"{value.__name__}(")
            else:
                continue
            if not explained:
                silent.append(f"{name}.{attribute}")
    assert silent == []


def glossary_rows() -> list[list[str]]:
    lines = (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if row[0] != "term" and not row[0].startswith("---")]


def test_glossary_rows_are_bilingual_and_explained() -> None:
    rows = glossary_rows()
    assert len(rows) >= 45
    assert [row for row in rows if len(row) != 4 or not row[0] or not row[2]] == []
    assert [row[0] for row in rows if not HAN.search(row[1])] == []


def test_glossary_terms_stand_once() -> None:
    terms = [row[0] for row in glossary_rows()]
    assert sorted(set(terms)) == sorted(terms)

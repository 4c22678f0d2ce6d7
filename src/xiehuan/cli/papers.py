"""`xiehuan papers`: which papers the case needs, which are there, and whether their pictures will do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from xiehuan.cli.prepare import day
from xiehuan.contact.papers import Item, Need, PaperList, PaperState, Progress, Standing
from xiehuan.services.papers import as_json, looked_at, papers_of, quality_json
from xiehuan.vault.shown import shown

_LISTS = {
    PaperList.ALWAYS: "都会要的 (asked in any case)",
    PaperList.HARDSHIP: "证明困难 (what happened)",
    PaperList.ABILITY: "证明还款能力 (what can be paid)",
}
_NEEDS = {Need.REQUIRED: "必要", Need.ONE_OF: "有一样就行", Need.SUPPORTING: "有更好"}
_STATES = {
    PaperState.IN_DATE: "有",
    PaperState.UNDATED: "有，没写日期",
    PaperState.OLD: "有，开得久了",
    PaperState.MISSING: "还没有",
}


@click.command("papers")
@click.argument("case_dir", type=click.Path(path_type=Path))
@click.option("--on", callback=day, metavar="DATE", help="The day to compute for (today). 按哪一天计算")
@click.option(
    "--check", is_flag=True, help="Look at the pictures and PDFs in papers/. 看照片和扫描件拍得行不行"
)
@click.option("--json", "print_json", is_flag=True, help="As JSON. 输出 JSON")
def command(case_dir: Path, on: date, *, check: bool, print_json: bool) -> int:
    """Which papers the case of the folder CASE_DIR needs, and which are there. 要哪些材料，有了哪些.

    With --check: whether their pictures are sharp, lit, upright and whole; exit 1 when something was found.
    """
    if check:
        return _check(case_dir, on, print_json=print_json)
    made, findings = papers_of(case_dir, on)
    if print_json:
        body = {**as_json(made), "findings": [f.as_json() for f in findings]}
        click.echo(json.dumps(body, ensure_ascii=False))
        return 0
    click.echo("\n".join(_told(made)))
    for f in findings:
        click.echo(f"! {f.where}: {f.message.zh} ({f.message.en})")
    return 0


def _check(case_dir: Path, on: date, *, print_json: bool) -> int:
    seen = looked_at(case_dir, on)
    if print_json:
        click.echo(json.dumps({"files": [quality_json(s) for s in seen]}, ensure_ascii=False))
    for one in [] if print_json else seen:
        pages = f"{one.pages} 页 (pages)" if one.pages is not None else ""
        click.echo(f"{'·' if one.findings else '✓'} {shown(one.file)}  {pages}".rstrip())
        for f in one.findings:
            click.echo(f"    {f.message.zh} → {f.next.zh}\n    {f.message.en} → {f.next.en}")
    return 1 if any(s.findings for s in seen) else 0


def _told(made: Progress) -> Iterator[str]:
    yield f"已备好 {made.done} 项，常要 {len(made.needed)} 项 ({made.done} of {len(made.needed)} at hand), {made.on}"
    if made.cause is None:
        yield "case.toml 没写 [hardship]，困难证明没有列 (no [hardship], so no papers about it)"
    for which, title in _LISTS.items():
        items = [i for i in made.items if i.asked.list is which]
        if items:
            yield title
        for item in items:
            yield from _item(item)
    yield "这是各家常见的要求，不是法律规定，以对方说的为准；没有的如实说明，不补造"
    yield "(reported practice, not law; what the lender says goes; say what is missing, never make a paper)"


def _item(item: Item) -> Iterator[str]:
    mark = "✓" if item.done and any(s.there for s in item.standings) else "·"
    yield f" {mark} {_NEEDS[item.asked.need]} ({item.asked.need.value})  [{item.asked.confidence.value}]"
    for s in item.standings:
        yield from _standing(s, wanted=not item.done)


def _standing(s: Standing, *, wanted: bool) -> Iterator[str]:
    until = f"，到{s.good_until}" if s.good_until else ""
    files = "、".join(shown(h.file) for h in s.held)
    yield f"     {s.paper.name.zh} ({s.paper.name.en})：{_STATES[s.state]}{until} {files}".rstrip()
    if s.state is PaperState.MISSING and wanted:
        yield f"         哪里办 (where): {s.paper.where.zh}"
        yield f"         办不到 (without it): {s.paper.instead.zh}"
    elif s.there and s.paper.cover:
        yield f"         发出前遮住 (cover before sending): {'；'.join(c.zh for c in s.paper.cover)}"

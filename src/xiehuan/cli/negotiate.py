"""`xiehuan negotiate advise CASE_DIR`: what to ask each creditor for, and what to answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from xiehuan.cli.home import home_option
from xiehuan.cli.prepare import day
from xiehuan.negotiation.advice import CARD, Advice, Answer, Step
from xiehuan.negotiation.hope import Lever
from xiehuan.packs.workdays import workdays_cn
from xiehuan.plan import Option, Role
from xiehuan.services.law_home import current_pack
from xiehuan.services.negotiate import Advised, advise_folder

_ROLES = {
    Role.OPENING: "先提 (opening)",
    Role.AIM: "争取 (aim)",
    Role.FLOOR: "底线，只给自己看 (floor, for you alone)",
}
_ANSWERS = {
    Answer.ASK: "先这样提 (ask)",
    Answer.KEEP: "照约定还，不另提 (keep what holds)",
    Answer.TAKE: "可以答应，要文字 (take, in writing)",
    Answer.COUNTER: "这样答复 (answer with)",
    Answer.ASK_BACK: "先问清楚 (ask back)",
    Answer.NOT_NOW: "这次什么都不答应 (agree to nothing now)",
    Answer.NO_SAFE_DEAL: "现在没有稳妥的方案 (no safe deal now)",
}
_LEVERS = {
    Lever.ROOM: "每月多出 (more each month)",
    Lever.PRINCIPAL: "本金减免 (principal given up)",
    Lever.CASH: "一次拿出 (cash at once)",
}


@click.group("negotiate")
def command() -> None:
    """What to ask next, and what to answer. 下一步提什么、怎么答复."""


@command.command("advise")
@click.argument("case_dir", type=click.Path(path_type=Path))
@click.option(
    "--offer",
    "offers",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help="What the other side said, in the order heard. 对方还的条件",
)
@click.option("--on", callback=day, metavar="DATE", help="The day to compute for (today). 按哪一天计算")
@home_option
@click.option("--json", "as_json", is_flag=True, help="As JSON. 输出 JSON")
def advise(case_dir: Path, offers: Path | None, on: date, home: Path, *, as_json: bool) -> None:
    """Opening, aim and floor for each debt of CASE_DIR, and the next answer. 先提、争取、底线和下一步答复."""
    found = advise_folder(case_dir, current_pack(home), on, workdays_cn(), offers)
    if as_json:
        body = {"ok": True, "on": on.isoformat(), "debts": [a.as_json() for a in found]}
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    for one in found:
        click.echo("\n".join(_lines(one)))
    click.echo("如果对方说 (if the desk says):")
    for branch in CARD:
        click.echo(f"  {branch.said.zh} → {branch.do.zh}")


def _lines(one: Advised) -> Iterator[str]:
    yield f"{one.debt.id}  {one.debt.lender}"
    if one.advice is None:
        yield f"  {one.warning or ''}"
        yield ""
        return
    yield from _advice(one.advice)
    for change in one.changes:
        yield f"  {_LEVERS[change.lever]} {change.by.grouped()}：这一项就够 (enough by itself)"
    yield ""


def _advice(advice: Advice) -> Iterator[str]:
    if advice.ability is not None:
        yield f"  各方案都说这个数，起先每月 (the same ability in every ask, each month at first): {advice.ability.grouped()}"
    for role, option in advice.roles.items():
        yield f"  {_ROLES[role]}: {_plan(option)}"
    yield from _step(advice.step)


def _step(step: Step) -> Iterator[str]:
    plan = f": {_plan(step.option)}" if step.option else ""
    yield f"  ▶ {_ANSWERS[step.answer]}{plan}"
    for reason in step.reasons:
        yield f"    {reason.zh}"
        yield f"    {reason.en}"


def _plan(option: Option) -> str:
    waived = f"，减免 {option.waived_total.grouped()} (waived)" if option.waived else ""
    rate = f"，年利率 {float(option.rate):.2%} (rate)" if option.rate else ""
    runs = " + ".join(f"{n} × {m.grouped()}" for n, m in option.steps)
    return f"{runs} = {option.total.grouped()}，{option.payments[0].on} 起{waived}{rate}"

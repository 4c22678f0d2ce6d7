"""`xiehuan law …`: look the law up, check the packs, add and take back updates."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from xiehuan.cli import law_text
from xiehuan.cli.home import home_option
from xiehuan.cli.prepare import day
from xiehuan.contact.directory import About
from xiehuan.errors import InputRefused, Text, Where, WrongUse
from xiehuan.packs.entries import KINDS
from xiehuan.packs.lint import lint as lint_pack
from xiehuan.packs.loader import files_cn
from xiehuan.services import law, law_updates
from xiehuan.services.law_home import current_lenders, current_pack, texts_with, trusted, updates
from xiehuan.services.law_signing import MOST_BYTES, fingerprint, seal

json_option = click.option("--json", "as_json", is_flag=True, help="As JSON. 输出 JSON")


@click.group("law")
def command() -> None:
    """Look the law up, check its data, add updates and take them back. 查法规、核对和更新法规数据."""


@command.command("show")
@click.argument("id_", metavar="ID")
@click.option("--on", metavar="DATE", help="What holds on this day. 哪一天")
@home_option
@json_option
def show(id_: str, on: str | None, home: Path, *, as_json: bool) -> None:
    """One parameter, provision or source with its history and doubts. 看一条的数值、来源和把握."""
    found = law.show(current_pack(home), id_, None if on is None else _day(on))
    _say(found, law_text.entry(found), as_json=as_json)


@command.command("at")
@click.argument("on", metavar="DATE")
@click.option(
    "--lender-kind", "kind", type=click.Choice(sorted(KINDS)), help="For one kind of lender. 放款人类别"
)
@home_option
@json_option
def at(on: str, kind: str | None, home: Path, *, as_json: bool) -> None:
    """Everything in force on DATE. 某一天有效的全部条目."""
    found = law.in_force(current_pack(home), _day(on), kind)
    _say(found, law_text.day(found), as_json=as_json)


@command.command("lint")
@click.argument("path", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@home_option
@json_option
def lint(path: Path | None, home: Path, *, as_json: bool) -> int:
    """Check the packs, or the pack in folder PATH; exit 1 when something is wrong. 核对法规数据."""
    texts = _folder(path) if path else texts_with(updates(home))
    found = lint_pack(texts)
    answer = {"ok": not found, "files": len(texts), "findings": [f.as_json() for f in found]}
    lines = [f"{f.where}: {f.message.zh} ({f.message.en})" for f in found]
    lines.append(f"文件 {len(texts)} 个，问题 {len(found)} 处 ({len(texts)} files, {len(found)} problems)")
    _say(answer, lines, as_json=as_json)
    return 1 if found else 0


@command.command("lender")
@click.argument("name")
@click.option(
    "--confirm", "values", multiple=True, metavar="FIELD=VALUE", help="What you confirmed. 自己核实的值"
)
@click.option("--on", callback=day, metavar="DATE", help="The day of it (today). 核实的日期")
@home_option
@json_option
def lender(name: str, values: tuple[str, ...], on: date, home: Path, *, as_json: bool) -> None:
    """A lender or platform: what is known, how sure, and what to ask. 查放款人或平台，和还要问什么."""
    entry = law.lender(current_lenders(home), name)
    for about, value in [_field(v) for v in values]:
        law_updates.confirm_value(home, entry, about, value, on)
    if values:
        entry = law.lender(current_lenders(home), entry.id)
    found = law.lender_json(entry)
    _say(found, law_text.lender(found), as_json=as_json)


@command.command("update")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--trust", is_flag=True, help="Accept an LPR table of your own. 接受自己核对过的LPR表")
@click.option("--on", callback=day, metavar="DATE", help="The day it is added (today). 添加的日期")
@home_option
@json_option
def update(file: Path, on: date, home: Path, *, trust: bool, as_json: bool) -> None:
    """Add a signed update, or an LPR table (CSV) with --trust. 添加更新文件."""
    added = law_updates.add(home, file, on, trust=trust)
    _say({"ok": True, **added.as_json()}, [law_text.update(added.as_json())], as_json=as_json)


@command.command("updates")
@home_option
@json_option
def list_updates(home: Path, *, as_json: bool) -> None:
    """What was added to the built-in law. 看加过哪些更新."""
    rows = [u.as_json() for u in updates(home)]
    lines = [law_text.update(row) for row in rows] or ["没有添加过更新，用的是自带的法规数据 (no updates)"]
    _say({"updates": rows}, lines, as_json=as_json)


@command.command("undo")
@click.argument("number", required=False, type=int)
@home_option
@json_option
def undo(number: int | None, home: Path, *, as_json: bool) -> None:
    """Take back the last update, or the one of this NUMBER. 撤销更新."""
    gone = law_updates.undo(home, number).as_json()
    _say({"ok": True, **gone}, [f"已撤销 (taken back): {law_text.update(gone)}"], as_json=as_json)


@command.command("trust")
@click.argument("key")
@click.option("--name", required=True, help="Whose key it is. 这是谁的钥匙")
@click.option("--on", callback=day, metavar="DATE", help="The day (today). 日期")
@home_option
@json_option
def trust(key: str, name: str, on: date, home: Path, *, as_json: bool) -> None:
    """Accept updates signed by KEY (base64, Ed25519). 信任一把公钥."""
    print_ = law_updates.trust_key(home, key, name, on)
    _say(
        {"ok": True, "fingerprint": print_},
        [f"已加入名单，指纹 (trusted, fingerprint) {print_}"],
        as_json=as_json,
    )


@command.command("distrust")
@click.argument("key")
@home_option
@json_option
def distrust(key: str, home: Path, *, as_json: bool) -> None:
    """Take a key (or its name) off the list. 不再信任一把公钥."""
    law_updates.distrust_key(home, key)
    _say({"ok": True}, ["已移出名单 (no longer trusted)"], as_json=as_json)


@command.command("keys")
@home_option
@json_option
def keys(home: Path, *, as_json: bool) -> None:
    """The keys you trust. 信任的公钥名单."""
    rows = [{"key": k, "fingerprint": fingerprint(k), **row} for k, row in trusted(home).items()]
    lines = [f"{r['fingerprint']}  {r['name']}  {r['added_on']}  {r['key']}" for r in rows]
    _say({"keys": rows}, lines or ["名单是空的 (no keys)"], as_json=as_json)


@command.command("sign")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option(
    "--key", required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False), help="私钥 PEM"
)
@click.option("--name", required=True, help="What the update is. 更新的名称")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file to write. 写到哪里")
@click.option("--on", callback=day, metavar="DATE", help="The day of issue (today). 签发日期")
@json_option
def sign(files: tuple[Path, ...], key: Path, name: str, out: Path, on: date, *, as_json: bool) -> None:
    """Make a signed update of pack FILES, for those who maintain packs. 制作签名的更新文件."""
    texts = {f.name: _text(f) for f in files}
    found = lint_pack({**files_cn(), **texts})
    if found:
        raise InputRefused(
            "pack_refused", found[0].message, found[0].next, found[0].where, findings=tuple(found)
        )
    if out.exists():
        raise WrongUse(
            "out_exists", Text(f"{out} 已经存在", f"{out} exists"), Text("换一个名字", "choose another name")
        )
    out.write_bytes(seal(key.read_bytes(), name, on, texts))
    _say({"ok": True, "out": str(out)}, [f"已写好 (written): {out}"], as_json=as_json)


def _say(answer: object, lines: list[str], *, as_json: bool) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else "\n".join(lines))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"{text} 不是日期，写成 2026-11-23 (not a date, write 2026-11-23)"
        raise click.BadParameter(message) from error


def _field(text: str) -> tuple[About, str]:
    name, sign_, value = text.partition("=")
    if not sign_ or name not in {a.value for a in About}:
        words = " ".join(a.value for a in About)
        message = f"写成 FIELD=VALUE，FIELD 是其中之一 (one of): {words}"
        raise click.BadParameter(message)
    return About(name), value


def _folder(path: Path) -> dict[str, str]:
    found = sorted(p for p in path.iterdir() if p.suffix in {".toml", ".csv"} and p.is_file())
    return {p.name: _text(p) for p in found}


def _text(path: Path) -> str:
    try:
        with path.open("rb") as source:
            return source.read(MOST_BYTES).decode("utf-8")
    except (OSError, ValueError) as error:
        raise InputRefused(
            "unreadable",
            Text(f"读不出 {path.name}", f"{path.name} cannot be read"),
            Text("存成 UTF-8 文字再试", "save it as UTF-8 text"),
            Where(path.name),
        ) from error

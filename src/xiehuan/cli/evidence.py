"""`xiehuan evidence …`: the vault of a home."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xiehuan.cli.doctor import command as verify
from xiehuan.cli.home import open_existing, open_own, typed_or_read, vault_option
from xiehuan.cli.search_filters import CHINA, filter_options, query_of
from xiehuan.cli.terminal import Progress
from xiehuan.errors import InputRefused, Text

if TYPE_CHECKING:
    from xiehuan.services.evidence.erase import ToErase
    from xiehuan.services.evidence.take import Event
    from xiehuan.store.search import Hit

case_option = click.option("--case", "code", default="mine", metavar="CODE", help="The case (mine). 哪个案件")
json_option = click.option("--json", "as_json", is_flag=True, help="As JSON. 输出 JSON")


@click.group("evidence")
def command() -> None:
    """Keep messages, recordings and papers unchanged, and find them. 证据库：收存、查找."""


command.add_command(verify, "verify")  # of the whole home: a case is no stronger than the originals it shares


@command.command("add")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@case_option
@click.option(
    "--from", "origin", default="", metavar="TEXT", help="Phone, app or person it comes from. 来自哪里"
)
@vault_option
@json_option
def add(paths: tuple[Path, ...], code: str, origin: str, home: Path, *, as_json: bool) -> int:
    """Take files or whole folders; the sources are only read. Exit 1 when a file could not be taken. 收存文件."""
    from xiehuan.services.evidence.take import files_in, take  # noqa: PLC0415 - the database is opened only here

    if missing := [p for p in paths if not p.exists()]:
        raise InputRefused(
            "no_file",
            Text(f"没有这个文件：{missing[0]}", f"no such file: {missing[0]}"),
            Text("检查路径；什么都没有收存", "check the path; nothing was taken"),
        )
    sources = [s for p in paths for s in files_in(p)]
    counts = _Counts(len(sources), as_json=as_json)
    for event in take(open_own(home), code, sources, origin=origin):
        counts.tell(event)
    counts.end()
    return 1 if counts.failed else 0


class _Counts:
    """Tells each event as it comes and sums up at the end."""

    def __init__(self, files: int, *, as_json: bool) -> None:
        self._files, self._as_json, self._progress = files, as_json, Progress()
        self._done = self._kept = self._taken = self._repeated = self.failed = 0
        self._unread: list[dict[str, Any]] = []

    def tell(self, event: Event) -> None:
        line = _event_line(event)
        if line["event"] == "kept":
            self._kept += 1
        elif line["event"] == "not_taken":
            self.failed += 1
        else:
            self._taken += line["taken"]
            self._repeated += line["duplicates"]
            self._unread += line["unread"]
        self._done += 1
        self._progress(self._done, 2 * self._files, str(line["name"]))
        if self._as_json:
            click.echo(json.dumps(line, ensure_ascii=False))
        elif line["event"] == "not_taken":
            click.echo(f"  没有收存 {line['name']}：{line['why']} ({line['why_en']})")

    def end(self) -> None:
        self._progress.end()
        files = self._files or self._kept + self.failed
        whole = {
            "files": files,
            "kept": self._kept,
            "not_taken": self.failed,
            "records": self._taken + self._repeated + len(self._unread),
            "taken": self._taken,
            "duplicates": self._repeated,
            "unread": self._unread,
        }
        if self._as_json:
            click.echo(json.dumps({"summary": whole}, ensure_ascii=False))
            return
        click.echo(f"文件 {files}：收存 {self._kept}，没有收存 {self.failed}")
        click.echo(
            f"记录 {whole['records']}：收入 {self._taken}，重复 {self._repeated}，没读懂 {len(self._unread)}"
        )
        for item in self._unread:
            click.echo(f"  {item['where']['file']}: {item['why']} ({item['why_en']})")


def _event_line(event: Event) -> dict[str, Any]:
    from xiehuan.services.evidence.take import Acknowledged, NotTaken  # noqa: PLC0415

    if isinstance(event, Acknowledged):
        return {
            "event": "kept",
            "name": event.name,
            "sha256": event.sha256,
            "size": event.size,
            "id": event.acquisition,
        }
    if isinstance(event, NotTaken):
        return {"event": "not_taken", "name": event.name, "why": event.why.zh, "why_en": event.why.en}
    account = event.account
    return {
        "event": "read",
        "id": account.acquisition,
        "name": account.name,
        "source": account.source,
        "records": account.present,
        "taken": account.taken,
        "duplicates": account.present if account.repeated else 0,
        "unread": [u.as_json() for u in account.unread],
    }


@command.command("list")
@case_option
@vault_option
@json_option
def list_(code: str, home: Path, *, as_json: bool) -> None:
    """What was taken, file by file. 看收存了什么."""
    open_own(home)
    from xiehuan.store import listing  # noqa: PLC0415 - after the tables are ready
    from xiehuan.store.cases import case_of  # noqa: PLC0415

    case = case_of(code)
    for listed in listing.acquisitions(case):
        row = listed.row
        line = {
            "id": row.pk,
            "name": row.name,
            "sha256": row.original_id,
            "size": row.original.size,
            "media_type": row.original.media_type,
            "taken_at": row.taken_at.isoformat(),
            "origin": row.origin,
            "leaf": row.leaf_index,
            "state": row.state,
            "source": row.source,
            "records": row.present,
            "taken": row.taken,
            "unread": listed.unread,
        }
        if as_json:
            click.echo(json.dumps(line, ensure_ascii=False))
        else:
            name = row.name or "（已删除 erased）"
            click.echo(
                f"{row.pk:5}  {row.taken_at.astimezone(CHINA):%Y-%m-%d %H:%M}  {row.present:6} 条  {name}"
            )
    whole = listing.totals(case)
    if as_json:
        click.echo(json.dumps({"summary": whole}, ensure_ascii=False))
    else:
        click.echo(
            f"文件 {whole['files']}，记录 {whole['taken']}，重复 {whole['duplicates']}，没读懂 {whole['unread']}"
        )


@command.command("search")
@click.argument("words", nargs=-1)
@case_option
@filter_options
@click.option(
    "--most", default=50, show_default=True, type=click.IntRange(1, 10_000), help="At most. 最多几条"
)
@click.option("--before", type=int, metavar="N", help="Continue a search. 接着往前找")
@vault_option
@json_option
def search(
    words: tuple[str, ...],
    code: str,
    most: int,
    before: int | None,
    home: Path,
    *,
    as_json: bool,
    **asked: Any,
) -> None:
    """Find records that hold all WORDS, newest first. 查找消息和文件内容."""
    open_own(home)
    from xiehuan.store.cases import case_of  # noqa: PLC0415 - after the tables are ready
    from xiehuan.store.search import Query, find  # noqa: PLC0415

    query = query_of(asked, " ".join(words)) or Query()
    page = find(case_of(code), query, before=before, most=most)
    for hit in page.hits:
        click.echo(_hit_json(hit) if as_json else _hit_line(hit))
    if as_json:
        click.echo(json.dumps({"summary": {"hits": len(page.hits), "older": page.older}}))
    else:
        more = f"；还有更早的，加 --before {page.older}" if page.older else ""
        click.echo(f"找到 {len(page.hits)} 条{more}")


def _hit_json(hit: Hit) -> str:
    return json.dumps({**hit.record.as_json(), "slot": hit.slot, "spans": hit.spans}, ensure_ascii=False)


def _hit_line(hit: Hit) -> str:
    record = hit.record
    text = " ".join((record.text or record.subject or record.where.file).split())
    start = max(0, hit.spans[0][0] - 20) if hit.spans else 0
    return (
        f"{record.at or '—':25}  {record.kind.value:9} {record.sender or '':14}  {text[start : start + 60]}"
    )


@command.command("erase")
@click.argument("items", nargs=-1, required=True, type=int)
@click.option("--reason", required=True, metavar="TEXT", help="Stays in the log for good. 原因，会留在日志里")
@click.option("--yes", is_flag=True, help="Do not ask. 不再询问")
@vault_option
@json_option
def erase(items: tuple[int, ...], reason: str, home: Path, *, yes: bool, as_json: bool) -> int:
    """Erase files ITEMS for good: shows what will go, then asks. 永久删除证据：先看清单，再确认."""
    opened = open_existing(home)
    from xiehuan.services.evidence.erase import erase as erase_now  # noqa: PLC0415 - after the tables are ready
    from xiehuan.services.evidence.erase import what_goes  # noqa: PLC0415

    goes = what_goes(items)
    if not as_json:
        for each in goes:
            click.echo(_goes_line(each))
        click.echo(f"原因 reason: {reason}")
    if not yes and not (sys.stdin.isatty() and click.confirm("永久删除以上内容？ Erase for good?", err=True)):
        click.echo("没有删除 (nothing was erased); --yes", err=True)
        return 1
    for done in erase_now(opened, items, reason):
        line = {"erased": done.acquisition, "case": done.case, "leaf": done.leaf, "tombstone": done.tombstone}
        told = f"已删除 {done.acquisition}，日志第 {done.tombstone} 项记下了这件事 (erased; logged)"
        click.echo(json.dumps(line) if as_json else told)
    return 0


def _goes_line(goes: ToErase) -> str:
    line = f"{goes.acquisition:5}  {goes.case}  {goes.name}  {goes.size} 字节，{goes.records} 条记录"
    if goes.shared:
        others = "、".join(f"{o.acquisition}（{o.case}）" for o in goes.shared)
        line += f"\n       原件本身保留：{others} 也有它 (the bytes stay: others have them too)"
    return line


@command.command("show")
@click.argument("item", type=int)
@vault_option
@json_option
def show(item: int, home: Path, *, as_json: bool) -> int:
    """Where file ITEM came from and what proves it; exit 1 when something does not hold. 一件证据的来历和证明."""
    opened = open_own(home)
    from xiehuan.services.evidence.custody import custody  # noqa: PLC0415 - after the tables are ready

    found = custody(opened, item)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        for label, value in found.lines():
            click.echo(f"{label}：{value}")
    return 0 if found.holds else 1


@command.command("stamp")
@case_option
@click.option("--queue-only", is_flag=True, help="Prepare the requests, send nothing. 只准备，不联网")
@vault_option
@json_option
def stamp(code: str, home: Path, *, queue_only: bool, as_json: bool) -> int:
    """Have the time authorities of settings.toml stamp the log; only a digest is sent. 盖时间戳（只发送摘要）."""
    opened = open_own(home)
    from xiehuan.services.evidence.stamp import authorities, queue, send_waiting  # noqa: PLC0415 - as above

    asked = authorities(home)
    if not asked:
        raise InputRefused(
            "no_authority",
            Text("还没有设置时间戳机构", "no time authority is set"),
            Text(
                f"在 {home / 'settings.toml'} 里写 [[timestamp_authority]] name 和 url",
                "name one in settings.toml",
            ),
        )
    queued = queue(opened, code, asked)
    results = [] if queue_only else list(send_waiting(opened, code, asked))
    for done in results:
        line = {"authority": done.authority, "size": done.size, "stamped": done.stamp is not None}
        if as_json:
            click.echo(
                json.dumps({**line, "error": done.why.as_json() if done.why else None}, ensure_ascii=False)
            )
        else:
            click.echo(f"{done.authority}：{'已盖戳' if done.stamp else done.why}")
    waiting = queued if queue_only else sum(d.stamp is None for d in results)
    if as_json:
        click.echo(json.dumps({"summary": {"queued": queued, "waiting": waiting}}))
    else:
        click.echo(f"新排队 {queued}，还在等 {waiting}")
    return 1 if results and waiting else 0


@command.command("keys")
@click.argument("items", nargs=-1, required=True, type=int)
@vault_option
@json_option
def keys(items: tuple[int, ...], home: Path, *, as_json: bool) -> None:
    """Ask the name system for the keys of mails ITEMS and keep them; this uses the network. 查询并保存邮件签名公钥."""
    opened = open_own(home)
    from xiehuan.services.evidence.origin import look_up  # noqa: PLC0415 - after the tables are ready
    from xiehuan.store import arrivals  # noqa: PLC0415

    rows = [row for row in map(arrivals.find, items) if row is not None]
    for record in look_up(opened, rows):
        line = record.as_json()
        click.echo(
            json.dumps(line, ensure_ascii=False) if as_json else f"{record.name}：{record.answer.value}"
        )


@command.command("timeline")
@click.argument("person")
@case_option
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day to count waiting to (today). 等到哪天")
@vault_option
@json_option
def timeline(person: str, code: str, on: datetime | None, home: Path, *, as_json: bool) -> None:
    """Calls, texts, mails and chats with PERSON side by side, and what was not answered. 与某人的往来时间线."""
    open_own(home)
    from xiehuan.evidence.timeline import timeline as lined_up  # noqa: PLC0415 - after the tables are ready
    from xiehuan.store import records  # noqa: PLC0415
    from xiehuan.store.cases import case_of  # noqa: PLC0415

    day = on.date() if on else datetime.now().astimezone().date()
    found = lined_up(records.with_person(case_of(code), person), (person,), day)
    for entry in found.entries:
        waits = f"  {entry.waiting_days} 天未回复" if entry.waiting_days else ""
        line = {
            **entry.record.as_json(),
            "told": entry.told,
            "also": len(entry.also),
            "waiting_days": entry.waiting_days,
        }
        text = " ".join((entry.record.text or entry.record.subject or "").split())[:60]
        shown = f"{entry.record.at}  {entry.record.kind.value:9} {entry.direction.value:7} {text}{waits}"
        click.echo(json.dumps(line, ensure_ascii=False) if as_json else shown)
    if as_json:
        click.echo(
            json.dumps({"summary": {"entries": len(found.entries), "without_time": len(found.without_time)}})
        )
    else:
        click.echo(f"共 {len(found.entries)} 条，没有时间的 {len(found.without_time)} 条")


@command.command("fetch-mail")
@click.option("--host", required=True, help="The IMAP server, such as imap.163.com. 邮箱服务器")
@click.option("--user", required=True, help="The mail address. 邮箱地址")
@click.option("--port", default=993, show_default=True, type=click.IntRange(1, 65535), help="With TLS. 端口")
@click.option("--folder", "folders", multiple=True, metavar="NAME", help="Only these folders. 只要这些文件夹")
@click.option(
    "--password-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Its first line; else asked for. The service may want a code of its own (授权码). 密码文件",
)
@case_option
@vault_option
@json_option
def fetch_mail(
    host: str,
    user: str,
    port: int,
    folders: tuple[str, ...],
    password_file: Path | None,
    code: str,
    home: Path,
    *,
    as_json: bool,
) -> int:
    """Take new mails from your own mail box; nothing there is changed. This uses the network. 收存邮箱里的邮件."""
    from xiehuan.readers.imap import Account  # noqa: PLC0415 - only those who fetch

    opened = open_own(home)
    from xiehuan.services.evidence.fetch_mail import fetch_mail as fetched  # noqa: PLC0415 - after the tables are ready

    password = typed_or_read("邮箱密码或授权码 Password of the mail box", password_file)
    counts = _Counts(0, as_json=as_json)
    for event in fetched(opened, code, Account(host, user, port), password, folders):
        counts.tell(event)
    counts.end()
    return 1 if counts.failed else 0

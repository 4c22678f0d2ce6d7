"""`xiehuan read PATH…`: what the readers make of files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from xiehuan.errors import Finding, InputRefused, Text
from xiehuan.evidence import Place, Reading, Unread
from xiehuan.readers import columns as picker
from xiehuan.readers.bills import Seen
from xiehuan.readers.case_folder.categories import NAME, UserRule
from xiehuan.readers.case_folder.matching import matched, rules_in
from xiehuan.readers.dispatch import read_one


@click.command("read")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One record a line as JSON. 每行一条 JSON")
@click.option(
    "--columns",
    metavar="at=…,text=…",
    help="Columns of a table no reader knows: at from to text direction subject amount. 表格各列的含义",
)
@click.option("--keep-columns", is_flag=True, help="Keep them in columns.toml beside the file. 记住这种表格")
def command(paths: tuple[Path, ...], *, as_json: bool, columns: str | None, keep_columns: bool) -> None:
    """Read files or whole folders and account for every record. 读文件并逐条交代."""
    if keep_columns and not columns:
        raise click.UsageError("--keep-columns 要和 --columns 一起用 | --keep-columns needs --columns")
    rules = _rules(paths)
    guesses: dict[str, str] = {}
    seen, read, repeated = Seen(), list[Reading](), 0
    for path, name in _files(paths):
        reading = _read(path, name, columns, keep=keep_columns)
        guesses.update(_guess(path, name, reading))
        new = seen.fresh(reading.records)
        repeated += len(reading.records) - len(new)
        read.append(replace(reading, records=new))
    read, findings = matched(read, rules)
    for record in (r for reading in read for r in reading.records):
        line = record.as_json()
        click.echo(json.dumps(line, ensure_ascii=False) if as_json else _line(line))
    _summary(read, repeated, findings, guesses, as_json=as_json)


def _rules(paths: tuple[Path, ...]) -> tuple[UserRule, ...]:
    """The rules of the folders named; a wrong one refuses, as in a case."""
    wrong: list[Finding] = []
    rules = tuple(rule for path in paths if path.is_dir() for rule in rules_in(path, wrong))
    if wrong:
        raise InputRefused(
            "rules_refused",
            Text(
                f"{NAME}有 {len(wrong)} 处要先改正", f"{len(wrong)} places of {NAME} must be corrected first"
            ),
            Text("按下面逐条改正后再试", "correct each of these and try again"),
            findings=tuple(wrong),
        )
    return rules


def _summary(
    read: Sequence[Reading],
    repeated: int,
    findings: Sequence[Finding],
    guesses: Mapping[str, str],
    *,
    as_json: bool,
) -> None:
    taken = sum(len(r.records) for r in read)
    duplicates = repeated + sum(r.duplicates for r in read)
    unread = [u for r in read for u in r.unread]
    whole = {
        "files": len(read),
        "records": taken + duplicates + len(unread),
        "taken": taken,
        "duplicates": duplicates,
        "unread": [u.as_json() for u in unread],
        "findings": [f.as_json() for f in findings],
        "columns_guessed": dict(guesses),
    }
    if as_json:
        click.echo(json.dumps({"summary": whole}, ensure_ascii=False))
        return
    click.echo(
        f"文件 {len(read)}，记录 {whole['records']}：收入 {taken}，重复 {duplicates}，没读懂 {len(unread)}"
    )
    for item in unread:
        click.echo(f"  {item.where.file} {item.where.row or item.where.byte or ''}: {item.why}")
    for finding in findings:
        click.echo(f"  {finding.where}: {finding.message.zh}")
    for name, guess in guesses.items():
        click.echo(f"  {name}: 像一张消息表，可试 --columns '{guess}' --keep-columns")


def _files(paths: tuple[Path, ...]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        if path.is_dir():
            for inner in sorted(path.rglob("*")):
                if inner.is_file() and not inner.is_symlink():
                    yield inner, _shown(inner.relative_to(path).as_posix())
        else:
            yield path, _shown(path.name)


def _shown(name: str) -> str:
    """The name as text: bytes that are no text become question marks."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _read(path: Path, name: str, typed: str | None, *, keep: bool) -> Reading:
    try:
        return _as_picked(path, name, typed, keep=keep) if typed else read_one(path, name)
    except OSError as error:
        why = f"打不开：{error.strerror}"
        return Reading("none", unread=(Unread(Place(name), why, f"cannot be opened: {error.strerror}"),))


def _as_picked(path: Path, name: str, typed: str, *, keep: bool) -> Reading:
    header = picker.header_of(path)
    if header is None:
        return Reading(
            "none", unread=(Unread(Place(name), "文件里没有表头", "the file has no header of a table"),)
        )
    picking = picker.Picking.parse(typed, header.names)
    if keep:
        picker.keep(path.with_name(picker.FILE), header.names, picking)
    return picker.picked(path, name, picking)


def _guess(path: Path, name: str, reading: Reading) -> dict[str, str]:
    """What the columns may be, for a table that was only stored or not understood."""
    understood = reading.source != "file" and reading.records
    if understood or not name.lower().endswith((".csv", ".tsv", ".txt")):
        return {}
    with suppress(OSError):
        if found := picker.guess(path):
            return {name: str(found)}
    return {}


def _line(record: dict[str, object]) -> str:
    text = str(record["text"] or record["subject"] or "").replace("\n", " ")
    return "  ".join(str(p) for p in (record["at"] or "—", record["kind"], record["amount"] or "", text[:60]))

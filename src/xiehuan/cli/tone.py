"""`xiehuan tone [FILE]`: what had better not go out in a message."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from xiehuan.contact.tone import Card, Severity, ToneFinding
from xiehuan.errors import InputRefused, Text, Where
from xiehuan.services.tone import Checked, tone_of

_SEVERITIES = {
    Severity.STOP: "先停下 STOP",
    Severity.RED: "不能发 RED",
    Severity.AMBER: "再想想 AMBER",
    Severity.INFO: "提示 INFO",
}
MOST_BYTES = 8_000_000


@click.command("tone")
@click.argument(
    "file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True), default="-"
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON. 输出 JSON")
@click.pass_context
def command(ctx: click.Context, file: Path, *, as_json: bool) -> None:
    """Check the message in FILE (or standard input) before it is sent; exit code 1 when something was found.

    检查要发的消息：威胁、辱骂、隐私、空头承诺等.
    """
    text = _text(file)
    checked = tone_of(text)
    if as_json:
        click.echo(json.dumps({"ok": True, **checked.as_json()}, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(text, checked)))
    if checked.findings:
        ctx.exit(1)


def _text(file: Path) -> str:
    """The message as text; UTF-8, with or without its mark."""
    raw = sys.stdin.buffer.read(MOST_BYTES + 1) if str(file) == "-" else file.read_bytes()
    if len(raw) > MOST_BYTES:
        raise _refused(file, "too_long", "消息太长", "the message is too long", "分成几条", "split it")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(
            file,
            "not_utf8",
            "不是 UTF-8 文字",
            "the message is not UTF-8",
            "另存为 UTF-8",
            "save it as UTF-8",
        ) from error


def _refused(file: Path, code: str, zh: str, en: str, next_zh: str, next_en: str) -> InputRefused:
    return InputRefused(code, Text(zh, en), Text(next_zh, next_en), Where(str(file)))


def _lines(text: str, checked: Checked) -> Iterator[str]:
    if checked.card is not None:
        yield from _card(checked.card)
    for one in checked.findings:
        yield from _finding(text, one)
    if not checked.findings:
        yield "没有发现问题 (nothing found)"
    elif not checked.may_be_sent:
        yield "改好之前不能发送 (not to be sent as it is)"


def _finding(text: str, one: ToneFinding) -> Iterator[str]:
    yield f"[{_SEVERITIES[one.severity]}] {one.kind.value} {one.start}-{one.end}：{text[one.start : one.end]}"
    yield f"    {one.why.zh}\n    {one.why.en}"
    yield f"    → {one.suggestion.zh}\n    → {one.suggestion.en}"


def _card(card: Card) -> Iterator[str]:
    yield f"{card.title.zh}\n{card.title.en}"
    for step in card.steps:
        yield f"  · {step.zh}\n    {step.en}"
    for line in card.lines:
        yield f"  {line.number}  {line.name.zh} ({line.name.en})；来源 source: {line.source}，{line.confidence.value}"
    yield ""

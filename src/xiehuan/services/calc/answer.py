"""From a line of text to an answer: parse, dispatch, and turn every failure into a sentence with a way out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from xiehuan.errors import InputRefused, Text, Where, XiehuanError
from xiehuan.readers.case_folder.table import Table
from xiehuan.services.calc.ceiling import ceiling
from xiehuan.services.calc.joint_plan import joint_plan
from xiehuan.services.calc.owed import owed
from xiehuan.services.calc.request import Request
from xiehuan.services.calc.restructure import restructure
from xiehuan.services.calc.schedule import schedule
from xiehuan.services.calc.tone import tone
from xiehuan.services.calc.yields import yields

Answer = dict[str, Any]
OPERATIONS: Mapping[str, Callable[[Request], Answer]] = {
    "schedule": schedule,
    "yield": yields,
    "owed": owed,
    "restructure": restructure,
    "ceiling": ceiling,
    "joint_plan": joint_plan,
    "tone": tone,
}
MOST_CHARACTERS = 1_000_000


def answer_line(line: str, number: int = 1) -> str:
    """The answer to one request as a line of JSON; never raises for anything that stands in the line."""
    identity: object = None
    try:
        raw = _parse(line, number)
        identity = raw.get("id")
        body = _answer(raw, number)
    except XiehuanError as error:
        body = {"ok": False, "error": error.as_json()}
    except Exception as fault:  # noqa: BLE001 - the lines after it must still be answered
        body = {"ok": False, "error": _fault(fault, number).as_json()}
    return json.dumps(body if identity is None else {"id": identity, **body}, ensure_ascii=False)


def _answer(raw: Mapping[str, Any], number: int) -> Answer:
    request = Request(Table(raw, f"line {number}", "", []))
    word = request.table.text("op", required=True)
    request.stop_at_findings()
    if word not in OPERATIONS:
        words = " ".join(OPERATIONS)
        raise _refused(
            "unknown_op",
            number,
            f"没有运算 {word}",
            f"no operation {word}",
            f"可用：{words}",
            f"use: {words}",
        )
    return {"ok": True, **OPERATIONS[str(word)](request)}


def _parse(line: str, number: int) -> Mapping[str, Any]:
    if len(line) > MOST_CHARACTERS:
        raise _refused(
            "too_long",
            number,
            f"一行有 {len(line)} 个字符，多于 {MOST_CHARACTERS}",
            f"the line has {len(line)} characters, more than {MOST_CHARACTERS}",
            "请拆成几行",
            "split the request",
        )
    try:
        raw = json.loads(line, object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _refused(
            "bad_json",
            number,
            f"不是有效的 JSON：{error}",
            f"not valid JSON: {error}",
            "每行一个 JSON 对象",
            "one JSON object a line",
        ) from error
    if not isinstance(raw, dict):
        raise _refused(
            "bad_json", number, "不是 JSON 对象", "not a JSON object", "写成 {…}", "write an object {…}"
        )
    return raw


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        msg = f"duplicate key {next(n for n in names if names.count(n) > 1)!r}"
        raise ValueError(msg)
    return found


def _no_constant(word: str) -> object:
    msg = f"{word} is no number"
    raise ValueError(msg)


def _fault(fault: Exception, number: int) -> InputRefused:
    """A fault of the program, by its kind alone: the line may hold private data."""
    kind = type(fault).__name__
    zh, en = (
        f"程序内部出错（{kind}），这一行没有答案",
        f"a fault of the program ({kind}); this line has no answer",
    )
    return _refused(
        "fault", number, zh, en, "请报告这一运算和错误种类", "please report the operation and the kind"
    )


def _refused(code: str, number: int, zh: str, en: str, next_zh: str, next_en: str) -> InputRefused:
    return InputRefused(code, Text(zh, en), Text(next_zh, next_en), Where(f"line {number}"))

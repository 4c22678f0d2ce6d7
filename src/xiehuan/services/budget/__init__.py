"""The income and spending statement of a folder: computed, written as documents and as data, and checked as data."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from xiehuan.budget import Statement
from xiehuan.budget.document import as_json
from xiehuan.case.assessment import Assessment, assess
from xiehuan.contact.means import page, to_attach
from xiehuan.documents.docx import render_docx
from xiehuan.documents.html import render_html
from xiehuan.documents.pdf import render_pdf
from xiehuan.errors import Finding, InputRefused, Text, Where
from xiehuan.law import Pack
from xiehuan.readers.case_folder import read_case_folder
from xiehuan.services.budget.structure import problems
from xiehuan.services.budget.sums import differences

STEM = "income-and-spending"
MOST_BYTES = 4_000_000  # a statement of a household has some kilobytes


def budget_of(folder: Path, law: Pack, on: date) -> Statement:
    """The statement of a case folder on a day.

    Raises InputRefused as reading the folder does, and `no_statement` when neither income nor spending is written.
    """
    state: Assessment = assess(read_case_folder(folder, on).case, law, on)
    if state.statement is None:
        where = Where("case.toml")
        why = Text("没有写收入，也没有写支出", "neither income nor spending is written")
        way_out = Text(
            "在 case.toml 里写 [[income]] 和 [[spending]]，照 examples 的写法",
            "write [[income]] and [[spending]] in case.toml as the examples do",
        )
        raise InputRefused(
            "no_statement", why, way_out, where, findings=(Finding("no_statement", where, why, way_out),)
        )
    return state.statement


def statement_files(made: Statement, foot: str) -> dict[str, bytes]:
    """The files of a statement by name: the page in both languages, a copy to attach as PDF and DOCX, and the data."""
    copy = to_attach(made, foot)
    zh, en = page(made, "zh-CN", foot), page(made, "en", foot)
    data = json.dumps(as_json(made), ensure_ascii=False, indent=1) + "\n"
    return {
        f"{STEM}.html": render_html(zh, (f"{STEM}.en.html", "English")).encode(),
        f"{STEM}.en.html": render_html(en, (f"{STEM}.html", "中文")).encode(),
        f"{STEM}.pdf": render_pdf(copy),
        f"{STEM}.docx": render_docx(copy),
        f"{STEM}.json": data.encode(),
    }


def check_file(path: Path) -> list[Finding]:
    """What is wrong with a statement as data: its shape first, then its sums; empty when it holds.

    Raises InputRefused when the file cannot be read as JSON.
    """
    document = _document(path)
    shape = [
        _finding("shape", path.name, place, Text(f"不合格式：{keyword}", f"breaks the schema: {keyword}"))
        for place, keyword in problems(document)
    ]
    if shape:
        return shape
    assert isinstance(document, dict)  # noqa: S101 - the schema says so
    return [
        _finding(
            "sum",
            path.name,
            d.place,
            Text(
                f"写的是{d.stated}，按各行算是{d.computed}",
                f"{d.stated} stands here, its lines make {d.computed}",
            ),
        )
        for d in differences(document)
    ]


def _document(path: Path) -> object:
    try:
        if path.stat().st_size > MOST_BYTES:
            why = Text(f"{path.name} 太大，不像一份收支说明", f"{path.name} is too large for a statement")
            raise _unreadable(path, why)
        return json.loads(path.read_bytes().decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        why = Text(f"{path.name} 读不成 JSON：{error}", f"{path.name} cannot be read as JSON: {error}")
        raise _unreadable(path, why) from error


def _unreadable(path: Path, why: Text) -> InputRefused:
    way_out = Text(
        "用 xiehuan budget 案件文件夹 --json 重新生成", "make it again with xiehuan budget CASE_DIR --json"
    )
    where = Where(str(path))
    return InputRefused("not_json", why, way_out, where, findings=(Finding("not_json", where, why, way_out),))


def _finding(code: str, file: str, place: str, message: Text) -> Finding:
    return Finding(code, Where(file, None, place), message, Text("对照各行改正", "correct it from its lines"))

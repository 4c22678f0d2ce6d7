"""Statements of account of a case folder: made once, then printed, given as data, or written as documents."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xiehuan.contact.account_statement import NO_CONTRACT, account_statement, rough_statement
from xiehuan.documents.docx import render_docx
from xiehuan.documents.html import render_html
from xiehuan.documents.pdf import render_pdf
from xiehuan.documents.statement import render_rough, render_statement
from xiehuan.errors import Text, WrongUse
from xiehuan.loan import Debt, Overdue, with_assumed_payments
from xiehuan.loan.ledger.statement import Statement, statement
from xiehuan.readers.case_folder import read_case_folder

_LANGS = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True, slots=True)
class Made:
    """One debt with its statement; None for a debt without a contract, of which nothing can be recounted."""

    debt: Debt
    statement: Statement | None

    def as_json(self) -> dict[str, object]:
        """The statement as data under the debt's id; a rough debt says why there is none."""
        if self.statement is None:
            why = {"reason": NO_CONTRACT.zh, "reason_en": NO_CONTRACT.en}
            return {"id": self.debt.id, "lender": self.debt.lender, "rough": True, **why}
        return {
            "id": self.debt.id,
            "lender": self.debt.lender,
            "rough": False,
            "assumed": list(self.debt.assumed),
            **self.statement.as_json(),
        }


def statements(folder: Path, on: date, debt_id: str | None = None) -> list[Made]:
    """The statements of a case on a day, or of one debt of it.

    Raises InputRefused as reading the folder does, and WrongUse `no_such_debt`.
    """
    debts = read_case_folder(folder, on).case.debts
    known = ", ".join(d.id for d in debts)
    chosen = [d for d in debts if debt_id is None or d.id == debt_id]
    if not chosen and debt_id is not None:
        raise WrongUse(
            "no_such_debt",
            Text(f"案件里没有 {debt_id} 这笔借款", f"the case has no debt {debt_id}"),
            Text(f"可以选：{known}", f"choose one of: {known}"),
        )
    return [_made(with_assumed_payments(d, on), on) for d in chosen]


def _made(debt: Debt, on: date) -> Made:
    if debt.rough:
        return Made(debt, None)
    paid = sorted((p for p in debt.payments if p.on <= on), key=lambda p: p.on)
    return Made(debt, statement(debt.account(on), debt.overdue or Overdue(), paid))


def check_target(folder: Path, out: Path) -> None:
    """Refuse a target inside the case folder: what is written there would be read as a paper of the case."""
    if out.resolve().is_relative_to(folder.resolve()):
        raise WrongUse(
            "out_in_case",
            Text(f"{out} 在案件文件夹里面", f"{out} lies inside the case folder"),
            Text("换一个案件文件夹之外的位置", "choose a place outside the case folder"),
        )


def write_statements(made: list[Made], out: Path, on: date, lang: str, *, replace: bool) -> list[Path]:
    """Write HTML (in both languages), PDF, DOCX and XLSX of each statement into the folder.

    Files are named by the debts' ids. Raises WrongUse `out_exists` where one is there already (without `replace`); then
    nothing is written. All files are made before the first is put in place.
    """
    names = [name for m in made for name in _names(m.debt.id)]
    _check_names(out, names, replace=replace)
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        for m in made:
            for name, data in _files(m, on, lang).items():
                (work / name).write_bytes(data)
        out.mkdir(exist_ok=True)
        for name in names:
            (work / name).replace(out / name)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return [out / name for name in names]


def _names(debt_id: str) -> list[str]:
    return [f"{debt_id}{end}" for end in (".html", ".en.html", ".pdf", ".docx", ".xlsx")]


def _check_names(out: Path, names: list[str], *, replace: bool) -> None:
    if (out.exists() or out.is_symlink()) and not out.is_dir():
        raise WrongUse(
            "out_no_folder",
            Text(f"{out} 不是文件夹，没有改动它", f"{out} is no folder and was left alone"),
            Text("换一个文件夹", "choose a folder"),
        )
    there = [name for name in names if (out / name).exists() or (out / name).is_symlink()]
    if there and not replace:
        raise WrongUse(
            "out_exists",
            Text(f"{out / there[0]} 已经存在，没有改动它", f"{out / there[0]} exists and was left alone"),
            Text("换一个文件夹，或加 --replace 替换", "choose another folder, or add --replace"),
        )


def _files(made: Made, on: date, lang: str) -> dict[str, bytes]:
    debt, foot = made.debt, f"xiehuan {on.isoformat()} · {made.debt.id}"
    if made.statement is None:
        docs = {code: rough_statement(debt, on, tag, foot) for code, tag in _LANGS.items()}
        sheet = render_rough(debt, on, lang)
    else:
        docs = {code: account_statement(debt, made.statement, tag, foot) for code, tag in _LANGS.items()}
        sheet = render_statement(debt, made.statement, lang)
    page, english, pdf, word, book = _names(debt.id)
    return {
        page: render_html(docs["zh"], (english, "English")).encode(),
        english: render_html(docs["en"], (page, "中文")).encode(),
        pdf: render_pdf(docs[lang]),
        word: render_docx(docs[lang]),
        book: sheet,
    }

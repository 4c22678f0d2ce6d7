"""A case folder read whole: the three input files into a case, all other files into records and an account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from xiehuan.budget import Household
from xiehuan.case.case import Case
from xiehuan.contact.papers import HeldPaper
from xiehuan.errors import Finding, InputRefused, LoanError, Text, Where
from xiehuan.law.starts import Start
from xiehuan.loan import Debt
from xiehuan.readers.case_folder.accounts import FileAccount, Progress, read_files, settle
from xiehuan.readers.case_folder.debts import read_debts
from xiehuan.readers.case_folder.files import INPUTS
from xiehuan.readers.case_folder.household import read_household
from xiehuan.readers.case_folder.matching import rules_in
from xiehuan.readers.case_folder.papers import not_there, read_papers
from xiehuan.readers.case_folder.payments import KnownDebts, read_payments
from xiehuan.readers.case_folder.starts import read_starts
from xiehuan.readers.case_folder.table import Table
from xiehuan.readers.case_folder.toml_file import read_toml
from xiehuan.readers.digest import sha256_of


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """The case, the account of every file, and the digests of the input files by name."""

    case: Case
    files: tuple[FileAccount, ...]
    findings: tuple[Finding, ...]
    inputs: tuple[tuple[str, str], ...] = ()


def read_case_folder(folder: Path, on: date, progress: Progress | None = None) -> CaseFolder:
    """Read a folder for a day.

    Raises InputRefused with all findings at once when debts.toml, case.toml, payments.csv or categories.toml are wrong; any
    other file that cannot be read is accounted for and does not stop the case.
    """
    _check_folder(folder)
    findings: list[Finding] = []
    debts, household, starts, papers = _inputs(folder, on, findings)
    rules = rules_in(folder, findings)
    findings += _loan_errors(debts, on)
    if findings:
        raise InputRefused(
            "case_refused",
            Text(
                f"有 {len(findings)} 处要先改正，没有写出任何文件",
                f"{len(findings)} places must be corrected first; nothing was written",
            ),
            Text("按下面逐条改正后再试", "correct each of these and try again"),
            findings=tuple(findings),
        )
    files, said = settle(read_files(folder, progress), rules)
    records = tuple(r for f in files for r in f.reading.records)
    kept = [f.name for f in files if f.sha256 is not None]
    notes = (*_notes(debts, household), *_choices(debts, on), *not_there(papers, kept), *said)
    inputs = tuple((name, sha256_of(folder / name)) for name in INPUTS if (folder / name).is_file())
    return CaseFolder(Case(household, tuple(debts), records, starts, papers), tuple(files), notes, inputs)


def _check_folder(folder: Path) -> None:
    """Refuse what is no folder with a finding like any other: every refusal has at least one."""
    why = None
    try:
        if not folder.is_dir():
            why = Text(f"没有这个文件夹：{folder}", f"no such folder: {folder}")
        else:
            next(folder.iterdir(), None)
    except OSError as error:
        why = Text(f"文件夹 {folder} 打不开：{error.strerror}", f"cannot open {folder}: {error.strerror}")
    if why:
        way_out = Text("请给出放着 debts.toml 的文件夹", "name the folder that holds debts.toml")
        where = Where(str(folder))
        raise InputRefused("no_folder", why, way_out, findings=(Finding("no_folder", where, why, way_out),))


def _inputs(
    folder: Path, on: date, findings: list[Finding]
) -> tuple[list[Debt], Household, tuple[Start, ...], tuple[HeldPaper, ...]]:
    debts, known = _debts(folder, findings)
    household, starts, papers = Household(), tuple[Start, ...](), tuple[HeldPaper, ...]()
    if _present(folder / "case.toml") and (top := read_toml(folder / "case.toml", "case.toml", findings)):
        ids = frozenset(known.begun) if known.complete else None
        starts, papers = read_starts(top, ids, on), read_papers(top, on)
        household = read_household(top, ids)
    if _present(folder / "payments.csv"):
        paid = read_payments(folder / "payments.csv", "payments.csv", known, findings)
        debts = [replace(d, payments=tuple(paid.get(d.id, ()))) for d in debts]
    return debts, household, starts, papers


def _debts(folder: Path, findings: list[Finding]) -> tuple[list[Debt], KnownDebts]:
    path = folder / "debts.toml"
    if not _present(path):
        findings.append(
            Finding(
                "missing",
                Where("debts.toml"),
                Text("文件夹里没有 debts.toml", "there is no debts.toml in the folder"),
                Text(
                    "照 examples 里的写一个，只填你知道的",
                    "write one like those in examples, with what you know",
                ),
            )
        )
    elif top := read_toml(path, "debts.toml", findings):
        debts = read_debts(top)
        return debts, _known(top, debts)
    return [], KnownDebts({}, complete=False)


def _known(top: Table, debts: list[Debt]) -> KnownDebts:
    """The ids as written, even wrong ones: a payment for a debt with a bad id is not a second mistake."""
    raw = top.raw.get("debt")
    rows = raw if isinstance(raw, list) else [None]
    ids = [row.get("id") for row in rows if isinstance(row, dict)]
    begun = {
        i: d.terms.received_on if d.terms else None
        for i, d in zip(ids, debts, strict=True)
        if isinstance(i, str)
    }
    return KnownDebts(begun, complete=len(begun) == len(rows) > 0)


def _present(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _loan_errors(debts: list[Debt], on: date) -> list[Finding]:
    """Contract terms that contradict themselves, found by computing them once."""
    found = []
    for i, debt in enumerate(debts, 1):
        if debt.terms is None:
            continue
        try:
            debt.account(max(on, debt.terms.received_on))
        except LoanError as error:
            table = f"debt.{debt.id}.loan" if debt.id else f"debt[{i}].loan"
            found.append(Finding(error.code, Where("debts.toml", table), error.message, error.next))
    return found


def _choices(debts: list[Debt], on: date) -> list[Finding]:
    """A choice about the time to sue that has no effect yet: it is dated after the day of the case."""
    return [
        Finding(
            "choice_not_yet",
            Where("debts.toml", f"debt.{debt.id}.time_barred_choice", "on"),
            Text(
                f"选择的日子{choice.on}还没到，暂不生效",
                f"the choice is dated {choice.on}, which is still to come",
            ),
            Text("写实际作出选择的那一天", "write the day on which the choice was made"),
        )
        for debt in debts
        if (choice := debt.time_barred_choice) and choice.on > on
    ]


def _notes(debts: list[Debt], household: Household) -> list[Finding]:
    """Things worth knowing that refuse nothing."""
    after = household.hardship is not None
    notes = [
        Finding(
            "income_not_counted",
            Where("case.toml", f"income {income.name}"),
            Text(f"「{income.name}」没有算进收入", f"“{income.name}” is not counted as income"),
            Text(
                "如果困难发生后还有这笔，写 continues = true",
                "if it goes on after the hardship, write continues = true",
            ),
        )
        for income in household.incomes
        if not income.counts(after_hardship=after)
    ]
    for debt in debts:
        if not debt.rough and not debt.payments and debt.missed_since is None and debt.next_due is None:
            notes.append(
                Finding(
                    "payments_assumed",
                    Where("debts.toml", f"debt.{debt.id}"),
                    Text(
                        "没有还款记录，也没写从哪天起没还，先按一直按时还算",
                        "no payments and no missed_since: taken as paid on time so far",
                    ),
                    Text("补上 payments.csv 或 missed_since", "add payments.csv or missed_since"),
                )
            )
    return notes

"""A case folder read whole: the three input files into a case, all other files into records and an account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from xiehuan.budget import Household
from xiehuan.case.case import Case
from xiehuan.errors import Finding, InputRefused, LoanError, Text, Where
from xiehuan.evidence import Reading, Unread
from xiehuan.loan import Debt
from xiehuan.readers.case_folder.debts import read_debts
from xiehuan.readers.case_folder.files import Found, walk
from xiehuan.readers.case_folder.household import read_household
from xiehuan.readers.case_folder.payments import read_payments
from xiehuan.readers.case_folder.toml_file import read_toml
from xiehuan.readers.digest import sha256_of
from xiehuan.readers.dispatch import fresh, read_one

Progress = Callable[[int, int, str], None]


class FileStatus(StrEnum):
    """What became of a file."""

    TAKEN = "taken"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FileAccount:
    """One file accounted for. `kept` files go into the evidence as they are, read or not."""

    name: str
    path: Path
    size: int
    status: FileStatus
    sha256: str | None
    reading: Reading
    duplicates: int = 0
    why: Text | None = None

    @property
    def kept(self) -> bool:
        """Whether the original belongs to the evidence: it was looked at, and is no second copy."""
        return self.sha256 is not None and self.status is not FileStatus.DUPLICATE and self.size > 0


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """The case and the account of every file."""

    case: Case
    files: tuple[FileAccount, ...]
    findings: tuple[Finding, ...]


def read_case_folder(folder: Path, on: date, progress: Progress | None = None) -> CaseFolder:
    """Read a folder for a day.

    Raises InputRefused with all findings at once when debts.toml, case.toml or payments.csv are wrong; any
    other file that cannot be read is accounted for and does not stop the case.
    """
    if not folder.is_dir():
        raise InputRefused(
            "no_folder",
            Text(f"没有这个文件夹：{folder}", f"no such folder: {folder}"),
            Text("请给出放着 debts.toml 的文件夹", "name the folder that holds debts.toml"),
        )
    findings: list[Finding] = []
    debts, household = _inputs(folder, findings)
    if not findings:
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
    files = _read_files(folder, progress)
    records = tuple(r for f in files for r in f.reading.records)
    notes = tuple(_notes(debts, household))
    return CaseFolder(Case(household, tuple(debts), records), tuple(files), notes)


def _inputs(folder: Path, findings: list[Finding]) -> tuple[list[Debt], Household]:
    debts: list[Debt] = []
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
    household = Household()
    if _present(folder / "case.toml") and (top := read_toml(folder / "case.toml", "case.toml", findings)):
        household = read_household(top)
    if _present(folder / "payments.csv"):
        ids = [d.id for d in debts if d.id]
        paid = read_payments(folder / "payments.csv", "payments.csv", ids, findings)
        debts = [replace(d, payments=tuple(paid.get(d.id, ()))) for d in debts]
    return debts, household


def _present(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _loan_errors(debts: list[Debt], on: date) -> list[Finding]:
    """Contract terms that contradict themselves or the payments, found by computing them once."""
    found = []
    for debt in debts:
        if debt.terms is None:
            continue
        try:
            debt.account(max(on, debt.terms.received_on))
        except LoanError as error:
            where = Where("debts.toml", f"debt.{debt.id}.loan")
            if error.code.startswith("payment"):
                where = Where("payments.csv", debt.id)
            found.append(Finding(error.code, where, error.message, error.next))
    return found


def _read_files(folder: Path, progress: Progress | None) -> list[FileAccount]:
    found = walk(folder)
    seen_files: set[str] = set()
    seen_records: set[str] = set()
    accounts = []
    for i, item in enumerate(found, 1):
        if progress:
            progress(i, len(found), item.name)
        accounts.append(_account(item, seen_files, seen_records))
    return accounts


def _account(item: Found, seen_files: set[str], seen_records: set[str]) -> FileAccount:
    nothing = Reading("none")
    why: Text | None = None
    if item.refused:
        return FileAccount(
            item.name, item.path, item.size, FileStatus.REFUSED, None, nothing, why=item.refused
        )
    try:
        digest = sha256_of(item.path)
        if digest in seen_files:
            same = Text("和前面的一个文件内容完全相同", "the same bytes as a file before it")
            return FileAccount(
                item.name, item.path, item.size, FileStatus.DUPLICATE, digest, nothing, why=same
            )
        seen_files.add(digest)
        reading = read_one(item.path, item.name)
    except OSError as error:
        closed = Text(f"打不开：{error.strerror}", f"cannot be opened: {error.strerror}")
        return FileAccount(item.name, item.path, item.size, FileStatus.REFUSED, None, nothing, why=closed)
    new = fresh(reading.records, seen_records)
    status = FileStatus.TAKEN
    if not reading.records and reading.unread:
        status, why = FileStatus.REFUSED, _first(reading.unread)
    repeated = len(reading.records) - len(new)
    return FileAccount(
        item.name, item.path, item.size, status, digest, replace(reading, records=new), repeated, why
    )


def _first(unread: tuple[Unread, ...]) -> Text:
    return Text(unread[0].why, unread[0].why_en)


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

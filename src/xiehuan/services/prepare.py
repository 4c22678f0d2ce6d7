"""The main job: a case folder in, a negotiation pack out.

The pack is written to a temporary folder beside the target and renamed at the end: never half a pack, never over
an existing one unless asked.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xiehuan.case.actions import Action, next_actions
from xiehuan.case.assessment import Assessment, DebtView, assess
from xiehuan.contact import Applicant, account_query, application, call_sheet
from xiehuan.contact.blocks import Document
from xiehuan.contact.directory import Lender
from xiehuan.contact.parties import parties
from xiehuan.documents.calendar import CalendarEntry, render_calendar
from xiehuan.documents.docx import render_docx
from xiehuan.documents.html import render_html
from xiehuan.documents.pdf import render_pdf
from xiehuan.documents.recount import render_recount
from xiehuan.errors import Text, WrongUse
from xiehuan.evidence import Kind as RecordKind
from xiehuan.law import Pack
from xiehuan.law.deadlines import WorkCalendar
from xiehuan.loan.restructure.waterfall import Policy
from xiehuan.packs.lenders import lenders_cn
from xiehuan.packs.loader import load_cn
from xiehuan.packs.policies import load_policies
from xiehuan.packs.workdays import workdays_cn
from xiehuan.plan import Kind
from xiehuan.readers.case_folder import CaseFolder, FileAccount, read_case_folder
from xiehuan.services.budget import statement_files
from xiehuan.services.report import report
from xiehuan.services.summary import imports, summary
from xiehuan.vault.bundle import BundleItem, Taking, write_bundle

Progress = Callable[[int, int, str], None]
ALARM_DAYS = (5, 1)
POLICIES = ("unsecured_36", "unsecured_60")
MARKERS = ("summary.json", "imports.json")


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was written and what it says."""

    out: Path
    summary: dict[str, object]
    imports: dict[str, object]
    state: Assessment
    actions: list[Action]


def prepare(  # noqa: PLR0913 - the tables of this computer may each be given
    folder: Path,
    out: Path,
    *,
    on: date,
    taking: Callable[[], Taking],
    replace: bool = False,
    progress: Progress | None = None,
    law: Pack | None = None,
    directory: tuple[Lender, ...] | None = None,
    calendar: WorkCalendar | None = None,
) -> Prepared:
    """Read the folder and write the pack for a day.

    `taking` says when and by which installation; it is asked once the input is known to be good, and goes into
    the evidence log only. `law` is the pack that applies on this computer, `directory` what is known of lenders,
    `calendar` which days are worked (default: the built-in ones). Raises
    InputRefused with every finding when the input is wrong, WrongUse when the target exists (without `replace`)
    or lies inside the case folder; either way nothing is written.
    """
    tell = progress or _silent
    _check_target(folder, out, replace=replace)
    read = read_case_folder(folder, on, lambda i, n, name: tell(i, 4 * n, name))
    state = assess(read.case, law or load_cn(), on, calendar or workdays_cn(), relief_policies())
    actions = next_actions(state)
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        known = lenders_cn() if directory is None else directory
        made = _Pack(work, state, actions, read, tell, known).write(taking())
        work.chmod(0o755)
        _move(work, out)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return Prepared(out, *made, state, actions)


def relief_policies() -> tuple[Policy, ...]:
    """The waterfalls that a plan is searched by, the shorter first."""
    known = load_policies()
    return tuple(known[i] for i in POLICIES)


def _silent(_done: int, _all: int, _name: str) -> None:
    return


def _check_target(folder: Path, out: Path, *, replace: bool) -> None:
    target, source = out.resolve(), folder.resolve()
    if target == source or target.is_relative_to(source) or source.is_relative_to(target):
        raise WrongUse(
            "out_in_case",
            Text(f"{out} 和案件文件夹互相包含", f"{out} and the case folder contain each other"),
            Text("换一个案件文件夹之外的位置", "choose a place outside the case folder"),
        )
    if not out.exists() and not out.is_symlink():
        return
    if not replace:
        raise WrongUse(
            "out_exists",
            Text(f"{out} 已经存在，没有改动它", f"{out} exists and was left alone"),
            Text("换一个名字，或加 --replace 替换", "choose another name, or add --replace"),
        )
    if out.is_symlink() or not out.is_dir() or not all((out / m).is_file() for m in MARKERS):
        raise WrongUse(
            "out_not_a_pack",
            Text(
                f"{out} 不像是以前生成的协商包，没有替换",
                f"{out} does not look like an earlier pack; not replaced",
            ),
            Text("换一个名字", "choose another name"),
        )


def _move(work: Path, out: Path) -> None:
    """Put the finished pack in place; an earlier one is set aside first and removed last."""
    if not out.exists():
        work.rename(out)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    out.rename(aside / "pack")
    try:
        work.rename(out)
    except OSError:
        (aside / "pack").rename(out)
        raise
    shutil.rmtree(aside)


class _Pack:
    """Writes every file of one pack below `root`."""

    def __init__(
        self,
        root: Path,
        state: Assessment,
        actions: list[Action],
        read: CaseFolder,
        tell: Progress,
        directory: tuple[Lender, ...],
    ) -> None:
        self.directory = directory
        self.root, self.state, self.actions, self.read, self.tell = root, state, actions, read, tell
        self.foot = f"xiehuan {state.on.isoformat()} · {_digest(read)}"
        papers = [f.name.partition("/")[2] for f in read.files if f.name.startswith("papers/") and f.kept]
        owing = [v for v in state.debts if v.balance.total.fen > 0]
        self.who = Applicant(state.case.household, state.statement, state.on, tuple(papers), len(owing))
        self.steps = 11 + 3 * len(state.debts)
        self.done = 0

    def write(self, taking: Taking) -> tuple[dict[str, object], dict[str, object]]:
        """Everything; returns summary and imports as written."""
        for view in self.state.debts:
            self._private(view)
            if not view.silent and view.balance.total.fen > 0:
                self._letters(view)
        self._report()
        self._means()
        self._put("for-me/calendar.ics", render_calendar(self._calendar(), self.foot))
        items = [_item(f) for f in self.read.files if f.kept]
        write_bundle(self.root / "evidence.zip", items, taking, self.tell)
        said, account = summary(self.state, self.actions, self.read.findings), imports(self.read)
        self._put("summary.json", _json(said))
        self._put("imports.json", _json(account))
        return said, account

    def _report(self) -> None:
        zh = report(self.state, self.actions, self.read, "zh-CN", self.foot, self.directory)
        en = report(self.state, self.actions, self.read, "en", self.foot, self.directory)
        self._put("for-me/report.html", render_html(zh, ("report.en.html", "English")).encode())
        self._put("for-me/report.en.html", render_html(en, ("report.html", "中文")).encode())
        self._put("for-me/report.pdf", render_pdf(zh))

    def _means(self) -> None:
        """The statement of income and spending: a page in both languages, a copy to attach, and the data."""
        made = self.state.statement
        if made is None:
            return
        for name, data in statement_files(made, self.foot).items():
            self._put(f"for-me/{name}", data)

    def _private(self, view: DebtView) -> None:
        """What only the user sees about one debt."""
        debt = view.debt
        agreed = view.chosen is not None and Kind.AGREED in view.chosen.kinds
        if not view.silent and not agreed and view.balance.total.fen > 0:
            known = (view.creditor, parties(debt, self.directory))
            sheet = call_sheet(self.who, debt, view.owed, view.options, self.foot, *known)
            self._put(f"for-me/call-sheets/{debt.id}.pdf", render_pdf(sheet))
        self._put(f"for-me/recount/{debt.id}.xlsx", render_recount(debt, self.state.on, audit=view.audit))

    def _letters(self, view: DebtView) -> None:
        """What may be sent to one creditor; a debt whose contract is kept needs no application."""
        debt = view.debt
        kept = view.chosen is not None and view.chosen.kept
        if not kept:
            letter = application(self.who, debt, view.owed, view.options, self.foot)
            self._both(f"to-send/{debt.id}/application", letter)
        query = account_query(self.who, debt, view.owed, view.audit, self.foot)
        self._both(f"to-send/{debt.id}/account-query", query)

    def _both(self, stem: str, document: Document) -> None:
        self._put(f"{stem}.pdf", render_pdf(document))
        self._put(f"{stem}.docx", render_docx(document))

    def _calendar(self) -> list[CalendarEntry]:
        """Titles say nothing about debts to someone who looks over a shoulder."""
        entries = []
        for letter, view in zip(_letters_of_things(), self.state.debts, strict=False):
            if view.silent:
                continue
            if view.owed.next_due and view.owed.days_past_due == 0:
                entries.append(CalendarEntry(view.owed.next_due, f"事项{letter}", ALARM_DAYS))
            for i, payment in enumerate(view.chosen.payments if view.chosen else (), 1):
                if payment.amount:
                    entries.append(
                        CalendarEntry(
                            payment.on, f"事项{letter} {i}/{view.chosen.n if view.chosen else i}", ALARM_DAYS
                        )
                    )
        entries += self._periods()
        return sorted(entries, key=lambda e: (e.day, e.title))

    def _periods(self) -> list[CalendarEntry]:
        """Periods that run, by number; a day that may move is marked."""
        entries = []
        for i, item in enumerate(self.state.running, 1):
            end = item.next_end(self.state.on)
            if end is None or item.start.done_on:
                continue
            mark = "（暂定）" if end.provisional else ""
            entries.append(CalendarEntry(end.last if item.ours else end.latest, f"期限{i}{mark}", ALARM_DAYS))
        return entries

    def _put(self, name: str, data: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.done += 1
        self.tell(min(self.steps, self.done) + self.steps, 2 * self.steps, name)


def _letters_of_things() -> list[str]:
    return [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *(f"{i}" for i in range(27, 1000))]


def _digest(read: CaseFolder) -> str:
    """Twelve hex digits over all inputs: two letters with the same foot come from the same papers."""
    parts = sorted([*read.inputs, *((f.name, f.sha256 or "") for f in read.files)])
    return hashlib.sha256("\n".join(f"{name}:{digest}" for name, digest in parts).encode()).hexdigest()[:12]


def _item(account: FileAccount) -> BundleItem:
    records = account.reading.records
    kind = records[0].kind.value if records else RecordKind.PAPER.value
    note = account.why.zh if account.why else ""
    media = records[0].category if records and account.reading.source == "file" else None
    return BundleItem(
        name=account.name,
        path=account.path,
        sha256=account.sha256 or "",
        media_type=media or "application/octet-stream",
        kind=kind,
        records=account.reading.present,
        note=note,
    )


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()

"""Checks on the finished folders: whatever the recipe meant, the files must open and agree with each other."""

from __future__ import annotations

import csv
import email
import io
import re
import tomllib
import wave
import xml.etree.ElementTree as ET  # our own files
from collections import Counter
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any

from PIL import Image
from python_calamine import CalamineWorkbook
from tools.make_examples import case_a, case_a_bills, case_b, case_c, case_d, case_e
from tools.make_examples.dice import fen, yuan
from tools.make_examples.loans import Loan, owed
from tools.make_examples.story import Story

LIMIT = 1_500_000
KEYS = {
    "debt": "id lender lender_kind platform guarantor creditor_now creditor_since notice_received contract_no "
    "contract_date missed_since next_due secured essential auto_debit cost_statement loan overdue fee claim "
    "agreed refused_on",
    "loan": "principal received received_on method n first_due rate day_count rounding",
    "overdue": "penalty penalty_base compound late_fee grace_days grace allocation allocation_scope accelerated_on",
    "fee": "name amount every on payee",
    "claim": "on total items source",
    "items": "principal interest fee penalty compound late_fee cost other",
    "case": "person hardship household income spending minimum benefits account auto_debit money",
    "income": "name amount every months on day continues until certain section note",
    "spending": "name amount every months kind section note",
}


def must(truth: object, what: str) -> None:
    """Stop when a check fails."""
    if not truth:
        raise AssertionError(what)


def everything(root: Path) -> list[str]:
    """Run all checks; one line for each that passed."""
    lines = []
    for case in (case_a, case_b):
        folder = root / case.FOLDER
        lines += [f"{case.FOLDER}: {line}" for line in _folder(folder, case)]
    for story in (case_c.STORY, case_d.STORY, case_e.STORY):
        folder = root / story.folder
        lines += [f"{story.folder}: {line}" for line in _story(folder, story)]
    size = sum(f.stat().st_size for f in root.rglob("*") if f.is_file())
    must(size < LIMIT, "the examples are too big")
    lines += [f"all folders: {size} bytes", *_surplus()]
    return lines


def _folder(folder: Path, case: Any) -> Iterator[str]:
    debts = tomllib.loads((folder / "debts.toml").read_text("utf-8"))["debt"]
    loans = {loan.id: loan for loan in vars(case).values() if isinstance(loan, Loan)}
    yield from _debts(debts)
    yield _loans(debts, loans)
    yield _payments(folder, case, loans)
    yield _case(tomllib.loads((folder / "case.toml").read_text("utf-8")))
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (line := _file(path)):
            yield f"{path.name}: {line}"
    for loan in loans.values():
        if loan.id in case.LATE:
            state = owed(loan, case.LATE[loan.id], case.PAID[loan.id], case.ON)
            yield (
                f"{loan.id} on {case.ON}: principal {yuan(state.principal)} interest {yuan(state.interest)} "
                f"fee {yuan(state.fee)} penalty {yuan(state.penalty)} compound {yuan(state.compound)} "
                f"late fee {yuan(state.late_fee)} total {yuan(state.total)}"
            )


def _story(folder: Path, story: Story) -> Iterator[str]:
    debts = tomllib.loads((folder / "debts.toml").read_text("utf-8"))["debt"]
    loans = {line.loan.id: line.loan for line in story.lines}
    yield from _debts(debts)
    yield _loans(debts, loans)
    rows = list(csv.DictReader(io.StringIO((folder / "payments.csv").read_text("utf-8"))))
    for line in story.lines:
        amounts = [fen(r["amount"]) for r in rows if r["debt"] == line.loan.id]
        must(amounts == [r.total for r in line.loan.rows()[: line.paid]], f"payments of {line.loan.id}")
    yield f"payments.csv: {len(rows)} payments match the schedules"
    yield _case(tomllib.loads((folder / "case.toml").read_text("utf-8")))
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (said := _file(path)):
            yield f"{path.name}: {said}"


def _known(table: dict[str, Any], name: str) -> None:
    unknown = set(table) - set(KEYS[name].split())
    must(not unknown, f"unknown keys in {name}: {unknown}")


def _debts(debts: list[dict[str, Any]]) -> Iterator[str]:
    for debt in debts:
        _known(debt, "debt")
        _known(debt.get("loan", {}), "loan")
        _known(debt.get("overdue", {}), "overdue")
        must(("missed_since" in debt) != ("next_due" in debt), "one of missed_since and next_due")
        for fee in debt.get("fee", []):
            _known(fee, "fee")
        for claim in debt.get("claim", []):
            _known(claim, "claim")
            items = claim.get("items", {"other": claim["total"]})
            _known(items, "items")
            must(sum(map(fen, items.values())) == fen(claim["total"]), "claim items do not add up")
    yield f"debts.toml: {len(debts)} debts, {sum(len(d.get('claim', [])) for d in debts)} claims add up"


def _loans(debts: list[dict[str, Any]], loans: dict[str, Loan]) -> str:
    """The terms in the file are the terms in the recipe, and every schedule repays what was lent."""
    for debt in debts:
        if debt["id"] not in loans:
            continue
        loan, terms = loans[debt["id"]], debt["loan"]
        said = fen(terms["principal"]), terms["method"], terms["n"], terms["first_due"], terms["received_on"]
        must(
            said == (loan.principal, loan.method, loan.n, loan.first_due, loan.received_on),
            f"terms of {loan.id}",
        )
        must(str(float(loan.rate)) == str(float(terms["rate"]["value"])), f"rate of {loan.id}")
        must(sum(fen(f["amount"]) for f in debt.get("fee", [])) == loan.fee, f"fee of {loan.id}")
        rows = loan.rows()
        must(sum(r.principal for r in rows) == loan.principal, f"principal of {loan.id}")
        day = debt.get("missed_since") or debt["next_due"]
        must(day in {r.due for r in rows}, f"first unpaid day of {loan.id}")
    return f"{len(loans)} schedules repay their principal"


def _payments(folder: Path, case: Any, loans: dict[str, Loan]) -> str:
    rows = list(csv.DictReader(io.StringIO((folder / "payments.csv").read_text("utf-8"))))
    for loan in loans.values():
        amounts = [fen(r["amount"]) for r in rows if r["debt"] == loan.id]
        must(amounts == [r.total for r in loan.rows()[: case.PAID[loan.id]]], f"payments of {loan.id}")
    return f"payments.csv: {len(rows)} payments match the schedules"


def _case(case: dict[str, Any]) -> str:
    _known(case, "case")
    for name in ("income", "spending"):
        for row in case[name]:
            _known(row, name)
    counted = [i for i in case["income"] if i.get("continues")]
    income = sum(fen(i["amount"]) for i in counted)
    cut = sum(fen(i["amount"]) for i in counted if not i["certain"]) // 5
    spending = sum(fen(s["amount"]) // (3 if s.get("every") == "quarter" else 1) for s in case["spending"])
    surplus, reserve = income - spending, income // 20
    return (
        f"case.toml: income {yuan(income)}, spending {yuan(spending)}, surplus {yuan(surplus)}, after the cut "
        f"{yuan(surplus - cut)}, reserve {yuan(reserve)}, affordable by (b) {yuan((surplus - cut - reserve) // 1000 * 1000)}"
    )


def _surplus() -> list[str]:
    alipay, wechat = case_a.trades()
    nets = {m: case_a_bills.net([*alipay, *wechat], m) for m in (8, 9, 10)}
    must(nets == case_a_bills.NET, "monthly surplus of the bills")
    return [f"a-laid-off bills, 2026-{m:02d}: surplus {yuan(amount)}" for m, amount in nets.items()]


def _file(path: Path) -> str | None:
    kind = (
        "sms" if path.name.startswith("sms-") else "calls" if path.name.startswith("calls-") else path.suffix
    )
    check = {
        "sms": _xml, "calls": _xml, ".xlsx": _xlsx, ".csv": _csv, ".eml": _eml, ".wav": _wav, ".png": _image,
        ".jpg": _image, ".pdf": _pdf,
    }.get(kind)  # fmt: skip
    return check(path) if check and path.name != "payments.csv" else None


def _xml(path: Path) -> str:
    """Surrogate references are joined first: no XML parser takes the file as it is."""
    pair = re.compile(r"&#(5[56]\d{3});&#(5[67]\d{3});")
    text = pair.sub(
        lambda m: (int(m[1]).to_bytes(2, "big") + int(m[2]).to_bytes(2, "big")).decode("utf-16-be"),
        path.read_text("utf-8"),
    )
    root = ET.fromstring(text)  # noqa: S314
    must(len(root) == int(root.attrib["count"]), f"count of {path.name}")
    kinds = Counter((e.tag, e.get("type") or e.get("msg_box")) for e in root)
    return f"{len(root)} records, " + ", ".join(f"{tag} {t}: {n}" for (tag, t), n in sorted(kinds.items()))


def _xlsx(path: Path) -> str:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    head = next(i for i, row in enumerate(rows) if row[0] == "交易时间")
    said = next(int(str(row[0])[1:-3]) for row in rows if str(row[0]).startswith("共"))
    must(len(rows) - head - 1 == said, f"rows of {path.name}")
    return f"{said} rows, heading on line {head + 1}, first row {rows[head + 1][0]} {rows[head + 1][5]}"


def _csv(path: Path) -> str:
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "gb18030")
    lines = text.splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("交易时间,"))
    width = len(next(csv.reader([lines[head]])))
    must(all(len(row) == width for row in csv.reader(lines[head:])), f"columns of {path.name}")
    said = next(int(re.sub(r"\D", "", line)) for line in lines if line.startswith("共"))
    must(len(lines) - head - 1 == said, f"rows of {path.name}")
    return f"{said} rows, heading on line {head + 1}"


def _eml(path: Path) -> str:
    mail: Message = email.message_from_bytes(path.read_bytes())
    must(not mail.defects, f"defects in {path.name}")
    parts = [p for p in mail.walk() if not p.is_multipart()]
    body = parts[0].get_payload(decode=True)
    must(isinstance(body, bytes), f"body of {path.name}")
    charset = parts[0].get_content_charset() or ""
    codec = "gb18030" if charset == "gb2312" else charset
    text = body.decode(codec) if isinstance(body, bytes) else ""
    if charset == "gb2312":
        must(
            "镕" in text and "\ufffd" in body.decode("gb2312", "replace"),
            "the mail that strict gb2312 cannot read",
        )
    return f"{charset}, {len(text)} characters, {len(parts) - 1} attachments {[p.get_filename() for p in parts[1:]]}"


def _wav(path: Path) -> str:
    with wave.open(str(path)) as sound:
        return f"{sound.getnframes() / sound.getframerate():.1f} s"


def _image(path: Path) -> str:
    with Image.open(path) as image:
        image.load()
        return f"{image.width} × {image.height}"


def _pdf(path: Path) -> str:
    raw = path.read_bytes()
    must(raw.startswith(b"%PDF-") and raw.rstrip().endswith(b"%%EOF"), f"{path.name} is not a PDF")
    return f"{len(raw)} bytes"

"""Counter-offers as they were heard or read, one file: what was not said is left out, and asked back later."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xiehuan.errors import Finding, InputRefused, Text
from xiehuan.negotiation.counter_offer import CounterOffer, Pressure
from xiehuan.readers.case_folder.table import Table
from xiehuan.readers.case_folder.toml_file import read_toml

MOST_OFFERS = 50
MOST_INSTALMENTS = 600


@dataclass(frozen=True, slots=True)
class Heard:
    """One counter-offer and the debt it is about."""

    debt: str
    offer: CounterOffer


def read_offers(path: Path) -> list[Heard]:
    """Every `[[offer]]` of the file in the order heard. Raises InputRefused with every finding."""
    findings: list[Finding] = []
    table = read_toml(path, path.name, findings)
    rows = [] if table is None else table.tables("offer", required=True)
    found = [_heard(row) for row in rows[:MOST_OFFERS]]
    if table is not None:
        if len(rows) > MOST_OFFERS:
            many = Text(
                f"{len(rows)} 个 [[offer]]，最多 {MOST_OFFERS} 个",
                f"{len(rows)} offers, {MOST_OFFERS} at most",
            )
            table.refuse("offer", "too_many", many, Text("只留最近的", "keep the latest ones"))
        table.done()
    if findings:
        raise InputRefused(
            "offers_refused",
            Text(f"{path.name} 有 {len(findings)} 处要改", f"{path.name} has {len(findings)} problems"),
            Text("改正后重试；没有写出任何文件", "correct them and try again; nothing was written"),
            findings=tuple(findings),
        )
    return found


def _heard(row: Table) -> Heard:
    debt = row.text("debt", required=True) or ""
    offer = CounterOffer(
        n=row.whole("n", 1, MOST_INSTALMENTS),
        monthly=row.amount("monthly", above_zero=True),
        first=row.day("first"),
        last=row.amount("last", above_zero=True),
        down=row.amount("down"),
        waived=row.amount("waived"),
        total=row.amount("total"),
        yes=row.flag("yes") or False,
        pressure=_pressure(row),
    )
    row.done()
    return Heard(debt, offer)


def _pressure(row: Table) -> tuple[Pressure, ...]:
    words = {p.value: p for p in Pressure}
    found = []
    for word in row.texts("pressure") or ():
        if word in words:
            found.append(words[word])
        else:
            known = " ".join(words)
            row.refuse(
                "pressure",
                "unknown_word",
                Text(f"pressure 里的 {word} 不认识", f"{word} in pressure is not known"),
                Text(f"可以写：{known}", f"write one of: {known}"),
            )
    return tuple(found)

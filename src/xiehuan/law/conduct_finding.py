"""What an audit of conduct says: findings with the records that prove them, counts, and what was not looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xiehuan.errors import Text
from xiehuan.evidence import Record
from xiehuan.law.contacts import WHY, Because, Contact
from xiehuan.law.finding import Certainty, Layer


@dataclass(frozen=True, slots=True)
class ConductFinding:
    """One thing that the records show. `sure` is what they prove as they stand, `unsure` what they do not.

    `records` are those that prove it; `on` is the day; `debt` is None where no debt is named.
    """

    rule: str
    debt: str | None
    on: date | None
    layer: Layer
    certainty: Certainty
    title: Text
    why: Text
    sure: tuple[Text, ...]
    unsure: tuple[Text, ...]
    records: tuple[Record, ...]
    source: str
    confidence: str

    def as_json(self) -> dict[str, object]:
        """For summary.json; the records by id, file, place and time."""
        return {
            "rule": self.rule,
            "on": self.on.isoformat() if self.on else None,
            "layer": self.layer.value,
            "certainty": self.certainty.value,
            "title": self.title.zh,
            "title_en": self.title.en,
            "why": self.why.zh,
            "why_en": self.why.en,
            "sure": [t.zh for t in self.sure],
            "sure_en": [t.en for t in self.sure],
            "unsure": [t.zh for t in self.unsure],
            "unsure_en": [t.en for t in self.unsure],
            "records": [
                {"id": r.id, "at": r.at, "from": r.sender, "where": r.where.as_json()} for r in self.records
            ],
            "source": self.source,
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class Tally:
    """How often they came: plain counts of what is attached to the debt, no limit held against them."""

    calls: int
    connected: int
    messages: int
    busiest_day: tuple[date, int] | None
    busiest_week: tuple[date, int] | None  # the Monday, and contacts of its seven days

    def as_json(self) -> dict[str, object]:
        """For summary.json."""
        day, week = self.busiest_day, self.busiest_week
        return {
            "calls": self.calls,
            "connected": self.connected,
            "messages": self.messages,
            "busiest_day": {"on": day[0].isoformat(), "contacts": day[1]} if day else None,
            "busiest_week": {"from": week[0].isoformat(), "contacts": week[1]} if week else None,
        }


@dataclass(frozen=True, slots=True)
class Conduct:
    """The findings about one debt (None: contacts that name none), the count behind them, and what was not looked at."""

    debt: str | None
    findings: tuple[ConductFinding, ...] = ()
    tally: Tally | None = None
    notes: tuple[Text, ...] = ()

    def as_json(self) -> dict[str, object]:
        """For summary.json."""
        return {
            "debt": self.debt,
            "contacts": self.tally.as_json() if self.tally else None,
            "findings": [f.as_json() for f in self.findings],
            "notes": [t.zh for t in self.notes],
            "notes_en": [t.en for t in self.notes],
        }


def of_record(contact: Contact) -> Text:
    """The record as a line: when, from whom, connected or not, and where it stands."""
    record, at = contact.record, contact.at
    place = " · ".join(
        str(p) for p in (record.where.file, record.where.byte, record.where.row) if p is not None
    )
    when = f"{at:%Y-%m-%d %H:%M:%S}" if at else "?"
    state = Text("", "")
    if contact.connected is not None:
        state = Text(" 接通", " connected") if contact.connected else Text(" 未接通", " unanswered")
    return Text(
        f"{when} {record.sender or '号码不明'}{state.zh}（{place}）",
        f"{when} {record.sender or 'number unknown'}{state.en} ({place})",
    )


def of_who(hit: Sequence[Contact]) -> tuple[Text, ...]:
    """Why these contacts are attached to the debt, and that the caller is not proven; empty without a reason."""
    reasons = sorted({c.because for c in hit if c.because}, key=list(Because).index)
    if not reasons:
        return ()
    return (
        Text(
            "归到这笔的理由："
            + "；".join(WHY[r].zh for r in reasons)
            + "。打电话、发短信的究竟是谁，要对方确认。",
            "Attached because: "
            + "; ".join(WHY[r].en for r in reasons)
            + ". Who really called or wrote is for them to confirm.",
        ),
    )

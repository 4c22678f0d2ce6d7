"""Periods that run in a case: from the day that starts each to its ends, on the calendar of working days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.errors import Text
from xiehuan.law.deadlines import Deadline, WorkCalendar, deadline
from xiehuan.law.pack import Pack
from xiehuan.law.rule import rule
from xiehuan.loan.debt import LenderKind


class StartKind(StrEnum):
    """What happened on the day that starts the period."""

    COMPLAINT = "complaint"  # received by the institution
    CREDIT_DISPUTE = "credit_dispute"  # received by the credit bureau or the institution
    CREDIT_COMPLAINT = "credit_complaint"  # accepted by the central bank's branch
    MEDIATION_AGREEMENT = "mediation_agreement"  # took effect
    CONFIRMATION_REQUEST = "confirmation_request"  # accepted by the court
    PAYMENT_ORDER = "payment_order"  # received
    STATEMENT_OF_CLAIM = "statement_of_claim"  # copy received
    EVIDENCE_NOTICE = "evidence_notice"  # received
    JUDGMENT = "judgment"  # served


KINDS: dict[StartKind, tuple[Text, tuple[str, ...]]] = {
    StartKind.COMPLAINT: (
        Text("投诉答复", "answer to the complaint"),
        ("complaint.days_simple", "complaint.days_complex", "complaint.days_max"),
    ),
    StartKind.CREDIT_DISPUTE: (
        Text("征信异议答复", "answer to the credit-record dispute"),
        ("credit.dispute_days",),
    ),
    StartKind.CREDIT_COMPLAINT: (
        Text("征信投诉答复", "answer to the credit-record complaint"),
        ("credit.complaint_days",),
    ),
    StartKind.MEDIATION_AGREEMENT: (
        Text("双方共同申请司法确认", "joint request for judicial confirmation"),
        ("mediation.confirmation_days",),
    ),
    StartKind.CONFIRMATION_REQUEST: (
        Text("法院对司法确认的裁定", "the court's decision on confirmation"),
        ("mediation.confirmation_decision_days",),
    ),
    StartKind.PAYMENT_ORDER: (
        Text("对支付令提出书面异议", "written objection to the payment order"),
        ("procedure.payment_order_objection_days",),
    ),
    StartKind.STATEMENT_OF_CLAIM: (Text("提交答辩状", "statement of defence"), ("procedure.defence_days",)),
    StartKind.EVIDENCE_NOTICE: (Text("提交证据", "evidence"), ("evidence.period_days_min",)),
    StartKind.JUDGMENT: (Text("上诉", "appeal"), ("procedure.appeal_days",)),
}
_OURS = frozenset(
    {
        StartKind.MEDIATION_AGREEMENT,
        StartKind.PAYMENT_ORDER,
        StartKind.STATEMENT_OF_CLAIM,
        StartKind.EVIDENCE_NOTICE,
        StartKind.JUDGMENT,
    }
)


@dataclass(frozen=True, slots=True)
class Start:
    """A dated fact that starts a period; `done_on` is the day the answer came or the act was done."""

    kind: StartKind
    on: date
    debt: str | None = None
    done_on: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """One start with its ends, the earliest first; none where no value of that day may carry a finding."""

    start: Start
    ends: tuple[Deadline, ...]

    @property
    def name(self) -> Text:
        """What the period is for."""
        return KINDS[self.start.kind][0]

    @property
    def ours(self) -> bool:
        """Whether the user has to act (by `last`), or only waits (until `latest`)."""
        return self.start.kind in _OURS

    @property
    def provisional(self) -> bool:
        """Whether an end turned on a year whose days off are not announced."""
        return any(e.provisional for e in self.ends)

    def next_end(self, on: date) -> Deadline | None:
        """The first end that is not over on the day; None when all are."""
        return next((e for e in self.ends if not self.over(e, on)), None)

    def over(self, end: Deadline, on: date) -> bool:
        """Whether an end has passed: for one's own acts by the earlier reading, for the other side's by the later."""
        return on > (end.last if self.ours else end.latest)

    def as_json(self, on: date) -> dict[str, object]:
        """For summary.json."""
        start = self.start
        return {
            "kind": start.kind.value,
            "name": self.name.zh,
            "name_en": self.name.en,
            "debt": start.debt,
            "started": start.on.isoformat(),
            "done_on": start.done_on.isoformat() if start.done_on else None,
            "ours": self.ours,
            "ends": [
                {
                    "days": e.days,
                    "last": e.last.isoformat(),
                    "latest": e.latest.isoformat(),
                    "passed": self.over(e, on),
                    "provisional": e.provisional,
                    "source": e.citation,
                    "confidence": e.value.confidence.value,
                }
                for e in self.ends
            ],
        }


@rule("cn.starts", articles=("civil_code:第二百零一条、第二百零三条",))
def running(
    starts: Iterable[Start], kinds: dict[str, LenderKind], pack: Pack, calendar: WorkCalendar, on: date
) -> tuple[Running, ...]:
    """The periods started by the day. `kinds` is the kind of lender of each debt.

    Complaint periods are written for banks and consumer finance companies: for other kinds no end is given.
    """
    out = []
    for start in sorted((s for s in starts if s.on <= on), key=lambda s: (s.on, s.kind.value, s.debt or "")):
        kind = kinds.get(start.debt or "", LenderKind.UNKNOWN)
        ends = []
        for name in KINDS[start.kind][1]:
            parameter = pack.parameters[name]
            said = kind is LenderKind.UNKNOWN or parameter.covers_kind(kind.value)
            if said and parameter.known_at(start.on):
                ends.append(deadline(parameter, start.on, calendar))
        out.append(Running(start, tuple(sorted(ends, key=lambda e: (e.last, e.latest)))))
    return tuple(out)

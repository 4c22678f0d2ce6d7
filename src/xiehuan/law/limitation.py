"""Has the time to sue possibly run out? Then no letter, call or payment before the person has read a warning.

Civil Code arts. 188, 189, 192, 195; limitation rules arts. 8, 14, 19: three years; instalment debts run from the last
instalment; a demand that arrives, a part payment, or asking for instalments restarts the clock, at most twenty years
from its beginning; after expiry a promise to pay or a signed reminder gives the defence up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.dates import add_months
from xiehuan.errors import Text
from xiehuan.law.interruption import ACTS, DEBTORS, Interruption, Shown, facts_of, in_order
from xiehuan.law.pack import Pack
from xiehuan.law.rule import rule
from xiehuan.loan.debt import Debt
from xiehuan.loan.restart import Suspended, TimeBarredChoice

WHAT_ACTS_DO: tuple[Text, ...] = (
    Text(
        "时效过了，债还在，但你可以提出不还的抗辩；要在一审提，二审再提一般不支持。",
        "The debt still exists, but you may refuse to pay; this is to be raised at first instance.",
    ),
    Text(
        "还一部分：还掉的要不回来，还可能被当作同意还剩下的。",
        "A part payment: it cannot be asked back, and may be read as agreeing to pay the rest.",
    ),
    Text(
        "请求分期或延期、作还款计划、在催收单上签字：就不能再用时效抗辩。",
        "Asking for instalments, a plan, or signing a reminder: the defence is given up.",
    ),
    Text(
        "只看记录不能知道全部：对方手里可能有你没有的催收或诉讼记录。",
        "Records do not show everything: the other side may hold demands or suits that you do not know of.",
    ),
)


SUSPENDED_MONTHS = (
    6  # Civil Code art. 194, known from memory only: it carries a doubt, never the end of a warning
)


class Begins(StrEnum):
    """What the clock was started from."""

    LAST_INSTALMENT = "last_instalment"
    ACCELERATED = "accelerated"
    ONLY_DAY_KNOWN = "only_day_known"  # no contract: the first missed or the next due day stands for it


@dataclass(frozen=True, slots=True)
class Limitation:
    """The clock of one debt: when it began, last restarted and ends; `passed` on the day asked.

    `used` restarted it; `after` came when it had run out; `not_counted` is on record but restarts nothing as it
    stands. `capped`: the end is the long stop, which no restart moves.
    """

    restarted: date
    ends: date
    passed: bool
    citation: str
    begins: Begins = Begins.LAST_INSTALMENT
    began: date | None = None
    used: tuple[Interruption, ...] = ()
    after: tuple[Interruption, ...] = ()
    not_counted: tuple[Interruption, ...] = ()
    capped: bool = False
    suspended: tuple[Suspended, ...] = ()  # obstacles stated for the last six months of the period

    @property
    def possible_end(self) -> date | None:
        """The later end if a stated obstacle counts: six months after it was gone. None: none stated, or still there."""
        if not self.suspended or any(s.until is None for s in self.suspended):
            return None
        gone = max(s.until for s in self.suspended if s.until)
        return max(self.ends, add_months(gone, SUSPENDED_MONTHS))

    @property
    def defence_in_doubt(self) -> bool:
        """Whether the debtor did something after expiry that may have given the defence up (rules art. 19)."""
        said = (f for f in self.not_counted if f.shown is Shown.WORDS and f.on > self.ends)
        return any(f.act in DEBTORS for f in (*self.after, *said))

    def held_back(self, choice: TimeBarredChoice | None, on: date) -> bool:
        """Whether nothing may be sent, called or proposed on the day: over, and no recorded choice to go on.

        A choice counts from its own day, and only when it was made after the period had ended: before, there was no
        warning to answer.
        """
        return self.passed and not (choice and choice.go_on and self.ends < choice.on <= on)

    def warning(self, debt: Debt) -> Text:
        """What to say before anything else."""
        years = Text("满二十年", "twenty years") if self.capped else Text("满三年", "three years")
        begin = self.began if self.capped and self.began else self.restarted
        return Text(
            f"「{debt.short_name}」这笔可能已过诉讼时效：从{begin}起算，到{self.ends}{years.zh}，"
            "中间没有看到催收、还款或书面承诺的记录。现在写信、打电话提分期、还一部分，都可能让你失去时效抗辩。"
            "先问法律援助或律师，再决定要不要联系。",
            f"The time to sue on “{debt.short_name}” may have run out: {years.en} from {begin} ended on "
            f"{self.ends}, and no demand, payment or promise in between is on record. A letter, a call asking for "
            "instalments or a part payment may give the defence up. Ask legal aid or a lawyer first.",
        )

    def doubts(self) -> tuple[Text, ...]:
        """What may make this clock wrong, or the defence weaker than it looks."""
        lines = []
        if self.begins is Begins.ONLY_DAY_KNOWN:
            lines.append(
                Text(
                    "没有合同，只按知道的那一天算；分期的最后一期可能更晚，时效也就更晚。",
                    "Without the contract only one due day is known; the last instalment, and so the end, may be later.",
                )
            )
        lines += [self._suspension(s) for s in self.suspended]
        if self.defence_in_doubt:
            lines.append(
                Text(
                    "过期以后你有过还款或承诺的记录，抗辩可能已经受影响，请把记录带给律师看。",
                    "After expiry there is a payment or promise of yours on record: the defence may be affected.",
                )
            )
        return tuple(lines)

    def _suspension(self, stated: Suspended) -> Text:
        """What an obstacle would change, if it counts; the warning stands either way."""
        until = str(stated.until) if stated.until else ""
        later = Text(
            f"如果算数，要到{self.possible_end}才满" if self.possible_end else "障碍还在，满期日定不下来",
            f"if it counts, the end is {self.possible_end}"
            if self.possible_end
            else "it is still there, so the end is open",
        )
        return Text(
            f"你写了{stated.since}至{until or '现在'}有障碍没法起诉（{stated.why}）：时效可能中止，{later.zh}。"
            "算不算由法院认定，条文没有逐字核对过（民法典第一百九十四条），先按上面的提醒办，问律师。",
            f"You wrote of an obstacle to suing from {stated.since} to {until or 'now'} ({stated.why}): the time may stand "
            f"still; {later.en}. Whether it counts is for a court, and the article (Civil Code art. 194) was not read in "
            "full: keep to the warning and ask a lawyer.",
        )

    def as_json(self) -> dict[str, object]:
        """For summary.json: the clock with every fact and what shows it."""
        return {
            "began": self.began.isoformat() if self.began else None,
            "begins": self.begins.value,
            "restarted": self.restarted.isoformat(),
            "ends": self.ends.isoformat(),
            "passed": self.passed,
            "long_stop": self.capped,
            "interruptions": [_fact(f) for f in self.used],
            "after_expiry": [_fact(f) for f in self.after],
            "not_counted": [_fact(f) for f in self.not_counted],
            "suspended": [_obstacle(s) for s in self.suspended],
            "possible_end": self.possible_end.isoformat() if self.possible_end else None,
            "source": self.citation,
        }


@rule(
    "cn.limitation",
    articles=(
        "civil_code:第一百八十八条、第一百八十九条、第一百九十五条",
        "civil_code:第一百九十二条",
        "limitation_rules:第八条、第十四条",
        "limitation_rules:第十九条",
    ),
    parameters=("limitation.years", "limitation.longstop_years"),
)
def limitation(debt: Debt, pack: Pack, on: date, more: tuple[Interruption, ...] = ()) -> Limitation | None:
    """The clock on the day; None when no due date is known, the debt is not yet due, or the law of the day is not known.

    `more` are facts from records beside those of the debt itself. A claim counts as a demand only when its source is
    on record, words of a message never by themselves: a restart that did not happen would hide a defence, one that
    was missed costs a warning.
    """
    start = _starts(debt)
    years = pack.parameters["limitation.years"].known_at(on)
    longstop = pack.parameters["limitation.longstop_years"].known_at(on)
    if start is None or years is None or longstop is None or start[0] > on:
        return None
    began, begins = start
    known = [f for f in in_order((*facts_of(debt), *more)) if began < f.on <= on]
    stop = add_months(began, 12 * int(longstop.value))
    last, ends = began, min(add_months(began, 12 * int(years.value)), stop)
    used, after = [], []
    for fact in (f for f in known if f.counts):
        if fact.on > ends:
            after.append(fact)
            continue
        used.append(fact)
        last, ends = fact.on, min(add_months(fact.on, 12 * int(years.value)), stop)
    return Limitation(
        last,
        ends,
        on > ends,
        years.citation,
        begins,
        began,
        tuple(used),
        tuple(after),
        tuple(f for f in known if not f.counts),
        capped=ends == stop,
        suspended=tuple(s for s in debt.suspensions if _within_last_months(s, ends, on)),
    )


def _within_last_months(stated: Suspended, ends: date, on: date) -> bool:
    """Only an obstacle within the last six months of the period suspends it (art. 194)."""
    since = add_months(ends, -SUSPENDED_MONTHS)
    return stated.since <= min(ends, on) and (stated.until is None or stated.until >= since)


def _starts(debt: Debt) -> tuple[date, Begins] | None:
    """The last due date by the contract, the day of acceleration, or the only due date known."""
    if debt.terms is not None:
        accelerated = debt.overdue.accelerated_on if debt.overdue else None
        maturity = debt.schedule().maturity
        if accelerated and accelerated < maturity:
            return accelerated, Begins.ACCELERATED
        return maturity, Begins.LAST_INSTALMENT
    day = debt.missed_since or debt.next_due
    return (day, Begins.ONLY_DAY_KNOWN) if day else None


_SHOWN = {
    Shown.RECORD: Text("有记录", "on record"),
    Shown.STATED: Text("自己写的，没有记录", "written down by you, no record"),
    Shown.WORDS: Text("只是短信里的字句，没有计入", "words in a message only, not counted"),
    Shown.NOTHING: Text("没有来源，没有计入", "no source, not counted"),
}


def told(fact: Interruption) -> Text:
    """One fact as a line: day, act, what shows it."""
    act, shown = ACTS[fact.act], _SHOWN[fact.shown]
    proof = f"（{fact.proof}）" if fact.proof else ""
    proof_en = f" ({fact.proof})" if fact.proof else ""
    return Text(f"{fact.on}　{act.zh}，{shown.zh}{proof}", f"{fact.on}  {act.en}, {shown.en}{proof_en}")


def _obstacle(stated: Suspended) -> dict[str, object]:
    until = stated.until.isoformat() if stated.until else None
    return {"from": stated.since.isoformat(), "until": until, "why": stated.why}


def _fact(fact: Interruption) -> dict[str, object]:
    return {
        "on": fact.on.isoformat(),
        "act": fact.act.value,
        "shown": fact.shown.value,
        "proof": fact.proof,
    }

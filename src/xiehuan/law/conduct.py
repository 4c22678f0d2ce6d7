"""How the other side collected: what the records of contact show against dated limits, and what they cannot show.

Hours and connected calls a day: the national standard on collecting online consumer credit (GB/T 45251—2025, from
2025-02-28, recommended). Hours, dial attempts, third parties, bans: the banking association's guide (from 2026-01-30,
self-regulation). Notice before outsourcing: consumer protection rules art. 41. All were read second-hand, so a finding
is arguable at most. Nothing is concluded from a record that is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time

from xiehuan.errors import Text
from xiehuan.evidence import Record
from xiehuan.law.conduct_finding import Conduct, ConductFinding, Tally, of_record, of_who
from xiehuan.law.conduct_said import from_strangers, provision_of, unsigned, words_found
from xiehuan.law.contacts import Because, Contact, by_debt
from xiehuan.law.finding import Certainty, Layer
from xiehuan.law.pack import Pack
from xiehuan.law.rule import rule
from xiehuan.loan.debt import Debt, LenderKind
from xiehuan.parameter import DatedValue, Parameter

_CHINA = Text(
    "时间按北京时间算；手机当时在别的时区，时刻会不同。",
    "Times are China time; a phone abroad would show others.",
)


@rule(
    "cn.conduct",
    articles=("collection_standard", "collection_guide", "consumer_protection:第四十一条"),
    parameters=(
        "collection.standard_quiet_from",
        "collection.standard_quiet_until",
        "collection.guide_quiet_from",
        "collection.guide_quiet_until",
        "collection.connected_calls_per_debtor_day",
        "collection.dial_attempts_per_number_day",
    ),
)
def conduct(debts: Sequence[Debt], records: Iterable[Record], pack: Pack, on: date) -> tuple[Conduct, ...]:
    """What the records up to the day show for each debt, and for contacts that name none (only if there is a finding).

    A lender of unknown kind is held against no limit; that is said in the notes.
    """
    return judged(debts, *by_debt(debts, records), pack, on)


def judged(
    debts: Sequence[Debt],
    mine: Mapping[str, tuple[Contact, ...]],
    rest: Sequence[Contact],
    pack: Pack,
    on: date,
) -> tuple[Conduct, ...]:
    """The same for contacts that were attached already: those of each debt, and those that name none."""
    out = []
    for debt in debts:
        contacts = tuple(c for c in mine[debt.id] if c.day is None or c.day <= on)
        findings = tuple(_Judge(debt, pack).all(contacts))
        out.append(Conduct(debt.id, findings, _tally(contacts), _notes(debt, contacts)))
    others = tuple(from_strangers([c for c in rest if c.day is None or c.day <= on], pack))
    return (*out, Conduct(None, others)) if others else tuple(out)


class _Judge:
    """Holds the contacts of one debt against the limits for its kind of lender."""

    def __init__(self, debt: Debt, pack: Pack) -> None:
        self.debt, self.pack = debt, pack

    def all(self, contacts: Sequence[Contact]) -> Iterator[ConductFinding]:
        days: dict[date, list[Contact]] = defaultdict(list)
        for contact in contacts:
            if contact.day is not None:
                days[contact.day].append(contact)
        for day in sorted(days):
            yield from self._hours(day, days[day])
            yield from self._connected(day, days[day])
            yield from self._attempts(day, days[day])
        for contact in contacts:
            yield from words_found(self.debt, contact, self.pack)
            yield from unsigned(self.debt, contact, self.pack)
        yield from self._late_notice()

    def _value(self, name: str, day: date) -> DatedValue | None:
        parameter: Parameter = self.pack.parameters[name]
        return parameter.known_at(day) if parameter.covers_kind(self.debt.lender_kind.value) else None

    def _hours(self, day: date, contacts: Sequence[Contact]) -> Iterator[ConductFinding]:
        """By the guide where it speaks of this lender (calls), else by the standard (calls and messages)."""
        for family, calls_only in (("standard", False), ("guide", True)):
            start = self._value(f"collection.{family}_quiet_from", day)
            until = self._value(f"collection.{family}_quiet_until", day)
            if start is None or until is None:
                continue
            first, last = time(int(start.value)), time(int(until.value))
            hit = [
                c
                for c in contacts
                if c.clock
                and (c.clock >= first or c.clock < last)
                and (c.call or (c.demands and not calls_only))
            ]
            if not hit:
                continue
            times = "、".join(f"{c.clock:%H:%M:%S}" for c in hit if c.clock)
            yield self._finding(
                f"hours.{family}",
                day,
                hit,
                start,
                Text("夜里催收", "collection at night"),
                Text(
                    f"{day}的{times}有联系，{_source_zh(family)}写明没有约定或同意时{int(start.value)}点到次日{int(until.value)}点不催收",
                    f"contacts on {day} at {times.replace('、', ', ')}; {_source_en(family)} asks for none from "
                    f"{int(start.value)}:00 to {int(until.value)}:00 unless agreed",
                ),
                (
                    _CHINA,
                    Text(
                        "有没有约定或同意过夜间联系，看合同。",
                        "Whether night contact was agreed: see the contract.",
                    ),
                    *_of_calls(hit),
                ),
            )
            return

    def _connected(self, day: date, contacts: Sequence[Contact]) -> Iterator[ConductFinding]:
        limit = self._value("collection.connected_calls_per_debtor_day", day)
        hit = [c for c in contacts if c.call and c.connected]
        if limit is None or len(hit) <= limit.value:
            return
        yield self._finding(
            "calls.connected",
            day,
            hit,
            limit,
            Text("一天接通的电话太多", "too many connected calls in a day"),
            Text(
                f"{day}接通来电{len(hit)}次，国家标准写每天主动有效通话不超过{int(limit.value)}次",
                f"{len(hit)} connected calls on {day}; the national standard asks for at most {int(limit.value)}",
            ),
            (
                Text(
                    "标准里“有效通话”怎么算没有看到，这里按通话时长大于零。",
                    "How the standard counts an effective call was not seen; here: longer than zero.",
                ),
                *_of_calls(hit),
            ),
        )

    def _attempts(self, day: date, contacts: Sequence[Contact]) -> Iterator[ConductFinding]:
        limit = self._value("collection.dial_attempts_per_number_day", day)
        hit = [c for c in contacts if c.call and c.connected is False]
        if limit is None or len(hit) <= limit.value:
            return
        yield self._finding(
            "calls.attempts",
            day,
            hit,
            limit,
            Text("一天没接通的拨打太多", "too many unanswered calls in a day"),
            Text(
                f"{day}没接通的来电{len(hit)}次，行业指引写对同一联系方式当天不宜超过{int(limit.value)}次",
                f"{len(hit)} unanswered calls on {day}; the guide advises at most {int(limit.value)} to one number",
            ),
            (
                Text(
                    "手机有两个号码时，通话记录不说打的是哪一个。",
                    "With two numbers in one phone the log does not tell which was dialled.",
                ),
                *_of_calls(hit),
            ),
        )

    def _late_notice(self) -> Iterator[ConductFinding]:
        """The user's own two dates: outsourced or assigned on one, told on a later one."""
        since, told = self.debt.creditor_since, self.debt.notice_received
        if since is None or told is None or told <= since or self.debt.creditor_now.value == "original":
            return
        name = (
            "collection.outsourcing_notice"
            if self.debt.creditor_now.value == "collector"
            else "collection.assignment_told"
        )
        provision = provision_of(self.pack, name, self.debt.lender_kind, since)
        if provision is None:
            return
        yield ConductFinding(
            "notice.late",
            self.debt.id,
            told,
            Layer.POLICY,
            Certainty.ARGUABLE,
            Text("通知晚于委托或转让", "the notice came late"),
            Text(
                f"{since}起换了人，{told}才收到通知。{provision.says.zh}",
                f"changed on {since}, told on {told}. {provision.says.en}",
            ),
            (Text("两个日子都是你写的。", "Both days are as you wrote them."),),
            (
                Text(
                    "有没有更早的通知，要对方说明。",
                    "Whether an earlier notice was given is for them to show.",
                ),
            ),
            (),
            provision.citation,
            provision.confidence.value,
        )

    def _finding(
        self,
        name: str,
        day: date,
        hit: Sequence[Contact],
        value: DatedValue,
        title: Text,
        why: Text,
        doubts: tuple[Text, ...],
    ) -> ConductFinding:
        sure_enough = any(c.because is not Because.PARTLY_NAMED for c in hit)
        return ConductFinding(
            name,
            self.debt.id,
            day,
            Layer.POLICY,
            Certainty.ARGUABLE if sure_enough else Certainty.NEEDS_PAPER,
            title,
            why,
            tuple(of_record(c) for c in hit),
            (*doubts, *of_who(hit)),
            tuple(c.record for c in hit),
            value.citation,
            value.confidence.value,
        )


def _notes(debt: Debt, contacts: Sequence[Contact]) -> tuple[Text, ...]:
    notes = []
    if debt.lender_kind in {LenderKind.UNKNOWN, LenderKind.PRIVATE} and contacts:
        notes.append(
            Text(
                "放款人是哪一类不清楚，或是个人：这些次数和时间的限制没有套用。",
                "The kind of lender is unknown or private: no limit on hours or counts was applied.",
            )
        )
    if any(c.at is None for c in contacts):
        notes.append(
            Text(
                "有的记录没有可靠的时间，没有参加时间和次数的核对。",
                "Records without a sure time were left out of hours and counts.",
            )
        )
    if not debt.numbers and not any(c.call for c in contacts):
        notes.append(
            Text(
                "没有认出这笔的来电。知道对方号码的，写进 debts.toml 的 numbers，来电才会归到这笔。",
                "No call was recognised. Write the numbers that call into `numbers` of debts.toml.",
            )
        )
    return tuple(notes)


def _tally(contacts: Sequence[Contact]) -> Tally:
    days: dict[date, int] = defaultdict(int)
    weeks: dict[date, int] = defaultdict(int)
    for day in (c.day for c in contacts if c.day):
        days[day] += 1
        weeks[date.fromordinal(day.toordinal() - day.weekday())] += 1
    return Tally(
        sum(c.call for c in contacts),
        sum(c.connected is True for c in contacts),
        sum(not c.call for c in contacts),
        _most(days),
        _most(weeks),
    )


def _most(counts: dict[date, int]) -> tuple[date, int] | None:
    return max(counts.items(), key=lambda kv: (kv[1], -kv[0].toordinal()), default=None)


def _of_calls(hit: Sequence[Contact]) -> tuple[Text, ...]:
    if not any(c.call for c in hit):
        return ()
    return (
        Text(
            "通话记录不说电话里讲了什么，也不一定都是催收。",
            "A call log does not tell what was said, or that it was collection.",
        ),
    )


def _source_zh(family: str) -> str:
    return "国家标准（推荐性）" if family == "standard" else "行业指引"


def _source_en(family: str) -> str:
    return (
        "the national standard (recommended)"
        if family == "standard"
        else "the guide of the banking association"
    )

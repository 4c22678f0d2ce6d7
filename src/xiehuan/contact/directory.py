"""The directory of lenders, platforms and authorities: what was seen where, how sure it is, and what to ask.

A platform and the lender on the contract are different parties. What is unknown is absent; what is only reported is
never told as certain; what the user confirmed overrides and carries its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from xiehuan.errors import Text
from xiehuan.parameter import Confidence


class Role(StrEnum):
    """What an entry is."""

    LENDER = "lender"
    PLATFORM = "platform"  # arranges loans of others
    AUTHORITY = "authority"  # takes complaints or reports


class About(StrEnum):
    """What a value is about."""

    LENT_BY = "lent_by"
    LICENCE = "licence"
    SITE = "site"
    IN_APP = "in_app"
    HOTLINE = "hotline"
    HOURS = "hours"
    COMPLAINT_ADDRESS = "complaint_address"
    GRACE = "grace"
    TOLERANCE = "tolerance"
    OVERDUE_COST = "overdue_cost"
    DEFERRAL = "deferral"
    PAPERS = "papers"


class Seen(StrEnum):
    """Where a value was seen: the kind of place, never its address."""

    PRESS = "press"
    NOTICE_REPOST = "notice_repost"  # the institution's own notice, reposted elsewhere
    CONTENT_SITE = "content_site"
    FORUM = "forum"
    FACT_SHEET = "fact_sheet"  # our own notes on the market
    RECALLED = "recalled"
    ME = "me"  # in the app, on the contract, on the back of the card, or told on the official line


class Because(StrEnum):
    """Why something has to be asked."""

    UNKNOWN = "unknown"
    UNCONFIRMED = "unconfirmed"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Reported:
    """One value as it was seen; `confirmed_on` is the day the user confirmed it (its confidence is then None)."""

    value: Text
    seen: Seen
    seen_on: date | None
    confidence: Confidence | None
    page_year: int | None = None
    note: Text | None = None
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Lender:
    """One party of the directory. `kind` is the kind of lender where it lends itself, None otherwise."""

    id: str
    name: Text
    role: Role
    kind: str | None = None
    aliases: tuple[str, ...] = ()
    values: Mapping[About, tuple[Reported, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def reported(self, about: About) -> tuple[Reported, ...]:
        """Everything seen, the user's own confirmation first; empty when it is unknown."""
        return self.values.get(about, ())

    def confirmed(self, about: About) -> Reported | None:
        """What the user confirmed last; None until then."""
        return next((r for r in self.reported(about) if r.confirmed_on), None)

    def answers_to(self, name: str) -> bool:
        """Whether the name is one of its own."""
        return name in {self.id, self.name.zh, self.name.en, *self.aliases}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask, and why."""

    about: About
    because: Because
    text: Text


ASK: Mapping[About, Text] = MappingProxyType(
    {
        About.LENT_BY: Text(
            "合同上的放款人全称是谁", "what is the full legal name of the lender on the contract"
        ),
        About.LICENCE: Text("放款人持有哪一类金融牌照", "which kind of licence does the lender hold"),
        About.SITE: Text("官方网站是哪一个", "which is the official site"),
        About.IN_APP: Text(
            "在App里从哪里进入客服和协商", "where in the app are service and hardship requests"
        ),
        About.HOTLINE: Text("官方客服电话是多少", "what is the official service number"),
        About.HOURS: Text("人工客服几点到几点", "when is the line staffed"),
        About.COMPLAINT_ADDRESS: Text("书面投诉寄到哪里、发到哪个邮箱", "where do written complaints go"),
        About.GRACE: Text(
            "有没有宽限期，几天，怎么算", "is there a grace period, how many days, counted how"
        ),
        About.TOLERANCE: Text("差多少钱以内算还清", "which shortfall still counts as paid"),
        About.PAPERS: Text("申请协商要哪些材料", "which papers does a hardship request need"),
    }
)
_ASKED = {
    Role.PLATFORM: tuple(ASK),
    Role.LENDER: tuple(a for a in ASK if a is not About.LENT_BY),
    Role.AUTHORITY: (About.HOTLINE, About.HOURS),
}


def questions_to_ask(lender: Lender) -> tuple[Question, ...]:
    """What to ask or confirm: everything not confirmed by the user, in the order of a call."""
    return tuple(q for about in _ASKED[lender.role] if (q := _question(lender, about)))


def _question(lender: Lender, about: About) -> Question | None:
    if lender.confirmed(about):
        return None
    seen = lender.reported(about)
    ask = ASK[about].opening()
    if not seen:
        return Question(about, Because.UNKNOWN, Text(f"请问{ask.zh}？", f"{ask.en}?"))
    values = list(dict.fromkeys(r.value for r in seen))
    told = Text("、".join(v.zh for v in values), " / ".join(v.en for v in values))
    if len(values) > 1:
        return Question(
            about,
            Because.CONFLICTING,
            Text(f"请问{ask.zh}？看到的说法不一：{told.zh}", f"{ask.en}? Reports differ: {told.en}"),
        )
    return Question(
        about,
        Because.UNCONFIRMED,
        Text(
            f"请问{ask.zh}？看到的是“{told.zh}”，没有核实", f"{ask.en}? “{told.en}” was seen, not confirmed"
        ),
    )


def confirm(lender: Lender, about: About, value: str, on: date) -> Lender:
    """The entry with the user's own value for this, before everything else seen; the latest confirmation leads."""
    own = Reported(Text(value, value), Seen.ME, on, None, confirmed_on=on)
    return replace(lender, values=MappingProxyType({**lender.values, about: (own, *lender.reported(about))}))


def find(directory: Iterable[Lender], name: str) -> tuple[Lender, ...]:
    """The entry of this name; failing that every entry whose names hold it; empty when there is none."""
    everyone = tuple(directory)
    wanted = name.strip()
    exact = tuple(entry for entry in everyone if entry.answers_to(wanted))
    if exact or not wanted:
        return exact
    return tuple(
        entry
        for entry in everyone
        if any(
            wanted.lower() in own.lower() for own in (entry.id, entry.name.zh, entry.name.en, *entry.aliases)
        )
    )

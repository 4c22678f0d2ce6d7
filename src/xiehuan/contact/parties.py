"""What is known of the lender and of the platform of a debt, as two parties: each value with where and when it was seen.

For the person's own eyes only: nothing of the directory is printed in a letter as a fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xiehuan.contact.directory import About, Lender, Question, Reported, Role, Seen, questions_to_ask
from xiehuan.errors import Text
from xiehuan.loan import Debt, LenderKind
from xiehuan.parameter import Confidence

_COMPANY = ("股份有限公司", "有限责任公司", "有限公司")
ABOUT: dict[About, Text] = {
    About.LENT_BY: Text("放款人", "lent by"),
    About.LICENCE: Text("牌照", "licence"),
    About.SITE: Text("官方网站", "official site"),
    About.IN_APP: Text("App内入口", "in the app"),
    About.HOTLINE: Text("客服电话", "hotline"),
    About.HOURS: Text("人工时间", "staffed"),
    About.COMPLAINT_ADDRESS: Text("投诉地址", "complaints to"),
    About.GRACE: Text("宽限期", "grace"),
    About.TOLERANCE: Text("容差", "tolerance"),
    About.OVERDUE_COST: Text("逾期费用", "cost of being late"),
    About.DEFERRAL: Text("延期办法", "deferral"),
    About.PAPERS: Text("要的材料", "papers"),
}
SEEN: dict[Seen, Text] = {
    Seen.PRESS: Text("报道", "press"),
    Seen.NOTICE_REPOST: Text("转载的公告", "a reposted notice"),
    Seen.CONTENT_SITE: Text("网络文章", "a content site"),
    Seen.FORUM: Text("论坛", "a forum"),
    Seen.FACT_SHEET: Text("自编资料", "our notes"),
    Seen.RECALLED: Text("凭记忆", "from memory"),
    Seen.ME: Text("你确认的", "confirmed by you"),
}
_ROLES: dict[Role, Text] = {
    Role.LENDER: Text("合同上的放款人", "lender on the contract"),
    Role.PLATFORM: Text("办理的平台", "platform that arranged it"),
    Role.AUTHORITY: Text("主管方", "authority"),
}


@dataclass(frozen=True, slots=True)
class Party:
    """One party of a debt; `listed` is false where the directory has no entry of that name."""

    entry: Lender
    listed: bool

    @property
    def role(self) -> Text:
        """In plain words."""
        return _ROLES[self.entry.role]

    def rows(self) -> tuple[tuple[Text, Text], ...]:
        """What was seen, one row a subject, with its doubt; what is only recalled (K) is left out."""
        found = []
        for about, name in ABOUT.items():
            told = [said(r) for r in self.entry.reported(about) if r.confidence is not Confidence.RECALLED]
            if told:
                found.append((name, Text("；".join(t.zh for t in told), "; ".join(t.en for t in told))))
        return tuple(found)

    def questions(self) -> tuple[Question, ...]:
        """What to ask: everything the user has not confirmed; values known from memory are not read out."""
        return questions_to_ask(_without_recalled(self.entry))


def parties(debt: Debt, directory: Iterable[Lender]) -> tuple[Party, ...]:
    """The lender, then the platform where there is one; only entries of exactly that name and role are taken."""
    known = tuple(directory)
    kind = None if debt.lender_kind is LenderKind.UNKNOWN else debt.lender_kind.value
    found = [] if debt.lender_kind is LenderKind.PRIVATE else [_party(debt.lender, Role.LENDER, kind, known)]
    if debt.platform:
        found.append(_party(debt.platform, Role.PLATFORM, None, known))
    return tuple(found)


def _party(name: str, role: Role, kind: str | None, directory: tuple[Lender, ...]) -> Party:
    short = name
    for tail in _COMPANY:
        short = short.removesuffix(tail)
    for entry in directory:
        if entry.role is role and (entry.answers_to(name) or entry.answers_to(short)):
            return Party(entry, listed=True)
    return Party(Lender(short, Text(short, short), role, kind), listed=False)


def said(value: Reported) -> Text:
    """A value with where and when it was seen and how sure it is."""
    if value.confirmed_on:
        return Text(
            f"{value.value.zh}（你在{value.confirmed_on}确认）",
            f"{value.value.en} (confirmed by you on {value.confirmed_on})",
        )
    mark = value.confidence.value if value.confidence else "?"
    note = Text(f"；{value.note.zh}", f"; {value.note.en}") if value.note else Text("", "")
    seen = SEEN[value.seen]
    return Text(
        f"{value.value.zh}（{seen.zh}，{value.seen_on}看到，{mark}，没有核实{note.zh}）",
        f"{value.value.en} ({seen.en}, seen on {value.seen_on}, {mark}, not verified{note.en})",
    )


def _without_recalled(entry: Lender) -> Lender:
    kept = {
        about: tuple(r for r in seen if r.confidence is not Confidence.RECALLED)
        for about, seen in entry.values.items()
    }
    return Lender(entry.id, entry.name, entry.role, entry.kind, entry.aliases, kept)

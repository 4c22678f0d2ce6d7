"""Who may ask for the money today, what each may charge, which notice it needs, and what to ask before paying.

Civil Code arts. 546, 548 (assignment: notice, defences); consumer protection rules art. 41 (notice before outsourcing);
assisted lending rules item on the guarantor's extra charges. What a guarantor who paid may claim rests on no source
read here: it is asked, never told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xiehuan.errors import Text
from xiehuan.law.pack import Pack
from xiehuan.law.provision import Provision
from xiehuan.law.rule import rule
from xiehuan.loan.debt import Creditor, Debt, LenderKind


@dataclass(frozen=True, slots=True)
class CreditorToday:
    """One debt's creditor on a day. `rests_on` are the provisions with their doubt; `ask` stands before any payment.

    `ask_first`: there is somebody new and no notice is on record by the day, so the next act is to ask for it.
    """

    who: Creditor
    since: date | None
    notice: date | None
    says: Text
    may_charge: Text
    needs: Text
    ask: tuple[Text, ...]
    rests_on: tuple[Provision, ...]
    ask_first: bool

    @property
    def pays_elsewhere(self) -> bool:
        """Whether the money would go to somebody else than the lender on the contract."""
        return self.who in {Creditor.GUARANTOR, Creditor.ASSIGNEE}

    def as_json(self) -> dict[str, object]:
        """For summary.json."""
        return {
            "who": self.who.value,
            "since": self.since.isoformat() if self.since else None,
            "notice": self.notice.isoformat() if self.notice else None,
            "ask_before_paying": self.ask_first,
            "says": self.says.zh,
            "says_en": self.says.en,
            "may_charge": self.may_charge.zh,
            "may_charge_en": self.may_charge.en,
            "needs": self.needs.zh,
            "needs_en": self.needs.en,
            "ask": [t.zh for t in self.ask],
            "ask_en": [t.en for t in self.ask],
            "sources": [{"source": p.citation, "confidence": p.confidence.value} for p in self.rests_on],
        }


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is said of one kind of creditor."""

    says: Text
    may_charge: Text
    needs: Text
    ask: tuple[Text, ...]
    rests_on: tuple[str, ...] = ()


_OWN_ACCOUNT = Text(
    "收款账户是不是这家机构自己的对公账户？请写进书面材料",
    "is the account to pay into the institution's own? In writing, please",
)
_SPLIT = Text(
    "本金、利息、罚息、费用各多少，从哪天算到哪天",
    "principal, interest, penalty interest and fees apart, from which day to which",
)
_KINDS: dict[Creditor, _Kind] = {
    Creditor.ORIGINAL: _Kind(
        Text("债权人还是合同上的放款人", "the creditor is still the lender on the contract"),
        Text(
            "合同写明的各项；写不明白的先要依据", "what the contract states; for the rest ask on what ground"
        ),
        Text(
            "不需要另外通知；有人代为联系的，钱仍付给放款人",
            "no notice is needed; whoever calls, pay the lender",
        ),
        (_OWN_ACCOUNT,),
    ),
    Creditor.GUARANTOR: _Kind(
        Text("担保方说已经替你还了，现在向你要", "the guarantor says it has paid for you and now asks you"),
        Text(
            "它替你还了多少、合同怎么约定，要它拿出凭证；借着催要另收咨询费、顾问费的，问依据",
            "how much it paid and what the contract says is for it to show; ask the ground of any consulting fee",
        ),
        Text(
            "付款前先要代偿证明和书面通知", "before paying ask for proof that it paid, and a written notice"
        ),
        (
            Text("哪天替我还了多少，请给代偿凭证", "on which day did you pay how much: the proof, please"),
            Text(
                "放款人是否确认已经收到、不再向我要", "does the lender confirm receipt and ask nothing more"
            ),
            _SPLIT,
            _OWN_ACCOUNT,
        ),
        ("assisted.guarantor_extra",),
    ),
    Creditor.ASSIGNEE: _Kind(
        Text("债权说是转让给了新的一家", "the claim is said to have been assigned"),
        Text(
            "不超过原来那笔；对原放款人能说的理由，对它也能说",
            "no more than the claim that was assigned; defences against the first lender hold against it",
        ),
        Text(
            "没有通知你的转让，对你不发生效力；付给新收款人之前先要转让通知",
            "an assignment you were not told of does not bind you; before paying ask for the notice",
        ),
        (
            Text(
                "请把转让通知发给我：谁转给谁、哪一笔、哪天",
                "the notice, please: from whom to whom, which claim, which day",
            ),
            Text("请原放款人书面确认转让", "the first lender's written confirmation"),
            _SPLIT,
            _OWN_ACCOUNT,
        ),
        ("assignment.notice", "assignment.defences", "collection.assignment_told"),
    ),
    Creditor.COLLECTOR: _Kind(
        Text(
            "催的人是受委托的机构，债权人没有变",
            "the one who calls works for the creditor; the creditor has not changed",
        ),
        Text("自己不能另外收费；钱付给合同上的放款人", "nothing for itself; pay the lender on the contract"),
        Text("委托之前应当告知你；先向放款人核实", "you are to be told before; check with the lender"),
        (
            Text("受谁委托、委托到哪天，请出示委托材料", "on whose behalf and until when: show the mandate"),
            Text("请放款人确认是否委托了这一家", "the lender's confirmation that this firm was engaged"),
            _OWN_ACCOUNT,
        ),
        ("collection.outsourcing_notice", "collection.bans"),
    ),
}


@rule(
    "cn.creditor",
    articles=(
        "civil_code:第五百四十六条",
        "civil_code:第五百四十八条",
        "consumer_protection:第四十一条",
        "collection_guide",
        "assisted_lending",
    ),
)
def creditor_today(debt: Debt, pack: Pack, on: date) -> CreditorToday:
    """The creditor as the user knows it on the day; a change or a notice of a later day has not happened yet.

    That no notice is on record proves nothing against the other side; it only means: ask before paying.
    """
    changed = debt.creditor_since is None or debt.creditor_since <= on
    who = debt.creditor_now if changed else Creditor.ORIGINAL
    told = debt.notice_received if debt.notice_received and debt.notice_received <= on else None
    kind = _KINDS[who]
    rests_on = tuple(p for name in kind.rests_on if (p := _held(pack, name, debt.lender_kind, on)))
    return CreditorToday(
        who,
        debt.creditor_since if who is not Creditor.ORIGINAL else None,
        told,
        kind.says,
        kind.may_charge,
        kind.needs,
        kind.ask,
        rests_on,
        ask_first=who is not Creditor.ORIGINAL and told is None,
    )


def _held(pack: Pack, name: str, kind: LenderKind, on: date) -> Provision | None:
    """The provision where it holds; an assignment's rules are written for the assignee whatever the lender was."""
    provision = pack.provisions[name]
    if name.startswith("assignment.") or kind is LenderKind.UNKNOWN or provision.covers_kind(kind.value):
        return provision.known_at(on)
    return None

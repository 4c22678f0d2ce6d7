"""What the texts of messages hold: words worth reading, demands without a name, somebody else who was contacted.

Words are found, never judged; the finding quotes them and says where to read on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from xiehuan.errors import Text
from xiehuan.evidence import Kind
from xiehuan.law.conduct_finding import ConductFinding, of_record, of_who
from xiehuan.law.conduct_words import ABOUT_DEBT, BANNED, REACHED, found
from xiehuan.law.contacts import Because, Contact
from xiehuan.law.finding import Certainty, Layer
from xiehuan.law.pack import Pack
from xiehuan.law.provision import Provision
from xiehuan.loan.debt import Debt, LenderKind

_SIGNED = re.compile(r"【[^】]+】")
_SPAN = re.compile(r"[。！？!?\n；;]")
_MOST_QUOTED = 60
_KINDS_ONLY = Text(
    "这条规则只管银行和消费金融公司的催收。",
    "The rule speaks of banks and consumer finance companies only.",
)


def words_found(debt: Debt, contact: Contact, pack: Pack) -> Iterator[ConductFinding]:
    """Words of the guide's bans in a message: where to read, nothing said of what they mean."""
    if contact.call or contact.day is None:
        return
    provision = provision_of(pack, "collection.bans", debt.lender_kind, contact.day)
    words = tuple(w for group in BANNED.values() for w in found(contact.record.text, group))
    if provision is None or not words:
        return
    keys = [k for k, group in BANNED.items() if found(contact.record.text, group)]
    bans = [i.name for i in provision.items if i.key in keys]
    yield _said(
        debt.id,
        "words",
        contact,
        provision,
        Text("短信里有要留意的字句", "words to look at in a message"),
        Text(
            f"{contact.day}的内容里有：{'、'.join(words)}。对照指引禁止的：{'；'.join(b.zh for b in bans)}。"
            f"原文：{_quoted(contact.record.text, words)}",
            f"the text of {contact.day} holds: {', '.join(words)}; compare what the guide bans: "
            f"{'; '.join(b.en for b in bans)}",
        ),
        (
            Text(
                "只是找到了这些字，是不是威胁、恐吓，要看全文和前后的话。",
                "Only the words were found; what they mean depends on the whole text.",
            ),
        ),
    )


def unsigned(debt: Debt, contact: Contact, pack: Pack) -> Iterator[ConductFinding]:
    """A demand without any signature: who writes is not said."""
    if contact.day is None or not contact.demands or _SIGNED.search(contact.record.text):
        return
    provision = provision_of(pack, "collection.bans", debt.lender_kind, contact.day)
    if provision is None or contact.because is Because.SIGNED:
        return
    yield _said(
        debt.id,
        "identity",
        contact,
        provision,
        Text("催收内容没有署名", "a demand without a name"),
        Text(
            f"{contact.day}的内容要求还款，没有写是哪家机构、什么人",
            f"the text of {contact.day} demands payment and names neither firm nor person",
        ),
        (
            Text(
                "不能因此断定是谁发的，也可能是冒充的：不要按它给的账户付款。",
                "Who sent it is not known and it may be a fraud: pay to no account it names.",
            ),
        ),
    )


def _said(
    debt: str | None,
    name: str,
    contact: Contact,
    rests_on: Provision,
    title: Text,
    why: Text,
    doubts: tuple[Text, ...],
) -> ConductFinding:
    return ConductFinding(
        name,
        debt,
        contact.day,
        Layer.POLICY,
        Certainty.NEEDS_PAPER,
        title,
        why,
        (of_record(contact),),
        (*doubts, *of_who([contact])),
        (contact.record,),
        rests_on.citation,
        rests_on.confidence.value,
    )


def from_strangers(contacts: Sequence[Contact], pack: Pack) -> Iterator[ConductFinding]:
    """Contacts that name no debt: somebody tells of having been called, or an unsigned demand."""
    for contact in contacts:
        text, day = contact.record.text, contact.day
        if contact.call or contact.record.kind is Kind.MAIL or day is None:
            continue
        third = pack.provisions["collection.third_parties"].known_at(day)
        bans = pack.provisions["collection.bans"].known_at(day)
        if third and found(text, ABOUT_DEBT) and found(text, REACHED) and not _SIGNED.search(text):
            yield _said(
                None,
                "third_party",
                contact,
                third,
                Text("别人说被联系过", "somebody says they were contacted"),
                Text(
                    f"{day}的内容像是说有人因欠款联系了他：{_quoted(text, REACHED)}",
                    f"the text of {day} seems to say that its writer was contacted about a debt",
                ),
                (
                    Text(
                        "是谁、为哪笔、说了什么，要问他本人，并请他保存通话和短信记录。",
                        "Who called, about which debt and what was said: ask the writer, who should keep the records.",
                    ),
                    _KINDS_ONLY,
                ),
            )
        elif bans and contact.demands and not _SIGNED.search(text) and _anonymous(contact):
            yield _said(
                None,
                "identity",
                contact,
                bans,
                Text("催收内容没有署名", "a demand without a name"),
                Text(
                    f"{day}的内容要求还款，没有写是哪家机构、哪一笔",
                    f"the text of {day} demands payment and names neither firm nor debt",
                ),
                (
                    Text(
                        "不能断定是谁发的，也可能是诈骗：不要付款，向合同上的放款人核实。",
                        "Who sent it is not known and it may be a fraud: do not pay, ask the lender on the contract.",
                    ),
                    _KINDS_ONLY,
                ),
            )


def _anonymous(contact: Contact) -> bool:
    """Not somebody in the address book: a friend who asks for his money is no collector."""
    return contact.record.kind is Kind.SMS and not any(f.startswith("contact=") for f in contact.record.flags)


def provision_of(pack: Pack, id_: str, kind: LenderKind, day: date) -> Provision | None:
    """The provision where it speaks of the kind of lender, is in force and may carry a finding."""
    provision = pack.provisions[id_]
    return provision.known_at(day) if provision.covers_kind(kind.value) else None


def _quoted(text: str, words: Iterable[str]) -> str:
    """The sentences that hold the words, short."""
    parts = [s.strip() for s in _SPAN.split(text) if any(w in s for w in words)]
    line = "……".join(parts)
    return f"“{line if len(line) <= _MOST_QUOTED else line[: _MOST_QUOTED - 1] + '…'}”"

"""What must not go out in a message, and what had better not: findings with place, reason and another wording.

Severity follows from the class: `stop` (a life or a fraud comes first, a card is shown), `red` (may not be sent),
`amber` (the writer decides, and the caller records that), `info`. The rules are data of the tone pack.
"""

from xiehuan.contact.tone.check import check
from xiehuan.contact.tone.figures import Figures
from xiehuan.contact.tone.finding import (
    SEVERITY,
    Card,
    CardLine,
    Severity,
    ToneClass,
    ToneFinding,
    card_due,
    may_be_sent,
    overridden_by_sending,
)
from xiehuan.contact.tone.rules import Guard, Rule, Rules

__all__ = [
    "SEVERITY",
    "Card",
    "CardLine",
    "Figures",
    "Guard",
    "Rule",
    "Rules",
    "Severity",
    "ToneClass",
    "ToneFinding",
    "card_due",
    "check",
    "may_be_sent",
    "overridden_by_sending",
]

"""The report for the person: the one next thing, then the figures, then everything that opens.

Each section is one function of the assessment; words come in both languages and `say` picks one.
"""

from __future__ import annotations

from xiehuan.case.actions import Action
from xiehuan.case.assessment import Assessment
from xiehuan.contact.blocks import Block, Document
from xiehuan.contact.directory import Lender
from xiehuan.contact.papers import Progress
from xiehuan.errors import Text
from xiehuan.readers.case_folder import CaseFolder
from xiehuan.services.report.closing import account, limits, papers
from xiehuan.services.report.debts import audit, owed
from xiehuan.services.report.guard import clocks, contacts, creditors, directory_of, periods
from xiehuan.services.report.opening import first, headline, todo, warnings
from xiehuan.services.report.pictures import days
from xiehuan.services.report.plans import means, plans


def report(
    state: Assessment,
    actions: list[Action],
    folder: CaseFolder,
    lang: str,
    foot: str,
    progress: Progress,
    directory: tuple[Lender, ...] = (),
) -> Document:
    """The report in one language (zh-CN or en); `directory` is what is known of lenders and platforms."""

    def say(text: Text) -> str:
        return text.zh if lang == "zh-CN" else text.en

    blocks: list[Block] = [
        *first(actions, say),
        headline(state, say),
        *warnings(state, say),
        *days(state, lang, say),
        *todo(actions, say),
        *clocks(state, say),
        *periods(state, say),
        *owed(state, lang, say),
        *audit(state, say),
        *creditors(state, say),
        *contacts(state, say),
        *means(state, say),
        *plans(state, lang, say),
        *directory_of(state, directory, say),
        *papers(progress, folder, say),
        *account(folder, say),
        *limits(state, say),
    ]
    return Document(
        say(Text("我的还款协商报告", "My repayment report")),
        tuple(blocks),
        say(Text(f"按{state.on}计算，只给自己看", f"As of {state.on}, for your eyes only")),
        foot,
        lang,
    )

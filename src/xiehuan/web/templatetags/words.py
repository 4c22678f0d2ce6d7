"""Sentences in both languages, amounts and marked text, for the templates.

Chinese and English stand side by side where they are used: a sentence without its English cannot be written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from xiehuan.errors import Text
from xiehuan.law import Limitation
from xiehuan.loan import Debt
from xiehuan.money import Money
from xiehuan.plan import Option
from xiehuan.web.names import ITEMS, NAMES

register = template.Library()
_HIDDEN = "••••"


@register.simple_tag(takes_context=True)
def say(context: template.Context, zh: str, en: str, **values: Any) -> SafeString:
    """One whole sentence in the language of the page; {name} takes a value, which is escaped."""
    return format_html(en if context["lang"] == "en" else zh, **values) if values else _plain(context, zh, en)


def _plain(context: template.Context, zh: str, en: str) -> SafeString:
    return escape(en if context["lang"] == "en" else zh)


@register.filter
def read(text: Text | None, lang: str) -> str:
    """A Text in the language of the page."""
    if text is None:
        return ""
    return text.en[:1].upper() + text.en[1:] if lang == "en" else text.zh


@register.simple_tag(takes_context=True)
def yuan(context: template.Context, amount: Money | None) -> SafeString:
    """An amount for people, hidden when asked, "unknown" when it is."""
    if amount is None:
        return _plain(context, "未知", "unknown")
    return format_html('<span class="amount">{}</span>', _HIDDEN if context["hide"] else amount.grouped())


@register.simple_tag(takes_context=True)
def prose(context: template.Context, day: date | None) -> SafeString:
    """A day in a sentence."""
    if day is None:
        return _plain(context, "未知", "unknown")
    return escape(day.isoformat() if context["lang"] == "en" else f"{day.year}年{day.month}月{day.day}日")


@register.simple_tag
def marked(text: str, spans: tuple[tuple[int, int], ...], most: int = 240) -> SafeString:
    """Text with the found words marked, cut around the first of them."""
    begin = max(0, spans[0][0] - 40) if spans else 0
    end, at, out = min(len(text), begin + most), begin, "…" if begin else ""
    for first, last in spans:
        if first < at or last > end:
            continue
        out += f"{escape(text[at:first])}<mark>{escape(text[first:last])}</mark>"
        at = last
    return mark_safe(out + escape(text[at:end]) + ("…" if end < len(text) else ""))  # noqa: S308 - every part is escaped


@register.filter
def shown(amount: Money | None, hide: bool) -> str:  # noqa: FBT001 - filters take their arguments by place
    """An amount inside a sentence."""
    return "—" if amount is None else _HIDDEN if hide else amount.grouped()


@register.filter
def at(of: Mapping[Any, Any], key: object) -> Any:
    """The value of a key that is itself a value."""
    return of.get(key) if of else None


@register.filter
def clock(when: str | None) -> str:
    """Hours and minutes of an ISO time."""
    return (when or "")[11:16]


@register.filter
def last_day(option: Option) -> date:
    """The day of the last payment."""
    return option.payments[-1].on


@register.filter
def warning(limitation: Limitation, debt: Debt) -> Text:
    """What a person must read before anything is said about a debt that may be time-barred."""
    return limitation.warning(debt)


@register.filter
def part_name(code: str, lang: str) -> str:
    """The name of a value of the core for people; an unknown one as it is."""
    return read(NAMES.get(code), lang) or code


@register.filter
def item_name(name: str, lang: str) -> str:
    """The name of an offered income or expense; one that the person wrote as it is."""
    return read(ITEMS.get(name), lang) or name


@register.filter
def size(amount: Money | None) -> Money | None:
    """An amount without its sign, where the label says the direction."""
    return None if amount is None else max(amount, -amount)


@register.filter
def pages(sentence: str) -> str:
    """An act in the words of the pages: the case folder's file names mean nothing here."""
    return sentence.replace("（case.toml）", "").replace(" (case.toml)", "")

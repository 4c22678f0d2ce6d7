"""A form that was sent: its values as they were typed, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.http import HttpRequest

from xiehuan.errors import InputRefused, Text
from xiehuan.money import Money
from xiehuan.web import entered

_T = TypeVar("_T")


class Form:
    """Reads fields one by one; `errors` says what is wrong, `values` gives back what was typed."""

    def __init__(self, request: HttpRequest) -> None:
        self.values = {k: str(v) for k, v in request.POST.items()}
        self.errors: dict[str, Text] = {}

    @property
    def token(self) -> str:
        """The token that the page gave its form; at most as long as it makes them."""
        return self.values.get("once", "")[:64]

    def words(self, name: str, *, needed: bool = False) -> str:
        """A line of text, empty when there is none."""
        text = entered.words(self.values.get(name, ""))
        if needed and not text:
            self.errors[name] = entered.EMPTY
        return text

    def amount(self, name: str, *, needed: bool = False) -> Money | None:
        """An amount, None when there is none."""
        return self._read(name, entered.amount, entered.NO_AMOUNT, needed=needed)

    def day(self, name: str, *, needed: bool = False) -> date | None:
        """A day, None when there is none."""
        return self._read(name, entered.day, entered.NO_DAY, needed=needed)

    def choice(self, name: str, among: tuple[str, ...]) -> str:
        """One of the answers that were offered."""
        chosen = self.values.get(name, "")
        if chosen not in among:
            self.errors[name] = Text("选一项", "choose one")
        return chosen

    def refused(self, error: InputRefused, fields: dict[str, str]) -> None:
        """Put the findings of the reader at the fields they are about; `fields` gives a key of the document its field."""
        for finding in error.findings:
            self.errors.setdefault(fields.get(finding.where.field or "", ""), finding.message)

    def _read(self, name: str, how: Callable[[str], _T], wrong: Text, *, needed: bool) -> _T | None:
        text = self.values.get(name, "").strip()
        if not text:
            if needed:
                self.errors[name] = entered.EMPTY
            return None
        try:
            return how(text)
        except ValueError:
            self.errors[name] = wrong
            return None

"""Formulas are code tagged with articles: the register of the functions that apply a rule of law.

`law lint` walks it: an article or a parameter that no pack knows fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Rule:
    """A function of xiehuan.law with what it rests on.

    `articles` are written `source:article` (`civil_code:第六百七十条`), or `source` alone where no article is known;
    `parameters` are ids.
    """

    id: str
    function: str
    articles: tuple[str, ...]
    parameters: tuple[str, ...]


_RULES: dict[str, Rule] = {}
RULES: Mapping[str, Rule] = MappingProxyType(_RULES)


def rule(id_: str, *, articles: tuple[str, ...] = (), parameters: tuple[str, ...] = ()) -> Callable[[F], F]:
    """Tag a function with the articles it applies and the parameters it reads; the id may be used once."""

    def tag(function: F) -> F:
        if id_ in _RULES:
            msg = f"rule {id_} is tagged twice"
            raise ValueError(msg)
        if not articles and not parameters:
            msg = f"rule {id_} rests on nothing"
            raise ValueError(msg)
        name = f"{function.__module__}.{getattr(function, '__qualname__', id_)}"
        _RULES[id_] = Rule(id_, name, articles, parameters)
        return function

    return tag

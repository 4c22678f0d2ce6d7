"""Cases by their code. A case that is not there, or not the asker's, is "not found"."""

from __future__ import annotations

from datetime import datetime

from xiehuan.errors import InputRefused, Text
from xiehuan.store.models import Case

DEFAULT = "mine"


def case_of(code: str) -> Case:
    """The case with this code; InputRefused when there is none."""
    found = Case.objects.filter(code=code).first()
    if found is None:
        raise InputRefused(
            "no_case",
            Text(f"没有这个案件：{code}", f"no such case: {code}"),
            Text("用 xiehuan evidence list 看有哪些", "see them with xiehuan evidence list"),
        )
    return found


def case_for(code: str, name: str, at: datetime) -> Case:
    """The case with this code, opened when it is new."""
    found, _ = Case.objects.get_or_create(code=code, defaults={"name": name, "created_at": at})
    return found

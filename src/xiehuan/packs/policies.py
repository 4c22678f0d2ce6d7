"""Reads the relief waterfalls: TOML in, `waterfall.Policy` out, refused with the place when wrong."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from xiehuan.errors import Text, Where
from xiehuan.loan.restructure.waterfall import Basis, Lever, Policy, Pull, Stop, TargetKind
from xiehuan.loan.terms import Component
from xiehuan.money import parse_decimal
from xiehuan.packs.fields import Refused, parse_toml, refusal, refuse_all

FILE = "policies.toml"
_NEEDS_LIMIT = frozenset({Pull.RATE, Pull.TERM, Pull.SET_ASIDE})


@cache
def load_policies() -> Mapping[str, Policy]:
    """The policies that the product contains, by id."""
    return policies_from((files("xiehuan.packs") / "relief" / FILE).read_text("utf-8"))


def policies_from(text: str) -> Mapping[str, Policy]:
    """Policies by id from the text of a file.

    Raises InputRefused `pack_refused` for missing or unknown values, a step that is not above zero, a lever without
    its limit, or a target that needs a share and has none.
    """
    try:
        return {key: _policy(key, row) for key, row in parse_toml(FILE, text).items()}
    except Refused as refused:
        raise refuse_all([refused.finding]) from refused


def _policy(key: str, row: Mapping[str, Any]) -> Policy:
    try:
        policy = Policy(
            id=key,
            name=Text(row["zh"], row["en"]),
            target=TargetKind(row["target"]),
            levers=tuple(_lever(lever) for lever in row["levers"]),
            source=row["source"],
            as_of=row["as_of"],
            share=parse_decimal(row["share"]) if "share" in row else None,
            since=row.get("since"),
            until=row.get("until"),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise _refused(key, None, f"缺少或错误：{error}", f"missing or wrong: {error}") from error
    if (policy.share is None) != (policy.target is TargetKind.AMOUNT):
        raise _refused(key, "share", "目标与比例不相符", "the share does not fit the target")
    return policy


def _refused(key: str, field: str | None, zh: str, en: str) -> Refused:
    return refusal("bad_policy", Where(FILE, key, field), Text(zh, en))


def _lever(row: Mapping[str, Any]) -> Lever:
    lever = Lever(
        pull=Pull(row["pull"]),
        basis=Basis(row["basis"]),
        step=parse_decimal(row.get("step", "1")),
        limit=parse_decimal(row["limit"]) if "limit" in row else None,
        stop=Stop(row.get("stop", "at_target")),
        components=tuple(Component(c) for c in row.get("components", ())),
    )
    if lever.step <= Fraction(0):
        msg = "step must be above zero"
        raise ValueError(msg)
    if (lever.limit is not None) != (lever.pull in _NEEDS_LIMIT):
        msg = f"limit does not fit {lever.pull}"
        raise ValueError(msg)
    return lever

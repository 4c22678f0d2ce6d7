"""Erase evidence on its owner's decision: two steps, first what will go, then that it goes.

Erased are the original's bytes, the body of its leaf, its records, its words in the index, its name. Kept are the hash of
the leaf, so that the log still verifies, and a signed tombstone with the time and the reason. Copies outside the home
(backups, bundles, the phone) and copies of the database made before an upgrade are not reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from xiehuan.errors import InputRefused, Text, WrongUse
from xiehuan.services.evidence.heads import sign
from xiehuan.services.evidence.home import Home
from xiehuan.services.evidence.read import read_pending
from xiehuan.services.evidence.removal import finish_removals
from xiehuan.store import erasure
from xiehuan.store.cases import case_of
from xiehuan.store.erasure import Burial, Buried
from xiehuan.vault.signed_head import sign_tombstone

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Holder:
    """Another arrival of the same bytes, which stays."""

    acquisition: int
    case: str


@dataclass(frozen=True, slots=True)
class ToErase:
    """What would go; with `shared` the bytes themselves stay, because these arrivals have them too."""

    acquisition: int
    case: str
    name: str
    sha256: str
    size: int
    records: int
    shared: tuple[Holder, ...]


def what_goes(ids: Sequence[int]) -> list[ToErase]:
    """The first step: what erasing these arrivals would remove. Refused with `no_acquisition`."""
    rows = erasure.standing(ids)
    if missing := sorted(set(ids) - {row.pk for row in rows}):
        raise InputRefused(
            "no_acquisition",
            Text(f"没有这一项，或已删除：{missing[0]}", f"no such item, or it is erased: {missing[0]}"),
            Text(
                "用 xiehuan evidence list 看编号；什么都没有删",
                "see xiehuan evidence list; nothing was erased",
            ),
        )
    return [
        ToErase(
            row.pk,
            row.case.code,
            row.name,
            row.original_id,
            row.original.size,
            row.taken,
            tuple(Holder(o.pk, o.case.code) for o in erasure.others_of(row, ids)),
        )
        for row in rows
    ]


def erase(home: Home, ids: Sequence[int], reason: str) -> list[Buried]:
    """The second step: erase them, all or none of the rows at once; bytes follow. Nobody else may have the home open.

    The reason stays in the log for good. Refused with `no_acquisition`, `no_reason` or `home_in_use`.
    """
    what_goes(ids)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise WrongUse(
            "no_reason",
            Text("请用一句话写明删除的原因", "say in a sentence why it is erased"),
            Text(
                "--reason 原因；它会留在日志里，不要写入要删的内容",
                "--reason TEXT; it stays in the log: repeat nothing of it",
            ),
        )
    home.lock.become_alone()
    try:
        burial = Burial(home.now(), home.actor, reason.strip(), partial(sign_tombstone, home.key))
        done = erasure.bury(erasure.standing(ids), burial)
        finish_removals(home.objects)
    finally:
        home.lock.share()
    for code in dict.fromkeys(b.case for b in done):
        case = case_of(code)
        for _ in read_pending(home, case):  # what had waited behind an erased arrival of the same bytes
            pass
        sign(home, case)
    return done

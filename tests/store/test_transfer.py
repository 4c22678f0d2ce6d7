"""A case goes to another home and nothing is lost; what does not fit is refused whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from readers.backup_writer import Sms, backup
from store.homes import opened, taken
from xiehuan.errors import XiehuanError
from xiehuan.services.evidence.custody import custody
from xiehuan.services.evidence.disclose import disclose
from xiehuan.services.evidence.transfer import hand_over, receive
from xiehuan.store import log, search
from xiehuan.store.cases import case_of
from xiehuan.store.journal import entries
from xiehuan.store.models import Case, Leaf, Party
from xiehuan.vault.seal import Seal
from xiehuan.vault.verify import Verdict, verify_bundle

SECRET = "a passphrase of the receiver"  # noqa: S105
TEXTS = [f"第{i}条：逾期{i}天" for i in range(20)]


def sender(tmp_path: Path) -> None:
    home = opened(tmp_path / "a")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "sms.xml").write_bytes(
        backup([Sms("95588", 1_760_000_000_000 + i, 1, t) for i, t in enumerate(TEXTS)])
    )
    (folder / "copy.xml").write_bytes((folder / "sms.xml").read_bytes())
    (folder / "x.pdf").write_bytes(b"%PDF-1.7 x")
    taken(home, folder)
    Party.objects.create(case=case_of("mine"), address="95588", name="某银行", debt="yunfan")
    custody(home, 1)
    assert hand_over(home, "mine", tmp_path / "case.xh", SECRET) == 2


@pytest.mark.parametrize("seal", [None, Seal.fresh()], ids=["open", "sealed"])
def test_nothing_is_lost(tmp_path: Path, seal: Seal | None) -> None:
    sender(tmp_path)
    sent = case_of("mine")
    before = (
        log.point(sent),
        [j.what for j in entries(sent)],
        list(Leaf.objects.values_list("body", flat=True)),
    )
    home = opened(tmp_path / "b", seal)
    (tmp_path / "own.xml").write_bytes(backup([Sms("10086", 1_760_000_000_000, 1, "自己的")]))
    taken(home, tmp_path / "own.xml", case="own")
    made = receive(home, tmp_path / "case.xh", lambda: SECRET)
    assert (made.case.code, sum(a.taken for a in made.accounts)) == ("mine", 21)
    leaves = Leaf.objects.filter(case=made.case).order_by("index").values_list("body", flat=True)
    assert (log.point(made.case), list(leaves)) == (before[0], before[2])
    assert [j.what for j in entries(made.case)] == [*before[1], "received"]
    found = search.find(made.case, search.Query("逾期", debt="yunfan"))
    assert [h.record.text for h in found.hits] == TEXTS[::-1]
    item = made.accounts[0].acquisition
    shown = custody(home, item)
    assert shown.holds
    assert len(shown.arrivals) == 2
    assert "viewed" in [a.what for a in shown.acts]
    disclose(home, "mine", tmp_path / "again.zip")
    assert verify_bundle(tmp_path / "again.zip").verdict is Verdict.UNCHANGED


def test_refused_whole(tmp_path: Path) -> None:
    sender(tmp_path)
    data = (tmp_path / "case.xh").read_bytes()
    home = opened(tmp_path / "b")
    with pytest.raises(XiehuanError) as refused:
        receive(home, tmp_path / "case.xh", lambda: "wrong")
    assert refused.value.code == "wrong_passphrase"
    (tmp_path / "bad.xh").write_bytes(data[:-3000] + b"?" + data[-2999:])
    with pytest.raises(XiehuanError):
        receive(home, tmp_path / "bad.xh", lambda: SECRET)
    assert not Case.objects.exists()
    receive(home, tmp_path / "case.xh", lambda: SECRET)
    with pytest.raises(XiehuanError) as refused:
        receive(home, tmp_path / "case.xh", lambda: SECRET)
    assert refused.value.code == "transfer_refused"
    receive(home, tmp_path / "case.xh", lambda: SECRET, "second")
    assert sorted(Case.objects.values_list("code", flat=True)) == ["mine", "second"]

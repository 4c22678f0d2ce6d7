"""Files go into the vault: kept, logged, read, accounted for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from readers.backup_writer import Sms, backup
from store.homes import acknowledged, noted, opened, taken
from xiehuan.errors import XiehuanError
from xiehuan.evidence.leaf import Taken, parse_leaf
from xiehuan.evidence.merkle import Tree
from xiehuan.services.evidence.take import NotTaken
from xiehuan.store import listing, log, search
from xiehuan.store.cases import case_of
from xiehuan.store.models import Acquisition, Head, Original, Record
from xiehuan.vault.objects import ObjectState
from xiehuan.vault.seal import Seal
from xiehuan.vault.signed_head import SignedHead, check_head

WORDS = [f"第{i}次催收：您的借款已逾期{i}天，请尽快还款 \U0001f600" for i in range(60)]


def messages(folder: Path, name: str = "sms.xml", words: list[str] = WORDS) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    texts = [Sms(f"1069{i % 3:04}", 1_760_000_000_000 + i * 60_000, 1, w) for i, w in enumerate(words)]
    (folder / name).write_bytes(backup(texts))
    return folder / name


@pytest.fixture(params=[False, True], ids=["open", "sealed"])
def seal(request: pytest.FixtureRequest) -> Seal | None:
    return Seal.fresh() if request.param else None


def test_everything_is_kept_logged_and_read(tmp_path: Path, seal: Seal | None) -> None:
    source = messages(tmp_path / "in" / "messages")
    (tmp_path / "in" / "papers").mkdir()
    (tmp_path / "in" / "papers" / "证明.txt").write_text("医院证明", "utf-8")
    home = opened(tmp_path / "home", seal)
    events = taken(home, tmp_path / "in")
    assert [a.name for a in acknowledged(events)] == ["messages/sms.xml", "papers/证明.txt"]
    assert [(n.account.present, n.account.taken) for n in noted(events)] == [(60, 60), (1, 1)]
    case = case_of("mine")
    assert listing.totals(case) == {
        "files": 2,
        "originals": 2,
        "taken": 61,
        "duplicates": 0,
        "unread": 0,
        "waiting": 0,
    }
    leaves = list(log.leaves(case))
    told = [parse_leaf(body) for _, body in leaves if body]
    assert [leaf.source for leaf in told if isinstance(leaf, Taken)] == [
        "messages/sms.xml",
        "papers/证明.txt",
    ]
    assert Tree([h for h, _ in leaves]).root() == log.point(case).root
    head = Head.objects.get()
    checked = check_head(SignedHead(head.body.encode(), bytes(head.signature), home.key.public_pem()))
    assert checked.head is not None
    assert (checked.head.point.size, checked.head.point.root) == (2, log.point(case).root)
    for original in Original.objects.all():
        assert home.objects.state(original.sha256) is ObjectState.OK
        with home.objects.plain(original.sha256) as path:
            kept = path.read_bytes()
        assert kept in {source.read_bytes(), "医院证明".encode()}
    assert not list((home.root / "objects" / "incoming").iterdir())


def test_a_sealed_home_shows_nothing(tmp_path: Path) -> None:
    messages(tmp_path / "in")
    home = opened(tmp_path / "home", Seal.fresh())
    taken(home, tmp_path / "in")
    every = b"".join(p.read_bytes() for p in home.root.rglob("*") if p.is_file())
    assert "逾期".encode() not in every
    assert b"SQLite format" not in every
    sha256 = Original.objects.get().sha256
    assert not [p for p in home.root.rglob("*") if sha256[2:] in p.name]


def test_the_same_bytes_again_are_one_original_and_two_arrivals(tmp_path: Path) -> None:
    messages(tmp_path / "in")
    home = opened(tmp_path / "home")
    taken(home, tmp_path / "in")
    (again,) = noted(taken(home, tmp_path / "in"))
    assert again.account.repeated
    assert (again.account.present, again.account.taken) == (60, 0)
    assert (Original.objects.count(), Acquisition.objects.count(), Record.objects.count()) == (1, 2, 60)
    assert len(list(home.objects.names())) == 1


def test_an_overlapping_backup_groups_and_drops_nothing(tmp_path: Path) -> None:
    messages(tmp_path / "in", "first.xml", WORDS[:40])
    messages(tmp_path / "in", "second.xml", WORDS)
    taken(opened(tmp_path / "home"), tmp_path / "in")
    assert Record.objects.count() == 100
    assert Record.objects.values("event").distinct().count() == 60


def test_cases_are_apart(tmp_path: Path) -> None:
    home = opened(tmp_path / "home")
    taken(home, messages(tmp_path / "a", words=["甲的借款"]), case="a")
    taken(home, messages(tmp_path / "b", words=["乙的借款"]), case="b")
    assert [h.record.text for h in search.find(case_of("a"), search.Query("借款")).hits] == ["甲的借款"]
    assert [log.point(case_of(c)).size for c in "ab"] == [1, 1]


def test_the_same_bytes_in_two_cases_are_read_for_both(tmp_path: Path) -> None:
    home, source = opened(tmp_path / "home"), messages(tmp_path / "a")
    taken(home, source, case="a")
    (noted_in_b,) = noted(taken(home, source, case="b"))
    assert (noted_in_b.account.taken, noted_in_b.account.repeated) == (60, False)


def test_a_file_that_cannot_be_read_costs_no_other(tmp_path: Path) -> None:
    messages(tmp_path / "in", "a.xml")
    (tmp_path / "in" / "b.xml").symlink_to(tmp_path / "nowhere")
    home = opened(tmp_path / "home")
    source = messages(tmp_path / "in", "c.xml")
    source.chmod(0)
    events = taken(home, tmp_path / "in")
    readable = os.geteuid() == 0  # root reads everything
    assert len(acknowledged(events)) == (2 if readable else 1)
    assert [e.name for e in events if isinstance(e, NotTaken)] == ([] if readable else ["c.xml"])


def test_a_file_that_vanishes_is_named(tmp_path: Path) -> None:
    from xiehuan.services.evidence.take import Source, take  # noqa: PLC0415

    home = opened(tmp_path / "home")
    gone, there = Source(tmp_path / "gone.xml", "gone.xml"), messages(tmp_path / "in")
    events = list(take(home, "mine", [gone, Source(there, "sms.xml")]))
    assert [(e.name, e.why.en) for e in events if isinstance(e, NotTaken)] == [
        ("gone.xml", "cannot be opened: No such file or directory")
    ]
    assert len(acknowledged(events)) == 1


def test_a_file_that_grows_meanwhile_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = messages(tmp_path / "in")
    home = opened(tmp_path / "home")
    check = home.objects._check_written

    def grow(*args: object) -> None:
        with source.open("ab") as file:
            file.write(b"more")
        check(*args)

    monkeypatch.setattr(type(home.objects), "_check_written", lambda _, *args: grow(*args))
    (event,) = taken(home, source)
    assert isinstance(event, NotTaken)
    assert "written to" in event.why.en
    assert not Acquisition.objects.exists()


def test_names_that_are_no_text_are_kept_as_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    name = os.fsdecode(b"\xd5\xcb\xb5\xa5.txt")  # 账单 in GBK
    (folder / name).write_bytes(b"x")
    taken(opened(tmp_path / "home"), folder)
    (leaf,) = (parse_leaf(body) for _, body in log.leaves(case_of("mine")) if body)
    assert isinstance(leaf, Taken)
    assert os.fsencode(leaf.source) == b"\xd5\xcb\xb5\xa5.txt"
    assert Acquisition.objects.get().name.endswith("\ufffd.txt")


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    messages(tmp_path / "in")
    taken(opened(tmp_path / "home", Seal.fresh()), tmp_path / "in")
    with pytest.raises(XiehuanError) as refused:
        opened(tmp_path / "home", Seal.fresh())
    assert refused.value.code == "home_locked"
    with pytest.raises(XiehuanError) as refused:
        opened(tmp_path / "home")
    assert refused.value.code == "home_locked"

"""A home is sealed and opened again: nothing is lost, nothing readable is left, whenever it is cut off."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from readers.backup_writer import Sms, backup
from store.homes import BEGINNING, opened, taken
from xiehuan.errors import NeedsInstall, WrongUse, XiehuanError
from xiehuan.services.evidence.home import close_home, open_home
from xiehuan.services.evidence.sealing import (
    change_passphrase,
    drill,
    drill_due,
    home_key_by,
    open_for_good,
    renew_recovery_key,
    seal_home,
    unseal,
)
from xiehuan.store import log, search
from xiehuan.store.cases import case_of
from xiehuan.store.models import Acquisition, Head, Leaf, Original, Record
from xiehuan.vault import form, keyring
from xiehuan.vault.keyring import Cost
from xiehuan.vault.objects import ObjectState
from xiehuan.vault.seal import Seal

PASSPHRASE = "正确 horse 电池"  # noqa: S105
CHEAP = Cost(19_456, 2, 1)
WORDS = [f"第{i}次催收：您的借款已逾期{i}天" for i in range(30)]


def filled(root: Path) -> Path:
    source = root.parent / f"in-{root.name}"
    source.mkdir()
    texts = [Sms("1069001", 1_760_000_000_000 + i * 60_000, 1, w) for i, w in enumerate(WORDS)]
    (source / "sms.xml").write_bytes(backup(texts))
    (source / "证明.txt").write_text("医院诊断证明", "utf-8")
    taken(opened(root), source)
    return root


def contents(root: Path, seal: Seal | None = None) -> dict[str, Any]:
    """Everything that must be the same in both forms."""
    home = opened(root, seal)
    case = case_of("mine")
    states = {o.sha256: home.objects.state(o.sha256) for o in Original.objects.all()}
    assert set(states.values()) == {ObjectState.OK}
    found = {
        "key": home.key.key_id,
        "originals": sorted(states),
        "arrivals": list(
            Acquisition.objects.order_by("pk").values_list("name", "taken_at", "leaf_index", "state")
        ),
        "records": list(Record.objects.order_by("slot").values_list("slot", "text", "sha256", "event")),
        "leaves": [(bytes(r.hash), r.body) for r in Leaf.objects.order_by("index")],
        "heads": [(h.body, bytes(h.signature)) for h in Head.objects.order_by("pk")],
        "root": log.point(case).root,
        "hits": [h.record.text for h in search.find(case, search.Query("逾期1")).hits],
    }
    close_home()
    return found


def every_byte(root: Path) -> bytes:
    return b"".join(p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file())


def sealed(root: Path, passphrase: str = PASSPHRASE) -> str:
    shown: list[str] = []
    assert seal_home(opened(root), passphrase, shown.append, cost=CHEAP) == []
    return shown[-1]


def test_sealed_nothing_can_be_read_and_opened_again_all_is_as_before(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    before = contents(root)
    assert len(before["hits"]) == 11
    recovery = sealed(root)
    every, names = every_byte(root), {p.name for p in root.rglob("*")}
    assert b"SQLite format" not in every
    assert b"PRIVATE KEY" not in every
    assert "逾期".encode() not in every
    assert "医院".encode() not in every
    assert not [n for n in names for s in before["originals"] if s[2:] in n]
    assert not [n for n in names if n.endswith(("-left", ".coming", ".draft"))]
    assert contents(root, unseal(root, PASSPHRASE)) == before
    assert home_key_by(root, recovery_key=recovery) == unseal(root, PASSPHRASE).identity
    assert open_for_good(opened(root, unseal(root, PASSPHRASE))) == []
    assert contents(root) == before
    assert not [p for p in root.rglob("*") if p.suffix in {".age", ".sqlcipher"} or p.name.endswith("-left")]


def test_secrets_are_in_no_file_and_no_repr(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    recovery = sealed(root)
    seal = unseal(root, PASSPHRASE)
    secrets = [PASSPHRASE, recovery, recovery.replace("-", ""), seal.identity, seal.database_key.hex()]
    every = every_byte(root).decode("latin-1")
    home = opened(root, seal)
    told = f"{seal!r} {home!r} {form.keyring(root)!r}"
    for secret in secrets:
        assert secret not in told
        assert secret.encode().decode("latin-1") not in every


def test_a_wrong_passphrase_changes_nothing(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    recovery = sealed(root)
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    with pytest.raises(XiehuanError) as refused:
        unseal(root, PASSPHRASE + " ")
    assert refused.value.code == "wrong_passphrase"
    assert PASSPHRASE not in str(refused.value)
    with pytest.raises(XiehuanError) as refused:
        open_home(root)
    assert refused.value.code == "home_locked"
    first = recovery[0]
    with pytest.raises(XiehuanError) as refused:
        home_key_by(root, recovery_key=("1" if first != "1" else "2") + recovery[1:])
    assert refused.value.code == "recovery_key_mistyped"
    assert "group 1" in refused.value.message.en
    assert {p: p.read_bytes() for p in root.rglob("*") if p.is_file()} == before | {root / "lock": b""}


def test_another_passphrase_and_another_recovery_key(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    first = sealed(root)
    key = home_key_by(root, recovery_key=first.lower().replace("-", " "))
    change_passphrase(root, key, "另一个口令 8 个字", CHEAP)
    with pytest.raises(XiehuanError):
        unseal(root, PASSPHRASE)
    assert unseal(root, "另一个口令 8 个字").identity == key
    second = renew_recovery_key(root, key, BEGINNING)
    with pytest.raises(XiehuanError) as refused:
        home_key_by(root, recovery_key=first)
    assert refused.value.code == "wrong_recovery_key"
    assert home_key_by(root, recovery_key=second) == key
    with pytest.raises(WrongUse):
        change_passphrase(root, key, "short")


def test_the_drill_is_asked_for_after_a_week_and_then_on_record(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    recovery = sealed(root)
    made = form.keyring(root).recovery_made_at
    assert not drill_due(form.keyring(root), made + timedelta(days=6, hours=23))
    assert drill_due(form.keyring(root), made + timedelta(days=7))
    drill(root, recovery, made + timedelta(days=8))
    assert form.keyring(root).drilled_at == made + timedelta(days=8)
    assert not drill_due(form.keyring(root), made + timedelta(days=900))


def test_a_weakened_or_cut_keyring_is_refused(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    sealed(root)
    path = root / keyring.FILE
    whole = path.read_text()
    for changed in (
        whole.replace('"memory_kib": 19456', '"memory_kib": 8'),
        whole.replace('"memory_kib": 19456', '"memory_kib": 99999999999'),
        whole.replace('"v": 1', '"v": 2'),
        whole[:-20],
        "[]",
        "",
    ):
        assert changed != whole
        path.write_text(changed)
        with pytest.raises(XiehuanError) as refused:
            unseal(root, PASSPHRASE)
        assert refused.value.code == "keyring_damaged"


def test_where_a_wheel_is_missing_it_is_not_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = filled(tmp_path / "home")
    monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", None)
    with pytest.raises(NeedsInstall) as refused:
        seal_home(opened(root), PASSPHRASE, lambda _: None)
    assert refused.value.exit_code == 4
    assert "sqlcipher3" in refused.value.message.en
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "pyrage", None)
    with pytest.raises(NeedsInstall, match="pyrage"):
        seal_home(opened(root), PASSPHRASE, lambda _: None)
    assert not form.sealing_begun(root)


def test_a_damaged_original_is_kept_and_named(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    path = opened(root).objects.path(Acquisition.objects.get(name="证明.txt").original_id)
    path.chmod(0o600)
    path.write_bytes("被改过".encode())
    assert seal_home(opened(root), PASSPHRASE, lambda _: None, cost=CHEAP) == [path.name]
    home = opened(root, unseal(root, PASSPHRASE))
    kept = []
    for file in home.objects.names():
        with file.open("rb") as source, (tmp_path / "plain").open("wb") as sink:
            home.objects._seal.decrypt(source, sink)  # type: ignore[union-attr]
        kept.append((tmp_path / "plain").read_bytes())
    assert "被改过".encode() in kept


def test_another_program_keeps_it_from_being_sealed(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    close_home()
    ours, theirs = os.pipe()
    if (child := os.fork()) == 0:
        open_home(root)
        os.write(theirs, b"open")
        signal.pause()
    assert os.read(ours, 4) == b"open"
    try:
        with pytest.raises(XiehuanError) as refused:
            seal_home(opened(root), PASSPHRASE, lambda _: None, cost=CHEAP)
        assert refused.value.code == "home_in_use"
        assert not form.sealed(root)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ours)
        os.close(theirs)
    sealed(root)


def _steps_of(fatal: int, work: Callable[[], object]) -> int:
    """Run in a child that is killed before its n-th step on the disk; how many steps it made, 0 when it was killed."""
    close_home()
    ours, theirs = os.pipe()
    if (child := os.fork()) == 0:
        count = 0

        def counted(function: Any) -> Any:
            def step(*args: Any, **kwargs: Any) -> Any:
                nonlocal count
                count += 1
                if count == fatal:
                    os.kill(os.getpid(), signal.SIGKILL)
                return function(*args, **kwargs)

            return step

        for name in ("fsync", "link", "unlink", "replace", "rename", "mkdir", "open"):
            setattr(os, name, counted(getattr(os, name)))
        code = 1
        try:
            work()
            os.write(theirs, str(count).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(theirs)
    with os.fdopen(ours) as pipe:
        told = pipe.read()
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or status == 0
    return int(told or 0)


@pytest.mark.parametrize("every", [19, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("direction", ["seal", "open"])
def test_killed_at_any_step_it_is_one_form_or_the_other_and_goes_on(
    tmp_path: Path, direction: str, every: int
) -> None:
    first, root, note = filled(tmp_path / "first"), tmp_path / "home", tmp_path / "recovery"
    before = contents(first)
    if direction == "open":
        sealed(first)

    def work() -> None:
        if direction == "seal":
            seal_home(opened(root), PASSPHRASE, note.write_text, cost=CHEAP)
        else:
            open_for_good(opened(root, unseal(root, PASSPHRASE)))

    def anew() -> None:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(first, root)

    anew()
    steps = _steps_of(0, work)
    counted = set()
    for fatal in sorted({*range(1, steps, every), *range(steps - 7, steps, 3)}):
        anew()
        assert _steps_of(fatal, work) == 0
        is_sealed = form.sealed(root)
        counted.add(is_sealed)
        assert contents(root, unseal(root, PASSPHRASE) if is_sealed else None) == before, fatal
        if is_sealed and direction == "seal":
            assert home_key_by(root, recovery_key=note.read_text()) == unseal(root, PASSPHRASE).identity
        if is_sealed == (direction == "open"):  # it did not count: the same command goes on
            work()
            assert contents(root, unseal(root, PASSPHRASE) if form.sealed(root) else None) == before
        assert form.sealed(root) == (direction == "seal")
        assert not list(root.rglob("*-left"))
    assert counted == {True, False}


def test_begun_with_another_passphrase_it_begins_anew(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    before = contents(root)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seal_home(opened(root), "第一个口令 first", die, cost=CHEAP)
    assert form.sealing_begun(root)
    sealed(root)
    assert contents(root, unseal(root, PASSPHRASE)) == before
    assert len(list(opened(root, unseal(root, PASSPHRASE)).objects.names())) == 2

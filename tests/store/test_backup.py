"""A whole home in one file and back, with our program and with stock tools; a damaged one restores nothing half."""

from __future__ import annotations

import hashlib
import io
import os
import pty
import random
import shutil
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from store.homes import opened
from store.test_sealing import CHEAP, PASSPHRASE, contents, filled, sealed
from xiehuan.errors import XiehuanError
from xiehuan.services.evidence.backup import back_up, restore
from xiehuan.services.evidence.home import close_home
from xiehuan.services.evidence.sealing import change_passphrase, unseal
from xiehuan.store.models import Journal
from xiehuan.vault import age_passphrase
from xiehuan.vault.backup_tar import BackupDamaged

SECRET = "备份 backup 口令"  # noqa: S105


def backed_up(root: Path, target: Path, passphrase: str | None = SECRET, seal: object = None) -> Path:
    assert back_up(opened(root, seal), target, passphrase).damaged == ()  # type: ignore[arg-type]
    close_home()
    return target


@pytest.fixture(name="quick_age")
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase costs half a second by design; here next to nothing."""
    monkeypatch.setattr(age_passphrase, "LOG_N", 4)


@pytest.mark.parametrize("passphrase", [SECRET, None], ids=["encrypted", "plain"])
def test_an_open_home_comes_back_where_it_never_was(tmp_path: Path, passphrase: str | None) -> None:
    root = filled(tmp_path / "home")
    (root / "law" / "updates").mkdir(parents=True)
    (root / "law" / "updates" / "更新.json").write_text("{}")
    before = contents(root)
    target = backed_up(root, tmp_path / "b.xhb", passphrase)
    if passphrase:
        assert "逾期".encode() not in target.read_bytes()
    shutil.rmtree(root)
    done = restore(target, tmp_path / "elsewhere" / "new", lambda: SECRET)
    assert (done.sealed, done.seal) == (False, None)
    assert contents(done.home) == before
    assert (done.home / "law" / "updates" / "更新.json").read_text() == "{}"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.xhb", "elsewhere", "in-home"]
    assert [p.name for p in done.home.parent.iterdir()] == ["new"]


@pytest.mark.usefixtures("quick_age")
def test_a_sealed_home_comes_back_sealed_and_the_backup_alone_opens_it(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    before = contents(root)
    sealed(root)
    target = backed_up(root, tmp_path / "b.xhb", SECRET, unseal(root, PASSPHRASE))
    done = restore(target, tmp_path / "new", lambda: SECRET)
    assert done.sealed
    assert done.seal == unseal(done.home, PASSPHRASE)
    assert not list(done.home.rglob("home-key*"))
    change_passphrase(done.home, done.seal.identity, "忘了的口令就换掉", CHEAP)
    assert contents(done.home, unseal(done.home, "忘了的口令就换掉")) == before


def test_a_plain_backup_of_a_sealed_home_gives_nothing_away(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    before = contents(root)
    sealed(root)
    seal = unseal(root, PASSPHRASE)
    target = backed_up(root, tmp_path / "b.tar", None, seal)
    every = target.read_bytes()
    assert seal.identity.encode() not in every
    assert "逾期".encode() not in every
    done = restore(target, tmp_path / "new", lambda: pytest.fail("not asked"))
    assert (done.sealed, done.seal) == (True, None)
    assert contents(done.home, unseal(done.home, PASSPHRASE)) == before


@pytest.mark.skipif(not shutil.which("age"), reason="needs age")
@pytest.mark.parametrize(
    "is_sealed", [pytest.param(False, id="open", marks=pytest.mark.long), pytest.param(True, id="sealed")]
)
def test_stock_tools_open_it(tmp_path: Path, is_sealed: bool) -> None:  # noqa: FBT001
    root = filled(tmp_path / "home")
    originals = contents(root)["originals"]
    if is_sealed:
        sealed(root)
    target = backed_up(root, tmp_path / "b.xhb", SECRET, unseal(root, PASSPHRASE) if is_sealed else None)
    out = tmp_path / "out"
    out.mkdir()
    subprocess.run(["tar", "-xf", target], cwd=out, check=True)
    _answering("age -d -i key.age -o home.tar home.tar.age", out, SECRET)
    subprocess.run(["tar", "-xf", "home.tar"], cwd=out, check=True)
    unpacked = out / "xiehuan-home"
    subprocess.run(["sha256sum", "--quiet", "-c", "manifest-sha256.txt"], cwd=unpacked, check=True)
    found = []
    for path in (unpacked / "objects").glob("??/*"):
        if is_sealed:
            plain = subprocess.run(
                ["age", "-d", "-i", unpacked / "home-key.txt", path], capture_output=True, check=True
            )
            found.append(hashlib.sha256(plain.stdout).hexdigest())
        else:
            found.append(hashlib.sha256(path.read_bytes()).hexdigest())
    assert sorted(found) == originals


def _answering(command: str, folder: Path, answer: str) -> None:
    """Run a command on a terminal and type the answer when it asks."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execvp("sh", ["sh", "-c", command])  # noqa: S606
    seen = b""
    try:
        while b"assphrase" not in seen:
            seen += os.read(terminal, 1024)
        os.write(terminal, answer.encode() + b"\n")
        while os.read(terminal, 1024):
            pass
    except OSError:  # the end, on Linux
        pass
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, seen
    os.close(terminal)


@pytest.mark.usefixtures("quick_age")
def test_any_changed_byte_is_named_and_nothing_is_restored(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    rng = random.Random(20261124)  # noqa: S311
    for kind, passphrase in (("encrypted", SECRET), ("plain", None)):
        whole = backed_up(root, tmp_path / kind, passphrase).read_bytes()
        told = Counter[str]()
        for _ in range(150):
            changed = bytearray(whole)
            at = rng.randrange(len(whole) - 2 * tarfile.BLOCKSIZE)
            changed[at] ^= 1 << rng.randrange(8)
            told[_refused(bytes(changed), tmp_path, at)] += 1
        for cut in (0, 1, 511, 5_000, len(whole) // 2, len(whole) - 3_000):
            assert _refused(whole[:cut], tmp_path, cut) != "same"
        assert told["backup_damaged"] > 120, told


def _refused(changed: bytes, folder: Path, at: int) -> str:
    (folder / "changed").write_bytes(changed)
    try:
        restore(folder / "changed", folder / "new", lambda: SECRET)
    except XiehuanError as error:
        code = error.code
    else:  # padding, and fields of a header that say nothing about a home: what came back is what was saved
        code = "same"
        assert contents(folder / "new") == contents(folder / "home"), at
        shutil.rmtree(folder / "new")
    assert code in {"same", "backup_damaged", "no_backup", "wrong_passphrase"}
    assert not [p for p in folder.iterdir() if "new" in p.name]
    return code


@pytest.mark.usefixtures("quick_age")
def test_refusals(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    target = backed_up(root, tmp_path / "b.xhb")

    def code(work: object) -> str:
        with pytest.raises(XiehuanError) as refused:
            work()  # type: ignore[operator]
        return refused.value.code

    assert code(lambda: restore(target, tmp_path / "new", lambda: "另一个口令 12345")) == "wrong_passphrase"
    assert code(lambda: restore(target, root, lambda: SECRET)) == "home_not_empty"
    assert code(lambda: restore(tmp_path / "none", tmp_path / "new", lambda: SECRET)) == "no_file"
    assert code(lambda: back_up(opened(root), target, SECRET)) == "backup_exists"
    assert code(lambda: back_up(opened(root), tmp_path / "no" / "b", SECRET)) == "no_folder"
    assert code(lambda: back_up(opened(root), tmp_path / "c", "short")) == "passphrase_short"
    (tmp_path / "zip").write_bytes(b"PK\x03\x04" + bytes(5_000))
    assert code(lambda: restore(tmp_path / "zip", tmp_path / "new", lambda: SECRET)) == "no_backup"
    assert back_up(opened(root), target, SECRET, replace=True).files > 4
    assert Journal.objects.filter(what="backed_up").count() == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.xhb", "home", "in-home", "zip"]


@pytest.mark.parametrize(
    "name", ["xiehuan-home/../out", "/etc/out", "xiehuan-home/a\\b", "other/x", "xiehuan-home/objects"]
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("xiehuan-home/README.txt"))
        link = tarfile.TarInfo(name)
        link.type = tarfile.SYMTYPE if name.endswith("objects") else tarfile.REGTYPE
        link.linkname = "/etc"
        tar.addfile(link)
    (tmp_path / "b").write_bytes(sink.getvalue())
    with pytest.raises(BackupDamaged):
        restore(tmp_path / "b", tmp_path / "new", lambda: SECRET)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b"]


@pytest.mark.usefixtures("quick_age")
@pytest.mark.parametrize("passphrase", [SECRET, None], ids=["encrypted", "plain"])
def test_cancelled_and_disk_full_leave_nothing(tmp_path: Path, passphrase: str | None) -> None:
    root = filled(tmp_path / "home")
    home = opened(root)
    before = sorted(tmp_path.rglob("*"))

    def cancel(done: int, *_: object) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(home, tmp_path / "b", passphrase, tell=cancel)
    assert sorted(tmp_path.rglob("*")) == before
    close_home()
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from xiehuan.services.evidence.home import open_home\n"
        "from xiehuan.services.evidence.backup import back_up, restore\n"
        "from xiehuan.errors import XiehuanError\n"
        "home = open_home(Path(sys.argv[1]))\n"
        "limit = (home.root / 'xiehuan.sqlite3').stat().st_size + 4_000\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))\n"
        "try: back_up(home, Path(sys.argv[2]), sys.argv[3] or None)\n"
        "except XiehuanError as error: print(error.code, error.message.en)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, root, tmp_path / "b", passphrase or ""],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=_no_signal,
    )
    assert done.stdout.startswith("disk_full the disk is full; nothing was written"), done.stderr
    assert not [p for p in tmp_path.rglob("*") if "snapshot" in p.name or p.name.startswith((".b", "b"))]
    assert contents(root)


def _no_signal() -> None:
    """A write beyond the limit is then an error (EFBIG) and not the end of the process."""
    import signal  # noqa: PLC0415

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


@pytest.mark.parametrize("what", ["backup", "restore"])
def test_memory_does_not_grow_with_the_home(tmp_path: Path, what: str) -> None:
    root = filled(tmp_path / "home")
    big = tmp_path / "big.bin"
    with big.open("wb") as file:
        for i in range(260):
            file.write(random.Random(i).randbytes(1 << 20))  # noqa: S311
    home = opened(root)
    home.objects.put(big)
    big.unlink()
    if what == "restore":
        back_up(home, tmp_path / "b", SECRET)
    close_home()
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from xiehuan.services.evidence.home import open_home\n"
        "from xiehuan.services.evidence.backup import back_up, restore\n"
        "def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "home, b = Path(sys.argv[1]), Path(sys.argv[2])\n"
        "if sys.argv[3] == 'backup':\n"
        "    it = open_home(home); before = peak(); back_up(it, b, 'a long passphrase')\n"
        "else:\n"
        "    before = peak(); restore(b, home.with_name('new'), lambda: sys.argv[4])\n"
        "print((peak() - before) // 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, root, tmp_path / "b", what, SECRET],
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) < 180, done.stdout  # MiB: 128 of it for the passphrase; the home has 260

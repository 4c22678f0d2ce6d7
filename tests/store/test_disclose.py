"""A case handed over: whole or in part, checked with stock tools alone and by our own check; every byte counts."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from readers.backup_writer import Sms, backup
from store.homes import opened, taken
from vault.sample_bundle import packed, unpacked
from xiehuan.errors import InputRefused
from xiehuan.services.evidence.custody import custody
from xiehuan.services.evidence.disclose import Selection, disclose
from xiehuan.services.evidence.home import Home
from xiehuan.store.cases import case_of
from xiehuan.store.journal import entries
from xiehuan.store.search import Query
from xiehuan.vault.objects import ObjectState
from xiehuan.vault.seal import Seal
from xiehuan.vault.verify import Status, Verdict, verify_bundle

LENDER, FRIEND = "95588", "13800138000"


@pytest.fixture(params=[False, True], ids=["open", "sealed"])
def home(tmp_path: Path, request: pytest.FixtureRequest) -> Home:
    home = opened(tmp_path / "home", Seal.fresh() if request.param else None)
    folder = tmp_path / "in"
    (folder / "papers").mkdir(parents=True)
    texts = [
        Sms(
            LENDER if i % 3 else FRIEND,
            1_760_000_000_000 + i * 60_000,
            1,
            f"第{i}条{'逾期' if i % 3 else '私事'}",
        )
        for i in range(12)
    ]
    (folder / "sms.xml").write_bytes(backup(texts))
    (folder / "papers" / "证明.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)))
    (folder / "lender-only.xml").write_bytes(backup([Sms(LENDER, 1_770_000_000_000, 1, "请还款")]))
    taken(home, folder)
    return home


def test_a_whole_case_checks_with_stock_tools_alone(tmp_path: Path, home: Home) -> None:
    made = disclose(home, "mine", tmp_path / "evidence.zip")
    assert (made.shown_records, made.all_records, made.extracts) == (14, 14, 0)
    _checked_with_stock_tools(tmp_path / "evidence.zip", tmp_path / "out")


def _checked_with_stock_tools(bundle: Path, out: Path) -> Path:
    with zipfile.ZipFile(bundle) as packed_:
        packed_.extractall(out)
    bag = out / "evidence"
    for list_ in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--strict", "--quiet", "-c", list_], cwd=bag, check=True)
    head = [
        "-pubin",
        "-inkey",
        "log/head-key.pem",
        "-rawin",
        "-in",
        "log/head.txt",
        "-sigfile",
        "log/head.sig",
    ]
    subprocess.run(["openssl", "pkeyutl", "-verify", *head], cwd=bag, check=True, capture_output=True)
    stated = dict(
        line.split(": ", 1)
        for line in (bag / "log" / "head.txt").read_text("ascii").splitlines()
        if ": " in line
    )
    for line in (bag / "log" / "entries.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        assert hashlib.sha256((bag / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
        assert json.loads(entry["leaf"]["body"])["sha256"] == entry["sha256"]
        assert _climbed(entry["leaf"], int(stated["size"])) == stated["root"]
    return bag


def test_the_laid_off_example_checks_with_stock_tools_alone(tmp_path: Path) -> None:
    home = opened(tmp_path / "home")
    taken(home, Path(__file__).resolve().parents[2] / "examples" / "a-laid-off")
    disclose(home, "mine", tmp_path / "evidence.zip")
    bag = _checked_with_stock_tools(tmp_path / "evidence.zip", tmp_path / "out")
    assert len(list((bag / "data").iterdir())) == 15


def _climbed(leaf: dict, size: int) -> str:
    """RFC 9162 section 2.1.3.2, written anew."""
    node = hashlib.sha256(b"\x00" + leaf["body"].encode()).digest()
    first, last = leaf["index"], size - 1
    for step in map(bytes.fromhex, leaf["path"]):
        if first % 2 or first == last:
            node = hashlib.sha256(b"\x01" + step + node).digest()
            while not first % 2 and first:
                first, last = first // 2, last // 2
        else:
            node = hashlib.sha256(b"\x01" + node + step).digest()
        first, last = first // 2, last // 2
    assert last == 0
    return node.hex()


def test_a_selection_says_so_and_leaves_the_rest_at_home(tmp_path: Path, home: Home) -> None:
    made = disclose(home, "mine", tmp_path / "part.zip", Selection(query=Query(people=(LENDER,))))
    assert (made.shown_records, made.all_records, made.extracts) == (9, 14, 1)
    files = unpacked(tmp_path / "part.zip")
    every = b"".join(files.values()).decode("utf-8", "replace")
    assert "私事" not in every
    assert FRIEND not in every
    assert "9 of 14 records" in files["evidence/README-verify.txt"].decode()
    rows = list(csv.reader(io.StringIO(files["evidence/index.csv"].decode("utf-8-sig"))))
    assert [(r[1], r[6]) for r in rows[1:]] == [("lender-only.xml", "1"), ("sms.xml.extract.txt", "8")]
    found = verify_bundle(tmp_path / "part.zip")
    assert (found.verdict, found.log.answer.value) == (Verdict.UNCHANGED, "proven")  # type: ignore[union-attr]


def test_named_items_and_nothing_at_all(tmp_path: Path, home: Home) -> None:
    disclose(home, "mine", tmp_path / "one.zip", Selection(items=(2,)))
    assert len([n for n in unpacked(tmp_path / "one.zip") if n.startswith("evidence/data/0")]) == 1
    with pytest.raises(InputRefused):
        disclose(home, "mine", tmp_path / "none.zip", Selection(query=Query("没有这样的话")))
    assert not (tmp_path / "none.zip").exists()
    rows = "xiehuan.sqlcipher" if home.sealed else "xiehuan.sqlite3"
    assert sorted(p.name for p in home.root.iterdir()) == [
        "keys",
        "lock",
        "objects",
        "running",
        rows,
        f"{rows}-shm",
        f"{rows}-wal",
    ]


def test_a_flipped_bit_anywhere_is_detected_and_named(tmp_path: Path, home: Home) -> None:
    disclose(home, "mine", tmp_path / "a.zip")
    files = unpacked(tmp_path / "a.zip")
    rng = random.Random(20261124)  # noqa: S311
    names = sorted(n for n in files if files[n])
    for n in range(1_000):
        name = names[n % len(names)]
        data = bytearray(files[name])
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        found = verify_bundle(packed(tmp_path / "b.zip", {**files, name: bytes(data)}))
        assert found.verdict is Verdict.CHANGED
        assert {c.name: c.status for c in found.not_ok} == {name: Status.CHANGED}, (n, name)


def test_lists_rewritten_to_fit_a_changed_original_do_not_fit_the_log(tmp_path: Path, home: Home) -> None:
    disclose(home, "mine", tmp_path / "a.zip")
    files = unpacked(tmp_path / "a.zip")
    name = next(n for n in files if n.endswith(".pdf") and "/data/" in n)
    before, after = (hashlib.sha256(d).hexdigest().encode() for d in (files[name], files[name] + b"x"))
    files[name] += b"x"
    for list_ in ("manifest-sha256.txt", "log/entries.jsonl", "index.csv"):
        files[f"evidence/{list_}"] = files[f"evidence/{list_}"].replace(
            b'"sha256":"' + before, b'"sha256":"' + after
        )
        files[f"evidence/{list_}"] = files[f"evidence/{list_}"].replace(before + b"  ", after + b"  ")
    tags = [line.split(b"  ")[1] for line in files["evidence/tagmanifest-sha256.txt"].splitlines()]
    files["evidence/tagmanifest-sha256.txt"] = b"".join(
        hashlib.sha256(files["evidence/" + t.decode()]).hexdigest().encode() + b"  " + t + b"\n" for t in tags
    )
    found = verify_bundle(packed(tmp_path / "b.zip", files))
    assert not found.not_ok
    assert found.verdict is Verdict.CHANGED
    assert "证明.pdf" in found.message.zh


def test_an_original_that_changed_at_home_gives_no_bundle(tmp_path: Path, home: Home) -> None:
    path = home.objects.path(custody(home, 1).sha256)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(Exception, match=r"original_|Decrypt|decrypt"):
        disclose(home, "mine", tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()
    assert custody(home, 1).state is ObjectState.CHANGED
    path.unlink()
    assert custody(home, 1).state is ObjectState.MISSING


def test_custody_tells_every_arrival_view_and_export(tmp_path: Path, home: Home) -> None:
    (tmp_path / "again").mkdir()
    shutil.copy(tmp_path / "in" / "sms.xml", tmp_path / "again" / "copy.xml")
    taken(home, tmp_path / "again")
    item = next(n for n in (1, 2, 3) if custody(home, n).name == "sms.xml")
    disclose(home, "mine", tmp_path / "a.zip")
    found = custody(home, item)
    assert found.holds
    assert [a.name for a in found.arrivals] == ["sms.xml", "copy.xml"]
    assert [a.what for a in found.acts][-2:] == ["viewed", "exported"]
    assert [j.what for j in entries(case_of("mine"))][-1] == "viewed"
    with pytest.raises(InputRefused):
        custody(home, 999)

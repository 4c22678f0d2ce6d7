"""Any BagIt bag in a folder: valid ones are taken, and everything else is named."""

from __future__ import annotations

import hashlib
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sample_bundle import bundle

from xiehuan.vault.bag_check import check_bag

DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
posix = pytest.mark.skipif(os.name != "posix", reason="links of POSIX")


def bag(
    folder: Path, files: dict[str, bytes] | None = None, version: str = "1.0", algorithm: str = "sha256"
) -> Path:
    """A valid bag with these files under data/."""
    files = {"a.txt": b"one", "sub/b.txt": b"two"} if files is None else files
    lines = []
    for name, data in files.items():
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        lines.append(f"{hashlib.new(algorithm, data).hexdigest()}  data/{name}\n")
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "bagit.txt").write_text(DECLARED.replace("1.0", version))
    (folder / "bag-info.txt").write_text(f"Payload-Oxum: {sum(map(len, files.values()))}.{len(files)}\n")
    (folder / f"manifest-{algorithm}.txt").write_text("".join(lines))
    seal(folder, algorithm)
    return folder


def seal(folder: Path, algorithm: str = "sha256") -> None:
    tags = sorted(p.name for p in folder.iterdir() if p.is_file() and not p.name.startswith("tagmanifest"))
    text = "".join(f"{hashlib.new(algorithm, (folder / t).read_bytes()).hexdigest()}  {t}\n" for t in tags)
    (folder / f"tagmanifest-{algorithm}.txt").write_text(text)


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        seal(folder)

    return change


def added(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text((path.read_text() if path.exists() else "") + text)
        if not name.startswith(("data/", "tagmanifest")):
            seal(folder)

    return change


@pytest.mark.parametrize("version", ["0.93", "0.94", "0.95", "0.96", "0.97", "1.0"])
@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512"])
def test_valid_bags(tmp_path: Path, version: str, algorithm: str) -> None:
    found = check_bag(bag(tmp_path, version=version, algorithm=algorithm))
    assert found.valid, found
    assert found.warnings == ()
    assert found.weak is (algorithm in {"md5", "sha1"})


def test_our_own_bundle_is_a_valid_bag(tmp_path: Path) -> None:
    """The writer of bundles and this check share no code."""
    with zipfile.ZipFile(bundle(tmp_path)) as packed:
        packed.extractall(tmp_path / "unpacked")
    (folder,) = (tmp_path / "unpacked").iterdir()
    found = check_bag(folder)
    assert found.valid, found
    assert not found.weak


ZERO = "0" * 64
BROKEN = {
    "changed file": added("data/a.txt", "x"),
    "changed tag file": lambda f: (f / "bag-info.txt").write_text("Contact: me\n"),
    "missing file": lambda f: (f / "data/a.txt").unlink(),
    "extra file": added("data/new.txt", "x"),
    "no declaration": lambda f: (f / "bagit.txt").unlink(),
    "no data": lambda f: (
        [p.unlink() for p in (f / "data").rglob("*.txt")] and (f / "data/sub").rmdir() is (f / "data").rmdir()
    ),
    "no manifest": lambda f: (f / "manifest-sha256.txt").unlink(),
    "BOM": lambda f: (f / "bagit.txt").write_text("\ufeff" + DECLARED) and seal(f),
    "unknown version": replaced("bagit.txt", "1.0", "9.9"),
    "no version": replaced("bagit.txt", "1.0", ".97"),
    "white space": replaced("bagit.txt", "Version:", "Version :"),
    "third line": added("bagit.txt", "More: 1\n"),
    "no text encoding": replaced("bagit.txt", "UTF-8", "zlib"),
    "unknown encoding": replaced("bagit.txt", "UTF-8", "EBCDIC-9"),
    "wrong encoding": replaced("bagit.txt", "UTF-8", "UTF-16"),
    "wrong oxum": replaced("bag-info.txt", ".2", ".3"),
    "dots": added("manifest-sha256.txt", f"{ZERO}  data/../../a.txt\n"),
    "back dots": added("manifest-sha256.txt", f"{ZERO}  data\\..\\..\\a.txt\n"),
    "absolute": added("manifest-sha256.txt", f"{ZERO}  /etc/passwd\n"),
    "home": added("manifest-sha256.txt", f"{ZERO}  ~/a.txt\n"),
    "home of": added("manifest-sha256.txt", f"{ZERO}  ~root/a.txt\n"),
    "drive": added("manifest-sha256.txt", f"{ZERO}  C:\\a.txt\n"),
    "network": added("manifest-sha256.txt", f"{ZERO}  \\\\?\\UNC\\server\\a.txt\n"),
    "escaped": added("manifest-sha256.txt", f"{ZERO}  data/%2e%2e/a.txt\n"),
    "outside data": added(
        "manifest-sha256.txt", f"{hashlib.sha256(DECLARED.encode()).hexdigest()}  bagit.txt\n"
    ),
    "short digest": added("manifest-sha256.txt", "abc  data/a.txt\n"),
    "twice": added("manifest-sha256.txt", f"{hashlib.sha256(b'one').hexdigest()}  data/a.txt\n"),
    "no line": added("manifest-sha256.txt", "nonsense\n"),
    "not fetched": added("fetch.txt", "http://127.0.0.1:1/x 3 data/c.txt\n"),
    "fetch outside": added("fetch.txt", "http://127.0.0.1:1/x - ../c.txt\n"),
    "fetch tag": added("fetch.txt", "http://127.0.0.1:1/x - bagit.txt\n"),
    "fetch line": added("fetch.txt", "data/c.txt\n"),
    "tag manifest outside": added("tagmanifest-sha256.txt", f"{ZERO}  ../x\n"),
    "tag file missing": added("tagmanifest-sha256.txt", f"{ZERO}  notes.txt\n"),
    "one list knows less": lambda f: (f / "manifest-md5.txt").write_text("") == 0 and seal(f),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_bags_are_refused(tmp_path: Path, name: str) -> None:
    folder = bag(tmp_path / "bag")
    BROKEN[name](folder)
    found = check_bag(folder)
    assert not found.valid
    assert all(p.what.zh and p.what.en for p in found.problems)


@posix
@pytest.mark.parametrize("target", ["/etc/passwd", "../outside", "a.txt", "/"])
def test_links_are_not_followed(tmp_path: Path, target: str) -> None:
    (tmp_path / "outside").write_bytes(b"secret")
    folder = bag(tmp_path / "bag")
    (folder / "data/link").symlink_to(target)
    assert not check_bag(folder).valid
    (tmp_path / "other").symlink_to(folder)
    assert not check_bag(tmp_path / "other").valid


@posix
def test_a_pipe_does_not_hang_the_check(tmp_path: Path) -> None:
    folder = bag(tmp_path / "bag")
    os.mkfifo(folder / "data/pipe")
    assert not check_bag(folder).valid


@pytest.mark.parametrize(
    "names", [("a.txt", "A.txt"), ("caf\u00e9", "cafe\u0301"), ("x/Thumbs.db",), (".DS_Store",)]
)
def test_names_that_other_systems_change_are_warned_of(tmp_path: Path, names: tuple[str, ...]) -> None:
    found = check_bag(bag(tmp_path, dict.fromkeys(names, b"x")))
    assert found.warnings


def test_older_forms_are_read(tmp_path: Path) -> None:
    folder = bag(tmp_path, {"a b.txt": b"x"}, "0.97", "md5")
    digest = hashlib.md5(b"x").hexdigest()  # noqa: S324 - the form under test
    (folder / "manifest-md5.txt").write_text(f"{digest.upper()} *./data/a b.txt\r\n")
    (folder / "bagit.txt").write_text("BagIt-Version : 0.97\r\nTag-File-Character-Encoding:UTF-8")
    seal(folder, "md5")
    assert check_bag(folder).valid


def test_escaped_line_ends_in_names(tmp_path: Path) -> None:
    folder = bag(tmp_path, {"a%25b.txt": b"x"})
    assert not check_bag(folder).valid  # from 1.0 on this names the file a%b.txt
    (folder / "data/a%25b.txt").rename(folder / "data/a%b.txt")
    assert check_bag(folder).valid


@pytest.mark.parametrize("what", ["nothing", "file"])
def test_what_is_no_folder(tmp_path: Path, what: str) -> None:
    if what == "file":
        (tmp_path / "file").write_text("x")
    assert not check_bag(tmp_path / what).valid


def test_flipped_bits_in_any_file_are_found_and_named(tmp_path: Path) -> None:
    """In bagit.txt, lists and payload alike. In bag 1.0 a digest may be written in capital letters: the same digest."""
    rng = random.Random(8493)  # noqa: S311 - a reproducible draw
    folder = bag(tmp_path)
    paths = [p for p in sorted(folder.rglob("*")) if p.is_file()]
    for _ in range(1000):
        path = rng.choice(paths)
        whole = path.read_bytes()
        changed = bytearray(whole)
        at = rng.randrange(len(whole))
        changed[at] ^= 1 << rng.randrange(8)
        path.write_bytes(bytes(changed))
        found = check_bag(folder)
        path.write_bytes(whole)
        same = (
            path.name.startswith("tagmanifest")
            and bytes(changed).split()
            and _same_list(whole, bytes(changed))
        )
        assert same or not found.valid, (path.name, at)


def _same_list(one: bytes, other: bytes) -> bool:
    """The seal itself is in no list: another letter case or white space there says the same."""
    return [line.lower().split() for line in one.splitlines()] == [
        line.lower().split() for line in other.splitlines()
    ]

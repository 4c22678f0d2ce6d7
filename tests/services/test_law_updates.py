"""Adding to the law and taking back: signatures, trust, order, soundness; nothing half-written, all reversible."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from xiehuan.contact.directory import About, find
from xiehuan.errors import InputRefused, WrongUse, XiehuanError
from xiehuan.law.ceiling import ceilings_of
from xiehuan.packs.loader import files_cn, load_cn
from xiehuan.services import law_updates
from xiehuan.services.law_home import current_lenders, current_pack, current_workdays, trusted, updates
from xiehuan.services.law_signing import FORMAT, check_key, seal

ON = date(2026, 11, 24)
OWN = "date,lpr_1y,lpr_5y\n2026-03-20,3.00,3.50\n2026-04-20,2.90,3.40\n2026-05-20,2.90,3.40\n"  # invented
SEED = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PEM = SEED.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
KEY = base64.b64encode(SEED.public_key().public_bytes_raw()).decode()
SERIES = files_cn()["lpr.csv"] + "2026-04-20,2.80,3.30\n"  # invented


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    def write(data: bytes | str, name: str = "update.json") -> Path:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write


def tree(home: Path) -> dict[str, str]:
    return {
        p.relative_to(home).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(home.rglob("*"))
        if p.is_file()
    }


def refuse(home: Path, file: Path, code: str, *, trust: bool = False) -> XiehuanError:
    """Refused with this code, and the home is what it was, to the byte."""
    before = tree(home) if home.exists() else None
    with pytest.raises(XiehuanError) as refused:
        law_updates.add(home, file, ON, trust=trust)
    assert refused.value.code == code
    assert (tree(home) if home.exists() else None) == before
    return refused.value


def signed(files: dict[str, str], issued: date = ON) -> bytes:
    return seal(PEM, "某月更新", issued, files)


def test_without_updates_the_built_in_pack_applies(home: Path) -> None:
    assert current_pack(home) is load_cn()
    assert updates(home) == ()
    assert not home.exists()


def test_a_table_of_ones_own_needs_to_be_trusted_expressly(home: Path, put: Callable[..., Path]) -> None:
    error = refuse(home, put(OWN, "lpr.csv"), "unsigned_table")
    assert isinstance(error, WrongUse)
    assert "--trust" in error.next.zh


def test_a_table_moves_the_ceiling_says_whose_it_is_and_can_be_taken_back(
    home: Path, put: Callable[..., Path]
) -> None:
    before = ceilings_of("private", date(2026, 6, 1), current_pack(home))[0]
    assert before.beyond_known
    added = law_updates.add(home, put(OWN, "lpr.csv"), ON, trust=True)
    after = ceilings_of("private", date(2026, 6, 1), current_pack(home))[0]
    assert (after.rate, after.beyond_known) == (Fraction("0.116"), False)
    assert "2026-11-24添加" in after.citation
    assert [u.number for u in updates(home)] == [added.number] == [1]
    assert law_updates.undo(home).number == 1
    assert current_pack(home) is load_cn()
    assert (home / "law" / "undone" / "0001" / "lpr.csv").read_text("utf-8") == OWN
    with pytest.raises(WrongUse):
        law_updates.undo(home)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("pack_refused", "date,lpr_1y,lpr_5y\n2026-03-20,3.10,3.50\n"),
        ("pack_refused", "date,lpr_1y,lpr_5y\n2026-03-20,3.00,3.50\n"),
        ("pack_refused", "date,lpr_1y,lpr_5y\n2026-02-30,3.00,3.50\n"),
        ("pack_refused", "a,b\n1,2\n"),
        ("pack_refused", ""),
        ("future", "date,lpr_1y,lpr_5y\n2026-04-20,3.00,3.50\n2026-12-21,3.00,3.50\n"),
        ("update_unsound", "date,lpr_1y,lpr_5y\n2026-06-22,3.00,3.50\n"),  # April and May are missing
    ],
)
def test_a_wrong_table_is_refused(home: Path, put: Callable[..., Path], code: str, text: str) -> None:
    refuse(home, put(text, "lpr.csv"), code, trust=True)


def test_a_table_that_is_no_text_is_refused(home: Path, put: Callable[..., Path]) -> None:
    refuse(home, put(b"\xff\xfe\x00", "lpr.csv"), "bad_encoding", trust=True)


def test_a_signed_update_needs_a_trusted_key(home: Path, put: Callable[..., Path]) -> None:
    file = put(signed({"lpr.csv": SERIES}))
    error = refuse(home, file, "untrusted_key")
    assert KEY in error.next.zh
    law_updates.trust_key(home, KEY, "某维护人", ON)
    law_updates.add(home, file, ON)
    assert ceilings_of("private", date(2026, 5, 1), current_pack(home))[0].rate == Fraction("0.112")
    assert updates(home)[0].key == KEY


def test_trust_does_not_make_up_for_a_key(home: Path, put: Callable[..., Path]) -> None:
    refuse(home, put(signed({"lpr.csv": SERIES})), "untrusted_key", trust=True)


def test_trusted_keys_are_listed_once_and_can_be_taken_off(home: Path) -> None:
    law_updates.trust_key(home, f" {KEY}\n", "某维护人", ON)
    assert trusted(home) == {KEY: {"name": "某维护人", "added_on": "2026-11-24"}}
    with pytest.raises(WrongUse):
        law_updates.trust_key(home, KEY, "又一次", ON)
    law_updates.distrust_key(home, "某维护人")
    assert trusted(home) == {}
    with pytest.raises(WrongUse):
        law_updates.distrust_key(home, KEY)


@pytest.mark.parametrize("key", ["", "x", "AAAA", base64.b64encode(b"a" * 33).decode()])
def test_what_is_no_key_is_refused(home: Path, key: str) -> None:
    with pytest.raises(InputRefused):
        law_updates.trust_key(home, key, "某", ON)
    assert not home.exists()


def changed(made: bytes, **fields: str) -> bytes:
    return json.dumps(json.loads(made) | fields).encode()


def test_a_changed_update_is_refused(home: Path, put: Callable[..., Path]) -> None:
    law_updates.trust_key(home, KEY, "某", ON)
    made = signed({"lpr.csv": SERIES})
    outer = json.loads(made)
    other = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    signature = bytearray(base64.b64decode(outer["signature"]))
    signature[0] ^= 1
    for code, data in [
        ("bad_signature", changed(made, payload=outer["payload"].replace("2.80", "2.81"))),
        ("bad_signature", changed(made, payload=outer["payload"] + " ")),
        ("bad_signature", changed(made, key=other)),
        ("bad_signature", changed(made, signature=base64.b64encode(bytes(signature)).decode())),
        ("bad_signature", changed(made, signature="")),
        ("bad_envelope", changed(made, signature="not base64!")),
        ("bad_envelope", changed(made, format="xiehuan-law-update-2")),
        ("bad_envelope", changed(made, extra="x")),
        ("bad_envelope", made[:-20]),
        ("bad_envelope", b"[1]"),
        ("bad_envelope", b"\xff"),
        ("bad_envelope", b"[" * 100_000),
        ("duplicate_key", b'{"format": 1, "format": 2}'),
        ("too_large", b" " * 4_000_001),
    ]:
        refuse(home, put(data), code)


def resealed(inner: object) -> bytes:
    """Rightly signed, whatever the payload says."""
    payload = json.dumps(inner, ensure_ascii=False)
    signature = base64.b64encode(SEED.sign(f"{FORMAT}\n{payload}".encode())).decode()
    return json.dumps({"format": FORMAT, "key": KEY, "signature": signature, "payload": payload}).encode()


@pytest.mark.parametrize(
    ("code", "inner"),
    [
        ("bad_envelope", {"name": "某", "issued": "2026-11-24"}),
        ("bad_envelope", {"name": "某", "issued": "2026-11-24", "files": {}}),
        ("bad_envelope", {"name": "某", "issued": "2026-11-24", "files": {"../lpr.csv": "x"}}),
        ("bad_envelope", {"name": "某", "issued": "2026-11-24", "files": {"update.json": "{}"}}),
        ("bad_envelope", {"name": "某", "issued": "2026-11-24", "files": {"lpr.csv": 3}}),
        ("bad_envelope", {"name": "a\nb", "issued": "2026-11-24", "files": {"lpr.csv": SERIES}}),
        ("bad_date", {"name": "某", "issued": "2026-11-31", "files": {"lpr.csv": SERIES}}),
        ("future", {"name": "某", "issued": "2026-11-25", "files": {"lpr.csv": SERIES}}),
        ("update_unsound", {"name": "某", "issued": "2026-11-24", "files": {"lpr.csv": "x"}}),
        ("update_unsound", {"name": "某", "issued": "2026-11-24", "files": {"financial_trials.toml": ""}}),
        ("update_unsound", {"name": "某", "issued": "2026-11-24", "files": {"confirmed.toml": '[qifu]\nhotline = "1"'}}),
    ],
)  # fmt: skip
def test_a_signature_does_not_excuse_what_it_signs(
    home: Path, put: Callable[..., Path], code: str, inner: object
) -> None:
    law_updates.trust_key(home, KEY, "某", ON)
    refuse(home, put(resealed(inner)), code)


def test_an_older_update_does_not_come_back(home: Path, put: Callable[..., Path]) -> None:
    law_updates.trust_key(home, KEY, "某", ON)
    law_updates.add(home, put(signed({"lpr.csv": SERIES}, date(2026, 11, 20))), ON)
    refuse(home, put(signed({"lpr.csv": SERIES}, date(2026, 11, 19))), "not_newer")
    refuse(home, put(signed({"lpr.csv": SERIES}, date(2026, 11, 20))), "not_newer")
    law_updates.add(home, put(signed({"lpr.csv": SERIES}, date(2026, 11, 21))), ON)
    assert [u.number for u in updates(home)] == [1, 2]


def test_an_update_that_others_rest_on_is_not_taken_back(home: Path, put: Callable[..., Path]) -> None:
    law_updates.trust_key(home, KEY, "某", ON)
    law_updates.add(home, put(signed({"lpr.csv": SERIES})), ON)
    may = "date,lpr_1y,lpr_5y\n2026-05-20,2.80,3.30\n"
    law_updates.add(home, put(may, "may.csv"), ON, trust=True)
    before = tree(home)
    with pytest.raises(InputRefused) as refused:
        law_updates.undo(home, 1)  # April would be missing
    assert refused.value.code == "update_unsound"
    assert tree(home) == before
    assert [law_updates.undo(home).number, law_updates.undo(home, 1).number] == [2, 1]


def test_numbers_are_not_used_again(home: Path, put: Callable[..., Path]) -> None:
    law_updates.add(home, put(OWN, "lpr.csv"), ON, trust=True)
    law_updates.undo(home)
    assert law_updates.add(home, put(OWN, "lpr.csv"), ON, trust=True).number == 2


def test_a_confirmation_is_kept_dated_and_taken_back(home: Path) -> None:
    entry = find(current_lenders(home), "360借条")[0]
    law_updates.confirm_value(home, entry, About.HOTLINE, '400-"1"\\2', date(2026, 11, 1))
    law_updates.confirm_value(home, entry, About.HOTLINE, "400-2", ON)
    told = find(current_lenders(home), "qifu")[0].reported(About.HOTLINE)
    assert [(r.value.zh, r.confirmed_on) for r in told] == [("400-2", ON), ('400-"1"\\2', date(2026, 11, 1))]
    law_updates.undo(home)
    assert len(find(current_lenders(home), "qifu")[0].reported(About.HOTLINE)) == 1
    for bad in ("", " ", "a\nb", "x" * 601):
        with pytest.raises(InputRefused):
            law_updates.confirm_value(home, entry, About.HOTLINE, bad, ON)
    assert current_pack(home).lpr == load_cn().lpr
    assert current_workdays(home).years.keys() == {2024, 2025, 2026, 2027}


@pytest.mark.parametrize("name", ["lpr.csv", "update.json"])
def test_an_update_changed_on_disk_is_noticed(home: Path, put: Callable[..., Path], name: str) -> None:
    law_updates.add(home, put(OWN, "own.csv"), ON, trust=True)
    path = home / "law" / "updates" / "0001" / name
    path.write_text(path.read_text("utf-8").replace("2.90", "2.80").replace("table", "tab"), "utf-8")
    with pytest.raises(InputRefused) as refused:
        current_pack(home)
    assert refused.value.code == "update_changed"


def test_an_unfinished_folder_is_no_update(home: Path, put: Callable[..., Path]) -> None:
    law_updates.add(home, put(OWN, "own.csv"), ON, trust=True)
    (home / "law" / "updates" / ".new-abc").mkdir()
    (home / "law" / "updates" / ".new-abc" / "lpr.csv").write_text("half", "utf-8")
    assert [u.number for u in updates(home)] == [1]


def test_a_home_that_is_a_file_is_refused(put: Callable[..., Path]) -> None:
    with pytest.raises(InputRefused) as refused:
        law_updates.add(put("x", "file"), put(OWN, "own.csv"), ON, trust=True)
    assert refused.value.code == "home_unwritable"


def test_a_missing_file_is_refused(home: Path, tmp_path: Path) -> None:
    refuse(home, tmp_path / "nothing.json", "no_file")
    refuse(home, tmp_path, "no_file")


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    ],
)
def test_only_an_ed25519_key_signs(pem: bytes) -> None:
    with pytest.raises(InputRefused) as refused:
        seal(pem, "某", ON, {"lpr.csv": SERIES})
    assert refused.value.code == "bad_key"


def test_the_signature_is_the_standard_one() -> None:
    """RFC 8032 is deterministic: an outside tool signs the same bytes to the same signature."""
    outer = json.loads(signed({"lpr.csv": SERIES}))
    assert outer["key"] == check_key(KEY)
    raw = f"xiehuan-law-update-1\n{outer['payload']}".encode()
    assert base64.b64encode(SEED.sign(raw)).decode() == outer["signature"]

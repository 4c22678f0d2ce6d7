"""What we lock with a passphrase, the age library opens; and nothing else than the same bytes and passphrase opens it."""

from __future__ import annotations

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiehuan.vault import age_passphrase
from xiehuan.vault.age_passphrase import lock


@pytest.fixture(autouse=True, scope="module")
def cheap() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(age_passphrase, "LOG_N", 4)
        yield


@given(st.binary(max_size=300), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_the_library_opens_it(text: bytes, passphrase: str) -> None:
    assert pyrage.passphrase.decrypt(lock(text, passphrase), passphrase) == text


def test_every_changed_byte_is_refused() -> None:
    whole = lock(b"AGE-SECRET-KEY", "passphrase")
    for at in range(len(whole)):
        changed = bytearray(whole)
        changed[at] ^= 1
        with pytest.raises(pyrage.DecryptError):
            pyrage.passphrase.decrypt(bytes(changed), "passphrase")
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(whole, "Passphrase")


def test_only_for_small_texts() -> None:
    with pytest.raises(ValueError, match="small"):
        lock(bytes(age_passphrase.LARGEST + 1), "passphrase")


def test_its_cost_is_the_one_that_is_stated() -> None:
    assert lock(b"x", "passphrase").split(b"\n")[1].endswith(b" 4")

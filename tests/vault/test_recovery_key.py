"""A recovery key says which group is mistyped, and never lets one slip or one swap pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiehuan.errors import XiehuanError
from xiehuan.vault import recovery_key

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
secrets = st.binary(min_size=recovery_key.BYTES, max_size=recovery_key.BYTES)


@given(secrets)
def test_what_is_written_reads_back_however_it_is_typed(secret: bytes) -> None:
    text = recovery_key.written(secret)
    assert [len(g) for g in text.split("-")] == [5] * recovery_key.GROUPS
    assert set(text) <= {*ALPHABET, "-"}
    for typed in (
        text,
        text.lower(),
        text.replace("-", ""),
        text.replace("-", " - "),
        text.replace("0", "O").replace("1", "l"),
    ):
        assert recovery_key.read(typed) == secret


@given(secrets, st.data())
def test_one_wrong_character_is_told_with_its_group(secret: bytes, data: st.DataObject) -> None:
    text = list(recovery_key.written(secret))
    at = data.draw(st.sampled_from([i for i, c in enumerate(text) if c != "-"]))
    text[at] = data.draw(st.sampled_from([c for c in ALPHABET if c != text[at]]))
    with pytest.raises(XiehuanError) as refused:
        recovery_key.read("".join(text))
    assert f"group {at // 6 + 1} " in refused.value.message.en


@given(secrets, st.data())
def test_two_swapped_neighbours_or_groups_are_told(secret: bytes, data: st.DataObject) -> None:
    text = recovery_key.written(secret)
    groups = text.split("-")
    g, i = data.draw(st.integers(0, 7)), data.draw(st.integers(0, 3))
    a, b = groups[g][i : i + 2]
    if a != b:
        swapped = [*groups]
        swapped[g] = groups[g][:i] + b + a + groups[g][i + 2 :]
        with pytest.raises(XiehuanError):
            recovery_key.read("-".join(swapped))
    first, second = data.draw(st.permutations(range(8)))[:2]
    if groups[first][:4] != groups[second][:4]:
        groups[first], groups[second] = groups[second], groups[first]
        with pytest.raises(XiehuanError):
            recovery_key.read("-".join(groups))


@pytest.mark.parametrize("text", ["", "ABC", "0" * 39, "0" * 41, "U" * 40, "汉" * 40])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(XiehuanError) as refused:
        recovery_key.read(text)
    assert refused.value.code == "recovery_key_mistyped"

"""The recovery key of a sealed home: 160 random bits on paper, in eight groups of five that check themselves.

Each group is four characters and a check character over them and the number of the group, so that a slip of the pen or two
swapped neighbours are told with the group they stand in, before anything is tried. Letters that look like digits are not
used, and read as those digits (Crockford's base 32).
"""

from __future__ import annotations

import secrets

from xiehuan.errors import Text, XiehuanError

BYTES = 20
GROUPS = 8
_DATA = 4  # characters a group, without its check character
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {c: i for i, c in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}


def fresh_secret() -> bytes:
    """20 random bytes."""
    return secrets.token_bytes(BYTES)


def written(secret: bytes) -> str:
    """The secret as people write it: eight groups of five, with hyphens."""
    number = int.from_bytes(secret, "big")
    digits = [number >> (5 * i) & 31 for i in reversed(range(GROUPS * _DATA))]
    groups = []
    for n in range(GROUPS):
        group = digits[n * _DATA : (n + 1) * _DATA]
        groups.append("".join(_ALPHABET[d] for d in (*group, _check(n, group))))
    return "-".join(groups)


def read(text: str) -> bytes:
    """The secret that was written; spaces, hyphens and small letters do not matter. Refused with `recovery_key_mistyped`."""
    plain = "".join(c for c in text.upper() if not c.isspace() and c not in "-－—·.")
    if len(plain) != GROUPS * (_DATA + 1):
        raise _mistyped(
            f"应有 40 个字符，现有 {len(plain)} 个", f"40 characters are needed, {len(plain)} were given"
        )
    number = 0
    for n in range(GROUPS):
        group = plain[n * (_DATA + 1) : (n + 1) * (_DATA + 1)]
        values = [_VALUES.get(c, -1) for c in group]
        if -1 in values or _check(n, values[:_DATA]) != values[_DATA]:
            raise _mistyped(f"第 {n + 1} 组不对", f"group {n + 1} is wrong")
        for value in values[:_DATA]:
            number = number << 5 | value
    return number.to_bytes(BYTES, "big")


def _check(place: int, group: list[int]) -> int:
    """A polynomial over GF(32): every character has another weight, so one slip or one swap never passes."""
    total = place + 1
    for value in group:
        total = _times_alpha(total) ^ value
    return _times_alpha(total)


def _times_alpha(value: int) -> int:
    """Multiply by x modulo x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def _mistyped(zh: str, en: str) -> XiehuanError:
    return XiehuanError(
        "recovery_key_mistyped",
        Text(f"恢复码抄错了：{zh}", f"the recovery key is mistyped: {en}"),
        Text(
            "对照纸上的恢复码再输入一次；什么都没有改动",
            "compare with the paper and enter it again; nothing was changed",
        ),
    )

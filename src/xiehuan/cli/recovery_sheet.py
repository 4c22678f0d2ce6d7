"""The recovery key as it is printed and laid away."""

from __future__ import annotations

_SHEET = """
========================================================================
协还 恢复码                                        xiehuan recovery key

    {first}
    {second}

忘记口令时，只有它能打开您的数据。没有任何人能补发。
  1. 抄在纸上或打印出来，放在家里安全的地方；不要拍照，不要存在这台电脑上。
  2. 七天内照纸上的内容试一次：xiehuan home recovery-drill
  3. 忘了口令时：xiehuan home passphrase --recovery
Only this opens your data when the passphrase is forgotten. Nobody can issue it again.
  1. Write it down or print it and keep it safe; take no picture of it and keep it off this computer.
  2. Try it from the paper within seven days:  xiehuan home recovery-drill
  3. When the passphrase is forgotten:         xiehuan home passphrase --recovery
Letters never used: I L O U. 大小写、空格、连字符都不影响；每组最后一个字符是校验。
========================================================================
"""


def sheet(key: str) -> str:
    """The text around a recovery key, which stands in two lines of four groups."""
    groups = key.split("-")
    return _SHEET.format(first=" - ".join(groups[:4]), second=" - ".join(groups[4:]))

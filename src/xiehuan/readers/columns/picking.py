"""Which column is the time, the sender, the text: typed by the user or guessed from the header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xiehuan.errors import Text, XiehuanError
from xiehuan.readers.wechat.layouts import folded

ROLES = ("at", "from", "to", "text", "direction", "kind", "subject", "amount")
_NEEDED = ("at", "text")
_NAMES: Mapping[str, tuple[str, ...]] = {
    "at": ("时间", "日期时间", "发送时间", "接收时间", "日期", "time", "datetime", "date", "timestamp", "sent", "received"),
    "from": ("发送者", "发送人", "发件人", "发件人号码", "昵称", "联系人", "号码",
             "sender", "from", "name", "author", "contact", "address", "number"),
    "to": ("接收者", "接收人", "收件人", "聊天对象", "群名", "to", "recipient", "receiver", "chat"),
    "text": ("内容", "消息内容", "短信内容", "正文", "消息", "文本", "text", "body", "content", "message"),
    "direction": ("方向", "收发", "类型", "发送/接收", "direction", "folder", "box", "type"),
    "subject": ("主题", "标题", "subject", "title"),
    "amount": ("金额", "amount"),
}  # fmt: skip


class PickingWrong(XiehuanError):
    """The picking names what is not there, or lacks the time or the text."""


@dataclass(frozen=True, slots=True)
class Picking:
    """Header name by role, for one header."""

    roles: Mapping[str, str]

    @classmethod
    def parse(cls, typed: str, header: tuple[str, ...]) -> Picking:
        """From `at=时间,from=发送人,text=内容`; names are compared without case, width and spaces."""
        have = {folded(name): name for name in header}
        roles: dict[str, str] = {}
        for piece in typed.split(","):
            role, mark, name = (p.strip() for p in piece.partition("="))
            if role not in ROLES or not mark:
                raise _wrong(f"“{piece}”不是“角色=列名”", f"{piece!r} is no role=column", header)
            if folded(name) not in have:
                raise _wrong(f"没有叫“{name}”的列", f"there is no column {name!r}", header)
            roles[role] = have[folded(name)]
        missing = [role for role in _NEEDED if role not in roles]
        if missing:
            raise _wrong(f"还缺 {'、'.join(missing)}", f"{', '.join(missing)} missing", header)
        return cls(roles)

    def __str__(self) -> str:
        """As the user would type it."""
        return ",".join(f"{role}={name}" for role, name in self.roles.items())


def guessed(header: tuple[str, ...]) -> Picking | None:
    """The picking that the names suggest; None when no time or no text shows. Each column serves once."""
    have = {folded(name): name for name in header}
    roles: dict[str, str] = {}
    for role, names in _NAMES.items():
        free = [n for n in (folded(n) for n in names) if n in have and have[n] not in roles.values()]
        if free:
            roles[role] = have[free[0]]
    return Picking(roles) if all(role in roles for role in _NEEDED) else None


def _wrong(zh: str, en: str, header: tuple[str, ...]) -> PickingWrong:
    columns = "、".join(header)
    return PickingWrong(
        "columns_wrong",
        Text(f"列的选择有误：{zh}", f"the columns are not picked well: {en}"),
        Text(
            f"可用的列：{columns}；角色：{' '.join(ROLES)}，at和text必须有",
            f"columns: {columns}; roles: {' '.join(ROLES)}; at and text are needed",
        ),
        exit_code=2,
    )

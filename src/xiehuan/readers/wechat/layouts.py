"""Which columns the exporters write, known by their header names in any order."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """An exporter's columns: `needs` must all stand in the header, `roles` say what they are for, best first."""

    name: str
    needs: frozenset[str]
    roles: Mapping[str, tuple[str, ...]]
    content_is_json: bool = False


def folded(name: str) -> str:
    """A header name for comparing: half width, lower case, without spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _layout(name: str, needs: str, *, content_is_json: bool = False, **roles: str) -> Layout:
    return Layout(
        name,
        frozenset(folded(n) for n in needs.split()),
        {role: tuple(folded(n) for n in names.split()) for role, names in roles.items()},
        content_is_json,
    )


LAYOUTS = (
    _layout(  # WeChatMsg / MemoTrace, also the many tools built on its database reader
        "wechatmsg",
        "localId Type IsSender StrContent",
        at="CreateTime StrTime",
        shown_at="StrTime",
        sender="Remark NickName Sender",
        account="Sender",
        mine="IsSender",
        kind="Type",
        sub="SubType",
        text="StrContent",
        talker="StrTalker",
    ),
    _layout(  # PyWxDump: the content is a JSON value in the cell
        "pywxdump",
        "type_name is_sender talker CreateTime",
        content_is_json=True,
        at="CreateTime",
        sender="talker",
        account="talker",
        mine="is_sender",
        kind="type_name",
        text="content msg StrContent",
        talker="room_name",
    ),
    _layout(  # MemoTrace 2024 and later
        "memotrace",
        "类型 发送人 时间 内容",
        at="时间",
        sender="备注 发送人 昵称",
        account="发送人",
        kind="类型",
        text="内容",
    ),
    _layout(  # WeFlow, EchoTrace and CipherTalk (their workbooks saved as CSV)
        "weflow",
        "时间 消息类型 内容 发送者身份",
        at="时间",
        sender="发送者备注 群昵称 发送者昵称 发送者身份",
        account="发送者微信ID",
        mine="发送者身份",
        kind="消息类型",
        text="内容",
    ),
    _layout(  # pages around the chatlog server
        "chatlog-zh",
        "时间 发送者 聊天对象 消息类型 内容",
        at="时间",
        sender="发送者",
        kind="消息类型",
        text="内容",
        talker="聊天对象",
    ),
    _layout(  # chatlog itself, format=csv
        "chatlog",
        "Time SenderName TalkerName Content",
        at="Time",
        sender="SenderName Sender",
        account="Sender",
        mine="IsSelf",
        text="Content",
        talker="TalkerName Talker",
    ),
    _layout(  # bots that log groups
        "group-log",
        "time(Asia/Shanghai) from_nickname content_type content",
        at="time(Asia/Shanghai)",
        sender="from_nickname from_id",
        account="from_id",
        kind="content_type",
        text="content",
        talker="group_name",
    ),
)


def layout_of(names: tuple[str, ...]) -> Layout | None:
    """The layout whose header this is."""
    have = {folded(n) for n in names}
    return next((layout for layout in LAYOUTS if layout.needs <= have), None)

"""Who speaks: a nick that may hold brackets, then a number or a mail address; and the chat it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass

SOURCE = "qq"
SYSTEM_NUMBERS = ("10000", "1000000")
_NUMBERED = re.compile(
    r"(?P<nick>.*?)(?:\((?P<number>\d{4,12})\)|<(?P<mail>[^<>\s]{1,80}@[^<>\s]{1,80}|\d{4,12})>)\s*",
    re.DOTALL,
)
# titles that QQ groups put before a nick; other words in such brackets belong to the nick
_TITLE = re.compile(
    r"【(?P<title>群主|管理员|潜水|冒泡|吐槽|活跃|话唠|传说|群友|机器人)】(?P<nick>.*)", re.DOTALL
)
_GROUP_FOLDERS = ("我的群聊", "群聊", "我的讨论组", "讨论组", "我的多人聊天")


@dataclass(frozen=True, slots=True)
class Speaker:
    """As the header gives it; `number` is the QQ number or mail address where there is one."""

    nick: str
    number: str | None = None
    title: str | None = None

    @property
    def system(self) -> bool:
        """Whether QQ itself speaks."""
        return self.number in SYSTEM_NUMBERS or (self.number is None and self.nick == "系统消息")

    @property
    def shown(self) -> str | None:
        """The nick, or the number of somebody without one."""
        return self.nick or self.number


def speaker_of(text: str) -> Speaker:
    """The speaker behind the time of a header line."""
    match = _NUMBERED.fullmatch(text)
    nick = (match["nick"] if match else text).strip()
    number = (match["number"] or match["mail"]) if match else None
    title = _TITLE.fullmatch(nick)
    return Speaker(title["nick"].strip(), number, title["title"]) if title else Speaker(nick, number)


@dataclass(slots=True)
class Chat:
    """The context that the file gives before messages: 消息分组 and 消息对象."""

    folder: str | None = None
    name: str | None = None

    @property
    def group(self) -> bool:
        """Whether several people speak in it, by the folder it is kept in."""
        return self.folder is not None and (self.folder in _GROUP_FOLDERS or "群" in self.folder)

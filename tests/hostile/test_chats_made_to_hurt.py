"""Chats written to cost time or memory: each ends soon, streamed, and is accounted for."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from readers import chat_writer as write
from xiehuan.readers import dispatch

SECONDS = 5
PAGE = b"<html><head></head><body>"
FILES = {
    "spaces behind a header.txt": ("_chat.txt", b"01/02/2026, 10:20 - A: x\n01/02/2026, 10:20 - A: x\n" + b" " * 1_500_000),
    "many lines in one message": ("_chat.txt", b"31/12/2026, 10:20 - A: x\n31/12/2026, 10:21 - A: x\n" + b"y\n" * 80_000),
    "quotes everywhere": ("a.csv", b"localId,Type,IsSender,StrContent\n" + b'1,"a"b,"c\n' * 30_000),
    "one cell without end": ("a.csv", b'localId,Type,IsSender,StrContent\n1,1,0,"' + b"x\n" * 40_000),
    "boxes without end": ("a.html", PAGE + b'<div class="msg chat-left" msgtype="1">' + b'<div class="nt-box">' * 40_000),
    "avatars without end": ("a.html", PAGE + b'<div class="msg chat-left" msgtype="1">' + b'<div class="avatar-box">' * 30_000),
    "blocks": ("a.html", PAGE + b'<div class="msg chat-left" msgtype="1">' * 20_000),
    "a script of brackets": ("a.html", PAGE + b"<script>chatMessages = [" + b"{" * 1_000_000),
    "strings without end": ("a.json", b'[{"type_name":"1","is_sender":' + b'"\\' * 600_000),
    "many small values": ("a.json", b'[{"type_name":"1","is_sender":[' + b"{}," * 150_000 + b"{}]}]"),
    "a card of folded lines": ("a.vcf", b"BEGIN:VCARD\n" + b"N" * 500_000 + b"\n" + b" x\n" * 200_000 + b"END:VCARD\n"),
    "cards": ("a.vcf", b"BEGIN:VCARD\n" * 50_000),
    "rows of a page": ("a.mht", b"From: <Save by Tencent MsgMgr>\nMIME-Version: 1.0\n\n" + b"<tr><td><div><div float:left>x" * 20_000),
    "rules": ("a.txt", "消息记录（此消息记录为文本格式，不支持重新导入）\n".encode() + b"================\n" * 60_000),
    "a line without end": ("a.ndjson", b'{"_id":"1","thread_id":"1","sub_id":"1","body":"' + b"x" * 20_000_000),
}  # fmt: skip


@pytest.mark.parametrize("case", list(FILES))
def test_it_ends_soon(tmp_path: Path, case: str) -> None:
    name, data = FILES[case]
    path = tmp_path / name
    path.write_bytes(data)
    began = time.process_time()
    found = dispatch.read_one(path, f"messages/{name}")
    assert time.process_time() - began < SECONDS
    assert len(found.records) + len(found.unread) > 0


_CHILD = """
import resource, sys
from pathlib import Path
from xiehuan.readers import dispatch
path = Path(sys.argv[1])
reader = dispatch.message_reader(f"messages/{path.name}", path.open("rb").read(65536))
count = sum(1 for _ in reader.stream(path, path.name))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
FORMATS = {
    "a.csv": write.wechatmsg_csv,
    "a.json": write.weflow_json,
    "a.html": write.wechat_page,
    "微信.txt": write.wechat_txt,
    "qq.txt": write.qq_txt,
    "a.mht": write.qq_mht,
    "a.zip": write.sms_ie_zip,
    "fossify.json": write.fossify_json,
    "_chat.txt": write.whatsapp_txt,
    "chatlab.json": write.chatlab_json,
}


def peak(tmp_path: Path, name: str, messages: int) -> tuple[int, int]:
    """Items and the highest memory of a process that streams a file; a shell between forgets the memory of this one."""
    lines = [
        write.Line(1_795_300_000 + n, mine=n % 2 == 0, text=f"第{n}条" + "您的借款已逾期" * 20)
        for n in range(messages)
    ]
    path = tmp_path / name
    path.write_bytes(FORMATS[name](lines))
    command = [sys.executable, "-c", _CHILD, str(path)]
    done = subprocess.run(
        ["sh", "-c", '"$@"; exit $?', "sh", *command],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    items, megabytes = done.stdout.split()
    return int(items), int(megabytes)


@pytest.mark.parametrize("name", ["a.csv", "a.json"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, name: str) -> None:
    items, megabytes = peak(tmp_path, name, 4_000)
    assert items >= 4_000
    assert megabytes < 64


@pytest.mark.long
@pytest.mark.parametrize("name", list(FORMATS))
def test_memory_of_large_files(tmp_path: Path, name: str) -> None:
    items, megabytes = peak(tmp_path, name, 300_000)
    assert items >= 300_000
    assert megabytes < 200

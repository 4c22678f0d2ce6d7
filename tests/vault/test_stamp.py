"""Heads are stamped by a real authority on this machine; without one the requests wait and nothing is sent."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import token_maker as maker
from test_authority import Authority as Server
from test_authority import authority, context, url

from readers.backup_writer import Sms, backup
from store.homes import opened, taken
from xiehuan.errors import InputRefused
from xiehuan.services.evidence.disclose import disclose
from xiehuan.services.evidence.home import Home
from xiehuan.services.evidence.stamp import authorities, queue, send_waiting
from xiehuan.store.models import Token
from xiehuan.vault.answer import Answer
from xiehuan.vault.certificates import Trust
from xiehuan.vault.timestamp.stamp import Authority
from xiehuan.vault.verify import Verdict, verify_bundle

__all__ = ["authority"]
pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
NOWHERE = Authority("local", "https://127.0.0.1:9/tsa")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = opened(tmp_path / "home")
    (tmp_path / "sms.xml").write_bytes(backup([Sms("95588", 1_760_000_000_000, 1, "逾期")]))
    taken(home, tmp_path / "sms.xml")
    return home


def test_a_request_waits_until_there_is_a_network(home: Home, authority: Server) -> None:
    assert queue(home, "mine", [NOWHERE]) == 1
    assert queue(home, "mine", [NOWHERE]) == 0
    (failed,) = send_waiting(home, "mine", [NOWHERE])
    assert failed.why is not None
    assert failed.why.code == "authority_unreachable"
    assert authority.asked == []
    local = Authority("local", url(authority), maker.root().pem)
    (done,) = send_waiting(home, "mine", [local], context())
    assert done.stamp is not None
    assert list(send_waiting(home, "mine", [local], context())) == []
    assert Token.objects.get().chain.count("BEGIN CERTIFICATE") >= 2


def test_a_bundle_carries_the_stamp_and_openssl_checks_it(
    tmp_path: Path, home: Home, authority: Server
) -> None:
    local = Authority("local", url(authority), maker.root().pem)
    queue(home, "mine", [local])
    assert [d.why for d in send_waiting(home, "mine", [local], context())] == [None]
    disclose(home, "mine", tmp_path / "a.zip")
    believed = verify_bundle(tmp_path / "a.zip", trust=Trust((maker.root().certificate,)))
    assert believed.verdict is Verdict.UNCHANGED
    assert believed.log is not None
    (token,) = believed.log.tokens
    assert (token.over, token.answer) == ("log/head.txt", Answer.PROVEN)
    unknown = verify_bundle(tmp_path / "a.zip")
    assert unknown.log is not None
    assert unknown.log.tokens[0].answer is Answer.CANNOT_TELL
    with zipfile.ZipFile(tmp_path / "a.zip") as bundle:
        bundle.extractall(tmp_path / "out")
    bag = tmp_path / "out" / "evidence"
    (tmp_path / "root.pem").write_bytes(maker.root().pem)
    command = [
        "openssl",
        "ts",
        "-verify",
        "-data",
        "log/head.txt",
        "-in",
        "time/head-1.tsr",
        "-untrusted",
        "time/head-1-chain.pem",
        "-CAfile",
    ]
    subprocess.run([*command, str(tmp_path / "root.pem")], cwd=bag, check=True, capture_output=True)


def test_settings(tmp_path: Path) -> None:
    assert authorities(tmp_path) == ()
    (tmp_path / "settings.toml").write_text(
        '[[timestamp_authority]]\nname = "a"\nurl = "https://a.example/"\n', "utf-8"
    )
    assert authorities(tmp_path) == (Authority("a", "https://a.example/"),)
    for broken in ("x", '[[timestamp_authority]]\nname = "a"\n', "timestamp_authority = 3\n"):
        (tmp_path / "settings.toml").write_text(broken, "utf-8")
        with pytest.raises(InputRefused):
            authorities(tmp_path)

"""Asking for DKIM keys, of a name server on this machine that answers what the test says."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import mail_signer as maker
import pytest

from xiehuan.vault.confined import Confined
from xiehuan.vault.dkim_keys import KeyAnswer, KeyRecord, keys_of, look_up_key
from xiehuan.vault.origin import DkimResult, key_names, mail_origin

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class NameServer(socketserver.ThreadingUDPServer):
    """Zone of TXT records, each a list of pieces; a name with None gets no answer at all."""

    zone: dict[str, list[list[str]] | None]


class Handler(socketserver.BaseRequestHandler):
    server: NameServer

    def handle(self) -> None:
        data, socket = self.request
        question = dns.message.from_wire(data)
        answer = dns.message.make_response(question)
        name = question.question[0].name
        records = self.server.zone.get(name.to_text().rstrip("."), [])
        if records is None:
            return
        if not records:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        for pieces in records:
            text = " ".join(json.dumps(piece) for piece in pieces)
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", text))
        answer.flags |= dns.flags.RA
        socket.sendto(answer.to_wire(), self.client_address)


@pytest.fixture
def server() -> Iterator[NameServer]:
    made = NameServer(("127.0.0.1", 0), Handler)
    made.zone = {}
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def resolver(server: NameServer) -> dns.resolver.Resolver:
    asked = dns.resolver.Resolver(configure=False)
    asked.nameservers = ["127.0.0.1"]
    asked.port = server.server_address[1]
    return asked


def test_a_key_in_pieces_is_found_kept_and_used(server: NameServer) -> None:
    record = maker.record(maker.rsa_key())
    server.zone[maker.NAME] = [["v=spf1 -all"], [record[:200], record[200:]]]
    mail = maker.signed()
    found = [look_up_key(name, NOON, resolver(server)) for name in key_names(mail)]
    assert [f.answer for f in found] == [KeyAnswer.FOUND]
    assert KeyRecord.from_json(json.loads(json.dumps(found[0].as_json()))) == found[0]
    with Confined() as room:
        assert mail_origin(mail, keys_of(found), room).signatures[0].result is DkimResult.PASS


def test_absent_and_unreachable_are_kept_apart(server: NameServer) -> None:
    server.zone = {"silent.example": None, "other.example": [["v=spf1 -all"]]}
    assert look_up_key("none.example", NOON, resolver(server)).answer is KeyAnswer.ABSENT
    assert look_up_key("other.example", NOON, resolver(server)).answer is KeyAnswer.ABSENT
    assert look_up_key("silent.example", NOON, resolver(server), seconds=0.2).answer is KeyAnswer.UNREACHABLE
    assert keys_of([KeyRecord("x", KeyAnswer.ABSENT, NOON)]) == {}


@pytest.mark.parametrize("name", ["", "a b", "x" * 300, "a..b", "../x", "x" * 64 + ".example"])
def test_names_that_are_none_are_not_asked(name: str, server: NameServer) -> None:
    assert look_up_key(name, NOON, resolver(server)).text is None


def test_a_key_that_is_far_too_long_is_no_key(server: NameServer) -> None:
    server.zone["long.example"] = [["p=" + "A" * 200] * 90]
    assert look_up_key("long.example", NOON, resolver(server)).text is None

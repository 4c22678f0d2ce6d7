"""DKIM: passed, failed, no key and cannot tell stay apart, on mails signed by independent code."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Iterator

import mail_signer as maker
import pytest

from xiehuan.vault.confined import Confined
from xiehuan.vault.origin import DkimResult, DkimSignature, body_hash, key_names, mail_origin

KEYS = {maker.NAME: maker.record(maker.rsa_key())}


@pytest.fixture(scope="module")
def room() -> Iterator[Confined]:
    with Confined() as made:
        yield made


def judged(mail: bytes, keys: dict[str, str], room: Confined) -> DkimSignature:
    origin = mail_origin(mail, keys, room)
    assert origin.unread is None
    assert len(origin.signatures) == 1
    return origin.signatures[0]


@pytest.mark.parametrize("key", [maker.rsa_key(), maker.ed_key()])
def test_a_good_signature_passes(key, room: Confined) -> None:
    found = judged(maker.signed(key=key), {maker.NAME: maker.record(key)}, room)
    assert found.result is DkimResult.PASS, found
    assert found.body_hash_matches
    assert found.whole_body
    assert found.fields == ("from", "to", "subject")
    assert (found.domain, found.selector) == ("example.org", "sel")


@pytest.mark.parametrize(
    ("old", "new", "body"),
    [
        (b"agreed", b"not agreed", False),
        (b"plan is", b"plan\r\nis", False),
        (b"Support", b"Sales", True),
        (b"b@example.com", b"c@example.com", True),
        (b"next line", b"next  lines", True),
        (b"From:", b"From: Chief <x@example.org>\r\nFrom:", True),
    ],
)
def test_a_changed_mail_fails(old: bytes, new: bytes, body: bool, room: Confined) -> None:  # noqa: FBT001
    mail = maker.signed()
    assert old in mail
    found = judged(mail.replace(old, new, 1), KEYS, room)
    assert found.result is DkimResult.FAIL
    assert found.body_hash_matches is body


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\r\n", b"\n"),
        (b"plan is", b"plan \t is"),
        (b"\r\n\r\n\r\n", b"\r\n" * 9),
        (b"Subject:", b"subject :"),
    ],
)
def test_what_relays_may_change_still_passes(old: bytes, new: bytes, room: Confined) -> None:
    head, _, body = maker.signed().partition(b"\r\n\r\n")
    mail = (
        (head + b"\r\n\r\n" + body).replace(old, new)
        if old != b"\r\n\r\n\r\n"
        else head + b"\r\n\r\n" + body.replace(old, new)
    )
    if old == b"Subject:":
        mail = maker.signed().replace(b"Subject:", b"SUBJECT:")
    assert judged(mail, KEYS, room).result is DkimResult.PASS


@pytest.mark.parametrize(
    "keys",
    [{}, {"other._domainkey.example.org": maker.record(maker.rsa_key())}, {maker.NAME: "v=DKIM1; k=rsa; p="},
     {maker.NAME: ""}, {maker.NAME: "v=DKIM1; k=rsa; p=%%%"}, {maker.NAME: "k=gost; p=AAAA"}, {maker.NAME: "\u00e9"},
     {maker.NAME: "v=DKIM1; k=ed25519; p=AAAA"}, {maker.NAME: "v=spf1 -all"}],
)  # fmt: skip
def test_without_a_key_nothing_is_called_forged(keys: dict[str, str], room: Confined) -> None:
    found = judged(maker.signed(), keys, room)
    assert found.result is DkimResult.NO_KEY
    assert found.body_hash_matches
    assert "不等于伪造" in found.reason.zh


def test_another_key_fails(room: Confined) -> None:
    other = {maker.NAME: maker.record(maker.rsa_key(3072))}
    assert judged(maker.signed(), other, room).result is DkimResult.FAIL


def test_a_short_key_is_taken_as_the_standard_does(room: Confined) -> None:
    """RFC 8301 section 3.2: verifiers take 1,024 bits; the libraries here make no shorter ones to try."""
    short = maker.rsa_key(1024)
    assert judged(maker.signed(key=short), {maker.NAME: maker.record(short)}, room).result is DkimResult.PASS


@pytest.mark.parametrize(
    ("sender", "aligned"),
    [(" a@example.org", True), (" Bank <a@Mail.Example.ORG>", True), (" a@bank.example", False),
     (' "a@example.org" <a@bank.example>', False), (" a@notexample.org", False), (" a@example.org, b@bank.example", False),
     (" nobody", False), (" a@example.org.bank.example", False)],
)  # fmt: skip
def test_a_pass_of_another_domain_says_nothing_about_the_sender(sender: str, aligned, room: Confined) -> None:
    headers = (("From", sender), *maker.HEADERS[1:])
    found = judged(maker.signed(headers=headers), KEYS, room)
    assert found.result is DkimResult.PASS
    assert found.aligned is aligned
    assert ("does not say who sent" in found.reason.en) is not aligned


def test_an_old_algorithm_proves_nothing(room: Confined) -> None:
    """RFC 8301 section 3.1: rsa-sha1 must not be taken."""
    mail = maker.signed(hash_="sha1")
    assert judged(mail, KEYS, room).result is DkimResult.CANNOT_TELL
    assert judged(mail.replace(b"agreed", b"denied"), KEYS, room).result is DkimResult.FAIL


def test_what_was_added_behind_the_signed_length_is_told(room: Confined) -> None:
    mail = maker.signed(b"short\r\n", length=7)
    assert judged(mail, KEYS, room).whole_body
    found = judged(mail + b"pay to this account instead\r\n", KEYS, room)
    assert found.result is DkimResult.PASS
    assert found.whole_body is False


def test_age_is_not_judged(room: Confined) -> None:
    for tags in (" t=1000000000; x=1000000600;", " t=9000000000;"):
        assert judged(maker.signed(tags=tags), KEYS, room).result is DkimResult.PASS


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"v=1", b"v=2"), (b"a=rsa-sha256", b"a=rsa-md5"), (b"c=relaxed/relaxed", b"c=strict/strict"), (b"s=sel;", b""),
     (b"d=example.org;", b""), (b" b=", b" b=!!!"), (b"v=1;", b"v=1; v=1;"), (b"v=1;", b"nonsense;"), (b"h=from:", b"h=x:")],
)  # fmt: skip
def test_a_signature_that_cannot_be_read_is_no_verdict(old: bytes, new: bytes, room: Confined) -> None:
    mail = maker.signed()
    assert old in mail
    assert judged(mail.replace(old, new, 1), KEYS, room).result in {DkimResult.CANNOT_TELL, DkimResult.FAIL}


def test_a_signature_that_leaves_out_the_sender_says_nothing(room: Confined) -> None:
    assert judged(maker.signed(covered="to:subject"), KEYS, room).result is DkimResult.CANNOT_TELL


def test_mails_without_signatures_and_what_is_no_mail(room: Confined) -> None:
    for mail in (b"", b"From: a@example.org\r\n\r\nhello\r\n"):
        origin = mail_origin(mail, KEYS, room)
        assert origin.signatures == ()
        assert origin.unread is None
    for junk in (b" folded first\r\n\r\n", b"\xff\xfe\x00: x\r\n\r\n", b"no colon\r\n\r\n"):
        assert mail_origin(junk, KEYS, room).unread is not None


def test_a_thousand_signatures_are_not_all_judged(room: Confined) -> None:
    field = maker.signed().partition(b"\r\nFrom:")[0] + b"\r\n"
    origin = mail_origin(field * 1000 + maker.signed(), KEYS, room)
    assert len(origin.signatures) == 20


def test_the_names_of_keys_to_ask_for() -> None:
    mail = maker.signed()
    assert key_names(mail) == (maker.NAME,)
    assert key_names(mail.replace(b"\r\n", b"\n")) == (maker.NAME,)
    folded = b"DKIM-Signature: v=1; d\r\n =\r\n Mail.Example.org;\r\n\ts=s1; b=x\r\n\r\n"
    assert key_names(folded) == ("s1._domainkey.mail.example.org",)
    assert key_names(b"DKIM-Signature: d=a b; s=../x\r\n\r\n") == ()
    assert key_names(b"\r\n" + mail) == ()


def test_body_hashes_against_independent_code(room: Confined) -> None:
    rng = random.Random(6376)  # noqa: S311 - a reproducible draw
    for _ in range(100):
        body = (
            b"".join(
                rng.choice([b" ", b"\t", b"\r\n", b"a", b"bc", b"  \r\n"]) for _ in range(rng.randrange(30))
            )
            + b"\r\n"
        )
        wanted = base64.b64encode(hashlib.sha256(maker.relaxed_body(body)).digest()).decode()
        assert body_hash(b"a: b\r\n\r\n" + body, room) == wanted, body


def test_mutated_mails_end_in_an_answer(room: Confined) -> None:
    rng = random.Random(8463)  # noqa: S311 - a reproducible draw
    mail = maker.signed()
    for _ in range(400):
        changed = bytearray(mail)
        for _ in range(rng.randrange(1, 4)):
            at = rng.randrange(len(changed))
            changed[at : at + rng.randrange(3)] = rng.randbytes(rng.randrange(4))
        origin = mail_origin(bytes(changed), KEYS, room)
        assert origin.unread is not None or len(origin.signatures) <= 1


@pytest.mark.long
def test_a_hundred_thousand_mutated_mails_end_in_an_answer(room: Confined) -> None:
    rng = random.Random(100_000)  # noqa: S311 - a reproducible draw
    mail = maker.signed()
    for _ in range(100_000):
        changed = bytearray(mail)
        for _ in range(rng.randrange(1, 6)):
            at = rng.randrange(len(changed))
            changed[at : at + rng.randrange(4)] = rng.randbytes(rng.randrange(5))
        origin = mail_origin(bytes(changed), KEYS, room)
        assert origin.unread is not None or len(origin.signatures) <= 3

"""Time tokens: proven only when all holds, refuted only by a contradiction in the bytes, else "cannot tell"."""

from __future__ import annotations

import hashlib
import random
import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import token_maker as maker
from asn1crypto import tsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from xiehuan.vault.answer import Answer
from xiehuan.vault.certificates import Trust, load_certificates
from xiehuan.vault.timestamp import Says, check_stamp, library_opinion, openssl_opinion, read_token
from xiehuan.vault.timestamp.opinions import Opinion

DATA = b"size: 3\nroot: 00\n"
ALONE = (library_opinion,)
BOTH = (library_opinion, openssl_opinion)
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")


def trust(*roots: maker.Identity, links: tuple[maker.Identity, ...] = ()) -> Trust:
    return Trust(tuple(r.certificate for r in roots), tuple(c.certificate for c in links))


KNOWN = trust(maker.root())


@pytest.mark.parametrize("verifiers", [ALONE, pytest.param(BOTH, marks=needs_openssl)])
def test_a_good_token_is_proven(verifiers) -> None:
    found = check_stamp(maker.token(DATA), DATA, KNOWN, verifiers=verifiers)
    assert found.answer is Answer.PROVEN, found
    assert found.at == maker.STAMPED
    assert found.signer == "Test Stamps"
    assert [o.says for o in found.opinions] == [Says.GOOD] * len(verifiers)
    assert "2026-11-24T08:00:00Z" in found.reason.zh
    assert "does not prove that it is true" in found.reason.en


def test_a_token_alone_without_the_answer_around_it() -> None:
    alone = tsp.TimeStampResp.load(maker.token(DATA))["time_stamp_token"].dump()
    assert check_stamp(alone, DATA, KNOWN, verifiers=ALONE).answer is Answer.PROVEN


def test_certificates_given_beside_the_token() -> None:
    far = maker.identity("Far Stamps", maker.link())
    bare = maker.token(DATA, far, held=())
    known = trust(maker.root(), links=(far, maker.link()))
    assert check_stamp(bare, DATA, known).answer is Answer.PROVEN
    assert check_stamp(bare, DATA, KNOWN).answer is Answer.CANNOT_TELL


@pytest.mark.parametrize("verifiers", [ALONE, pytest.param(BOTH, marks=needs_openssl)])
def test_certificates_are_judged_at_the_time_of_the_token(verifiers) -> None:
    """A certificate and a root that have run out since take nothing away; one not valid then proves nothing."""
    old = maker.identity("Old Root", ca=True, end=datetime(2022, 1, 1, tzinfo=UTC))
    stamps = maker.identity("Old Stamps", old, end=datetime(2021, 1, 1, tzinfo=UTC))
    then = maker.token(DATA, stamps, at=datetime(2020, 6, 1, tzinfo=UTC))
    assert check_stamp(then, DATA, trust(old), verifiers=verifiers).answer is Answer.PROVEN
    for at in (datetime(2021, 6, 1, tzinfo=UTC), datetime(2019, 6, 1, tzinfo=UTC)):
        late = maker.token(DATA, stamps, at=at)
        assert check_stamp(late, DATA, trust(old), verifiers=verifiers).answer is Answer.CANNOT_TELL


def test_other_data_is_refuted_whoever_signed() -> None:
    for known in (KNOWN, Trust()):
        found = check_stamp(maker.token(b"other"), DATA, known)
        assert found.answer is Answer.REFUTED
        assert "other data" in found.reason.en


def request(data: bytes, nonce: int) -> bytes:
    imprint = tsp.MessageImprint(
        {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(data).digest()}
    )
    return bytes(tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "nonce": nonce}).dump())


def test_the_nonce_binds_answer_and_request() -> None:
    good = maker.token(DATA, nonce=42)
    assert check_stamp(good, DATA, KNOWN, request(DATA, 42), ALONE).answer is Answer.PROVEN
    assert check_stamp(good, DATA, KNOWN, request(DATA, 43), ALONE).answer is Answer.REFUTED
    assert (
        check_stamp(maker.token(DATA, nonce=None), DATA, KNOWN, request(DATA, 42), ALONE).answer
        is Answer.REFUTED
    )
    assert check_stamp(good, DATA, KNOWN, request(b"other", 42), ALONE).answer is Answer.REFUTED


@pytest.mark.parametrize("verifiers", [ALONE, pytest.param(BOTH, marks=needs_openssl)])
@pytest.mark.parametrize(
    "known",
    [
        Trust(),
        trust(maker.identity("Test Root", ca=True)),
        # what is given as a link is no root, even when it issued the signer or is the signer
        trust(maker.identity("Another", ca=True), links=(maker.root(),)),
        trust(maker.identity("Another", ca=True), links=(maker.signer(),)),
    ],
)
def test_an_unknown_authority_is_not_believed(known: Trust, verifiers) -> None:
    found = check_stamp(maker.token(DATA), DATA, known, verifiers=verifiers)
    assert found.answer is Answer.CANNOT_TELL
    assert found.signer == "Test Stamps"  # the signature holds; whom to believe is another question


@pytest.mark.parametrize("verifiers", [ALONE, pytest.param(BOTH, marks=needs_openssl)])
def test_a_link_without_its_root_is_no_root(verifiers) -> None:
    far = maker.identity("Far Stamps", maker.link())
    known = trust(maker.identity("Another", ca=True), links=(maker.link(),))
    assert check_stamp(maker.token(DATA, far), DATA, known, verifiers=verifiers).answer is Answer.CANNOT_TELL


@pytest.mark.parametrize("verifiers", [ALONE, pytest.param(BOTH, marks=needs_openssl)])
def test_who_signs_for_himself_is_no_authority(verifiers) -> None:
    forger = maker.identity("Test Root")
    for held in ((forger.der,), (forger.der, maker.root().der)):
        found = check_stamp(maker.token(DATA, forger, held=held), DATA, KNOWN, verifiers=verifiers)
        assert found.answer is Answer.CANNOT_TELL
        among = trust(maker.root(), links=(forger,))
        found = check_stamp(maker.token(DATA, forger, held=held), DATA, among, verifiers=verifiers)
        assert found.answer is Answer.CANNOT_TELL


def test_a_certificate_for_other_work_cannot_stamp() -> None:
    server = maker.identity("Server", maker.root(), usage=ExtendedKeyUsageOID.SERVER_AUTH)
    assert check_stamp(maker.token(DATA, server), DATA, KNOWN).answer is Answer.CANNOT_TELL


def test_the_signature_must_name_its_certificate() -> None:
    """RFC 3161 section 2.4.2: else another certificate of the same key could be put in its place."""
    unnamed = maker.token(DATA, names_signer=False)
    assert check_stamp(unnamed, DATA, KNOWN).answer is not Answer.PROVEN
    misnamed = maker.token(DATA, named=maker.root().der)
    assert check_stamp(misnamed, DATA, KNOWN).answer is not Answer.PROVEN


def test_foreign_certificates_do_not_become_the_signer() -> None:
    spoof = maker.identity("Spoofed", maker.root())
    found = check_stamp(maker.token(DATA, held=(spoof.der, maker.signer().der)), DATA, KNOWN)
    assert found.signer == "Test Stamps"


def test_an_old_hash_proves_nothing() -> None:
    found = check_stamp(maker.token(DATA, algorithm="sha1"), DATA, KNOWN)
    assert found.answer is Answer.CANNOT_TELL
    assert "forged" in found.reason.en


@needs_openssl
def test_unsorted_certificates_are_no_fault_of_the_token() -> None:
    """rfc3161-client 1.0.9 refuses the set, openssl reads it; without openssl it cannot be told."""
    answers = {}
    for held in ((maker.signer().der, maker.root().der), (maker.root().der, maker.signer().der)):
        bytes_ = _unsorted(maker.token(DATA, held=held), held)
        answers[check_stamp(bytes_, DATA, KNOWN, verifiers=ALONE).answer] = bytes_
        assert check_stamp(bytes_, DATA, KNOWN, verifiers=BOTH).answer is Answer.PROVEN
    assert set(answers) == {Answer.PROVEN, Answer.CANNOT_TELL}
    found = check_stamp(answers[Answer.CANNOT_TELL], DATA, KNOWN, verifiers=BOTH)
    assert [o.says for o in found.opinions] == [Says.NOTHING, Says.GOOD]


def _unsorted(token: bytes, held: tuple[bytes, ...]) -> bytes:
    """The token with its certificates in this order: asn1crypto writes a set sorted."""
    for one, two in (held, held[::-1]):
        if one + two in token:
            return token.replace(one + two, b"".join(held))
    raise AssertionError("the certificates do not stand side by side")


def test_verifiers_that_disagree_leave_it_open() -> None:
    def contrary(*_: object) -> Opinion:
        return Opinion("contrary", Says.BAD, "no")

    found = check_stamp(maker.token(DATA), DATA, KNOWN, verifiers=(library_opinion, contrary))
    assert found.answer is Answer.CANNOT_TELL
    assert "disagree" in found.reason.en


def test_national_algorithms_need_the_verifier_of_the_provider() -> None:
    """SM2 with SM3 in place of ECDSA with SHA-256: neither library can check it, and it is not called forged."""
    sm2, sm3 = (
        tsp.ObjectIdentifier("1.2.156.10197.1.501").dump(),
        tsp.ObjectIdentifier("1.2.156.10197.1.401").dump(),
    )
    info = tsp.TimeStampResp.load(maker.token(DATA))
    signed = info["time_stamp_token"]["content"]["signer_infos"][0]
    signed["digest_algorithm"]["algorithm"] = "1.2.156.10197.1.401"
    signed["signature_algorithm"]["algorithm"] = "1.2.156.10197.1.501"
    changed = info.dump(force=True)
    assert sm2[2:] in changed
    assert sm3[2:] in changed
    found = check_stamp(changed, DATA, KNOWN)
    assert found.answer is Answer.CANNOT_TELL
    assert "provider's verifier" in found.reason.en
    assert "国密" in found.reason.zh


def test_a_stamp_that_came_too_late_says_so() -> None:
    found = check_stamp(maker.token(DATA), DATA, KNOWN, verifiers=ALONE)
    assert found.late_for(maker.STAMPED) is None
    late = found.late_for(maker.STAMPED - maker.days(1))
    assert late is not None
    assert "proves nothing about the time before" in late.en
    assert found.renew_before == maker.END - maker.days(365)


@pytest.mark.parametrize(
    "bytes_",
    [b"", b"\x30", b"not a token", bytes(100), b"\x30\x82\xff\xff" + bytes(1000), maker.token(DATA)[:-1], maker.token(DATA) + b"x",
     request(DATA, 1), maker.root().der, b"\x30\x80" * 50_000, bytes(2 << 20)],
)  # fmt: skip
def test_what_is_no_token_cannot_be_told(bytes_: bytes) -> None:
    assert check_stamp(bytes_, DATA, KNOWN).answer is Answer.CANNOT_TELL


def test_a_refusal_of_the_authority_is_told() -> None:
    refusal = tsp.TimeStampResp.load(maker.token(DATA))
    refusal["status"]["status"] = "rejection"
    alone = bytes.fromhex("30053003020102")  # PKIStatus 2 and nothing else
    for answer in (refusal.dump(force=True), alone):
        found = check_stamp(answer, DATA, KNOWN)
        assert found.answer is Answer.CANNOT_TELL
        assert "rejection" in found.reason.en


@needs_openssl
def test_a_token_granted_with_changes_is_a_token() -> None:
    changed = tsp.TimeStampResp.load(maker.token(DATA))
    changed["status"]["status"] = "granted_with_mods"
    assert check_stamp(changed.dump(force=True), DATA, KNOWN).answer is Answer.PROVEN


def signed_places(whole: bytes) -> list[range]:
    """Where the signed bytes lie: contents, signed attributes, signature, certificates."""
    token = read_token(whole)
    info = token.signer_info
    attributes = info["signed_attrs"].contents
    pieces = [token.content, attributes, info["signature"].contents, *token.certificates]
    return [range(whole.index(p), whole.index(p) + len(p)) for p in pieces]


def flips(whole: bytes, number: int, seed: int) -> list[tuple[int, bytes]]:
    rng = random.Random(seed)  # noqa: S311 - a reproducible draw
    found = []
    for _ in range(number):
        at = rng.randrange(len(whole) * 8)
        changed = bytearray(whole)
        changed[at // 8] ^= 1 << at % 8
        found.append((at // 8, bytes(changed)))
    return found


@pytest.mark.parametrize("number", [1000, pytest.param(50_000, marks=pytest.mark.long)])
def test_flipped_bits_are_detected_but_in_unsigned_fields(number: int) -> None:
    """design: version numbers, names of algorithms and what frames the token are not signed and may read differently."""
    whole = maker.token(DATA)
    good = check_stamp(whole, DATA, KNOWN, verifiers=ALONE)
    signed, passed = signed_places(whole), []
    for at, changed in flips(whole, number, 3161):
        found = check_stamp(changed, DATA, KNOWN, verifiers=ALONE)
        if found.answer is Answer.PROVEN:
            passed.append(at)
            assert replace(found, opinions=()) == replace(good, opinions=())
    assert [at for at in passed if any(at in place for place in signed)] == []
    assert len(passed) < number * 0.03


@needs_openssl
def test_openssl_alone_and_the_product_agree_on_a_sample_of_flips() -> None:
    """What openssl accepts of changed bytes lies in the unsigned fields too."""
    whole = maker.token(DATA)
    signed = signed_places(whole)
    for at, changed in flips(whole, 60, 5816):
        found = check_stamp(changed, DATA, KNOWN, verifiers=(openssl_opinion,))
        assert found.answer is not Answer.PROVEN or not any(at in place for place in signed)


def test_certificates_of_a_chain_are_read_in_order() -> None:
    read = load_certificates(maker.signer().pem + maker.root().pem)
    assert Trust.of(read) == Trust((maker.root().certificate,), (maker.signer().certificate,))

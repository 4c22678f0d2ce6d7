"""The vault at scale, each against a peer or limit in the same run.

    python -m benchmarks.evidence [search|texts|mails|verify]… [--json]

- search: a million invented messages; the 99th percentile of the first page for 500 random pieces of 1 to 6 characters
  against a tenth of what a LIKE scan takes (median of 20); each answer compared with a plain look at every message;
  and the size of the index against the text.
- texts: a backup of 1 GB with pictures taken in, against hashing and writing the same bytes; its peak of memory.
- mails: a mail box taken in, read and indexed, against notmuch with CJK n-grams on the same mails as files.
- verify: a bundle of 1 GB against hashlib.file_digest on the same bytes.

Everything runs in a throw-away folder beside the repository's own temporary files. Messages are invented: sentences of
lenders and borrowers with random amounts, days, names and numbers.
"""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from pathlib import Path

MESSAGES, QUERIES, PAGE = 1_000_000, 500, 50
GIGABYTE, MEGABYTE = 1 << 30, 1 << 20
MAILS = 6_000
CHINA = timezone(timedelta(hours=8))
Row = dict[str, object]

_SENTENCES = (
    "【{lender}】尊敬的{name}，您尾号{tail}的借款已逾期{days}天，应还{amount}元，请尽快处理，以免影响征信。",
    "您好，我是{lender}的服务专员{name}，您申请的分期方案需要补充收入证明，请于{day}前提交。",
    "{name}，您的借款{amount}元今天到期，请保证账户余额充足。如已还款请忽略。退订回T",
    "我{month}月失业了，现在每月只有失业保险金{amount}元，希望能延期还款，停止计收罚息。",
    "我在医院照顾家人，工号{tail}的客服说可以停催{days}天，请确认。",
    "根据合同第{days}条，违约金按日{tail}计算，合计{amount}元，{day}前未处理将移交第三方。",
    "收到，我们会在{days}个工作日内答复您，工单号{tail}{tail}。",
    "请不要联系我的家人和单位，有事在{day}打我本人电话。",
    "【{lender}】您已成功还款{amount}元，剩余本金{amount}元，详情请登录App查看 https://{tail}.example/{tail}",
    "好的",
)
_NAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"
_LENDERS = ("云帆借", "安信消费金融", "江南银行", "快周转", "小满钱袋", "南山小贷", "恒远融资担保", "易还通")


def message(rng: random.Random) -> str:
    """One invented message."""
    return rng.choice(_SENTENCES).format(
        lender=rng.choice(_LENDERS),
        name=rng.choice(_NAMES) + rng.choice(_GIVEN) + rng.choice(("", rng.choice(_GIVEN))),
        tail=f"{rng.randrange(10_000):04d}",
        days=rng.randint(1, 400),
        amount=f"{rng.randint(10, 99_999)}.{rng.randrange(100):02d}",
        day=f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
        month=rng.randint(1, 12),
    )


def search(folder: Path) -> Iterator[Row]:
    """Recall, speed and size of the search."""
    from xiehuan.services.evidence.home import open_home  # noqa: PLC0415 - Django only for those who need it

    home = open_home(folder / "home")
    from xiehuan.store import search as index  # noqa: PLC0415
    from xiehuan.store.cases import case_for  # noqa: PLC0415

    case = case_for("bench", "bench", home.now())
    rng = random.Random(20261124)
    texts = _fill(case, rng)
    index.optimize()
    size = sum(len(t.encode()) for t in texts)
    pieces = [_piece(rng, texts) for _ in range(QUERIES)]
    times, missed = [], 0
    for piece in pieces:
        since = time.perf_counter()
        page = index.find(case, index.Query(f'"{piece}"'), most=PAGE)
        times.append(time.perf_counter() - since)
        missed += [h.record.text for h in page.hits] != _plain_look(texts, piece)
    scan = statistics.median(_scan(piece) for piece in pieces[:20])
    p99 = sorted(times)[int(len(times) * 0.99)]
    yield {
        "name": "search_first_page_p99",
        "work": f"{MESSAGES} messages",
        "ours": p99,
        "peer": scan,
        "ratio": p99 / scan,
        "goal": 0.1,
    }
    yield {
        "name": "search_wrong_answers",
        "work": f"{QUERIES} pieces",
        "ours": missed,
        "peer": QUERIES,
        "ratio": missed,
        "goal": 0,
    }
    held = _index_bytes()
    yield {
        "name": "search_index_to_text",
        "work": f"{size} bytes of text",
        "ours": held,
        "peer": size,
        "ratio": held / size,
        "goal": 1.2,
    }


def _fill(case: object, rng: random.Random) -> list[str]:
    """A million records straight into the rows, oldest first; their texts."""
    from xiehuan.evidence import Direction, Kind, Place, Record  # noqa: PLC0415
    from xiehuan.store import models, records  # noqa: PLC0415

    original = models.Original.objects.create(sha256="0" * 64, size=1, media_type="text/xml")
    arrival = models.Acquisition.objects.create(
        case=case,
        original=original,
        name="sms.xml",
        taken_at=datetime.now(UTC),
        actor="",
        importer="",
        leaf_index=0,
    )
    texts: list[str] = []
    at = datetime(2022, 1, 1, tzinfo=CHINA)
    while len(texts) < MESSAGES:
        batch = []
        for _ in range(5_000):
            at += timedelta(seconds=rng.randint(1, 240))
            texts.append(message(rng))
            digest = f"{len(texts):064x}"
            place = Place("sms.xml", byte=len(texts) * 400)
            batch.append(
                Record(
                    f"sms:{digest[-16:]}",
                    "sms_backup",
                    Kind.SMS,
                    at.isoformat(),
                    None,
                    Direction.IN,
                    digest,
                    place,
                    text=texts[-1],
                )
            )
        records.add(arrival, batch)
    return texts


def _piece(rng: random.Random, texts: Sequence[str]) -> str:
    while True:
        text = rng.choice(texts)
        start = rng.randrange(len(text))
        piece = text[start : start + rng.randint(1, 6)]
        if piece == piece.strip() and '"' not in piece:
            return piece


def _plain_look(texts: Sequence[str], piece: str) -> list[str]:
    """The newest texts that hold the piece, alike in case and width."""
    wanted = _alike(piece)
    return list(islice((t for t in reversed(texts) if wanted in _alike(t)), PAGE))


def _alike(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _scan(piece: str) -> float:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        since = time.perf_counter()
        cursor.execute("SELECT COUNT(*) FROM store_record WHERE text LIKE %s", [f"%{piece}%"])
        cursor.fetchall()
        return time.perf_counter() - since


def _index_bytes() -> int:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT SUM(LENGTH(block)) FROM store_search_data")
        return int(cursor.fetchone()[0])


def texts(folder: Path) -> Iterator[Row]:
    """A backup with pictures of 1 GB."""
    source = folder / "sms.xml"
    _backup(source, GIGABYTE)
    ours = _child(_TAKE, folder / "home", source)
    peer = _child(_COPY, source, folder / "copy")
    speed = peer["seconds"] / ours["seconds"]
    yield {
        "name": "texts_taken_slower",
        "work": f"{source.stat().st_size} bytes",
        "ours": ours["seconds"],
        "peer": peer["seconds"],
        "ratio": 1 / speed,
        "goal": 2.5,
    }
    yield {
        "name": "texts_peak_megabytes",
        "work": f"{ours['records']} records",
        "ours": ours["peak"],
        "peer": 256,
        "ratio": ours["peak"] / 256,
        "goal": 1,
    }


_TAKE = """
import json, resource, sys, time
from pathlib import Path
from xiehuan.services.evidence.home import open_home
home = open_home(Path(sys.argv[1]))
from xiehuan.services.evidence.take import Noted, Source, take
since = time.perf_counter()
events = list(take(home, "bench", [Source(Path(p), Path(p).name) for p in sys.argv[2:]]))
records = sum(e.account.taken for e in events if isinstance(e, Noted))
unread = sum(len(e.account.unread) for e in events if isinstance(e, Noted))
peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
print(json.dumps({"seconds": time.perf_counter() - since, "records": records, "unread": unread, "peak": peak}))
"""
_COPY = """
import hashlib, json, os, sys, time
since, digest = time.perf_counter(), hashlib.sha256()
with open(sys.argv[1], "rb", 0) as source, open(sys.argv[2], "wb", 0) as sink:
    while chunk := source.read(1 << 20):
        digest.update(chunk)
        sink.write(chunk)
    os.fsync(sink.fileno())
print(json.dumps({"seconds": time.perf_counter() - since}))
"""
_VERIFY = """
import json, sys, time
from pathlib import Path
from xiehuan.vault import verify_bundle
since = time.perf_counter()
found = verify_bundle(Path(sys.argv[1]))
print(json.dumps({"seconds": time.perf_counter() - since, "verdict": found.verdict.value}))
"""
_DIGEST = """
import hashlib, json, sys, time
since = time.perf_counter()
for path in sys.argv[1:]:
    with open(path, "rb") as source:
        hashlib.file_digest(source, "sha256")
print(json.dumps({"seconds": time.perf_counter() - since}))
"""


def _child(code: str, *arguments: Path) -> dict[str, float]:
    """Run in a process of its own, so that its peak is its own."""
    done = subprocess.run([sys.executable, "-c", code, *map(str, arguments)], check=True, capture_output=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _backup(path: Path, size: int) -> None:
    """Short texts, and now and then a picture of half a megabyte in base64."""
    rng, block = random.Random(7), base64.b64encode(os.urandom(384 * 1024))
    with path.open("wb") as sink:
        sink.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<smses>\n')
        at = 1_600_000_000_000
        while sink.tell() < size:
            for _ in range(20):
                at += 60_000
                body = message(rng).replace("&", "&amp;")
                sink.write(
                    f'<sms address="1069{at % 997:05d}" date="{at}" type="1" body="{body}" />\n'.encode()
                )
            sink.write(
                f'<mms date="{at}" msg_box="1" address="95588"><parts><part seq="0" ct="image/jpeg" data="'.encode()
            )
            sink.write(block)
            sink.write(b'" /></parts></mms>\n')
        sink.write(b"</smses>\n")


def mails(folder: Path) -> Iterator[Row]:
    """A mail box against notmuch on the same mails."""
    if shutil.which("notmuch") is None:
        print("notmuch is not installed: mails not measured", file=sys.stderr)
        return
    box, maildir = folder / "box.mbox", folder / "mail"
    _mail_files(box, maildir)
    ours = _child(_TAKE, folder / "home", box)
    (folder / "notmuch").write_text(
        f"[database]\npath={maildir}\n[user]\nname=x\nprimary_email=x@example.com\n[new]\ntags=new\n"
    )
    environment = {**os.environ, "NOTMUCH_CONFIG": str(folder / "notmuch"), "XAPIAN_CJK_NGRAM": "1"}
    since = time.perf_counter()
    subprocess.run(["notmuch", "new", "--quiet"], env=environment, check=True, capture_output=True)
    peer = time.perf_counter() - since
    assert ours["records"] == MAILS, ours
    yield {
        "name": "mails_taken",
        "work": f"{MAILS} mails",
        "ours": ours["seconds"],
        "peer": peer,
        "ratio": ours["seconds"] / peer,
        "goal": 0.2,
    }


def _mail_files(box: Path, maildir: Path) -> None:
    rng = random.Random(3)
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    charsets = ("utf-8", "gb18030", "gbk")
    with box.open("wb") as sink:
        for i in range(MAILS):
            charset = charsets[i % 3]
            body = "\r\n".join(message(rng) for _ in range(20)).encode(charset)
            subject = base64.b64encode(message(rng)[:30].encode(charset)).decode()
            head = (
                f"From: service{i % 50}@lender.example\r\nTo: me@example.com\r\nSubject: =?{charset}?B?{subject}?=\r\n"
                f"Date: Tue, {1 + i % 28:02d} Sep 2026 10:{i % 60:02d}:00 +0800\r\nMessage-ID: <{i}@lender.example>\r\n"
                f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            ).encode("ascii")
            mail = head + base64.encodebytes(body).replace(b"\n", b"\r\n")
            (maildir / "cur" / f"{i:06d}:2,S").write_bytes(mail)
            sink.write(b"From service@lender.example Tue Sep  1 10:00:00 2026\r\n" + mail + b"\r\n")


def verify(folder: Path) -> Iterator[Row]:
    """A bundle of 1 GB: recordings, which are stored, and texts, which are packed."""
    from xiehuan.services.evidence.home import open_home  # noqa: PLC0415

    source = folder / "in"
    source.mkdir()
    block = os.urandom(MEGABYTE)
    for i in range(8):
        (source / f"{i}.mp3").write_bytes(b"ID3" + block[i:] * 128)
    home = open_home(folder / "home")
    from xiehuan.services.evidence.disclose import disclose  # noqa: PLC0415
    from xiehuan.services.evidence.take import files_in, take  # noqa: PLC0415

    list(take(home, "bench", list(files_in(source))))
    disclose(home, "bench", folder / "evidence.zip")
    pairs = [(_child(_VERIFY, folder / "evidence.zip"), _child(_DIGEST, *source.iterdir())) for _ in range(3)]
    assert all(ours["verdict"] == "unchanged" for ours, _ in pairs)
    ratio = statistics.median(ours["seconds"] / peer["seconds"] for ours, peer in pairs)
    yield {
        "name": "bundle_verified_slower",
        "work": "1 GB of recordings",
        "ours": pairs[0][0]["seconds"],
        "peer": pairs[0][1]["seconds"],
        "ratio": ratio,
        "goal": 1 / 0.6,
    }


PARTS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "search": search,
    "texts": texts,
    "mails": mails,
    "verify": verify,
}


def main() -> int:
    """Run the named parts, or all; 1 when a goal is missed."""
    wanted = [a for a in sys.argv[1:] if a in PARTS] or list(PARTS)
    missed = 0
    for name in wanted:
        with tempfile.TemporaryDirectory(dir=os.environ.get("XIEHUAN_BENCH_DIR")) as folder:
            for row in PARTS[name](Path(folder)):
                ratio, goal = float(str(row["ratio"])), float(str(row["goal"]))
                missed += ratio > goal
                verdict = "met" if ratio <= goal else "MISSED"
                said = f"{row['name']:24} {row['work']}: {row['ours']:.4g} against {row['peer']:.4g}"
                said += f", ratio {ratio:.3f} (goal ≤ {goal:.3g}, {verdict})"
                print(json.dumps(row) if "--json" in sys.argv else said, flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Mutated files against a reader, in a process of its own so that time and memory are the reader's.

`attack("xiehuan.readers.sms", seeds, count)` gives a Report; `seeds` are small valid files as (name, bytes). Each mutant is
written under the name of its seed and streamed; the reader may say anything except an exception. A reader may also be
`module:attribute`. The same seed number gives the same mutants.
"""

from __future__ import annotations

import importlib
import json
import os
import pickle
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

LONGEST_SECONDS = 5
MOST_MEGABYTES = 300
MOST_FAULTS_KEPT = 5
MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - thousands of small files, none of which need reach a disk
Seed = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Report:
    """What an attack came to; `faults` are tracebacks with the number of the mutant."""

    mutants: int = 0
    faults: list[str] = field(default_factory=list)
    slowest_seconds: float = 0.0
    peak_megabytes: int = 0
    records: int = 0
    unread: int = 0

    def check(self, wanted: int) -> None:
        """Fail unless all ran, none raised, none hung and memory stayed in bounds."""
        assert not self.faults, self.faults[0]
        assert self.mutants == wanted
        assert self.slowest_seconds < LONGEST_SECONDS
        assert self.peak_megabytes < MOST_MEGABYTES
        assert self.records + self.unread > 0


def mutants(seeds: Sequence[Seed], count: int, number: int = 1) -> Iterator[Seed]:
    """`count` changed files: each comes of one seed by one to eight changes of bytes, pieces or length."""
    dice = random.Random(number)  # noqa: S311 - a repeatable choice
    for _ in range(count):
        name, data = dice.choice(seeds)
        for _ in range(dice.choice((1, 1, 2, 3, 8))):
            data = dice.choice(_CHANGES)(dice, data)
        yield name, data


def _flip(dice: random.Random, data: bytes) -> bytes:
    if not data:
        return data
    at = dice.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]


def _poke(dice: random.Random, data: bytes) -> bytes:
    at = dice.randrange(len(data) + 1)
    return data[:at] + dice.choice(_AWKWARD) + data[at + dice.choice((0, 1, 2, 4)) :]


def _cut(dice: random.Random, data: bytes) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def _drop(dice: random.Random, data: bytes) -> bytes:
    start, end = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[min(end, start + 400) :]


def _repeat(dice: random.Random, data: bytes) -> bytes:
    start, end = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    piece = data[start : min(end, start + 400)]
    return data[:start] + piece * dice.choice((2, 3, 50)) + data[end:]


def _swap(dice: random.Random, data: bytes) -> bytes:
    a, b, c = sorted(dice.randrange(len(data) + 1) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def _number(dice: random.Random, data: bytes) -> bytes:
    """Another value where a length or an offset may stand."""
    at = dice.randrange(len(data) + 1)
    width = dice.choice((1, 2, 4, 8))
    value = dice.choice((0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF))
    return data[:at] + (value & (1 << 8 * width) - 1).to_bytes(width, "little") + data[at + width :]


_CHANGES = (_flip, _flip, _poke, _cut, _drop, _repeat, _swap, _number)
_AWKWARD = (
    *(
        b"",
        b"\0",
        b"\xff",
        b"\n",
        b"\r",
        b"\r\n\r\n",
        b"\nFrom ",
        b"\n--",
        b"<",
        b">",
        b'"',
        b"&",
        b"&#55357;",
    ),
    *(
        b"\xed\xa0\xbd",
        b"\xe2\x80\xa8",
        b"\xfe\xff",
        b"=?gb2312?B?",
        b"?=",
        b":",
        b"9" * 400,
        b"-1",
        b"{",
        b"[",
    ),
    *(b",", b"../", b"%s", b"\\u0000", b"null", b"1e999", "\u202e".encode(), "逾期".encode("gb18030")),
)


def attack(reader: str, seeds: Sequence[Seed], count: int, number: int = 1) -> Report:
    """Run `count` mutants through the reader in a child process."""
    given = pickle.dumps((reader, list(seeds), count, number))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    if MEMORY_DISK.is_dir():
        environment["TMPDIR"] = str(MEMORY_DISK)
    done = subprocess.run(
        [sys.executable, str(Path(__file__).resolve())],
        input=given,
        capture_output=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        return Report(faults=[f"exit {done.returncode}: {done.stderr.decode('utf-8', 'replace')[-2000:]}"])
    return Report(**json.loads(done.stdout))


def _reader(named: str) -> Any:
    module, _, attribute = named.partition(":")
    found = importlib.import_module(module)
    return getattr(found, attribute) if attribute else found


def _attacked(reader: Any, seeds: Sequence[Seed], count: int, number: int) -> Report:
    from xiehuan.evidence import Record, Unread  # noqa: PLC0415 - the parent needs no product

    faults: list[str] = []
    ran = records = unread = 0
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, data in mutants(seeds, count, number):
            path = Path(folder) / Path(name).name
            path.write_bytes(data)
            signal.alarm(LONGEST_SECONDS + 1)  # its default action ends this process: no reader can catch it
            began = time.perf_counter()
            try:
                for item in reader.stream(path, name):
                    records += isinstance(item, Record)
                    unread += isinstance(item, Unread)
                reader.recognises(name, data[: 1 << 16])
            except Exception:  # noqa: BLE001 - whatever escapes is what we look for
                if len(faults) < MOST_FAULTS_KEPT:
                    faults.append(f"mutant {ran} of {name}:\n{traceback.format_exc()}")
            signal.alarm(0)
            slowest = max(slowest, time.perf_counter() - began)
            ran += 1
    return Report(ran, faults, round(slowest, 3), _peak(), records, unread)


def _peak() -> int:
    """The most memory this process had, in megabytes; `ru_maxrss` would count what its parent had before it."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
    return int(lines["VmHWM"].split()[0]) // 1024


if __name__ == "__main__":
    name, files, wanted, dice_number = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from `attack`
    json.dump(asdict(_attacked(_reader(name), files, wanted, dice_number)), sys.stdout)

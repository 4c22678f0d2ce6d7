"""Peak memory and speed of writing and verifying a bundle of one large sparse original.

Each step runs in its own process, so that its peak is its own: a recording (stored) and a text (deflated).
Prints one JSON object a line: {"name","bytes","seconds","mb_per_s","peak_mb","zip_bytes"}.
Usage: bundle_memory.py [MEGABYTES], 2048 when not given.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from xiehuan.readers.digest import sha256_of
from xiehuan.vault import BundleItem, Taking, verify_bundle, write_bundle

MEGABYTE = 1 << 20
WORKS = {"stored": ("recording", "audio/wav"), "deflated": ("sms", "text/xml")}


def write(out: Path, original: Path, digest: str, work: str) -> None:
    """One bundle of one original."""
    kind, media = WORKS[work]
    item = BundleItem("calls/a.wav", original, digest, media, kind, records=1)
    write_bundle(out, [item], Taking(datetime(2026, 1, 1, tzinfo=UTC), "benchmark"))


def verify(out: Path) -> None:
    """It must come out as unchanged, or the figure is worth nothing."""
    found = verify_bundle(out)
    if found.verdict != "unchanged":
        raise SystemExit(found.message.en)


def measure(step: str, work: str, out: Path, original: Path, digest: str) -> dict[str, object]:
    """One step in this process."""
    began = time.perf_counter()
    if step == "write":
        write(out, original, digest, work)
    else:
        verify(out)
    seconds = time.perf_counter() - began
    size = original.stat().st_size
    return {
        "name": f"{step}_{work}",
        "bytes": size,
        "seconds": round(seconds, 2),
        "mb_per_s": round(size / MEGABYTE / seconds, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "zip_bytes": out.stat().st_size,
    }


def main(arguments: list[str]) -> None:
    """Make the original, measure each step in a child, print its line."""
    if len(arguments) > 1:
        step, work, out, original, digest = arguments
        line = json.dumps(measure(step, work, Path(out), Path(original), digest))
        sys.stdout.write(line + "\n")
        return
    megabytes = int(arguments[0]) if arguments else 2048
    with tempfile.TemporaryDirectory() as folder:
        original, out = Path(folder) / "original", Path(folder) / "evidence.zip"
        with original.open("wb") as file:
            file.truncate(megabytes * MEGABYTE)
        digest = sha256_of(original)
        for work in WORKS:
            for step in ("write", "verify"):
                child = [sys.executable, __file__, step, work, str(out), str(original), digest]
                subprocess.run(child, check=True)  # noqa: S603 - this script itself


if __name__ == "__main__":
    main(sys.argv[1:])

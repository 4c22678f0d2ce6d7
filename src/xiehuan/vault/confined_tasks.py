"""What runs inside the confined child process: reads tasks from its input, writes answers, touches nothing else."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import IO, Any

from xiehuan.vault.confined import ANSWER, ASK

_CLOSED = ("socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen", "os.system", "os.exec")


def _dkim(options: dict[str, Any], data: bytes) -> object:
    from xiehuan.vault.dkim_signatures import judged  # noqa: PLC0415 - only what is asked for is loaded

    return judged(data, options["keys"])


def _body_hash(options: dict[str, Any], data: bytes) -> object:
    from xiehuan.vault.dkim_signatures import hashed_body  # noqa: PLC0415

    return hashed_body(data, options["form"])


def _pdf(options: dict[str, Any], data: bytes) -> object:
    from xiehuan.vault.pdf_judge import judged  # noqa: PLC0415

    return judged(data, options["roots"], options["at"])


TASKS: dict[str, Callable[[dict[str, Any], bytes], object]] = {
    "dkim": _dkim,
    "body_hash": _body_hash,
    "pdf": _pdf,
}


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event in _CLOSED:
        raise PermissionError("nothing leaves this process")


def _limit(memory: int) -> None:
    """Where the system knows such limits; elsewhere time alone is limited."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    while head := asked.read(ASK.size):
        length, size = ASK.unpack(head)
        task = json.loads(asked.read(length))
        data = asked.read(size)
        try:
            answer = {"done": TASKS[task["task"]](task["options"], data)}
            text = json.dumps(answer).encode()
        except Exception as error:  # noqa: BLE001 - whatever a library raises is the answer
            text = json.dumps({"failed": type(error).__name__}).encode()
        del data
        answers.write(ANSWER.pack(len(text)) + text)
        answers.flush()


def main() -> None:
    """Serve until the input ends; what libraries print goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    _limit(int(sys.argv[1]))
    sys.addaudithook(_refuse)
    _serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()

"""A file read in a process of its own, some batches ahead of who writes them down."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

from xiehuan.readers.dispatch import stream_one
from xiehuan.readers.stream import Item

Batches = tuple[str, Iterator[list[Item]]]


class ReaderDied(OSError):
    """The process that read ended without saying why; the original is not touched."""


@contextmanager
def here(path: Path, name: str, skipped: int, size: int) -> Iterator[Batches]:
    """The source and the items behind the first `skipped` in batches of `size`, read in this process."""
    source, stream = stream_one(path, name)
    yield source, _batches(islice(stream, skipped, None), size)


@contextmanager
def ahead(path: Path, name: str, skipped: int, size: int) -> Iterator[Batches]:
    """The same, read in a child process that waits when the pipe is full. Raises OSError as the reader does."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_tell, args=(theirs, path, name, skipped, size), daemon=True)
    child.start()
    theirs.close()
    try:
        yield str(_received(ours)), _told(ours)
    finally:
        ours.close()
        child.terminate()
        child.join()
        child.close()


def _batches(stream: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while batch := list(islice(stream, size)):
        yield batch


def _tell(pipe: Connection, path: Path, name: str, skipped: int, size: int) -> None:
    try:
        with here(path, name, skipped, size) as (source, batches):
            pipe.send(source)
            for batch in batches:
                pipe.send(batch)
        pipe.send(None)
    except OSError as error:
        pipe.send(error)


def _told(pipe: Connection) -> Iterator[list[Item]]:
    while (batch := _received(pipe)) is not None:
        yield batch  # type: ignore[misc]  # after the source only batches come


def _received(pipe: Connection) -> object:
    try:
        told = pipe.recv()
    except EOFError as error:
        raise ReaderDied("the reader ended early") from error
    if isinstance(told, OSError):
        raise told
    return told

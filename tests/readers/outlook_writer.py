"""Writes Outlook items from nothing but MS-CFB and MS-OXMSG; shares no code with the reader.

Streams below 4096 bytes lie in the mini stream, the others in whole sectors; the directory is a chain of right siblings in each
storage.
"""

from __future__ import annotations

import struct

SECTOR, MINI, CUTOFF = 512, 64, 4096
END, FREE, FAT_SECTOR, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
Tree = dict[str, "bytes | Tree"]
UNICODE, ANSI, BINARY = "001F", "001E", "0102"


def item(
    texts: dict[int, str],
    *,
    code_page: int | None = None,
    encoding: str = "utf-16-le",
    binary: dict[int, bytes] | None = None,
    ticks: int | None = None,
    receivers: list[dict[int, str]] | None = None,
    attachments: list[tuple[dict[int, str], bytes]] | None = None,
) -> bytes:
    """An item with these string properties; with a code page the strings are not in Unicode."""
    fixed = _entry(0x3FFD, 3, code_page) if code_page else b""
    fixed += _entry(0x0039, 0x40, ticks) if ticks else b""
    tree = _strings(texts, code_page, encoding)
    tree |= {f"__substg1.0_{tag:04X}{BINARY}": data for tag, data in (binary or {}).items()}
    tree["__properties_version1.0"] = bytes(32) + fixed
    for number, person in enumerate(receivers or []):
        own: Tree = _strings(person, code_page, encoding)
        own["__properties_version1.0"] = bytes(8) + _entry(0x0C15, 3, 1)
        tree[f"__recip_version1.0_#{number:08X}"] = own
    for number, (names, data) in enumerate(attachments or []):
        part: Tree = _strings(names, code_page, encoding)
        part["__substg1.0_37010102"] = data
        part["__properties_version1.0"] = bytes(8)
        tree[f"__attach_version1.0_#{number:08X}"] = part
    return compound(tree)


def _strings(texts: dict[int, str], code_page: int | None, encoding: str) -> Tree:
    kind = ANSI if code_page else UNICODE
    return {f"__substg1.0_{tag:04X}{kind}": text.encode(encoding) for tag, text in texts.items()}


def _entry(tag: int, kind: int, value: int) -> bytes:
    return struct.pack("<HHIQ", kind, tag, 6, value)


def compound(tree: Tree) -> bytes:
    """A compound file of version 3 with this tree."""
    entries: list[list[object]] = [["Root Entry", 5, NONE, NONE, END, 0]]
    streams: list[tuple[int, bytes]] = []
    _list(tree, 0, entries, streams)
    fat: list[int] = []
    directory_sectors = _chain(fat, len(entries) * 128)
    mini, mini_fat, body = b"", list[int](), b""
    for index, data in streams:
        if len(data) < CUTOFF:
            entries[index][4] = len(mini_fat) if data else END
            mini += data.ljust(_chain(mini_fat, len(data), MINI) * MINI, b"\0")
        else:
            entries[index][4] = len(fat)
            body += data.ljust(_chain(fat, len(data)) * SECTOR, b"\0")
    entries[0][4:6] = [len(fat) if mini else END, len(mini)]
    body += mini.ljust(_chain(fat, len(mini)) * SECTOR, b"\0")
    table = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    first_mini = len(fat)
    mini_sectors = _chain(fat, len(table))
    body += table.ljust(mini_sectors * SECTOR, b"\xff")
    fat_sectors = 1
    while (len(fat) + fat_sectors) * 4 > fat_sectors * SECTOR:
        fat_sectors += 1
    first_fat = len(fat)
    fat += [FAT_SECTOR] * fat_sectors + [FREE] * (fat_sectors * SECTOR // 4 - len(fat) - fat_sectors)
    directory = b"".join(_directory_entry(*entry) for entry in entries).ljust(
        directory_sectors * SECTOR, b"\0"
    )
    header = _header(first_fat, fat_sectors, first_mini if mini else END, mini_sectors)
    return header + directory + body + struct.pack(f"<{len(fat)}I", *fat)


def _chain(fat: list[int], length: int, sector: int = SECTOR) -> int:
    """Add the sectors of a stream; their number."""
    count = -(-length // sector)
    fat += [*range(len(fat) + 1, len(fat) + count), END][:count]
    return count


def _list(tree: Tree, parent: int, entries: list[list[object]], streams: list[tuple[int, bytes]]) -> None:
    before = None
    for name, value in sorted(tree.items(), key=lambda pair: (len(pair[0]), pair[0].upper())):
        index = len(entries)
        size = len(value) if isinstance(value, bytes) else 0
        entries.append(
            [
                name,
                2 if isinstance(value, bytes) else 1,
                NONE,
                NONE,
                END if isinstance(value, bytes) else 0,
                size,
            ]
        )
        if before is None:
            entries[parent][3] = index
        else:
            entries[before][2] = index
        before = index
        if isinstance(value, bytes):
            streams.append((index, value))
        else:
            _list(value, index, entries, streams)


def _directory_entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    return raw.ljust(64, b"\0") + struct.pack(
        "<HBBIII16xI16xIII", len(raw), kind, 1, NONE, right, child, 0, start, size, 0
    )


def _header(first_fat: int, fat_sectors: int, first_mini: int, mini_sectors: int) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, fat_sectors, 0, 0, CUTOFF, first_mini, mini_sectors, END, 0)
    return head + struct.pack("<109I", *[first_fat + n if n < fat_sectors else FREE for n in range(109)])


def compressed(rtf: bytes) -> bytes:
    """MS-OXRTFCP without a single reference: every byte as it is, then the end mark."""
    out = b""
    pieces = [rtf[n : n + 8] for n in range(0, len(rtf), 8)]
    out = b"".join(b"\0" + piece for piece in pieces[:-1])
    last = pieces[-1] if pieces else b""
    if len(last) == 8:
        out, last = out + b"\0" + last, b""
    write = (207 + len(rtf)) % 4096
    out += bytes([1 << len(last)]) + last + bytes([write >> 4, write << 4 & 0xF0])
    return struct.pack("<II4sI", len(out) + 12, len(rtf), b"LZFu", 0) + out

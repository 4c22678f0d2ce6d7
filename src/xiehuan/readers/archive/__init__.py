"""Archives (zip, tar, gz) as input: every member is read as if it lay in the folder, under `archive.zip!/member`.

The archive itself is the original. Members are unpacked one at a time into a temporary file of our own naming: a name in an archive
never becomes a path. What cannot be unpacked is unread with its reason: encrypted, damaged, too large, nested too deep.
"""

from xiehuan.readers.archive.reader import SEPARATOR, Archives

__all__ = ["SEPARATOR", "Archives"]

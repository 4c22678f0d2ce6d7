"""Where a file that is being uploaded lies until it is kept: inside the home, never in a shared folder."""

from __future__ import annotations

import tempfile
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from xiehuan.web.desk import desk


class _InHome(TemporaryUploadedFile):
    def __init__(self, name: str, content_type: str, size: int, charset: str, extra: Any = None) -> None:
        super().__init__(name, content_type, size, charset, extra)
        if self.file:
            self.file.close()
        self.file = tempfile.NamedTemporaryFile(dir=desk().home.root, prefix=".upload-")  # noqa: SIM115 - closed by its owner


class IntoHome(TemporaryFileUploadHandler):
    """Writes an upload to the home folder as it comes."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A new file begins."""
        super().new_file(*args, **kwargs)
        self.file.close()
        self.file = _InHome(
            str(self.file_name), str(self.content_type), 0, str(self.charset), self.content_type_extra
        )

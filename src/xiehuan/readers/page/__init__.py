"""Pages and plain texts that people save of a service chat: HTML, XML, TXT. One file, one record, its text readable.

`xiehuan.readers.page.mht` has the same three names for pages saved as one MIME file. What a chat says line by line is the business
of the readers of each app; a file that none of them knows comes here.
"""

from xiehuan.readers.page.reader import SOURCE, recognises, stream

__all__ = ["SOURCE", "recognises", "stream"]

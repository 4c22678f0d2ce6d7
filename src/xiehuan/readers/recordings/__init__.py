"""Call recordings: the sound is the original; what its name says about the call is read from it, with a confidence.

The name is never changed. Its time is the phone's wall clock without a zone, at the start of the call on some phones and at its end
on others, so it is flagged and meant to be held against the call log.
"""

from xiehuan.readers.recordings.reader import SOURCE, recognises, stream

__all__ = ["SOURCE", "recognises", "stream"]

"""The batch calculator: one JSON request a line in, one answer a line out, in order.

A line that cannot be answered gets its error in its place and the rest go on; nothing is read or written beside the
lines. Requests are untrusted: size, depth, numbers and unknown keys are checked before anything is computed.
"""

from xiehuan.services.calc.answer import answer_line

__all__ = ["answer_line"]

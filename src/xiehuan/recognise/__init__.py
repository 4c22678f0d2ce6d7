"""What pictures of papers look like to a reader: sharp, lit, upright, whole, large enough.

Everything here is derived from an original and can be computed again; an original is never changed. `quality` says
what a file of a paper lacks, `measure` holds the figures, `redact` makes copies with parts covered.
"""

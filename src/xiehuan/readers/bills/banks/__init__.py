"""Account and card statements of banks, one small module of header names each.

How each layout was learnt stands in its module; those not confirmed by an original may differ from what the bank exports,
and a header that differs is refused with the header that was seen, never guessed.
"""

from __future__ import annotations

from xiehuan.readers.bills.banks import abc, boc, bocom, ccb, citic, cmb, icbc, psbc, spdb

BANKS = (icbc.BANK, ccb.BANK, abc.BANK, boc.BANK, bocom.BANK, cmb.BANK, citic.BANK, spdb.BANK, psbc.BANK)

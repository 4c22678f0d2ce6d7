"""What a sentence says: amounts, days, lengths in months, yes or no. What is not one value is marked, never guessed."""

from xiehuan.contact.said.amounts import Amount
from xiehuan.contact.said.answer import Answer
from xiehuan.contact.said.capitals import in_capitals
from xiehuan.contact.said.days import Day
from xiehuan.contact.said.numerals import read_number
from xiehuan.contact.said.sentence import Said, understand
from xiehuan.contact.said.terms import Term

__all__ = ["Amount", "Answer", "Day", "Said", "Term", "in_capitals", "read_number", "understand"]

"""What to say: structured text of applications, account queries and call sheets, from values already computed."""

from xiehuan.contact.application import Applicant, application, packages
from xiehuan.contact.call_sheet import call_sheet
from xiehuan.contact.query import account_query
from xiehuan.contact.statement import statement

__all__ = ["Applicant", "account_query", "application", "call_sheet", "packages", "statement"]

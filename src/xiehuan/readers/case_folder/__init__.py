"""The case folder: debts.toml, case.toml, payments.csv, and every other file accounted for."""

from xiehuan.readers.case_folder.accounts import FileAccount, FileStatus
from xiehuan.readers.case_folder.folder import CaseFolder, read_case_folder

__all__ = ["CaseFolder", "FileAccount", "FileStatus", "read_case_folder"]

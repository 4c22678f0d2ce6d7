"""Keep and hand over: the disclosure bundle, and its check without our database or home."""

from xiehuan.vault.bundle import BundleItem, BundleSummary, Taking, write_bundle
from xiehuan.vault.original import OriginalChanged
from xiehuan.vault.verify import FileCheck, Status, Verdict, Verification, verify_bundle

__all__ = [
    "BundleItem",
    "BundleSummary",
    "FileCheck",
    "OriginalChanged",
    "Status",
    "Taking",
    "Verdict",
    "Verification",
    "verify_bundle",
    "write_bundle",
]

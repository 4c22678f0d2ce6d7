"""What is allowed: dated parameters, price ceilings, limitation, and the audit of a claim's charges."""

from xiehuan.law.audit import audit
from xiehuan.law.cap_ledger import Replay, replay
from xiehuan.law.ceiling import ceilings, verdict
from xiehuan.law.conduct import conduct
from xiehuan.law.finding import Audit, Certainty, ChargeFinding, Layer, Reconciliation, Sum
from xiehuan.law.limitation import Limitation, limitation
from xiehuan.law.pack import Pack

__all__ = [
    "Audit",
    "Certainty",
    "ChargeFinding",
    "Layer",
    "Limitation",
    "Pack",
    "Reconciliation",
    "Replay",
    "Sum",
    "audit",
    "ceilings",
    "conduct",
    "limitation",
    "replay",
    "verdict",
]

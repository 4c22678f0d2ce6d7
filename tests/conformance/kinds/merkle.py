"""Proofs of RFC 9162, which the case holds whole."""

from __future__ import annotations

import base64

from conformance.evidence_case import Case, compared, equal
from xiehuan.evidence.merkle import extends, includes


def inclusion(case: Case) -> dict[str, object] | None:
    """A leaf in a tree."""
    v = case.fields["vector"]
    leaf, root = base64.b64decode(v["leafHash"]), base64.b64decode(v["root"])
    return compared(case, {"valid": equal(includes(leaf, v["leafIdx"], v["treeSize"], _proof(v), root))})


def consistency(case: Case) -> dict[str, object] | None:
    """A tree that grew out of another."""
    v = case.fields["vector"]
    first, root = base64.b64decode(v["root1"]), base64.b64decode(v["root2"])
    return compared(case, {"valid": equal(extends(v["size1"], first, v["size2"], root, _proof(v)))})


def _proof(vector: dict) -> list[bytes]:
    return [base64.b64decode(p) for p in vector["proof"] or ()]

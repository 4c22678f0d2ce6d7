"""The libraries of proofs are loaded when a proof is asked for, not when the vault is."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {
    "aiohttp",
    "asn1crypto",
    "dkim",
    "dns",
    "lxml",
    "nacl",
    "pyhanko",
    "pyhanko_certvalidator",
    "rfc3161_client",
}


def loaded_by(*modules: str) -> set[str]:
    code = f"import sys, {', '.join(modules)}; print(*{{m.partition('.')[0] for m in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_bundles_and_the_command_line_load_none_of_them() -> None:
    assert loaded_by("xiehuan.vault", "xiehuan.cli") & HEAVY == set()


def test_asking_for_proofs_loads_them_late() -> None:
    assert loaded_by("xiehuan.vault.origin", "xiehuan.vault.pdf_signatures") & HEAVY == set()
    assert loaded_by("xiehuan.vault.timestamp") & HEAVY == {"asn1crypto"}

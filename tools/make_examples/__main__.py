"""`python -m tools.make_examples [FOLDER]`: make the example cases anew and check them (default: examples/)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tools.make_examples import case_a, case_b, verify


def main() -> None:
    """Replace the two folders and say what was checked."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "examples"
    for case in (case_a, case_b):
        shutil.rmtree(root / case.FOLDER, ignore_errors=True)
        case.build(root)
    sys.stdout.write("".join(f"{line}\n" for line in verify.everything(root)))


main()

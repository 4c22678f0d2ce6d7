"""`python -m tools.make_examples [FOLDER]`: make the example cases anew and check them (default: examples/)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tools.make_examples import case_a, case_b, case_c, case_d, case_e, verify


def main() -> None:
    """Replace the folders and say what was checked."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "examples"
    for case in (case_a, case_b):
        shutil.rmtree(root / case.FOLDER, ignore_errors=True)
        case.build(root)
    for story in (case_c.STORY, case_d.STORY, case_e.STORY):
        shutil.rmtree(root / story.folder, ignore_errors=True)
        story.build(root)
    sys.stdout.write("".join(f"{line}\n" for line in verify.everything(root)))


main()

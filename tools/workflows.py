"""Find every workflow of the house and prove its table sound.

python tools/workflows.py    print what the proofs of core.workflow find
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

from mashangban.core.workflow import Workflow, defects

PACKAGE = Path(__file__).resolve().parent.parent / "src/mashangban"


def workflows(package: Path = PACKAGE) -> Iterator[tuple[str, Workflow]]:
    """Yield the name of each room that has a `states` module, with each workflow in that module."""
    for path in sorted(package.glob("*/states.py")):
        module = importlib.import_module(f"{package.name}.{path.parent.name}.states")
        for value in vars(module).values():
            if isinstance(value, Workflow):
                yield path.parent.name, value


def main() -> int:
    unsound = [
        f"{room}.states, workflow {workflow.name}: {defect}"
        for room, workflow in workflows()
        for defect in defects(workflow)
    ]
    for sentence in unsound:
        print(sentence)
    return 1 if unsound else 0


if __name__ == "__main__":
    sys.exit(main())

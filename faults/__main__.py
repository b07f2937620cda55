"""`make faults` or `python -m faults [part…]`: breaks things, prints what was measured, exits 1 on a failure.

A part is a module of this package with `figures() -> Iterator[Figure]`.
"""

import importlib
import sys
import tempfile
from pathlib import Path

PARTS = ("worker", "clocks", "mail", "database")


def main(asked: list[str]) -> int:
    unknown = sorted(set(asked) - set(PARTS))
    if unknown:
        print(f"no part {', '.join(unknown)}; there are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    kept = True
    for part in asked or PARTS:
        with tempfile.TemporaryDirectory(prefix="daiban-faults-") as folder:
            for figure in importlib.import_module(f"faults.{part}").figures(Path(folder)):
                print(figure.line(), flush=True)
                kept = kept and figure.is_kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Words a second and peak memory of reading requirements, after start-up.

    python benchmarks/speed.py FILE... [--design]

Each file is read on its own; the files together are read again as one text.  With --design the whole pipeline runs,
without the proof.
"""

from __future__ import annotations

import argparse
import resource
import sys
from pathlib import Path
from time import perf_counter

from backend_data_model import design
from backend_data_model.pipeline import analyse_text


def main() -> int:
    """Measure; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--design", action="store_true", help="design, render and review as well")
    arguments = parser.parse_args()

    texts = {path.name: path.read_text(encoding="utf-8") for path in arguments.files}
    analyse_text("A customer has a name.")
    if arguments.design:
        design("A customer has a name.", verify=False)
    for name, text in (*texts.items(), ("all as one text", "\n\n".join(texts.values()))):
        words = len(text.split())
        began = perf_counter()
        if arguments.design:
            design(text, verify=False)
        else:
            analyse_text(text)
        seconds = perf_counter() - began
        print(f"{name:<48} {words:>8} words {seconds:>8.2f} s {words / seconds:>10,.0f} words/s")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Copies the figures of the last bench into mini.docc and the README.

usage: python3 -B Tests/Scripts/bench/figures.py RESULTS
"""

import os
import shutil
import sys

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
CATALOG = os.path.join(ROOT, "Sources", "mini", "mini.docc")
README = os.path.join(ROOT, "README.md")
BEGIN, END = "<!-- figures: `make bench bench-figures` -->\n", "<!-- end of figures -->\n"
LINK = ("All scenarios and sizes, memory, system calls, bytes written and a plot: "
        "[Performance](Sources/mini/mini.docc/Performance.md).\n")
HEAD = """# How fast it is

The results of `make bench`; `make bench-figures` writes this page.

![Time over project size, both axes logarithmic](bench.svg)

"""


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    results = sys.argv[1]
    texts = {}
    for name in ("bench.md", "summary.md"):
        with open(os.path.join(results, name), encoding="utf-8") as file:
            texts[name] = file.read()
    with open(README, encoding="utf-8") as file:
        readme = file.read()
    before, _, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"figures: the README has no place for them, from {BEGIN.strip()} "
                         f"to {END.strip()}")
    with open(README, "w", encoding="utf-8") as file:
        parts = ("", texts["summary.md"], LINK, END)
        file.write(before + BEGIN + "\n".join(parts) + after)
    os.makedirs(CATALOG, exist_ok=True)
    with open(os.path.join(CATALOG, "Performance.md"), "w", encoding="utf-8") as file:
        file.write(HEAD + texts["bench.md"])
    shutil.copy(os.path.join(results, "bench.svg"), CATALOG)


main()

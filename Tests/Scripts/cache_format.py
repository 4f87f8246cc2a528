"""Copies the grammars and versions of a cache's files from the sources into CacheFormat.md.

usage: python3 -B Tests/Scripts/cache_format.py [--check]

A grammar is the indented part of the first comment of a source that has one. The page marks each
with `<!-- grammar: PATH -->`, where PATH is below Sources, and the table of versions with
`<!-- versions -->`. With --check nothing is written, and the exit status is 1 if the page differs.
"""

import os
import re
import sys

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
PAGE = os.path.join(ROOT, "Sources/BuildCache/BuildCache.docc/CacheFormat.md")

INDEXES = [
    ("file_hashes.bin", "ProjectIndex/FileHashCache"), ("zir_index.bin", "KeyedIndex/ZirCache"),
    ("air_index.bin", "KeyedIndex/AirCache"), ("unit_index.bin", "KeyedIndex/UnitCache"),
    ("units.bin", "Units/ProjectUnits"), ("tests.bin", "Units/ProjectTests"),
    ("snapshot.bin", "SnapshotFormat/SnapshotRecord"), ("formatted.bin", "ProjectIndex/FormatRecord"),
    ("toolchain.bin", "Units/ToolchainRecord"),
]
"""The files that are indexes, and the sources that define them."""


def source(path):
    with open(os.path.join(ROOT, "Sources", path), encoding="utf-8") as file:
        return file.read()


def grammar(path):
    """The first indented block of a comment."""
    lines = []
    for line in source(path).splitlines():
        found = re.match(r" *///? {3,}(.*)", line)
        if found and (lines or re.match(r"[\w ]+=", found[1])):
            lines.append(re.match(r" *///? ?(.*)", line)[1])
        elif lines:
            break
    if not lines:
        sys.exit(f"cache_format: no grammar in '{path}'")
    indent = min(len(line) - len(line.lstrip()) for line in lines)
    return "\n".join(["```", *(line[indent:] for line in lines), "```"])


def versions():
    rows = ["| file | kind | version |", "|---|---|---|"]
    for name, path in INDEXES:
        found = re.search(r"kind: (0x[0-9A-Fa-f_]+), version: (\d+)", source(f"BuildCache/{path}.swift"))
        kind = int(found[1].replace("_", ""), 16).to_bytes(4, "little").decode()
        rows.append(f"| `{name}` | `{kind}` | {found[2]} |")
    return "\n".join(rows)


def filled(page):
    page = re.sub(
        r"<!-- grammar: (\S+) -->\n\n```\n(?:.*?\n)??```$",
        lambda found: f"<!-- grammar: {found[1]} -->\n\n{grammar(found[1])}", page, flags=re.S | re.M)
    return re.sub(
        r"<!-- versions -->\n\n(\|[^\n]*\n)*", f"<!-- versions -->\n\n{versions()}\n", page)


def main():
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    new = filled(page)
    if new == page:
        return 0
    if "--check" in sys.argv:
        print("CacheFormat.md differs from the sources: run Tests/Scripts/cache_format.py", file=sys.stderr)
        return 1
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(new)
    return 0


if __name__ == "__main__":
    sys.exit(main())

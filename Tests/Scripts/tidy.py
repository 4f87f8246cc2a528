"""Checks that the layout of Sources is as section 3 of Architecture.md demands.

usage: python3 -B Tests/Scripts/tidy.py [--edges TARGET]

1. A folder contains at most 15 Swift files.
2. The overview page of a target lists its folders under "## Folders", from the top down, and a file
   names only types of its own folder and of folders below it.
3. Files form no circles. A type and its own extensions (`T.swift` and `T+Part.swift`) count as one.
4. A file declares or extends something with the name of the file.
5. A switch over one of our enums has no `default:` (Style.md, rule 19), except over kinds of tokens
   in the lexer, the parser, the formatter and queries: there it is the token that fits nothing.

A file depends on another if it names a type, or a function outside of types, that the other declares.
A switch is over an enum if all its patterns are names of the enum's cases.
--edges prints the names by which each file of a target depends on each other one.
"""

import collections
import os
import re
import sys

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
SOURCES = os.path.join(ROOT, "Sources")
TARGETS = ["FileIO", "ObjectStore", "MiniRemoteProtocol", "BuildCache", "MiniFrontend", "MiniBackend", "MiniDriver",
           "MiniServer", "mini", "mini-remote"]
GENERATED = "mini-remote/Generated"
FILES_MAX = 15

MODIFIERS = r"(?:@\w+(?:\([^)\n]*\))?\s+)*(?:\w+(?:\(\w+\))?\s+)*?"
TYPE = re.compile(
    rf"^( *)({MODIFIERS})(?:struct|class|enum|actor|protocol|typealias)\s+([A-Z]\w*)", re.M)
FREE = re.compile(r"^((?:(?:public|package|internal|private|fileprivate|nonisolated)\s+)*)"
                  r"(?:func|let|var)\s+(\w+)", re.M)
EXTENSION = re.compile(r"^(?:\w+\s+)*extension\s+\[?([A-Z]\w*)", re.M)
LITERAL = re.compile(r'"""(.*?)"""|"((?:\\.|[^"\\\n])*)"|//[^\n]*', re.S)
INTERPOLATION = re.compile(r"\\\(((?:[^()]|\([^()]*\))*)\)")
FOLDER = re.compile(r"^- \*\*([\w/]+)\*\*", re.M)
ENUM = re.compile(r"^(?=( *)(?:[\w@()]+ )*enum (\w+)[^\n]*\{\n(.*?)^\1\})", re.M | re.S)
CASES = re.compile(r"^ *(?:indirect )?case ([\w`][^:{}]*)$", re.M)
DEFAULT = re.compile(r"^( *)default:", re.M)
PARENTHESES = re.compile(r"\([^()]*\)")
TOKENS = ("MiniFrontend", "Kind")
PARSERS = ("Lexing", "Parsing", "Format", "Queries")
"""The enum of rule 5 whose switches in these folders may have a `default:`."""


def code(text):
    """The text without comments and literals; interpolated code stays."""

    def kept(match):
        return " ".join(INTERPOLATION.findall(match.group(1) or match.group(2) or ""))

    return LITERAL.sub(kept, text)


class File:
    """A Swift file: its target, folder, name, and the names it declares, extends and uses."""

    def __init__(self, target, path):
        self.target = target
        self.path = path
        self.folder = os.path.dirname(os.path.relpath(path, os.path.join(SOURCES, target)))
        self.name = os.path.basename(path)[: -len(".swift")]
        self.unit = self.name.split("+")[0]
        with open(path, encoding="utf-8") as file:
            text = code(file.read())
        self.text = text
        types = [(indent, name) for indent, words, name in TYPE.findall(text)
                 if "private" not in words]
        self.types = {name for indent, name in types if not indent}
        self.nested = {name for indent, name in types if indent}
        self.functions = {name for words, name in FREE.findall(text) if "private" not in words}
        self.extended = set(EXTENSION.findall(text))
        self.own = {name for _, _, name in TYPE.findall(text)}
        self.words = set(re.findall(r"\b[A-Za-z_]\w*\b", text))

    def __repr__(self):
        return os.path.relpath(self.path, SOURCES)


def read(target):
    """All files of a target, sorted."""
    return [
        File(target, os.path.join(folder, name))
        for folder, _, names in sorted(os.walk(os.path.join(SOURCES, target)))
        for name in sorted(names)
        if name.endswith(".swift") and os.path.relpath(folder, SOURCES) != GENERATED
    ]


def edges(files):
    """The dependencies between files: {(file, other): names}."""
    owners = collections.defaultdict(list)
    for file in files:
        for name in file.types | file.functions:
            owners[name].append(file)
    found = collections.defaultdict(set)
    for file in files:
        for word in file.words - file.own:
            if len(owners[word]) == 1 and owners[word][0] is not file:
                found[file, owners[word][0]].add(word)
    return found


def circles(units, depends):
    """The strongly connected components of more than one unit (Tarjan, with a raised limit)."""
    sys.setrecursionlimit(100_000)
    index, low, stack, found = {}, {}, [], []

    def visit(unit):
        index[unit] = low[unit] = len(index)
        stack.append(unit)
        for other in sorted(depends[unit]):
            if other not in index:
                visit(other)
                low[unit] = min(low[unit], low[other])
            elif other in stack:
                low[unit] = min(low[unit], index[other])
        if low[unit] == index[unit]:
            circle = stack[stack.index(unit):]
            del stack[stack.index(unit):]
            if len(circle) > 1:
                found.append(sorted(circle))

    for unit in sorted(units):
        if unit not in index:
            visit(unit)
    return found


def flat(text):
    """The text without anything in parentheses."""
    while PARENTHESES.search(text):
        text = PARENTHESES.sub("", text)
    return text


def enums(files):
    """The enums of all files: [((target, name), cases)]."""
    found = []
    for file in files:
        for indent, name, body in ENUM.findall(file.text):
            lines = [line for line in flat(body).split("\n") if not line.startswith(indent + "    ")]
            cases = re.findall(r"(?:^|,|case) *`?(\w+)", ",".join(
                text for text in CASES.findall("\n".join(lines))))
            found.append(((file.target, name), set(cases)))
    return found


def patterns(lines, index, indent):
    """The names of cases in a switch's patterns, up to its `default:` in a line; None if a pattern is
    anything else."""
    names = set()
    for index in range(index - 1, -1, -1):
        line = lines[index]
        if re.match(rf"{indent}(?:\S.*\b)?switch\b.*\{{$", line):
            return names
        if not line.startswith(f"{indent}case "):
            continue
        text = flat(" ".join([line] + [more.strip() for more in lines[index + 1:index + 8]]))
        for pattern in text.strip()[len("case "):].split(":")[0].split(" where ")[0].split(","):
            name = re.match(r" *(?:let )?\.(\w+)\W*$", pattern)
            if not name:
                return None
            names.add(name[1])
    return None


def defaults(files, known):
    """Yields one line per `default:` in a switch over one of our enums."""
    for file in files:
        lines = file.text.split("\n")
        for number, line in enumerate(lines):
            match = DEFAULT.match(line)
            names = match and patterns(lines, number, match[1])
            own = {enum for enum, cases in known if names and names <= cases}
            if own and not (TOKENS in own and file.folder in PARSERS):
                yield f"{file}: `default:` in a switch over {', '.join(sorted(n for _, n in own))}"


def order(target):
    """The folders of a target, from the top down, as its overview page lists them."""
    page = os.path.join(SOURCES, target, f"{target}.docc", f"{target}.md")
    if not os.path.exists(page):
        return []
    with open(page, encoding="utf-8") as file:
        part = file.read().partition("\n## Folders\n")[2].partition("\n## ")[0]
    return FOLDER.findall(part)


def check(target):
    """Yields one line per fault in a target's layout."""
    files = read(target)
    depends = edges(files)
    folders = order(target)
    count = collections.Counter(file.folder for file in files)
    for folder, number in sorted(count.items()):
        if number > FILES_MAX:
            yield f"{target}/{folder}: {number} files; at most {FILES_MAX} a folder"
        if folder not in folders and folder:
            yield f"{target}.docc/{target}.md: its list of folders lacks {folder}"
    rank = {folder: number for number, folder in enumerate([""] + folders)}
    for (file, other), names in sorted(depends.items(), key=str):
        if rank.get(other.folder, 0) < rank.get(file.folder, 0):
            yield f"{file}: names {', '.join(sorted(names))} of {other.folder or target}, which is above it"
    units = collections.defaultdict(set)
    for file, other in depends:
        if file.unit != other.unit:
            units[file.unit].add(other.unit)
    for circle in circles({file.unit for file in files}, units):
        yield f"{target}: a circle of files: {', '.join(circle)}"
    for file in files:
        if file.unit not in file.types | file.extended | file.own:
            yield f"{file}: declares nothing that is called {file.unit}"


def main():
    if sys.argv[1:2] == ["--edges"]:
        for (file, other), names in sorted(edges(read(sys.argv[2])).items(), key=str):
            print(f"{file} -> {other}: {', '.join(sorted(names))}")
        return 0
    files = [file for target in TARGETS for file in read(target)]
    wrong = [line for target in TARGETS for line in check(target)] + [
        *defaults(files, enums(files))]
    for line in wrong:
        print(f"tidy: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

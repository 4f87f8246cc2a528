"""Translates the run-time library of Mini programs (Sources/CMiniRuntime) to LLVM IR and puts it, one function at a
time, into Swift files (Sources/MiniBackend/Runtime/Library), from which a program's header takes the functions that it
needs. `--check` only says whether the Swift files are up to date.

clang-15 does it, because its text is read by LLVM 15 and every later version. Hints, metadata and attributes but
`noinline` and, of calls, `cold` are dropped: they differ between versions, and they cost more text than they save time. Types are written
out, since a program's IR names no types."""

import collections
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ROOT / "Sources/CMiniRuntime"
RESULTS = ROOT / "Sources/MiniBackend/Runtime/Library"
CLANG = [
    "clang-15", "-std=c17", "-Os", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror", "-fno-strict-aliasing",
    "-fno-vectorize", "-fno-slp-vectorize", "-fno-unroll-loops", "-fno-ident", "-fno-asynchronous-unwind-tables",
    "-I", str(SOURCES / "include"), "-S", "-emit-llvm", "-o", "-",
]

WORDS = re.compile(
    r"\b(noundef|nocapture|readonly|readnone|writeonly|noalias|nonnull|returned|signext|zeroext|immarg|nofree|"
    r"local_unnamed_addr|dso_local|allocptr|allocalign|dereferenceable(_or_null)?\(\d+\)) ?")
SYMBOL = re.compile(r'@("[^"]*"|[\w.$]+)')


def clean(line):
    """A line without what only some versions of LLVM know."""
    line = re.sub(r"(, )?![\w.]+ !\d+", "", line)
    line = re.sub(r" +; preds = .*", "", line)
    line = re.sub(r" #\d+", "", line)
    line = re.sub(r"\btail call\b", "call", line)
    return WORDS.sub("", line).rstrip().replace(" ,", ",").replace(" )", ")")


class Module:
    """One C file as IR: its definitions by name, and the declarations of what it takes from elsewhere."""

    def __init__(self, path):
        self.stem = path.stem
        text = subprocess.run([*CLANG, str(path)], capture_output=True, text=True, check=False)
        if text.returncode != 0:
            sys.exit(text.stderr)
        self.types, self.definitions, self.declarations, self.local = {}, {}, {}, set()
        lines = iter(text.stdout.splitlines())
        apart, cold = (
            set(re.findall(rf"^attributes (#\d+) = {{ .*?\b{word}\b", text.stdout, re.MULTILINE))
            for word in ("noinline", "cold"))
        for line in lines:
            if match := re.match(r"(%[\w.]+) = type (.*)", line):
                self.types[match[1]] = match[2]
            elif match := re.match(r"@([\w.]+) = ", line):
                self.add(match[1], [line])
            elif match := re.match(r"define .*?@([\w.]+)\(", line):
                body = [self.said(line, apart, " noinline")]
                while body[-1] != "}":
                    body.append(self.said(next(lines), cold, " cold"))
                self.add(match[1], body)
            elif match := re.match(r"declare (.*?@([\w.]+)\(.*\))", line):
                self.declarations[match[2]] = clean(match[1])

    @staticmethod
    def said(line, groups, word):
        """A line with a word for its group of attributes, if it is one of these."""
        return re.sub(r" (#\d+)", lambda group: word * (group[1] in groups), line, count=1)

    def add(self, name, body):
        if re.search(r"\b(internal|private)\b", body[0].split("{")[0]):
            self.local.add(name)
        kept = [clean(line) for line in body if "@llvm.lifetime." not in line]
        self.definitions[name] = [line for line in kept if line.strip()]

    def expanded(self, line):
        """A line without named types."""
        while match := re.search(r"%struct\.[\w.]+", line):
            line = line.replace(match[0], self.types[match[0]])
        return line

    def renamed(self, name):
        return f"mini_{self.stem}_" + name.strip(".").replace(".", "_") if name in self.local else name

    def entries(self):
        """For each definition: its name, the names that it needs, its declarations, its text."""
        for name, body in self.definitions.items():
            used = []
            for match in SYMBOL.finditer("\n".join(body)):
                if match[1] != name and match[1] not in used:
                    used.append(match[1])
            text = [SYMBOL.sub(lambda match: "@" + self.renamed(match[1]), self.expanded(line)) for line in body]
            foreign = [n for n in used if n not in self.definitions]
            ours = [n for n in foreign if n.startswith("mini_")]
            yield (
                self.renamed(name), [self.renamed(n) for n in used if n in self.definitions] + ours,
                [self.expanded(self.declarations[n]) for n in foreign if n not in ours], text)


def swift(module):
    """The Swift file of a module."""
    out = [
        f"// Made by Tests/Scripts/runtime.py from Sources/CMiniRuntime/{module.stem}.c: change that, not this.",
        "// swift-format-ignore-file", "",
        "extension RuntimeLibrary {", f"  /// The functions and constants of {module.stem}.c.",
        f"  static let {module.stem}: [Entry] = ["]
    for name, needs, declarations, text in module.entries():
        quoted = lambda names: "[" + ", ".join(f'"{n}"' for n in names) + "]"
        out.append("    Entry(")
        out.append(f'      name: "{name}", needs: {quoted(needs)},')
        out.append(f"      declarations: {quoted(declarations)},")
        out.append('      definition: #"""')
        out += ["        " + line for line in text]
        out.append('        """#),')
    return "\n".join([*out, "  ]", "}", ""])


def main():
    modules = [Module(path) for path in sorted(SOURCES.glob("*.c"))]
    names = collections.Counter(module.renamed(name) for module in modules for name in module.definitions)
    if twice := [name for name, count in names.items() if count > 1]:
        sys.exit("two functions or constants of Sources/CMiniRuntime get one name: " + " ".join(twice))
    stale = []
    for module in modules:
        target = RESULTS / f"RuntimeLibrary+{module.stem.capitalize()}.swift"
        text = swift(module)
        if target.exists() and target.read_text() == text:
            continue
        if "--check" in sys.argv:
            stale.append(str(target.relative_to(ROOT)))
        else:
            RESULTS.mkdir(exist_ok=True)
            target.write_text(text)
    if stale:
        sys.exit("not what clang-15 makes of Sources/CMiniRuntime: " + " ".join(stale) + "; run: make runtime")


main()

"""Times `mini test` after an edit of a function that three tests reach, against `go test`.

usage: python3 -B Tests/Scripts/bench/tests.py MINI [FILES]

FILES is the number of files, 10,001 by default; half as many tests. An edit changes another leaf each
turn. It is timed with `mini test` and, in a copy of the project, with `mini build`, which makes an
executable; where Go is installed also with `go test ./...` in a project of the same shape. Times are
the least of several turns. Prints a table in Markdown.

Both projects have the same modules and the same imports. In Go a module is a file, and 100 of them are
a package, as 100 of them are a folder for mini: packages cannot be as many as modules, because Go links
a program for each one that has tests. The tests of a package are in one file.

environment: BENCH_ROUNDS   runs of each command; by default, as many as fit into a minute, at least 5
"""

import os
import re
import shutil
import sys
import tempfile

import projects
from processes import Command, Rounds, Runner, flush, in_turns, settle

SLOWER_MAX_MS = 50
FASTER_MIN = 10


class Tested(projects.Tree):
    """A tree of modules in which the value of every fourth leaf is reached by three tests: its own, its
    parent's and its grandparent's. Modules above those have none.
    """

    reaching = 3

    def has_test(self, number):
        leaves = self.count // 2
        return number % 4 == 0 if number >= leaves else number >= leaves // 4

    @property
    def tests(self):
        return sum(map(self.has_test, range(self.count)))

    def tested_leaf(self, turn):
        """Another one each turn."""
        return self.near_leaves(0) // 4 * 4 + 4 * (turn % (self.count // 16))

    def text(self, number, variant=projects.Variant()):
        text = super().text(number, variant)
        if not self.has_test(number):
            return text
        # This is true after each edit.
        return text + '\ntest "value grows with k" {\n    assert(value(7, 3) == value(7, 2) + 1);\n}\n'


class InGo:
    """The same modules, imports and tests in Go. The numbers make the names differ in a package."""

    def __init__(self, tree):
        self.tree = tree

    def path(self, number):
        return self.tree.path(number).removesuffix(".mini") + ".go"

    @staticmethod
    def package(number):
        return f"p{number // 100:03d}"

    def text(self, number, variant=projects.Variant()):
        """The text of a module: that in Mini, but for its tests, with the syntax of Go."""
        text = projects.Tree.text(self.tree, number, variant)
        package = self.package(number)
        children = [c for c in (2 * number + 1, 2 * number + 2) if c < self.tree.count]
        imported = sorted({self.package(child) for child in children} - {package})
        text = re.sub(r"^import .*\n", "", text, flags=re.M)
        for place, child in enumerate(children):
            owner = "" if self.package(child) == package else self.package(child) + "."
            text = text.replace(f"c{place}.value(", f"{owner}Value{child:05d}(")
        text = re.sub(r"\b(fn )?value\(", rf"\1Value{number:05d}(", text)
        text = re.sub(r"\b(step|scale|total)\(", rf"\g<1>{number:05d}(", text)
        text = re.sub(r"\b(\w+): (i32|i64)(?=[,)])", r"\1 \2", text)
        text = text.replace("fn ", "func ").replace("while ", "for ").replace(";", "")
        text = re.sub(r"(const|var) (\w+)(: i64)? =", r"\2 :=", text)
        text = text.replace("sum := 0", "sum := int64(0)").replace("i := 0", "i := int64(0)")
        text = re.sub(r"\bi(32|64)\b", r"int\1", text)
        text = re.sub(r"\{ (s|sum) = ([^}]*) \}", r"{ \1 = \2 }", text)
        lines = "".join(f'import "bench/{each}"\n' for each in imported)
        return f"package {package}\n\n{lines}\n{text}"

    def tests_text(self, package):
        first = int(package[1:]) * 100
        numbers = range(first, min(first + 100, self.tree.count))
        tests = "".join(
            f"\nfunc TestValue{number:05d}(t *testing.T) {{\n"
            f"\tif Value{number:05d}(7, 3) != Value{number:05d}(7, 2)+1 {{\n"
            '\t\tt.Fatal("value does not grow with k")\n\t}\n}\n'
            for number in numbers if self.tree.has_test(number))
        return f'package {package}\n\nimport "testing"\n{tests}' if tests else ""

    def write(self, folder):
        for number in range(self.tree.count):
            path = os.path.join(folder, self.path(number))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            projects.write_text(path, self.text(number))
        for package in sorted({self.package(number) for number in range(self.tree.count)}):
            text = self.tests_text(package)
            if text:
                projects.write_text(os.path.join(folder, package, "value_test.go"), text)
        projects.write_text(os.path.join(folder, "go.mod"), "module bench\n\ngo 1.19\n")
        projects.write_text(
            os.path.join(folder, "main.go"),
            'package main\n\nimport (\n\t"bench/p000"\n\t"os"\n)\n\n'
            "func main() {\n\tos.Exit(int(p000.Value00000(7, 2) % 100))\n}\n")


class Contestant:
    """A command in a folder of its own, and the edits before it."""

    def __init__(self, project, tree, folder, argv):
        self.project, self.tree, self.folder = project, tree, folder
        self.output = folder + ".out"
        self.command = Command(argv, folder, output=self.output)

    def __call__(self, turn):
        number = self.tree.tested_leaf(turn)
        text = self.project.text(number, projects.Variant(body=turn + 1))
        projects.write_text(os.path.join(self.folder, self.project.path(number)), text)
        settle()
        return self.command

    def lines(self):
        """What the last run has written."""
        with open(self.output, encoding="utf-8") as file:
            return file.read().splitlines()


def contestants(mini, tree, work):
    ours = [("test", (mini, "test", "-q")), ("build", (mini, "build", "-q"))]
    for name, argv in ours:
        folder = os.path.join(work, name)
        projects.write(tree, folder)
        yield Contestant(tree, tree, folder, argv)
    go = shutil.which("go")
    if go:
        folder = os.path.join(work, "go")
        InGo(tree).write(folder)
        yield Contestant(InGo(tree), tree, folder, (go, "test", "./..."))


def print_table(tree, measures, tested, in_go):
    test, build, *go = (measure.ms for measure in measures)
    # 5,000 tests: 5,000 passed (4,997 cached), 0 failed
    passed, cached = re.search(
        r" ([\d,]+) passed \(([\d,]+) cached\), 0 failed", tested.lines()[-1]).groups()
    run = int(passed.replace(",", "")) - int(cached.replace(",", ""))
    rows = [
        ("tests that run; cached", f"{run:,}; {cached}",
         f"{tree.reaching}; {tree.tests - tree.reaching:,}"),
        ("edit → `mini build`: the executable", f"{build:.0f} ms", ""),
        ("edit → `mini test`", f"{test:.0f} ms, {test - build:+.0f} ms", f"≤ {SLOWER_MAX_MS:+d} ms")]
    if go:
        lines = [line for line in in_go.lines() if line.startswith("ok")]
        again = sum("(cached)" not in line for line in lines)
        rows.append((
            f"edit → `go test ./...`: {again} of {len(lines)} packages run",
            f"{go[0]:,.0f} ms, {go[0] / test:.1f} ×", f"≥ {FASTER_MIN} ×"))
    else:
        rows.append(("`go test ./...`", "Go is not installed", f"≥ {FASTER_MIN} ×"))
    print(f"| {tree.count + 1:,} files, {tree.tests:,} tests | measured | target |\n|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def main():
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    tree = Tested(int(sys.argv[2]) - 1 if len(sys.argv) > 2 else 10_000)
    count = os.environ.get("BENCH_ROUNDS")
    rounds = Rounds(int(count), int(count), 0) if count else Rounds(5, 15, 60)
    work = tempfile.mkdtemp(prefix="mini-tests-")
    environment = {
        "PATH": os.environ["PATH"], "HOME": os.path.join(work, "home"), "LC_ALL": "C",
        "MINI_GC_AUTO": "0"}
    try:
        with Runner(environment) as runner:
            all_of_them = list(contestants(os.path.abspath(sys.argv[1]), tree, work))
            for each in all_of_them:
                runner.run(each.command)
            flush()
            measures = in_turns(runner, all_of_them, rounds)
        print_table(tree, measures, all_of_them[0], all_of_them[-1])
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()

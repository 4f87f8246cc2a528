"""Generates the projects that bench, guard and tests build.

usage: python3 -B Tests/Scripts/bench/projects.py COUNT FOLDER      a tree of COUNT modules

A project is a number of modules beside `main.mini`; the same number gives the same bytes
everywhere. An edit replaces the text of a module by another: see `Variant`.
"""

import os
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Variant:
    """The differences between a module's text and the generated one."""

    body: int = 0
    """Added to a constant inside one function: only that function is compiled."""
    comment: int = 0
    """Shown in a comment: nothing is compiled."""
    parameter: str = "i32"
    """The type of `value`'s second parameter. Importers pass a literal, which fits any type."""
    added: int = 0
    """The number of functions that the module has gained."""
    field: int = 0
    """The name of a field in the middle of a struct."""
    signature: int = 0
    """Another signature of a function that ten files use, for each number below 729."""


class Tree:
    """Many small modules whose imports form a binary tree below `main.mini`.

    A module has two to four functions, three on average. Every fortieth imports its right neighbour
    and does not use it: a warning that each build must print.
    """

    def __init__(self, count):
        self.count = count

    def near_root(self, turn):
        """A module of the upper levels, another one each turn."""
        return (turn + 1) % self.count

    def near_leaves(self, turn):
        """A leaf, another one each turn."""
        return (self.count * 3 // 4 + turn) % self.count

    def spread(self, many):
        """That number of different modules, spread over the tree."""
        return [number * self.count // many for number in range(many)]

    def path(self, number):
        return f"p{number // 100:03d}/f{number:05d}.mini"

    def text(self, number, variant=Variant()):
        children = [c for c in (2 * number + 1, 2 * number + 2) if c < self.count]
        lines = [f'import "../{self.path(c)}" as c{k};' for k, c in enumerate(children)]
        if number % 40 == 7 and number + 1 < self.count:
            lines.append(f'import "../{self.path(number + 1)}" as unused;')
        calls = "".join(f" + c{k}.value(x + {k}, {k + 3})" for k in range(len(children)))
        lines += [
            f"// Module {number}, state {variant.comment}.",
            f"fn value(x: i32, k: {variant.parameter}) i32 {{",
            f"    const y = step(x) + i32(k) + {number + variant.body};",
            f"    return y{calls};",
            "}",
            "",
            "// Halves until little is left.",
            "fn step(x: i32) i32 {",
            "    var s = x;",
            f"    while s > {number % 7 + 5} {{ s = s / 2 + {number % 3}; }}",
            "    return s;",
            "}",
        ]
        if number % 3 >= 1:
            lines += [
                "",
                "fn scale(a: i32, b: i32) i32 {",
                f"    return a * b + step(a - b) - {number % 11};",
                "}",
            ]
        if number % 3 == 2:
            lines += [
                "",
                "fn total(n: i64) i64 {",
                "    var sum: i64 = 0;",
                "    var i: i64 = 0;",
                "    while i < n {",
                f"        if i % {number % 5 + 2} == 0 {{ sum = sum + i; }} else {{ sum = 0; }}",
                "        i = i + 1;",
                "    }",
                "    return sum;",
                "}",
            ]
        return "\n".join(lines) + "\n" + self.more(variant)

    @staticmethod
    def more(variant):
        """The functions that a module has gained."""
        return "".join(
            f"\nfn more{k}() i32 {{\n    return {k};\n}}\n" for k in range(variant.added))


class Popular:
    """A tree, and one module more that every leaf imports: half of all modules. Each leaf calls one of
    its functions, ten call another one.
    """

    users = 10

    def __init__(self, count):
        self.count = count
        self.tree = Tree(count - 1)
        self.number = count - 1
        self.first_leaf = self.tree.count // 2
        leaves = self.tree.count - self.first_leaf
        self.rare = {self.first_leaf + turn * leaves // self.users for turn in range(self.users)}

    def path(self, number):
        return "common/popular.mini" if number == self.number else self.tree.path(number)

    def text(self, number, variant=Variant()):
        if number == self.number:
            return self.popular(variant)
        text = self.tree.text(number, variant)
        if number < self.first_leaf:
            return text
        rare = " + popular.rare(1, 2, 3, 4, 5, 6)" if number in self.rare else ""
        return (
            'import "../common/popular.mini" as popular;\n' + text
            + f"\nfn shared(x: i32) i32 {{\n    return popular.common(x){rare};\n}}\n")

    def popular(self, variant):
        # Callers pass literals, which fit any type.
        types = (("i32", "i64", "f64")[variant.signature // 3 ** k % 3] for k in range(6))
        rare = ", ".join(f"p{k}: {name}" for k, name in enumerate(types))
        return (
            f"fn common(x: i32) i32 {{\n    return x + {variant.body};\n}}\n\n"
            f"fn rare({rare}) i32 {{\n    return i32(p0);\n}}\n" + self.tree.more(variant))


class Tall:
    """Few modules of 3,000 functions each, in a chain of imports."""

    functions_each = 3000

    def __init__(self, count):
        self.count = count

    def near_root(self, turn):
        """Another module each turn, starting at the root."""
        return turn % self.count

    def near_leaves(self, turn):
        """Another module each turn, starting at the last one."""
        return -1 - turn % self.count + self.count

    def spread(self, many):
        """That number of different modules, or all if there are fewer."""
        return list(range(min(many, self.count)))

    def path(self, number):
        return f"tall/t{number:03d}.mini"

    def text(self, number, variant=Variant()):
        last = number + 1 == self.count
        lines = [] if last else [f'import "t{number + 1:03d}.mini" as next;']
        end = "x" if last else "next.value(x, 3)"
        lines += [
            f"// Module {number}, state {variant.comment}.",
            f"fn value(x: i32, k: {variant.parameter}) i32 {{",
            f"    return f0001(x) + i32(k) + {end};",
            "}",
        ]
        for k in range(1, self.functions_each):
            constant = k + number + (variant.body if k == self.functions_each // 2 else 0)
            following = f"f{k + 1:04d}(y)" if k % 50 and k + 1 < self.functions_each else "y"
            lines += [
                "",
                f"fn f{k:04d}(x: i32) i32 {{",
                f"    var y = x + {constant};",
                f"    while y > {k % 100 + 5} {{ y = y / 2; }}",
                f"    return {following};",
                "}",
            ]
        return "\n".join(lines) + "\n" + Tree.more(variant)


def main_text(project):
    """The text of the root file, which calls the first module."""
    return (
        f'import "{project.path(0)}" as top;\n\n'
        "fn main() i32 {\n    return top.value(7, 2) % 100;\n}\n"
    )


def write(project, folder):
    """Writes all of a project's files."""
    made = set()
    for number in range(project.count):
        path = os.path.join(folder, project.path(number))
        parent = os.path.dirname(path)
        if parent not in made:
            os.makedirs(parent, exist_ok=True)
            made.add(parent)
        write_text(path, project.text(number))
    write_text(os.path.join(folder, "main.mini"), main_text(project))


def write_text(path, text):
    with open(path, "w", encoding="ascii", newline="\n") as file:
        file.write(text)


def paths(project, folder):
    """The paths of all of a project's files in a folder."""
    yield os.path.join(folder, "main.mini")
    for number in range(project.count):
        yield os.path.join(folder, project.path(number))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    write(Tree(int(sys.argv[1])), sys.argv[2])

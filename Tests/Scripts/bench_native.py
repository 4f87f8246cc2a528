#!/usr/bin/env python3
"""Times native builds of mini against its toolchain's clang on the whole main.ll, in turns.

usage: bench_native.py MINI [COUNT]     COUNT: modules beside main.mini (10000)

Prints Markdown tables: builds of a generated project, the start of an unchanged program, then the
speed of compute-bound programs, at last that of eight programs against the same in C. The last
column is the target.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "bench"))
import games  # noqa: E402
import projects  # noqa: E402

CLANG = ["clang", "-Wno-override-module", "-fuse-ld=lld"]

def timed(command, folder):
    start = time.perf_counter()
    subprocess.run(
        command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


class Bench:
    def __init__(self, mini, count, work):
        self.mini = mini
        self.project = projects.Tree(count)
        self.folder = os.path.join(work, "project")
        projects.write(self.project, self.folder)
        self.body = 0

    def build(self, *options):
        return timed([self.mini, "build", *options], self.folder)

    def whole(self, level):
        """The time that clang takes to compile the whole main.ll to an executable."""
        return timed([*CLANG, level, "main.ll", "-o", "whole"], self.folder)

    def edit(self):
        """Changes the body of one function, in the upper levels of the tree."""
        self.body += 1
        number = self.project.near_root(76)
        path = os.path.join(self.folder, self.project.path(number))
        projects.write_text(path, self.project.text(number, projects.Variant(body=self.body)))
        time.sleep(0.05)  # so that every stamp is old enough to be trusted

    def cold(self, level):
        shutil.rmtree(os.path.join(self.folder, ".mini_cache"), ignore_errors=True)
        return self.build(level)

    def edits(self, *options):
        times = []
        for _ in range(7):
            self.edit()
            times.append(self.build(*options))
        return min(times)

    def rows(self):
        self.build("--emit", "ir")
        # One round is enough for -O2: the optimiser takes long.
        for level, rounds in (("-O0", 3), ("-O2", 1)):
            whole = min(self.whole(level) for _ in range(rounds))
            cold = min(self.cold(level) for _ in range(rounds))
            shutil.rmtree(os.path.join(self.folder, ".mini_cache"))
            front = self.build("--emit", "ir")
            self.build(level)
            edit = self.edits(level)
            if level == "-O0":
                yield ("one body edited, -O0 / clang -O0 of the whole", edit, whole, "≤ 0.15 ×")
                yield ("cold -O0 / front end and clang -O0 of the whole", cold, front + whole,
                       "≤ 1.1 ×")
            else:
                yield ("one body edited, -O2 / clang -O2 of the whole", edit, whole,
                       "≤ 0.033 ×, ≤ 300 ms")
                yield "cold -O2 / clang -O2 of the whole", cold, whole, "≤ 0.3 ×"
        null = {}
        for _ in range(15):
            for options in (("-O2",), ("--emit", "ir")):
                null[options] = min(self.build(*options), null.get(options, 1e9))
        yield ("null build, executable / null build, --emit ir", null[("-O2",)],
               null[("--emit", "ir")], "≤ 1.2 ×")
        self.build("-O0", "-g")
        edit = self.edits("-O0", "-g")
        yield "one body edited, -O0 -g / clang -O0 of the whole", edit, self.whole("-O0"), ""


PRIMES = {
    "main.mini": """import "number.mini" as number;

fn main() i32 {
    var count = 0;
    var n = 2;
    while n < 400000 {
        if number.isPrime(n) { count = count + 1; }
        n = n + 1;
    }
    print(count);
    return 0;
}
""",
    "number.mini": """fn isPrime(n: i32) bool {
    var d = 2;
    while d * d <= n {
        if n % d == 0 { return false; }
        d = d + 1;
    }
    return true;
}
""",
}

MANDELBROT = {
    "main.mini": """import "set.mini" as set;

fn main() i32 {
    var inside: i64 = 0;
    var y = 0;
    while y < 700 {
        var x = 0;
        while x < 700 {
            inside = inside + i64(set.steps(f64(x) / 233.0 - 2.0, f64(y) / 350.0 - 1.0));
            x = x + 1;
        }
        y = y + 1;
    }
    print(inside);
    return 0;
}
""",
    "set.mini": """fn steps(a: f64, b: f64) i32 {
    var x = 0.0;
    var y = 0.0;
    var n = 0;
    while n < 200 {
        const t = x * x - y * y + a;
        y = 2.0 * x * y + b;
        x = t;
        if x * x + y * y > 4.0 { return n; }
        n = n + 1;
    }
    return n;
}
""",
}

NUMERICS = {
    "main.mini": """import "integral.mini" as integral;

fn main() i32 {
    print(integral.simpson(0.0, 3.0, 20000000));
    return 0;
}
""",
    "integral.mini": """import "curve.mini" as curve;

fn simpson(from: f64, to: f64, parts: i32) f64 {
    const h = (to - from) / f64(parts);
    var sum = curve.at(from) + curve.at(to);
    var n = 1;
    while n < parts {
        const weight = 2.0 + 2.0 * f64(n % 2);
        sum = sum + weight * curve.at(from + f64(n) * h);
        n = n + 1;
    }
    return sum * h / 3.0;
}
""",
    "curve.mini": """fn at(x: f64) f64 {
    return (x * x - 2.0) * x / (1.0 + x * x);
}
""",
}


def run_rows(mini, work):
    """`mini run` of three unchanged files, against the program by itself."""
    folder = os.path.join(work, "three")
    tree = projects.Tree(2)
    projects.write(tree, folder)
    program = os.path.join(folder, "main")
    timed([mini, "build"], folder)
    time.sleep(0.05)
    ours = theirs = 1e9
    for _ in range(100):
        ours = min(ours, run_time(mini, "run", folder=folder))
        theirs = min(theirs, run_time(program, folder=folder))
    yield "mini run, unchanged, 3 files / the program itself", ours, theirs, "≤ 4 ms more"


def over_the_border():
    """A project of many units, with a loop that calls functions of other units."""
    padding = projects.Tree(400)
    files = {padding.path(number): padding.text(number) for number in range(padding.count)}
    files.update({f"far/{path}": text for path, text in NUMERICS.items() if path != "main.mini"})
    files["main.mini"] = (
        f'import "{padding.path(0)}" as tree;\n'
        + NUMERICS["main.mini"].replace('"integral', '"far/integral').replace(
            "return 0", "return tree.value(7, 2) % 2"))
    return files


PROGRAMS = {
    "primes": PRIMES, "Mandelbrot": MANDELBROT, "numerical methods": NUMERICS,
    "the same over units' borders": over_the_border(),
}


def program_rows(mini, work):
    """Each program built by mini, against clang on the whole main.ll, at each level."""
    for name, files in PROGRAMS.items():
        folder = os.path.join(work, name.replace("'", ""))
        for path, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
            projects.write_text(os.path.join(folder, path), text)
        for level in ("-O0", "-O1", "-O2", "-O3"):
            timed([mini, "build", level], folder)
            timed([*CLANG, level, "main.ll", "-o", "whole"], folder)
            ours = theirs = 1e9
            for _ in range(9):
                ours = min(ours, run_time(os.path.join(folder, "main")))
                theirs = min(theirs, run_time(os.path.join(folder, "whole")))
            target = "≤ 1.05 ×" if level == "-O2" else "≤ 1.1 ×"
            yield f"{name}, {level} / clang {level} of the whole", ours, theirs, target


def run_time(*command, folder=None):
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


def table(head, rows):
    print(f"| {head} | mini, ms | other, ms | ratio | more, ms | target |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, ours, theirs, target in rows:
        print(
            f"| {name} | {ours:.1f} | {theirs:.1f} | {ours / theirs:.3f} | {ours - theirs:.1f} "
            f"| {target} |", flush=True)
    print()


def main():
    mini = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    # A gc in the background would share the processors, and write into a cache that is removed.
    os.environ["MINI_GC_AUTO"] = "0"
    work = tempfile.mkdtemp(prefix="mini-bench-")
    try:
        table(f"{count + 1} files", Bench(mini, count, work).rows())
        table("start", run_rows(mini, work))
        table("program", program_rows(mini, work))
        games.print_table(mini, games.SIZES, work)
    finally:
        shutil.rmtree(work)


main()

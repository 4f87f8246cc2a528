"""Times the programs of the Computer Language Benchmarks Game in Mini against the same in C.

usage: python3 -B Tests/Scripts/bench/games.py MINI [PROGRAM…]

Both are in Fixtures/Projects/benchmarks, with the same algorithms. Each runs in turns with the other,
built at -O2 (`--release`) and at -O0 by both compilers. Times are the least processor time of several
runs, memory the most. Every run's output is compared with that of C. Prints a table in Markdown.
"""

import filecmp
import math
import os
import shutil
import sys
import tempfile

from processes import Command, Rounds, Runner, in_turns

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
PROGRAMS = os.path.join(ROOT, "Fixtures", "Projects", "benchmarks")
SIZES = {
    "n-body": ("2000000",), "fannkuch-redux": ("10",), "spectral-norm": ("1500",),
    "mandelbrot": ("1000",), "fasta": ("1000000",), "reverse-complement": (), "k-nucleotide": (),
    "binary-trees": ("15",),
}
"""Each program's arguments."""
INPUTS = {"reverse-complement": "2500000", "k-nucleotide": "250000"}
"""Programs that read what fasta writes, with its argument."""
LEVELS = (("-O2", 1.25, 2.0), ("-O0", 1.5, None))
"""Each level, and the targets for the geometric mean and for each program."""
MEMORY_MAX = 1.5
ROUNDS = Rounds(5, 15, 4)


class Game:
    """One program at one level, built by both compilers."""

    def __init__(self, name, level, work, runner):
        self.name = name
        self.folder = os.path.join(work, name + level)
        self.runner = runner
        self.arguments = SIZES[name]
        shutil.copytree(os.path.join(PROGRAMS, name), self.folder)
        self.input = os.devnull

    def run(self, program, output):
        return Command((os.path.join(self.folder, program), *self.arguments), self.folder,
                       self.input, os.path.join(self.folder, output))

    def build(self, mini, clang, level):
        for argv in ((mini, "build", level), (clang, level, self.name + ".c", "-o", "c", "-lm")):
            self.runner.run(Command(argv, self.folder))

    def measure(self):
        """The measures of both, in Mini and in C."""
        both = ("main", "output"), ("c", "output-of-c")
        measures = in_turns(
            self.runner, [lambda _, c=self.run(*each): c for each in both], ROUNDS)
        outputs = [os.path.join(self.folder, output) for _, output in both]
        if not filecmp.cmp(*outputs, shallow=False):
            raise SystemExit(f"games: {self.name} in Mini and in C write different outputs")
        return measures


def inputs(clang, work, runner):
    """Files that fasta in C has written, by the programs that read them."""
    fasta = os.path.join(PROGRAMS, "fasta", "fasta.c")
    runner.run(Command((clang, "-O2", fasta, "-o", "fasta", "-lm"), work))
    paths = {}
    for name, size in INPUTS.items():
        paths[name] = os.path.join(work, name + ".txt")
        runner.run(
            Command((os.path.join(work, "fasta"), size), work, output=paths[name]))
    return paths


def rows(mini, names, work):
    """Each level and program, with the measures in Mini and in C."""
    environment = {"PATH": os.environ["PATH"], "HOME": work, "LC_ALL": "C", "MINI_GC_AUTO": "0"}
    clang = shutil.which("clang")
    with Runner(environment) as runner:
        paths = inputs(clang, work, runner)
        for level, _, _ in LEVELS:
            for name in names:
                game = Game(name, level, work, runner)
                game.input = paths.get(name, os.devnull)
                game.build(mini, clang, level)
                yield level, name, *game.measure()
                shutil.rmtree(game.folder)


def print_table(mini, names, work):
    print("| program, level | mini, ms | C, ms | ratio | peak, MB | C | ratio | target |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    ratios = {}
    for level, name, ours, theirs in rows(mini, names, work):
        time = ours.processor_ms / theirs.processor_ms
        ratios.setdefault(level, []).append(time)
        peaks = [measure.peak_kib / 1024 for measure in (ours, theirs)]
        most = next(most for known, _, most in LEVELS if known == level)
        target = f"≤ {most:g} ×, " if most else ""
        print(f"| {name}, {level} | {ours.processor_ms:.1f} | {theirs.processor_ms:.1f} | {time:.2f} "
              f"| {peaks[0]:.1f} | {peaks[1]:.1f} | {peaks[0] / peaks[1]:.2f} "
              f"| {target}memory ≤ {MEMORY_MAX:g} × |", flush=True)
    for level, mean, _ in LEVELS:
        measured = math.exp(sum(map(math.log, ratios[level])) / len(ratios[level]))
        print(f"| geometric mean, {level} | | | {measured:.2f} | | | | ≤ {mean:g} × |")
    print()


def main():
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= set(SIZES):
        raise SystemExit(__doc__)
    work = tempfile.mkdtemp(prefix="mini-games-")
    try:
        print_table(os.path.abspath(sys.argv[1]), sys.argv[2:] or SIZES, work)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()

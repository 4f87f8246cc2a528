"""Runs and times whole processes, in turns with others."""

import itertools
import marshal
import math
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Command:
    """A program's run: absolute path and arguments, working folder, standard streams."""

    argv: tuple
    folder: str
    input: str = os.devnull
    output: str = os.devnull


@dataclass(frozen=True)
class Run:
    """The time, memory and output of one run."""

    ms: float
    processor_ms: float
    peak_kib: int
    bytes_written: int


@dataclass
class Measure:
    """Several runs of one command: the least time, the most memory, the last run's bytes."""

    times_ms: list = field(default_factory=list)
    processor_ms: float = math.inf
    peak_kib: int = 0
    bytes_written: int = 0
    system_calls: int | None = None
    stats: dict | None = None
    output: dict | None = None
    """The bytes of the output, and of the functions in it."""
    record: float | None = None
    """The share of the build's time in which it recorded what it did."""

    @property
    def ms(self):
        return min(self.times_ms)

    def add(self, run):
        self.times_ms.append(run.ms)
        self.processor_ms = min(self.processor_ms, run.processor_ms)
        self.peak_kib = max(self.peak_kib, run.peak_kib)
        self.bytes_written = run.bytes_written


@dataclass(frozen=True)
class Rounds:
    """How often a command is timed: until the seconds are over, within bounds."""

    least: int
    most: int
    seconds: float


class Failed(Exception):
    """A program that must succeed has failed."""


class Runner:
    """The small process that starts all others. `with` ends it."""

    def __init__(self, environment):
        self.environment = environment
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "runner.py")
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", script],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def run(self, command):
        request = (
            command.argv, self.environment, command.folder, command.input, command.output)
        marshal.dump(request, self.process.stdin)
        self.process.stdin.flush()
        answer = marshal.load(self.process.stdout)
        if isinstance(answer, str):
            raise Failed(f"{' '.join(command.argv)}: {answer}")
        nanoseconds, processor, status, peak, written, said = answer
        if status != 0:
            said = said.decode(errors="replace")
            raise Failed(f"{' '.join(command.argv)} ended with {status}:\n{said}")
        return Run(nanoseconds / 1e6, processor * 1000, peak, written)


def in_turns(runner, contestants, rounds):
    """Runs the contestants one after another, repeatedly, in all orders.

    A run after ninja starts with ninja's data in the processor's caches, and a null build then takes
    a fifth longer. All orders let each contestant run after each of the others.

    A contestant is a function of the turn's number that prepares a run and returns its command.
    Returns one `Measure` per contestant.
    """
    measures = [Measure() for _ in contestants]
    orders = list(itertools.permutations(zip(contestants, measures)))
    start = time.monotonic()
    for turn in range(rounds.most):
        if turn >= rounds.least and time.monotonic() - start > rounds.seconds:
            break
        for contestant, measure in orders[turn % len(orders)]:
            measure.add(runner.run(contestant(turn)))
    return measures


def flush():
    """Waits until all written data is on the disk: else the kernel writes it during later timings."""
    os.sync()
    settle()


def settle():
    """Waits until all stamps are old enough to be trusted."""
    time.sleep(0.05)

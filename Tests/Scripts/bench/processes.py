"""Runs and times whole processes, in turns with others."""

import itertools
import marshal
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
    """What one run took."""

    ms: float
    peak_kib: int
    bytes_written: int


@dataclass
class Measure:
    """Several runs of one thing: the least time, the most memory, the last run's bytes."""

    times_ms: list = field(default_factory=list)
    peak_kib: int = 0
    bytes_written: int = 0
    system_calls: int | None = None
    stats: dict | None = None

    @property
    def ms(self):
        return min(self.times_ms)

    def add(self, run):
        self.times_ms.append(run.ms)
        self.peak_kib = max(self.peak_kib, run.peak_kib)
        self.bytes_written = run.bytes_written


@dataclass(frozen=True)
class Rounds:
    """How often something is timed: until the seconds are over, within bounds."""

    least: int
    most: int
    seconds: float


class Failed(Exception):
    """A program that had to succeed did not."""


class Runner:
    """The small process that starts all others; `with` ends it."""

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
        nanoseconds, status, peak, written, said = answer
        if status != 0:
            said = said.decode(errors="replace")
            raise Failed(f"{' '.join(command.argv)} ended with {status}:\n{said}")
        return Run(nanoseconds / 1e6, peak, written)


def in_turns(runner, contestants, rounds):
    """Runs the contestants one after another, again and again, in all orders.

    Who runs after ninja finds the processor's caches full of ninja's things, which takes a null build
    a fifth longer: so each runs after each of the others.

    A contestant is a function of the turn's number that prepares a run and returns its command.
    Returns a `Measure` each.
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
    """Waits until all that was written is on the disk: else the kernel writes it while others are timed."""
    os.sync()
    settle()


def settle():
    """Waits until no stamp is too young to be believed."""
    time.sleep(0.05)

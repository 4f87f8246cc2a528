"""Counts the work of a run: system calls with strace, instructions with callgrind."""

import os
import re
import subprocess
import tempfile

from processes import Failed

SCHEDULING = frozenset({
    "futex", "sched_yield", "sched_getaffinity", "sched_setaffinity", "nanosleep",
    "clock_nanosleep", "restart_syscall",
})
"""Calls whose number depends on scheduling, not on the work."""


def system_calls(command, environment):
    """The number of system calls of a run and its children, by name, without `SCHEDULING`."""
    with tempfile.TemporaryDirectory(prefix="mini-strace-") as folder:
        summary = os.path.join(folder, "summary")
        succeed(("strace", "-f", "-c", "-U", "name,calls", "-o", summary), command, environment)
        with open(summary, encoding="ascii") as file:
            return parse_summary(file.read())


def parse_summary(text):
    """Reads strace's table of names and numbers."""
    counts = {}
    for line in text.splitlines():
        match = re.fullmatch(r"\s*([a-z_0-9]+)\s+(\d+)\s*", line)
        if match and match[1] != "total" and match[1] not in SCHEDULING:
            counts[match[1]] = int(match[2])
    return counts


def instructions(command, environment):
    """The number of instructions of a run, without address randomisation."""
    output = succeed(
        ("setarch", "-R", "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"),
        command, environment)
    match = re.search(r"^==\d+== Collected : (\d+)$", output, re.MULTILINE)
    if not match:
        raise Failed(f"callgrind tells no number:\n{output[-2000:]}")
    return int(match[1])


def succeed(tool, command, environment):
    """Runs a command under a tool, and returns the text on standard error."""
    with open(command.input, "rb") as source, open(command.output, "wb") as sink:
        result = subprocess.run(
            tool + tuple(command.argv), cwd=command.folder, env=environment, stdin=source,
            stdout=sink, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    if result.returncode != 0:
        raise Failed(f"{' '.join(tool + tuple(command.argv))} ended with {result.returncode}:\n"
                     f"{result.stderr[-2000:]}")
    return result.stderr

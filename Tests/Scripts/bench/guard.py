"""Counts the work of builds, and compares it with the counts committed in the repository.

usage: python3 -B Tests/Scripts/bench/guard.py MINI [--update | --repeat N]

Counts the instructions (callgrind), system calls (strace) and bytes written of a cold build, a null
build and a build after one edit. The builds are of a generated project, at `-j 1`, by a stripped copy
of mini, in a fixed environment, so that counts repeat where times do not. A count that differs from
Fixtures/Guard/counts.json by more than the threshold there, up or down, is a failure: a gain that is
not committed hides the next loss. If the machine has another C library, zlib, Swift, valgrind,
processor or number of cores than the file's, differences are printed but are not failures.

--update rewrites the file. --repeat counts N times and prints how much each count varies.

environment (for the guard's own test): GUARD_MODULES, the project's size; GUARD_COUNTS, the file
"""

import ctypes
import ctypes.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile

import counts
import projects
from processes import Command, Failed, Runner, settle

HERE = os.path.dirname(os.path.abspath(__file__))
FILE = os.environ.get("GUARD_COUNTS") or os.path.normpath(
    os.path.join(HERE, "../../../Fixtures/Guard/counts.json"))
MODULES = int(os.environ.get("GUARD_MODULES", "1000"))
"""Large enough that starting is a small part of a build, small enough for callgrind. Also large enough
that the cache's folders are older than 20 ms when objects are looked up: until then each lookup lists
them again, which made the calls of a cold build of 20 modules vary by two thirds."""
THRESHOLD = 0.005
STRAY_MAX = 0.001
"""The largest variation of a count when nothing changed; --repeat fails above it."""
ENVIRONMENT = {"SWIFT_DETERMINISTIC_HASHING": "1", "MALLOC_CONF": "dirty_decay_ms:-1"}


class Stage:
    """The project in a folder whose path always has the same length, and the three builds in order."""

    def __init__(self, mini, folder):
        self.folder = folder
        self.mini = os.path.join(folder, "mini")
        subprocess.run(["strip", "-g", "-o", self.mini, mini], check=True)
        self.root = os.path.join(folder, "project")
        self.project = projects.Tree(MODULES)
        projects.write(self.project, self.root)

    def builds(self):
        """Yields (name, command). The caller must run each command before it takes the next."""
        command = Command(
            (self.mini, "build", "--emit", "ir", "-j", "1"), self.root)
        self.write_module(projects.Variant())
        shutil.rmtree(os.path.join(self.root, ".mini_cache"), ignore_errors=True)
        output = os.path.join(self.root, "main.ll")
        if os.path.exists(output):
            os.remove(output)
        settle()
        yield "cold", command
        settle()
        yield "null", command
        self.write_module(projects.Variant(body=1))
        settle()
        yield "edit", command

    def write_module(self, variant):
        number = self.project.near_leaves(0)
        path = os.path.join(self.root, self.project.path(number))
        projects.write_text(path, self.project.text(number, variant))


def count(mini):
    """All counts, by name: `cold instructions`."""
    with tempfile.TemporaryDirectory(prefix="mini-guard-", dir="/tmp") as folder:
        stage = Stage(mini, folder)
        result = {}
        for build, command in stage.builds():
            result[f"{build} instructions"] = counts.instructions(command, ENVIRONMENT)
        for build, command in stage.builds():
            calls = counts.system_calls(command, ENVIRONMENT)
            result[f"{build} system calls"] = sum(calls.values())
        with Runner(ENVIRONMENT) as runner:
            for build, command in stage.builds():
                result[f"{build} bytes written"] = runner.run(command).bytes_written
        return dict(sorted(result.items()))


def machine():
    """The properties of this machine on which the counts depend, besides the code."""
    zlib = ctypes.CDLL(ctypes.util.find_library("z") or "libz.so.1")
    zlib.zlibVersion.restype = ctypes.c_char_p
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        flags = next((set(line.split()) for line in file if line.startswith("flags")), set())
    return {
        "cores": str(os.cpu_count()),
        "libc": " ".join(platform.libc_ver()),
        "processor": f"{platform.machine()}" + (" with AVX2" if "avx2" in flags else ""),
        "swift": said("swift", "--version"),
        "valgrind": said("valgrind", "--version"),
        "zlib": zlib.zlibVersion().decode(),
    }


def said(*command):
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return result.stdout.splitlines()[0]


def compare(known, counted):
    """One line per count, and whether all are within the threshold."""
    lines, sound = [], True
    for name in sorted(known["counts"].keys() | counted.keys()):
        old, new = known["counts"].get(name), counted.get(name)
        change = (new - old) / old if old and new is not None else 0.0 if old == new else None
        strays = change is None or abs(change) > known["threshold"]
        sound = sound and not strays
        lines.append(
            f"{name:24} {show(old):>16} {show(new):>16} "
            f"{'' if change is None else f'{change:+.2%}':>9}{'  <--' if strays else ''}")
    return lines, sound


def show(number):
    return "absent" if number is None else f"{number:,}"


def differences(known):
    """The properties in which this machine differs from the file's, one line each."""
    return [f"  {key}: {known['machine'].get(key)} there, {value} here"
            for key, value in machine().items() if known["machine"].get(key) != value]


def advice(known):
    """The text printed when the guard fails."""
    return [
        f"guard: counts differ from {FILE} by more than {known['threshold']:.1%}.",
        "More where the change had to cost it, or less: `make guard-update`, and commit the file "
        "with the change, which says why.",
        "More, and nobody meant it: find the instructions with callgrind "
        "(`callgrind_annotate`), the calls with `strace -f -c`.",
    ]


def repeat(mini, times):
    """Counts several times and prints the variation of each count; false if one is too large."""
    rounds = []
    for number in range(times):
        print(f"guard: round {number + 1} of {times}", file=sys.stderr, flush=True)
        rounds.append(count(mini))
    sound = True
    for name in rounds[0]:
        values = [each[name] for each in rounds]
        stray = (max(values) - min(values)) / max(min(values), 1)
        sound = sound and stray <= STRAY_MAX
        print(f"{name:24} {min(values):>16,} {max(values):>16,} {stray:>9.4%}")
    return sound


def update(mini):
    os.makedirs(os.path.dirname(FILE), exist_ok=True)
    known = {"threshold": THRESHOLD, "machine": machine(), "counts": count(mini)}
    with open(FILE, "w", encoding="utf-8") as file:
        file.write(json.dumps(known, indent=2) + "\n")
    print(f"guard: wrote {FILE}")


def check(mini):
    if not os.path.exists(FILE):
        raise Failed(f"there is no {FILE}: `make guard-update` writes it")
    with open(FILE, encoding="utf-8") as file:
        known = json.load(file)
    lines, sound = compare(known, count(mini))
    print(f"{'':24} {'known':>16} {'now':>16} {'change':>9}")
    print("\n".join(lines))
    if sound:
        return True
    differing = differences(known)
    if differing:
        print("guard: this machine is not the one of the file, and so the counts say nothing:",
              *differing, "(`make guard-update` makes it this one.)", sep="\n", file=sys.stderr)
        return True
    print("\n".join(advice(known)), file=sys.stderr)
    return False


def main():
    match sys.argv[1:]:
        case [mini]:
            sound = check(os.path.abspath(mini))
        case [mini, "--update"]:
            sound = update(os.path.abspath(mini)) is None
        case [mini, "--repeat", times]:
            sound = repeat(os.path.abspath(mini), int(times))
        case _:
            raise SystemExit(__doc__)
    sys.exit(0 if sound else 1)


try:
    main()
except Failed as failure:
    raise SystemExit(f"guard: {failure}") from None

"""Measures `mini lsp` from outside on a generated project: readiness, keystrokes, memory.

usage: python3 -B Tests/Scripts/bench/server.py MINI [FILES]

FILES is the number of files, 10,001 by default. Prints a table in Markdown. Times are from the write of
a message to the arrival of the diagnostics that it causes; the server's peak memory is the kernel's.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../editors"))

import client  # noqa: E402
import projects  # noqa: E402

ROUNDS = 9
KEYSTROKES = 300


def milliseconds(action):
    start = time.perf_counter()
    result = action()
    return (time.perf_counter() - start) * 1000, result


def peak_mib(process):
    with open(f"/proc/{process.pid}/status", encoding="utf-8") as file:
        return int(next(line.split()[1] for line in file if line.startswith("VmHWM"))) / 1024


class Project:
    def __init__(self, mini, folder, count):
        self.mini, self.folder = mini, folder
        self.tree = projects.Tree(count - 1)
        here = os.path.dirname(os.path.abspath(__file__))
        subprocess.run(
            [sys.executable, "-B", os.path.join(here, "projects.py"), str(count - 1), folder], check=True)
        self.environment = dict(os.environ, HOME=folder + ".home", XDG_CACHE_HOME=folder + ".home")

    def build(self):
        subprocess.run(
            [self.mini, "build", "--emit", "ir", "-q"], cwd=self.folder, env=self.environment, check=True)

    def document(self, number):
        """A module's URI, its text with a wrong name, and the place behind the name."""
        path = os.path.join(self.folder, self.tree.path(number))
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        line = next(index for index, text in enumerate(lines) if text.startswith("    return "))
        lines[line] = "    return wrong" + lines[line].removeprefix("    return ")
        return client.uri_of(path), "\n".join(lines), {"line": line, "character": len("    return wrong")}

    def open(self, number):
        """Starts a server and waits for the diagnostics of one module, which is changed."""
        uri, text, _ = self.document(number)
        server = client.Server(self.mini, self.folder, self.environment)
        server.open(uri, text)
        server.diagnostics_of(uri, 1)
        return server

    def keystrokes(self, server, number):
        """The times of keystrokes in a module, each of which changes a wrong name."""
        uri, text, start = self.document(number)
        server.open(uri, text)
        server.diagnostics_of(uri, 1)
        times = []
        for version in range(2, KEYSTROKES + 2):
            end = start if version == 2 else dict(start, character=start["character"] + 1)
            change = {"range": {"start": start, "end": end}, "text": "abcdefghij"[version % 10]}
            times.append(milliseconds(lambda: (
                server.change(uri, version, [change]), server.diagnostics_of(uri, version)))[0])
        server.close(uri)
        return times


def percentile(times, part):
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


def main():
    mini = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10_001
    with tempfile.TemporaryDirectory() as scratch:
        project = Project(mini, os.path.join(scratch, "project"), count)
        project.build()
        time.sleep(2.5)
        project.build()
        null, ready = [], []
        leaf, popular = project.tree.near_leaves(0), project.tree.near_root(0)
        for _ in range(ROUNDS):
            null.append(milliseconds(project.build)[0])
            elapsed, server = milliseconds(lambda: project.open(leaf))
            ready.append(elapsed)
            server.stop()
        server = project.open(project.tree.near_leaves(1))
        rows = [("null build", f"{statistics.median(null):.1f} ms", ""),
                ("ready: from the start to the first diagnostics", f"{statistics.median(ready):.1f} ms",
                 f"{statistics.median(ready) / statistics.median(null):.2f} × (≤ 1.5 ×)")]
        for name, number in ("leaf", leaf), ("module near the root", popular):
            times = project.keystrokes(server, number)
            rows.append((f"a keystroke in a {name}: diagnostics, median and 95th percentile",
                         f"{statistics.median(times):.2f} ms, {percentile(times, 0.95):.2f} ms", "≤ 10 ms"))
        rows.append(("peak memory", f"{peak_mib(server.process):.0f} MiB", "≤ 150 MB"))
        server.stop()
    print(f"| `mini lsp`, {count:,} files | measured | target |\n|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()

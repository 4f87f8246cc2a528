#!/usr/bin/env python3
"""Times mini against git, in turns in one run, on a generated project; prints a Markdown table.

usage: bench.py MINI [FILES]        FILES: how many modules beside main.mini (10000)
"""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time


def module_path(number):
    return f"p{number // 100:03d}/f{number:05d}.mini"


def module_text(number, count):
    """A module with two or three small functions, whose imports make a binary tree."""
    children = [c for c in (2 * number + 1, 2 * number + 2) if c < count]
    lines = [f'import "../{module_path(c)}" as c{k};' for k, c in enumerate(children)]
    calls = "".join(f" + c{k}.value(x + {k})" for k in range(len(children)))
    lines += [
        f"// Module {number}.",
        "fn value(x: i32) i32 {",
        f"    const y = step(x) + {number};",
        f"    return y{calls};",
        "}",
        "fn step(x: i32) i32 {",
        "    var s = x;",
        f"    while s > {number % 7 + 3} {{ s = s / 2 + {number % 3}; }}",
        "    return s;",
        "}",
    ]
    if number % 2 == 0:
        lines += ["fn scale(a: i32, b: i32) i32 {", "    return a * b + step(a - b);", "}"]
    return "\n".join(lines) + "\n"


def generate(folder, count):
    for number in range(count):
        path = os.path.join(folder, module_path(number))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(module_text(number, count))
    with open(os.path.join(folder, "main.mini"), "w") as file:
        file.write(f'import "{module_path(0)}" as top;\n')
        file.write("fn main() i32 {\n    return top.value(7) % 100;\n}\n")


def timed(command, cwd):
    start = time.perf_counter()
    subprocess.run(
        command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


def edit(folder, number, old, new):
    path = os.path.join(folder, module_path(number))
    with open(path) as file:
        text = file.read()
    if old not in text:
        raise SystemExit(f"bench: {path} has no '{old}'")
    with open(path, "w") as file:
        file.write(text.replace(old, new))
    time.sleep(0.05)  # no stamp too young to be trusted


def main():
    mini = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    work = tempfile.mkdtemp(prefix="mini-bench-")
    try:
        report(mini, count, work)
    finally:
        shutil.rmtree(work)


def report(mini, count, work):
    project, repository = os.path.join(work, "project"), os.path.join(work, "repository")
    generate(project, count)
    generate(repository, count)
    git = ["git", "-c", "core.preloadIndex=true", "-c", "gc.auto=0"]
    build = [mini, "build", "--emit", "ir"]
    time.sleep(0.1)

    rows = {}

    def note(name, ours, theirs):
        best = rows.setdefault(name, [ours, theirs])
        best[0] = min(best[0], ours)
        best[1] = min(best[1], theirs)

    for _ in range(3):
        shutil.rmtree(os.path.join(project, ".mini_cache"), ignore_errors=True)
        shutil.rmtree(os.path.join(repository, ".git"), ignore_errors=True)
        subprocess.run(git + ["init", "-q", "--object-format=sha256"], cwd=repository, check=True)
        note("cold build / git add -A", timed(build, project),
             timed(git + ["add", "-A"], repository))
    for _ in range(15):
        note("null build / git diff-files", timed(build, project),
             timed(git + ["diff-files", "--quiet"], repository))
    for turn in range(5):
        edit(project, 77, f"+ {77 + turn};", f"+ {78 + turn};")
        note("one body edited / git diff-files", timed(build, project),
             timed(git + ["diff-files", "--quiet"], repository))
        comments = ["// Module", "// The module"]
        edit(project, 78, comments[turn % 2], comments[1 - turn % 2])
        note("one comment edited / git diff-files", timed(build, project),
             timed(git + ["diff-files", "--quiet"], repository))

    gitVersion = subprocess.run(["git", "--version"], capture_output=True, text=True).stdout.strip()
    print(f"{count + 1} files; {platform.machine()}, {os.cpu_count()} cores, "
          f"{platform.system()} {platform.release()}; {gitVersion}; {time.strftime('%Y-%m-%d')}; "
          "minimum of several runs, whole processes\n")
    print("| scenario | mini, ms | git, ms | ratio |")
    print("|---|---:|---:|---:|")
    for name, (ours, theirs) in rows.items():
        print(f"| {name} | {ours:.1f} | {theirs:.1f} | {ours / theirs:.2f} |")


main()

"""Compares the indentation of Vim's `=` with that of `mini fmt`.

usage: python3 -B Tests/Scripts/editors/indentation.py MINI EDITORS FILE...

Formats each file, without its indentation, and lets Neovim indent it. Prints each line that differs,
and the number of lines. Files with syntax errors are left out.
"""

import concurrent.futures
import os
import subprocess
import sys
import tempfile


def formatted(mini, path):
    with open(path, "rb") as file:
        run = subprocess.run([mini, "fmt", "-"], stdin=file, capture_output=True)
    return run.stdout if run.returncode == 0 else None


def main():
    mini, editors, *paths = sys.argv[1:]
    paths = [path for path in paths if os.path.isfile(path)]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        texts = zip(paths, pool.map(lambda path: formatted(mini, path), paths))
    expected = [(path, text) for path, text in texts if text is not None]
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, f"{number}.mini") for number in range(len(expected))]
        for name, (_, text) in zip(names, expected):
            with open(name, "wb") as file:
                file.write(b"\n".join(line.lstrip(b" ") for line in text.split(b"\n")))
        with open(os.path.join(folder, "files"), "w", encoding="utf-8") as file:
            file.write("\n".join(names) + "\n")
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "indent.vim")
        run = subprocess.run(
            ["nvim", "--headless", "-n", "-i", "NONE", "-u", "NONE",
             "--cmd", f"set runtimepath^={editors}/vim", "-S", script],
            env=dict(os.environ, FILES=file.name), capture_output=True, text=True)
        if run.returncode or run.stderr.strip():
            raise SystemExit(f"nvim: {run.stderr}")
        count = wrong = 0
        for name, (path, text) in zip(names, expected):
            with open(name, "rb") as file:
                lines = file.read().split(b"\n")
            for number, (line, right) in enumerate(zip(lines, text.split(b"\n"), strict=True), 1):
                count += 1
                if line != right:
                    wrong += 1
                    print(f"{path}, line {number} of the formatted file: {line} is not {right}")
    print(f"{count} lines, {wrong} with a wrong indentation")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""Makes the README's picture of Neovim: a new project with a mistake in it, as tmux shows it, as SVG.

usage: python3 -B Tests/Scripts/editors/screenshot.py MINI PICTURE
"""

import html
import os
import re
import subprocess
import sys
import tempfile
import time

COLUMNS, ROWS = 92, 19
CELL_WIDTH, CELL_HEIGHT, FONT_SIZE = 8.4, 18, 14
BACKGROUND, FOREGROUND = "#1c1c1c", "#d0d0d0"
BASIC = ("1c1c1c d75f5f 87af5f d7af5f 5f87d7 af87d7 5fafaf d0d0d0 "
         "808080 ff8787 afd787 ffd787 87afff d7afff 87d7d7 ffffff").split()
TEXT = """// The area of a circle.
import "std:math" as math;

struct Circle { radius: f64 = 1.0, name: ?text = none }

/// The area, in square units.
fn area(circle: Circle) f64 {
    return math.pi * circle.radius * circle.radius;
}

fn main() {
    const circle = Circle(radius: 2.5);
    print("area: ", aera(circle), '\\n');
}

test "the unit circle" { assert(area(Circle()) == math.pi); }
"""


def colour(number):
    """The colour of a number in xterm's palette of 256."""
    if number < 16:
        return "#" + BASIC[number]
    if number >= 232:
        return "#" + f"{8 + 10 * (number - 232):02x}" * 3
    steps = [0, 95, 135, 175, 215, 255]
    number -= 16
    return "#" + "".join(f"{steps[part]:02x}" for part in (number // 36, number // 6 % 6, number % 6))


class Pen:
    """The attributes of text, as escape sequences change them."""

    def __init__(self):
        self.apply([0])

    def apply(self, codes):
        codes = list(codes)
        while codes:
            code = codes.pop(0)
            if code == 0:
                self.ink, self.paper, self.bold, self.underlined, self.reverse = None, None, False, False, False
            elif code == 1:
                self.bold = True
            elif code == 4:
                self.underlined = True
            elif code == 7:
                self.reverse = True
            elif code in (38, 48):
                kind = codes.pop(0)
                value = colour(codes.pop(0)) if kind == 5 else "#" + "".join(f"{codes.pop(0):02x}" for _ in range(3))
                self.set(code, value)
            elif code in (39, 49):
                self.set(code - 1, None)
            elif 30 <= code < 38 or 40 <= code < 48:
                self.set(38 if code < 40 else 48, colour(code % 10))
            elif 90 <= code < 98 or 100 <= code < 108:
                self.set(38 if code < 100 else 48, colour(code % 10 + 8))

    def set(self, code, value):
        if code == 38:
            self.ink = value
        else:
            self.paper = value

    def colours(self):
        ink, paper = self.ink or FOREGROUND, self.paper or BACKGROUND
        return (paper, ink) if self.reverse else (ink, paper)


def drawn(screen):
    """The screen as SVG."""
    width, height = round(COLUMNS * CELL_WIDTH) + 16, ROWS * CELL_HEIGHT + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-size="{FONT_SIZE}"'
        ' font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" xml:space="preserve">',
        f'<rect width="{width}" height="{height}" rx="6" fill="{BACKGROUND}"/>']
    pen = Pen()
    for row, line in enumerate(screen.split("\n")[:ROWS]):
        column = 0
        for sequence, run in re.findall(r"\x1b\[([\d;:]*)m|([^\x1b]+)", line):
            if not run:
                pen.apply(int(code or 0) for code in re.split("[;:]", sequence))
                continue
            ink, paper = pen.colours()
            x, y = 8 + column * CELL_WIDTH, 8 + row * CELL_HEIGHT
            if paper != BACKGROUND:
                parts.append(f'<rect x="{x:.1f}" y="{y}" width="{len(run) * CELL_WIDTH:.1f}"'
                             f' height="{CELL_HEIGHT}" fill="{paper}"/>')
            if run.strip():
                style = ' font-weight="bold"' if pen.bold else ""
                style += ' text-decoration="underline"' if pen.underlined else ""
                parts.append(f'<text x="{x:.1f}" y="{y + 13}" textLength="{len(run) * CELL_WIDTH:.1f}"'
                             f' fill="{ink}"{style}>{html.escape(run)}</text>')
            column += len(run)
    return "\n".join(parts + ["</svg>\n"])


def main():
    mini, picture = map(os.path.abspath, sys.argv[1:])
    with tempfile.TemporaryDirectory() as home:
        project = os.path.join(home, "circles")
        os.makedirs(project)
        with open(os.path.join(project, "main.mini"), "w", encoding="utf-8") as file:
            file.write(TEXT)
        environment = {
            "HOME": home, "PATH": os.path.dirname(mini) + ":" + os.environ["PATH"], "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color"}
        subprocess.run([mini, "editor", "neovim", "--install"], env=environment, check=True)

        def tmux(*words):
            return subprocess.run(
                ["tmux", "-f", "/dev/null", "-S", os.path.join(home, "socket"), *words], env=environment,
                check=True, capture_output=True, text=True).stdout

        tmux("new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), "-c", project,
             "nvim -n -i NONE -c 'set number laststatus=0 noruler noshowcmd shortmess+=F background=dark' main.mini")
        time.sleep(4)
        tmux("send-keys", "12Gww")
        time.sleep(1)
        screen = tmux("capture-pane", "-e", "-p", "-N")
        tmux("kill-server")
    with open(picture, "w", encoding="utf-8") as file:
        file.write(drawn(screen))


if __name__ == "__main__":
    main()

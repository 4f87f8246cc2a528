"""Draws time over project size, both axes logarithmic, as SVG."""

import math
from html import escape

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 40, 50
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
"""Okabe and Ito's palette, which colour-blind people can distinguish."""


def series(rows):
    """The curves: [(label, [(files, milliseconds)], whether it is mini's)]."""
    chosen = (
        ("cold", "git add -A"), ("one body edited", None), ("null build", "git diff-files"),
        ("null build", "ninja"))
    lines = {}
    for scenario, peer in chosen:
        for row in rows:
            if row.scenario != scenario or not row.site.replace(",", "").isdigit():
                continue
            if peer in (None, row.peer):
                lines.setdefault((f"mini: {scenario}", True), {})[row.files] = row.ours.ms
                if peer:
                    lines.setdefault((peer, False), {})[row.files] = row.theirs.ms
    return [(label, sorted(points.items()), own) for (label, own), points in lines.items()]


def svg(rows):
    """The plot; without curves if there are no rows."""
    lines = series(rows)
    points = [point for _, of_line, _ in lines for point in of_line] or [(1, 1)]
    across = Axis([x for x, _ in points], LEFT, WIDTH - RIGHT)
    up = Axis([y for _, y in points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="22" font-size="15">Time over project size</text>',
        f'<text x="{(LEFT + WIDTH - RIGHT) // 2}" y="{HEIGHT - 10}" '
        'text-anchor="middle">files</text>',
        f'<text x="16" y="{(TOP + HEIGHT - BOTTOM) // 2}" text-anchor="middle" '
        f'transform="rotate(-90 16 {(TOP + HEIGHT - BOTTOM) // 2})">milliseconds</text>',
    ]
    parts += grid(across, up)
    parts += curves(lines, across, up)
    return "\n".join(parts + ["</svg>"]) + "\n"


class Axis:
    """Maps values to positions by their logarithms; a little wider than the values."""

    def __init__(self, values, start, end):
        self.low, self.high = math.log10(min(values) * 0.8), math.log10(max(values) * 1.25)
        self.start, self.end = start, end

    def place(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self):
        """The powers of ten on the axis."""
        return [10.0 ** power for power in range(math.ceil(self.low), math.floor(self.high) + 1)]


def grid(across, up):
    for value in across.ticks():
        x = across.place(value)
        yield f'<path d="M{x} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>'
        yield f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{value:,.0f}</text>'
    for value in up.ticks():
        y = up.place(value)
        yield f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{value:,g}</text>'


def curves(lines, across, up):
    """Solid curves for mini, dashed ones for the peers; labels at the ends, without overlap."""
    ends = []
    for number, (label, points, own) in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        placed = [(across.place(x), up.place(y)) for x, y in points]
        path = "M" + "L".join(f"{x} {y}" for x, y in placed)
        dash = "" if own else ' stroke-dasharray="6 4"'
        yield f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
        for x, y in placed:
            yield f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'
        ends.append((placed[-1][1], label, colour))
    lowest = -math.inf
    for y, label, colour in sorted(ends):
        lowest = max(y, lowest + 16)
        yield (f'<text x="{WIDTH - RIGHT + 10}" y="{lowest + 4}" fill="{colour}">'
               f"{escape(label)}</text>")

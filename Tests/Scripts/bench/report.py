"""Writes the results: as Markdown for people, as JSON for programs."""

import json
import os
import platform
import subprocess
import time

import targets


MAIN_SCENARIOS = (
    ("null build", (("git diff-files", "`git diff-files`"), ("ninja", "`ninja`"))),
    ("one body edited", (("null build", "a null build"),)),
    ("cold", (("git add -A", "`git add -A`"),)),
)
"""Scenarios in the README, each with its peers and their text there."""


def machine(mini):
    """The machine and the tools on which the figures depend, besides the code."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return {
        "date": time.strftime("%Y-%m-%d"),
        "processor": names[0] if names else platform.machine(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "mini": first_line(mini, "--version"),
        "git": first_line("git", "--version"),
        "ninja": first_line("ninja", "--version"),
    }


def first_line(*command):
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "none"
    return result.stdout.splitlines()[0]


def sentence(facts, rows):
    floor = min((row.theirs.peak_kib for row in rows), default=0) / 1024
    return (
        f"{facts['date']}; {facts['processor']}, {facts['cores']} cores, {facts['system']}; "
        f"{facts['mini']}, {facts['git']}, ninja {facts['ninja']}. Whole processes in turns; "
        "times are the least of several runs, memory the most (whatever needs less than "
        f"{floor:.1f} MB counts as that: it is what the measuring process needs).")


def markdown(facts, rows):
    """All results except the plot."""
    lines = [sentence(facts, rows), ""]
    for site in dict.fromkeys(row.site for row in rows):
        mine = [row for row in rows if row.site == site]
        lines += [f"## {site}" if "files" in site else f"## {site} files", "", *table(mine), ""]
    for title, wanted in (
            ("Targets", targets.TARGETS), ("100,000 files over 10,000", targets.GROWTH)):
        verdicts = targets.judge(rows, wanted)
        lines += [f"## {title}", "", *aligned(
            ["what", "measured", "target", "met"], [v.cells() for v in verdicts], right=(1, 2)),
            ""]
    return "\n".join(lines[:-1]) + "\n"


def table(rows):
    """The table of all values of some rows."""
    heads = ["scenario", "mini, ms", "peer", "peer, ms", "ratio", "peak, MB", "peer",
             "written, KB", "peer", "system calls", "peer"]
    cells = []
    for row in rows:
        ours, theirs = row.ours, row.theirs
        cells.append([
            row.scenario, milliseconds(ours.ms), row.peer, milliseconds(theirs.ms),
            f"{row.ratio:.2f}", megabytes(ours), megabytes(theirs), kilobytes(ours),
            kilobytes(theirs), number(ours.system_calls), number(theirs.system_calls)])
    return aligned(heads, cells, right=(1, 3, 4, 5, 6, 7, 8, 9, 10))


def summary(facts, rows):
    """The part in the README: one line per main scenario, and the targets that were missed."""
    found = targets.Rows(rows)
    lines = [f"{facts['date']}, {facts['cores']} cores, projects of 10,001 files:", ""]
    for scenario, peers in MAIN_SCENARIOS:
        row = found.find(targets.MAIN, scenario)
        if row is None:
            continue
        ratios = [f"{found.find(targets.MAIN, scenario, peer).ratio:.2f} × {text}"
                  for peer, text in peers]
        lines.append(f"- {scenario}: {milliseconds(row.ours.ms)} ms, {', '.join(ratios)}")
    verdicts = [v for v in targets.judge(rows, targets.TARGETS + targets.GROWTH)
                if v.measured is not None]
    missed = [f"{name} {measured} ({target})" for name, measured, target, _ in
              (v.cells() for v in verdicts if not v.met)]
    lines += ["", f"{len(verdicts) - len(missed)} of {len(verdicts)} targets are met" + (
        f". Missed: {'; '.join(missed)}." if missed else ".")]
    return "\n".join(lines) + "\n"


def aligned(heads, rows, right):
    """A Markdown table."""
    rule = ["---:" if column in right else "---" for column in range(len(heads))]
    return ["| " + " | ".join(cells) + " |" for cells in [heads, rule, *rows]]


def milliseconds(value):
    return f"{value:,.2f}" if value < 10 else f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"


def megabytes(measure):
    return f"{measure.peak_kib / 1024:,.1f}"


def kilobytes(measure):
    return f"{measure.bytes_written / 1000:,.1f}"


def number(value):
    return "" if value is None else f"{value:,}"


def as_json(facts, rows):
    verdicts = targets.judge(rows, targets.TARGETS + targets.GROWTH)
    return json.dumps(
        {"schema": 1, "machine": facts, "rows": [r.as_json() for r in rows],
         "targets": [v.as_json() for v in verdicts]}, indent=1, ensure_ascii=False) + "\n"

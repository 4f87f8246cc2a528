"""Runs scenarios on sites, times them against their peers, and counts their work."""

import json
import os
from dataclasses import asdict, dataclass, replace

import counts
from processes import Measure, in_turns

RECORDS = 5
"""Runs that measure the share of the record."""

COUNTED_FILES_MAX = 20_000
"""System calls are counted on projects up to this size: strace makes a run many times slower."""


@dataclass
class Row:
    """A row of the table: one scenario on one site, mini against one peer."""

    site: str
    files: int
    scenario: str
    peer: str
    ours: Measure
    theirs: Measure
    compiles: int | None = None
    """The expected number of compiled functions."""
    compiled_files: int | None = None
    """The expected number of compiled files."""

    @property
    def ratio(self):
        return self.ours.ms / self.theirs.ms

    def as_json(self):
        ours, theirs = (
            {"ms": round(m.ms, 3), **asdict(m)} for m in (self.ours, self.theirs))
        return {
            "site": self.site, "files": self.files, "scenario": self.scenario, "peer": self.peer,
            "ratio": round(self.ratio, 4), "mini": ours, "other": theirs}


def measure(runner, site, scenario, rounds):
    """Times a scenario and its peers in turns on a site; returns one row per peer."""
    if site.files < scenario.files_min:
        return []
    peers = [p for p in scenario.peers if site.files <= p.files_max]
    contestants = [scenario.command] + [p.command for p in peers]
    ours, *theirs = in_turns(
        runner, [lambda turn, c=c: c(site, turn) for c in contestants], rounds or scenario.rounds)
    if site.files <= COUNTED_FILES_MAX:
        count(site, scenario, ours)
        for peer, measure_of_peer in zip(peers, theirs):
            command = peer.command(site, 0)
            measure_of_peer.system_calls = calls(command, site)
    return [
        Row(site.label, site.files, scenario.name, peer.name, ours, other, scenario.compiles,
            scenario.compiled_files)
        for peer, other in zip(peers, theirs)]


def count(site, scenario, ours):
    """Runs once more to count system calls, and once to count compiled functions if that is known."""
    turn = len(ours.times_ms)
    ours.system_calls = calls(scenario.command(site, turn), site)
    if scenario.traced:
        ours.record = record_share(site, scenario)
    if scenario.compiles is not None:
        path = os.path.join(site.folder, "stats.json")
        scenario.command(site, turn + 1)
        site.do(site.build("--stats-json", path))
        with open(path, encoding="utf-8") as file:
            ours.stats = json.load(file)


def record_share(site, scenario):
    """The time of recording a build divided by the time of the whole, by traces; the least of several."""
    path = os.path.join(site.folder, "trace.json")
    shares = []
    for turn in range(RECORDS):
        command = scenario.command(site, turn)
        site.do(replace(command, argv=(*command.argv, "--trace", path)))
        with open(path, encoding="utf-8") as file:
            events = json.load(file)["traceEvents"]
        spans = [(e["name"], e["dur"]) for e in events if e.get("ph") == "X"]
        whole = max(time for name, time in spans if name.startswith("build "))
        shares.append(sum(time for name, time in spans if name == "record") / whole)
    return min(shares)


def output(site):
    """The bytes of the last `main.ll`, and of its functions with their private constants: without the
    header, the markers of sections, descriptions of types, and constants that files declare."""
    with open(site.output, "rb") as file:
        _, *sections = file.read().split(b"\n; ==== FILE: ")
    blocks = (block for section in sections for block in section.split(b"\n", 1)[1].split(b"\n\n"))
    functions = sum(len(block) + 2 for block in blocks if b"\ndefine " in b"\n" + block)
    return {"bytes": os.path.getsize(site.output), "functions": functions}


def calls(command, site):
    return sum(counts.system_calls(command, site.environment).values())

"""The targets for the measured values, and whether they are met."""

from dataclasses import dataclass

MAIN = "10,000"
LARGE = "100,000"
POPULAR = "10,000 files, half of which import one"
DECLARATIONS = "2,000 files that share types"
EDITS = (
    "one body edited", "one comment edited", "one signature edited near the leaves",
    "one signature edited near the root", "100 files edited", "branch switch back",
    "branch switch there",
)


@dataclass(frozen=True)
class Target:
    """A bound on a number that is computed from the rows."""

    name: str
    limit: float
    unit: str
    value: object
    """A function of `Rows`; it returns `None` if the value was not measured."""


@dataclass(frozen=True)
class Verdict:
    """A target and its measured value."""

    target: Target
    measured: float | None

    @property
    def met(self):
        return self.measured is not None and self.measured <= self.target.limit

    def cells(self):
        unit = self.target.unit
        measured = "not measured" if self.measured is None else f"{self.measured:.3g}{unit}"
        met = "–" if self.measured is None else "yes" if self.met else "**no**"
        return [self.target.name, measured, f"≤ {self.target.limit:g}{unit}", met]

    def as_json(self):
        return {"target": self.target.name, "limit": self.target.limit,
                "unit": self.target.unit.strip(), "measured": self.measured, "met": self.met}


class Rows:
    """The rows of a run, found by site, scenario and peer."""

    def __init__(self, rows):
        self.rows = rows

    def find(self, site, scenario, peer=None):
        return next(
            (r for r in self.rows if r.site == site and r.scenario.startswith(scenario)
             and peer in (None, r.peer)), None)


def ratio(scenario, peer=None, site=MAIN):
    """mini's time divided by the peer's."""
    def value(rows):
        row = rows.find(site, scenario, peer)
        return row and row.ratio
    return value


def over(scenario):
    """Milliseconds more than the peer."""
    def value(rows):
        row = rows.find("3 files", scenario)
        return row and row.ours.ms - row.theirs.ms
    return value


def peak(scenario):
    """Megabytes of memory."""
    def value(rows):
        row = rows.find(MAIN, scenario)
        return row and row.ours.peak_kib / 1024
    return value


def compiled(scenario, site=MAIN, what="functions"):
    """Number of compiled functions or files."""
    def value(rows):
        row = rows.find(site, scenario)
        return row and row.ours.stats and row.ours.stats[what]["compiled"]
    return value


def between(scenario, other, site):
    """mini's time divided by its own in another scenario."""
    def value(rows):
        row, base = rows.find(site, scenario), rows.find(site, other)
        return row and base and row.ours.ms / base.ours.ms
    return value


def per_megabyte(scenario, site, constant_ms):
    """Milliseconds per megabyte of output that are more than a constant over a null build."""
    def value(rows):
        row = rows.find(site, scenario)
        if not row or not row.ours.output:
            return None
        return (row.ours.ms - row.theirs.ms - constant_ms) / (row.ours.output["bytes"] / 1e6)
    return value


def output_ratio(site):
    """The output's size divided by that of the functions in it."""
    def value(rows):
        row = rows.find(site, "cold")
        return row and row.ours.output and row.ours.output["bytes"] / row.ours.output["functions"]
    return value


def record(scenario):
    """Percent of the time in which a build recorded what it did."""
    def value(rows):
        row = rows.find(MAIN, scenario)
        return row and row.ours.record and row.ours.record * 100
    return value


def growth(scenario, quantity):
    """The factor by which a quantity grows from 10,000 to 100,000 files."""
    def value(rows):
        large, small = rows.find(LARGE, scenario), rows.find(MAIN, scenario)
        return large and small and quantity(large.ours) / quantity(small.ours)
    return value


TARGETS = (
    Target("null build / git diff-files", 1.0, " ×", ratio("null build", "git diff-files")),
    Target("one body edited / null build", 2.5, " ×", ratio("one body edited")),
    Target("cold / git add -A", 0.33, " ×", ratio("cold")),
    Target("one comment edited / null build", 2.5, " ×", ratio("one comment edited")),
    Target("one comment edited: functions compiled", 0, "", compiled("one comment edited")),
    Target("one function added / one body edited", 1.1, " ×",
           between("one function added", "one body edited", MAIN)),
    Target("function added to a popular module / null build", 2.5, " ×",
           ratio("a function added", site=POPULAR)),
    Target("function added to a popular module / body edited in it", 1.1, " ×",
           between("a function added", "a body edited", POPULAR)),
    Target("function added to a popular module: files compiled", 1, "",
           compiled("a function added", POPULAR, "files")),
    Target("signature that ten files use: files compiled", 11, "",
           compiled("a signature changed", POPULAR, "files")),
    Target("shared types: one body edited, over a null build and 3 ms, per MB of main.ll", 0.6,
           " ms", per_megabyte("one body edited", DECLARATIONS, 3)),
    Target("shared types: main.ll / the functions in it", 1.3, " ×", output_ratio(DECLARATIONS)),
    Target("a struct's field changed: files compiled", 3, "",
           compiled("a struct's field changed", DECLARATIONS, "files")),
    Target("a struct's field changed: functions compiled", 7, "",
           compiled("a struct's field changed", DECLARATIONS)),
    Target("explain a file / null build", 1.5, " ×", ratio("explain a file")),
    Target("graph --affected / null build", 3, " ×", ratio("graph --affected")),
    Target("one body edited: share of its record", 1, " %", record("one body edited")),
    Target("cold: share of its record", 1, " %", record("cold")),
    Target("branch switch back / null build", 5, " ×", ratio("branch switch back")),
    Target("branch switch back: functions compiled", 0, "", compiled("branch switch back")),
    Target("null build: peak memory", 24, " MB", peak("null build")),
    Target("cold: peak memory", 96, " MB", peak("cold")),
    Target("mini --version over /bin/true", 3, " ms", over("mini --version")),
    Target("null build of 3 files over /bin/true", 4, " ms", over("null build")),
    Target("hash-object / git hash-object", 0.5, " ×", ratio("hash-object")),
    Target("cat-object --batch / git cat-file --batch", 0.5, " ×", ratio("cat-object")),
    Target("verify / git fsck --full", 0.5, " ×", ratio("verify")),
    Target("gc after edits / git repack", 0.5, " ×", ratio("gc after edits")),
    Target("gc, all loose / git repack", 0.5, " ×", ratio("gc, all loose")),
)

GROWTH = tuple(
    Target(f"{scenario}: {name}", 11, " ×", growth(scenario, quantity))
    for scenario in ("cold", "null build", *EDITS, "output deleted", "new checkout")
    for name, quantity in (("time", lambda m: m.ms), ("memory", lambda m: m.peak_kib)))
"""100,000 files against 10,000, for every scenario."""


def judge(rows, wanted):
    """A verdict for each target, in order."""
    found = Rows(rows)
    return [Verdict(target, target.value(found)) for target in wanted]

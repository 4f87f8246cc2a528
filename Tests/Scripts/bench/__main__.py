"""Times mini against git, ninja and /bin/true, in turns in one run, on generated projects.

usage: python3 -B Tests/Scripts/bench MINI RESULTS

Writes bench.md, summary.md, bench.json and bench.svg into the folder RESULTS, and prints the
Markdown. Exits with 1 if a build compiled another number of functions than expected.

environment: BENCH_SIZES    modules beside main.mini, and "tall" for few files of 3,000 functions
                            each (default: "1000 10000 100000 tall")
             BENCH_ROUNDS   runs of each command; by default, as many as fit into a few seconds
"""

import os
import shutil
import sys
import tempfile

import declarations
import measuring
import plot
import projects
import report
import store
import targets
from processes import Failed, Rounds, Runner
from scenarios import DECLARATIONS_SCENARIOS, POPULAR_SCENARIOS, SCENARIOS, STARTUP_SCENARIOS
from sites import Site

TALL_FILES = 10
DECLARATIONS_FILES_MAX = 2000


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    mini, results = (os.path.abspath(path) for path in sys.argv[1:])
    sizes = os.environ.get("BENCH_SIZES", "1000 10000 100000 tall").split()
    count = os.environ.get("BENCH_ROUNDS")
    rounds = Rounds(int(count), int(count), 0) if count else None
    os.makedirs(results, exist_ok=True)
    work = tempfile.mkdtemp(prefix="work-", dir=results)
    environment = {"PATH": os.environ["PATH"], "HOME": work, "LC_ALL": "C",
                   "GIT_CONFIG_NOSYSTEM": "1"}
    try:
        with Runner(environment) as runner:
            rows = measure_all(runner, mini, sizes, rounds, work)
    except Failed as failure:
        raise SystemExit(f"bench: {failure}") from None
    finally:
        shutil.rmtree(work)
    publish(mini, rows, results)
    wrong = list(filter(None, map(wrong_work, rows)))
    if wrong:
        raise SystemExit("\n".join(wrong))


def measure_all(runner, mini, sizes, rounds, work):
    """The startup rows, then those of each size. The main size also gets the store's rows."""
    environment = runner.environment
    small = Site(mini, "3 files", projects.Tree(2), os.path.join(work, "small"), environment)
    small.do(small.build())
    rows = scenarios_on(runner, small, STARTUP_SCENARIOS, rounds)
    for size in sizes:
        project = projects.Tall(TALL_FILES) if size == "tall" else projects.Tree(int(size))
        label = f"{TALL_FILES} files, 3,000 functions each" if size == "tall" else f"{int(size):,}"
        tell(f"generating: {label}")
        site = Site(mini, label, project, os.path.join(work, size), environment)
        rows += scenarios_on(runner, site, SCENARIOS, rounds)
        if label == targets.MAIN or len(sizes) == 1:
            tell(f"{label}: store")
            rows += store.measure(runner, site, rounds)
            if size != "tall":
                rows += variations(runner, mini, int(size), rounds, work)
        shutil.rmtree(site.folder)
    return rows


def variations(runner, mini, size, rounds, work):
    """The rows of two other projects: one with a popular module, and one whose modules share types."""
    shared = declarations.Declarations(min(size, DECLARATIONS_FILES_MAX))
    rows = []
    for label, project, scenarios in (
            (f"{size:,} files, half of which import one", projects.Popular(size),
             POPULAR_SCENARIOS),
            (f"{shared.count:,} files that share types", shared, DECLARATIONS_SCENARIOS)):
        tell(f"generating: {label}")
        site = Site(mini, label, project, os.path.join(work, "variation"), runner.environment)
        site.do(site.build())
        found = scenarios_on(runner, site, scenarios, rounds)
        for row in found:
            row.ours.output = measuring.output(site)
        rows += found
        shutil.rmtree(site.folder)
    return rows


def scenarios_on(runner, site, scenarios, rounds):
    rows = []
    for scenario in scenarios:
        tell(f"{site.label}: {scenario.name}")
        rows += measuring.measure(runner, site, scenario, rounds)
    return rows


def wrong_work(row):
    """The error message if a row's build compiled another number of functions or files than expected."""
    expected = {"functions": row.compiles, "files": row.compiled_files}
    for what, number in expected.items():
        if number is None or row.ours.stats is None:
            continue
        compiled = row.ours.stats[what]["compiled"]
        if compiled != number:
            return (f"bench: {row.site}, {row.scenario}: {compiled} {what} were compiled, "
                    f"not {number}")
    return None


def publish(mini, rows, results):
    facts = report.machine(mini)
    texts = {
        "bench.md": report.markdown(facts, rows),
        "summary.md": report.summary(facts, rows),
        "bench.json": report.as_json(facts, rows),
        "bench.svg": plot.svg(rows),
    }
    for name, text in texts.items():
        with open(os.path.join(results, name), "w", encoding="utf-8") as file:
            file.write(text)
    print(texts["bench.md"], end="")


def tell(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


main()

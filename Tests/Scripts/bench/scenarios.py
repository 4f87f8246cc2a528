"""The scenarios that are timed on a project, in the order in which they run.

A scenario prepares a site for each turn and returns the command to time. Each of its peers does the
same, and mini and its peers take turns. The peer of an edit is mini's own null build (`NULL`), which
runs right after it.
"""

import os
import shutil
from dataclasses import dataclass
from typing import Callable

import projects
from declarations import Declarations
from processes import Command, Rounds, flush, settle
from sites import Site, remove_file, tool

Contestant = Callable[[Site, int], Command]
"""Prepares a site for a turn, and returns the command to run."""

QUICK = Rounds(least=5, most=25, seconds=4)
SLOW = Rounds(least=2, most=9, seconds=10)
TINY = Rounds(least=20, most=200, seconds=2)


@dataclass(frozen=True)
class Peer:
    """A command with which mini is compared in a scenario."""

    name: str
    command: Contestant
    files_max: int = 1_000_000
    """Left out on larger projects, because it would take too long to prepare."""


@dataclass(frozen=True)
class Scenario:
    """One row of the table."""

    name: str
    command: Contestant
    peers: tuple
    rounds: Rounds
    files_min: int = 1
    """Left out on smaller projects."""
    compiles: int | None = None
    """The number of functions that must be compiled, if it is known; a separate run counts them."""
    compiled_files: int | None = None
    """Likewise the number of files."""
    traced: bool = False
    """Whether a separate run measures the share of the build's record."""


def cold(site, _):
    site.remove_cache()
    flush()
    return site.build()


def git_add(site, _):
    site.empty_repository()
    flush()
    return site.git("add", "-A")


def null(site, _):
    return site.build()


def git_diff_files(site, _):
    return site.git("diff-files", "--quiet")


def ninja(site, _):
    return site.ninja()


def body(site, _):
    site.edit([site.project.near_leaves(0)], body=site.fresh())
    return site.build()


def comment(site, _):
    site.edit([site.project.near_leaves(0)], comment=site.fresh())
    return site.build()


def signature_near_leaves(site, turn):
    change_signature(site, site.project.near_leaves(turn))
    return site.build()


def signature_near_root(site, turn):
    change_signature(site, site.project.near_root(turn))
    return site.build()


def change_signature(site, number):
    """Changes the type of a function's parameter, so that calls in importers are compiled too."""
    order = {"i32": "i64", "i64": "f64", "f64": "i32"}
    parameter = site.variants.get(number, projects.Variant()).parameter
    site.edit([number], parameter=order[parameter], body=site.fresh())


def many(site, _):
    site.edit(site.project.spread(100), body=site.fresh())
    return site.build()


def switch_back(site, _):
    """From a branch in which 100 files differ back to the first one; both were built before."""
    return switched(site, home=0, away=BRANCH)


def switch_there(site, _):
    """From the first branch to the other one."""
    return switched(site, home=BRANCH, away=0)


def switched(site, home, away):
    for body in (home, away):
        site.edit(site.project.spread(100), body=body)
        site.do(site.build())
    site.edit(site.project.spread(100), body=home)
    return site.build()


BRANCH = 900_000
"""The body of the other branch, larger than any number of `Site.fresh`."""


def output_deleted(site, _):
    remove_file(site.output)
    return site.build()


def older_cache(site, _):
    """A new checkout with an older cache: 100 files differ, and no stamp of the cache is valid."""
    kept = os.path.join(site.folder, "kept-cache")
    if not os.path.exists(kept):
        site.do(site.build())
        shutil.copytree(site.cache, kept)
    site.edit(site.project.spread(100), body=site.fresh())
    site.remove_cache()
    shutil.copytree(kept, site.cache)
    for path in projects.paths(site.project, site.root):
        os.utime(path)
    settle()
    return site.build()


def popular_body(site, _):
    site.edit([site.project.number], body=site.fresh())
    return site.build()


def popular_function(site, _):
    return add_function(site, site.project.number)


def function_added(site, _):
    return add_function(site, site.project.near_leaves(0))


def add_function(site, number):
    added = site.variants.get(number, projects.Variant()).added
    site.edit([number], added=added + 1)
    return site.build()


def field_changed(site, _):
    """Gives a field another name. It has a default, and no code names it."""
    site.edit([site.project.middle], field=site.fresh())
    return site.build()


def popular_signature(site, _):
    site.edit([site.project.number], signature=site.fresh())
    return site.build()


def explain(site, _):
    """Asks why a file was compiled, after an edit of it."""
    site.do(body(site, 0))
    return Command((site.mini, "explain", site.project.path(site.project.near_leaves(0))), site.root)


def affected(site, _):
    """Asks what an edit of a leaf can reach."""
    site.do(site.build())
    path = site.project.path(site.project.near_leaves(0))
    return Command((site.mini, "graph", "--affected", path), site.root)


def format_all(site, _):
    """All files are formatted, and nothing of that is recorded."""
    site.do(site.format())
    remove_file(os.path.join(site.cache, "formatted.bin"))
    flush()
    return site.format()


def format_null(site, _):
    site.do(site.format())
    settle()
    site.do(site.format())
    return site.format()


NULL = (Peer("null build", null),)

SCENARIOS = (
    Scenario("cold", cold, (Peer("git add -A", git_add),), SLOW, traced=True),
    Scenario(
        "null build", null,
        (Peer("git diff-files", git_diff_files), Peer("ninja", ninja, 20_000)),
        QUICK, compiles=0),
    Scenario("one body edited", body, NULL, QUICK, compiles=1, traced=True),
    Scenario("one comment edited", comment, NULL, QUICK, compiles=0),
    Scenario("one function added", function_added, NULL, QUICK, compiles=1, compiled_files=1),
    Scenario("one signature edited near the leaves", signature_near_leaves, NULL, QUICK),
    Scenario("one signature edited near the root", signature_near_root, NULL, QUICK),
    Scenario("100 files edited", many, NULL, SLOW, files_min=101, compiles=100),
    Scenario("branch switch back (100 files)", switch_back, NULL, SLOW, 101, compiles=0),
    Scenario("branch switch there (100 files)", switch_there, NULL, SLOW, 101, compiles=0),
    Scenario("output deleted", output_deleted, NULL, QUICK, compiles=0),
    Scenario(
        "new checkout, older cache (100 files differ)", older_cache, NULL, SLOW, files_min=101,
        compiles=100),
    Scenario("explain a file", explain, NULL, QUICK),
    Scenario("graph --affected of a file", affected, NULL, QUICK),
    Scenario("format all files", format_all, (Peer("git add -A", git_add),), SLOW),
    Scenario(
        "format, nothing changed", format_null, (Peer("git diff-files", git_diff_files),), QUICK),
)
"""Scenarios for projects of any size."""

POPULAR_SCENARIOS = (
    Scenario("a body edited in the popular module", popular_body, NULL, QUICK, compiles=1),
    Scenario("a function added to it", popular_function, NULL, QUICK, compiles=1, compiled_files=1),
    Scenario(
        "a signature changed that ten files use", popular_signature, NULL, QUICK, files_min=41,
        compiles=11, compiled_files=11),
)
"""Scenarios for a project in which half of the files import one module."""

DECLARATIONS_SCENARIOS = SCENARIOS + (
    Scenario(
        "a struct's field changed", field_changed, NULL, QUICK, files_min=41,
        compiles=Declarations.functions_of_users, compiled_files=Declarations.users),
)
"""Scenarios for a project in which modules share types."""

TRUE = (Peer("/bin/true", lambda site, _: Command((tool("true"),), site.root)),)

STARTUP_SCENARIOS = (
    Scenario(
        "mini --version", lambda site, _: Command((site.mini, "--version"), site.root), TRUE, TINY),
    Scenario("null build, 3 files", null, TRUE, TINY, compiles=0),
)
"""Scenarios for a project of three files, in which the start is most of the time."""

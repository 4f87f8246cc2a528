"""What is timed on a project: one list, in the order in which it is run.

A scenario prepares a site for each turn and returns the command to time. Each of its peers does the
same; mini and they take turns. Where a peer is `null`, it is mini's own null build, run right
after: that is what an edit is measured by.
"""

import os
import shutil
from dataclasses import dataclass
from typing import Callable

import projects
from processes import Command, Rounds, flush, settle
from sites import Site, remove_file, tool

Contestant = Callable[[Site, int], Command]
"""Prepares a site for a turn, and returns what to run."""

QUICK = Rounds(least=5, most=25, seconds=4)
SLOW = Rounds(least=2, most=9, seconds=10)
TINY = Rounds(least=20, most=200, seconds=2)


@dataclass(frozen=True)
class Peer:
    """What mini is measured by in a scenario."""

    name: str
    command: Contestant
    files_max: int = 1_000_000
    """Left out on larger projects (the scene would take too long to prepare)."""


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
    """How many functions have to be compiled, where that is known: counted in a run of its own."""


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
    """Gives a function a parameter type that it has not had: importers' calls are compiled too."""
    order = {"i32": "i64", "i64": "f64", "f64": "i32"}
    parameter = site.variants.get(number, projects.Variant()).parameter
    site.edit([number], parameter=order[parameter], body=site.fresh())


def many(site, _):
    site.edit(site.project.spread(100), body=site.fresh())
    return site.build()


def switch_back(site, _):
    """From a branch of 100 other files back to where it began; both were built before."""
    return switched(site, home=0, away=BRANCH)


def switch_there(site, _):
    """The other way."""
    return switched(site, home=BRANCH, away=0)


def switched(site, home, away):
    for body in (home, away):
        site.edit(site.project.spread(100), body=body)
        site.do(site.build())
    site.edit(site.project.spread(100), body=home)
    return site.build()


BRANCH = 900_000
"""The body of the other branch: larger than any that `Site.fresh` gives."""


def output_deleted(site, _):
    remove_file(site.output)
    return site.build()


def older_cache(site, _):
    """A new checkout, 100 files on, with the cache from before: no stamp of the cache holds."""
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


NULL = (Peer("null build", null),)

SCENARIOS = (
    Scenario("cold", cold, (Peer("git add -A", git_add),), SLOW),
    Scenario(
        "null build", null,
        (Peer("git diff-files", git_diff_files), Peer("ninja", ninja, 20_000)),
        QUICK, compiles=0),
    Scenario("one body edited", body, NULL, QUICK, compiles=1),
    Scenario("one comment edited", comment, NULL, QUICK, compiles=0),
    Scenario("one signature edited near the leaves", signature_near_leaves, NULL, QUICK),
    Scenario("one signature edited near the root", signature_near_root, NULL, QUICK),
    Scenario("100 files edited", many, NULL, SLOW, files_min=101, compiles=100),
    Scenario("branch switch back (100 files)", switch_back, NULL, SLOW, 101, compiles=0),
    Scenario("branch switch there (100 files)", switch_there, NULL, SLOW, 101, compiles=0),
    Scenario("output deleted", output_deleted, NULL, QUICK, compiles=0),
    Scenario(
        "new checkout, older cache (100 files differ)", older_cache, NULL, SLOW, files_min=101,
        compiles=100),
)
"""On a project of any size. What else is built of a project (native code) joins here."""

TRUE = (Peer("/bin/true", lambda site, _: Command((tool("true"),), site.root)),)

STARTUP_SCENARIOS = (
    Scenario(
        "mini --version", lambda site, _: Command((site.mini, "--version"), site.root), TRUE, TINY),
    Scenario("null build, 3 files", null, TRUE, TINY, compiles=0),
)
"""On a project of three files, where starting is all there is."""
